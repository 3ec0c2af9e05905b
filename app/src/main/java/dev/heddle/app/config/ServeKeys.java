// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.config;

import static dev.heddle.app.config.Key.atStart;
import static dev.heddle.app.config.Key.live;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// What `heddle serve` understands: every section and key, with its meaning. The manual's reference is printed
/// from here.
public final class ServeKeys {
    /// What a listener speaks.
    public enum Speaks {
        /// IRC lines over TCP.
        IRC,
        /// IRC lines over TLS.
        IRC_TLS,
        /// IRC over WebSocket, HTTP and the web client.
        WEB,
        /// The same over TLS.
        WEB_TLS
    }

    /// Who may read a channel's history.
    public enum Visible {
        /// A member, from the moment that they joined. Who has an account stays in a channel until it leaves or is
        /// removed, connected or not.
        JOINED,
        /// A member, all of it.
        MEMBERS
    }

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration FIVE = Duration.ofSeconds(5);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,62}");
    private static final Pattern WORD = Pattern.compile("[^\\s=]{1,40}");

    /// The casemapping of names: fixed in the database when it is made.
    public enum Casemapping {
        /// A to Z only.
        ASCII,
        /// RFC 8265, for names in any script.
        PRECIS
    }

    public static final Key<String> NAME = atStart(
            "name",
            Kind.text("a host name of at most 63 characters", HOST_NAME),
            "heddle.local",
            "The name that the server gives itself in front of its own lines.");
    public static final Key<String> NETWORK = live(
            "network",
            Kind.text("a word of at most 40 characters", WORD),
            "Heddle",
            "The network's name, as clients show it.");
    public static final Key<String> DESCRIPTION = live(
            "description",
            Kind.text("a text", 200),
            "A Heddle chat server",
            "One line about the server, shown by WHOIS and LINKS.");
    public static final Key<List<String>> MOTD = live(
            "motd",
            Kind.list(Kind.text("a line of at most 400 characters", 400), 200),
            List.of(),
            "The message of the day, line by line. Empty: clients are told that there is none.");
    public static final Key<String> PASSWORD = live(
            "password",
            Kind.text("a text of at most 200 characters", 200),
            "",
            "What every client must give with PASS, in clear or as an $argon2id$ hash. Empty: nothing is asked.");
    public static final Key<String> USER_MODES = live(
            "user-modes",
            Kind.text("letters of the user modes B, i, R, T and w", Pattern.compile("[BiRTw]{0,5}")),
            "",
            "The modes that every user starts with, such as \"i\". Each can take them off again.");
    public static final Key<Casemapping> CASEMAPPING = atStart(
            "casemapping",
            Kind.choice(Casemapping.class),
            Casemapping.ASCII,
            "Which letters of a name are the same letter. Fixed when the data directory is made.");
    public static final Key<Long> LOOPS = atStart(
            "loops",
            Kind.number(0, 64),
            0L,
            "How many event loops serve the sockets. 0: one, which was measured best on few cores.");
    public static final Section SERVER = Section.once(
            "server",
            "Who this server is.",
            NAME,
            NETWORK,
            DESCRIPTION,
            MOTD,
            USER_MODES,
            PASSWORD,
            CASEMAPPING,
            LOOPS);

    public static final Key<List<String>> ADMIN_LINES = live(
            "lines",
            Kind.list(Kind.text("a line of at most 200 characters", 200), 3),
            List.of(),
            "Up to three lines of the answer to ADMIN: where the server is, who runs it, how to reach them.");
    public static final Section ADMIN = Section.once("admin", "Who runs this server.", ADMIN_LINES);

    public static final Key<String> ADDRESS = atStart(
            "address",
            Kind.text("an address such as \"127.0.0.1\", \"::1\" or \"0.0.0.0\"", 64),
            "127.0.0.1",
            "The address to listen on.");
    public static final Key<Long> PORT =
            atStart("port", Kind.number(0, 65_535), 6667L, "The port to listen on. 0: any free one, printed at start.");
    public static final Key<Speaks> SPEAKS =
            atStart("speaks", Kind.choice(Speaks.class), Speaks.IRC, "What is spoken there.");
    public static final Key<List<String>> PROXIES = atStart(
            "proxies",
            Kind.list(Kind.text("a network such as \"10.0.0.0/8\"", 64), 64),
            List.of(),
            "From these networks each connection starts with a PROXY protocol header (version 1 or 2) that tells the"
                    + " client's address.");
    public static final Section LISTENER = Section.many(
            "listener",
            32,
            "A place to listen. With none in the file: IRC on 127.0.0.1:6667, IRC over TLS on 0.0.0.0:6697, the web client"
                    + " and IRC over WebSocket on 127.0.0.1:8080.",
            ADDRESS,
            PORT,
            SPEAKS,
            PROXIES);

    public static final Key<String> CERTIFICATE = live(
            "certificate",
            Kind.text("a file name", 1000),
            "",
            "A PEM file with the certificate chain. Empty: a self-signed one is made in the data directory.");
    public static final Key<String> PRIVATE_KEY = live(
            "key",
            Kind.text("a file name", 1000),
            "",
            "A PEM file with the unencrypted private key (PKCS #8) of the certificate.");
    public static final Key<Boolean> STS = live(
            "sts",
            Kind.flag(),
            false,
            "Tell clients with the sts capability to come back over TLS only. Needs a certificate that they trust.");
    public static final Key<Duration> STS_DURATION = live(
            "sts-duration",
            Kind.duration(SECOND, DAY.multipliedBy(730)),
            DAY.multipliedBy(30),
            "How long clients keep that in mind.");
    public static final Section TLS =
            Section.once("tls", "The certificate of all TLS listeners.", CERTIFICATE, PRIVATE_KEY, STS, STS_DURATION);

    public static final Key<Long> CONNECTIONS = live(
            "connections",
            Kind.number(1, 1_000_000),
            20_000L,
            "How many clients at once. One more is told so and closed.");
    public static final Key<Long> PER_ADDRESS = live(
            "connections-per-address",
            Kind.number(1, 1_000_000),
            64L,
            "How many clients at once from one address (IPv6: from one /64). Loopback is exempt.");
    public static final Key<Long> CHANNELS =
            live("channels", Kind.number(1, 1_000_000), 50_000L, "How many channels at once.");
    public static final Key<Long> CHANNELS_PER_USER =
            live("channels-per-user", Kind.number(1, 10_000), 100L, "How many channels one user may be in.");
    public static final Key<Long> SESSIONS_PER_USER =
            live("sessions-per-user", Kind.number(1, 100), 10L, "How many connections one account may have at once.");
    public static final Key<Long> NICK_LENGTH =
            atStart("nick-length", Kind.number(9, 64), 32L, "The longest nick, in characters.");
    public static final Key<Long> CHANNEL_LENGTH =
            atStart("channel-length", Kind.number(16, 200), 64L, "The longest channel name, in characters.");
    public static final Key<Long> TOPIC_LENGTH =
            live("topic-length", Kind.number(80, 400), 390L, "The longest topic, in bytes.");
    public static final Key<Long> LIST_MODES = live(
            "list-modes", Kind.number(1, 10_000), 100L, "How many masks each list of a channel (b, e, I, q) holds.");
    public static final Key<Long> MONITOR =
            live("monitor", Kind.number(1, 10_000), 100L, "How many nicks a client may MONITOR.");
    public static final Key<Long> OUTBOX = live(
            "outbox",
            Kind.size(16 << 10, 1L << 30),
            1L << 20,
            "How much may wait for one client before it is closed with \"SendQ exceeded\".");
    public static final Key<Duration> STALL_TIME = atStart(
            "stall-time",
            Kind.duration(SECOND, HOUR),
            Duration.ofMinutes(2),
            "A client that takes nothing of what waits for it for so long is closed.");
    public static final Key<Duration> REGISTRATION_TIME =
            live("registration-time", Kind.duration(SECOND, HOUR), MINUTE, "How long a client may take to register.");
    public static final Key<Duration> PING_AFTER =
            live("ping-after", Kind.duration(FIVE, HOUR), Duration.ofMinutes(2), "A client silent so long is asked.");
    public static final Key<Duration> PING_TIME =
            live("ping-time", Kind.duration(FIVE, HOUR), MINUTE, "How long it may take to answer.");
    public static final Section LIMITS = Section.once(
            "limits",
            "What one client, and all of them together, may have.",
            CONNECTIONS,
            PER_ADDRESS,
            CHANNELS,
            CHANNELS_PER_USER,
            SESSIONS_PER_USER,
            NICK_LENGTH,
            CHANNEL_LENGTH,
            TOPIC_LENGTH,
            LIST_MODES,
            MONITOR,
            OUTBOX,
            STALL_TIME,
            REGISTRATION_TIME,
            PING_AFTER,
            PING_TIME);

    public static final Key<List<String>> EXEMPT = live(
            "exempt",
            Kind.list(Kind.text("a network such as \"192.0.2.0/24\"", 64), 64),
            List.of("127.0.0.0/8", "::1/128"),
            "Networks to which none of this section applies.");
    public static final Key<Long> BURST = live(
            "burst",
            Kind.number(1, 100_000),
            20L,
            "How many commands a client may send at once before it is slowed down.");
    public static final Key<Double> RATE = live(
            "rate",
            Kind.decimal(0.1, 100_000),
            4.0,
            "How many commands a second it may send after that. The rest waits; nothing is dropped.");
    public static final Key<Long> CONNECT_BURST = live(
            "connects",
            Kind.number(1, 100_000),
            16L,
            "How many connections one address may open within connect-window.");
    public static final Key<Duration> CONNECT_WINDOW =
            live("connect-window", Kind.duration(SECOND, HOUR), Duration.ofMinutes(1), "The window of connects.");
    public static final Key<Long> LOGIN_FAILURES = live(
            "login-failures",
            Kind.number(1, 10_000),
            10L,
            "How many logins may fail for one address or one account within login-window.");
    public static final Key<Duration> LOGIN_WINDOW =
            live("login-window", Kind.duration(SECOND, DAY), Duration.ofMinutes(10), "The window of login-failures.");
    public static final Key<Long> REGISTRATIONS = live(
            "registrations", Kind.number(1, 10_000), 5L, "How many accounts one address may register within an hour.");
    public static final Section FLOOD = Section.once(
            "flood",
            "How much one client or address may ask for in a time.",
            EXEMPT,
            BURST,
            RATE,
            CONNECT_BURST,
            CONNECT_WINDOW,
            LOGIN_FAILURES,
            LOGIN_WINDOW,
            REGISTRATIONS);

    public static final Key<Boolean> REGISTRATION = live(
            "registration",
            Kind.flag(),
            true,
            "Whether people may make accounts themselves, with REGISTER or NickServ.");
    public static final Key<Boolean> BEFORE_CONNECT = live(
            "before-connect",
            Kind.flag(),
            true,
            "Whether REGISTER is allowed before a client has finished connecting.");
    public static final Key<Boolean> REQUIRED =
            live("required", Kind.flag(), false, "Whether a client must log in to an account to connect.");
    public static final Key<Boolean> NICK_OWNED = live(
            "nick-owned",
            Kind.flag(),
            true,
            "Whether the nick that is an account's name can be used by that account only.");
    public static final Key<Boolean> EMAIL_REQUIRED = live(
            "email-required", Kind.flag(), false, "Whether an account needs an email address. It is not verified.");
    public static final Key<Long> ARGON_MEMORY =
            live("argon2-memory", Kind.size(8 << 10, 1L << 30), 19L << 20, "Memory that hashing one password takes.");
    public static final Key<Long> ARGON_PASSES =
            live("argon2-passes", Kind.number(1, 100), 2L, "How often hashing one password goes over that memory.");
    public static final Section ACCOUNTS = Section.once(
            "accounts",
            "Accounts and logging in.",
            REGISTRATION,
            BEFORE_CONNECT,
            REQUIRED,
            NICK_OWNED,
            EMAIL_REQUIRED,
            ARGON_MEMORY,
            ARGON_PASSES);

    public static final Key<Boolean> ENABLED = atStart("enabled", Kind.flag(), true, "Whether what is said is kept.");
    public static final Key<Duration> RETENTION = live(
            "retention",
            Kind.duration(HOUR, DAY.multipliedBy(36_500)),
            DAY.multipliedBy(90),
            "What is older is deleted, and cannot be read from the file any more.");
    public static final Key<Long> KEEP = live(
            "keep",
            Kind.number(10, 100_000_000),
            100_000L,
            "How many messages each channel or pair keeps at the most.");
    public static final Key<Long> PAGE =
            live("page", Kind.number(100, 1000), 100L, "How many messages one CHATHISTORY answers with at the most.");
    public static final Key<Long> REPLAY = live(
            "replay",
            Kind.number(0, 10_000),
            200L,
            "How many missed messages a client without chathistory is sent at login, at the most.");
    public static final Key<Long> JOIN_REPLAY = live(
            "join-replay",
            Kind.number(0, 10_000),
            50L,
            "How many messages a client without chathistory is sent when it joins a channel whose members may read all"
                    + " of it.");
    public static final Key<Visible> VISIBLE = live(
            "visible",
            Kind.choice(Visible.class),
            Visible.JOINED,
            "What a member of a channel may read of its history: what was said since it joined (with an account: also while"
                    + " it was not connected), or all of it.");
    public static final Section HISTORY = Section.once(
            "history", "What is kept of what was said.", ENABLED, RETENTION, KEEP, PAGE, REPLAY, JOIN_REPLAY, VISIBLE);

    public static final Key<String> OPER_NAME =
            live("name", Kind.text("a word of at most 40 characters", WORD), "", "The name given to OPER.");
    public static final Key<String> OPER_PASSWORD = live(
            "password",
            Kind.text("a text of at most 200 characters", 200),
            "",
            "The password given to OPER, in clear or as an $argon2id$ hash. Required.");
    public static final Section OPER =
            Section.many("oper", 100, "Somebody who may use OPER.", OPER_NAME, OPER_PASSWORD);

    public static final Key<String> GATEWAY_PASSWORD = live(
            "password",
            Kind.text("a text of at most 200 characters", 200),
            "",
            "What the gateway gives with WEBIRC. Required.");
    public static final Key<List<String>> GATEWAY_ADDRESSES = live(
            "addresses",
            Kind.list(Kind.text("a network such as \"192.0.2.7/32\"", 64), 64),
            List.of(),
            "The networks that it may come from.");
    public static final Section WEBIRC = Section.many(
            "webirc",
            32,
            "A gateway that may tell its users' addresses with WEBIRC.",
            GATEWAY_PASSWORD,
            GATEWAY_ADDRESSES);

    /// The whole file.
    public static final Schema SCHEMA = new Schema(
            List.of(SERVER, ADMIN, LISTENER, WebKeys.WEB, TLS, LIMITS, FLOOD, ACCOUNTS, HISTORY, OPER, WEBIRC));

    private ServeKeys() {}
}
