// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.VirtualTime;
import dev.heddle.terminal.link.Presented;
import dev.heddle.terminal.link.ServerAddress;
import dev.heddle.terminal.link.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A client whose server is the test: what the client sends is a list, what the server says a call; time is virtual. */
public final class ScriptedServer implements Transport {
    public static final ServerAddress ADDRESS = new ServerAddress("127.0.0.1", 6667, false);
    public static final String ALL_CAPABILITIES =
            "account-notify away-notify batch echo-message extended-join labeled-response message-tags multi-prefix"
                    + " sasl=PLAIN,EXTERNAL,SCRAM-SHA-256 server-time draft/account-registration=before-connect"
                    + " draft/chathistory draft/event-playback draft/read-marker";
    private static final String FEATURES =
            ":srv 005 amy CASEMAPPING=ascii CHANTYPES=# PREFIX=(qaohv)~&@%+ NETWORK=Net CHATHISTORY=100 MONITOR=100 :are supported";

    private final VirtualTime time = new VirtualTime(1_700_000_000_000L);
    private final Loop loop = Loop.open("test", LoopOptions.defaults().time(time));
    private final List<String> sent = new ArrayList<>();
    private final List<ClientEvent> events = new ArrayList<>();
    private ClientListener listener = event -> {};
    private final Client client = Client.create(loop, this, this::on, new Random(1));
    private @Nullable Peer peer;
    private int opened;

    private void on(ClientEvent event) {
        events.add(event);
        listener.on(event);
    }

    /** From now on this hears the client's events too. */
    public void hears(ClientListener whom) {
        listener = whom;
    }

    public Client client() {
        return client;
    }

    public Loop loop() {
        return loop;
    }

    public VirtualTime time() {
        return time;
    }

    public List<ClientEvent> events() {
        return events;
    }

    /** How often the client has opened a connection. */
    public int opened() {
        return opened;
    }

    public boolean isOpen() {
        return peer != null;
    }

    // ---- from the client

    @Override
    public void open(ServerAddress to, Peer whom) {
        peer = whom;
        opened++;
    }

    @Override
    public boolean send(String line) {
        if (peer == null) {
            return false;
        }
        sent.add(line);
        return true;
    }

    @Override
    public void close() {
        peer = null;
    }

    // ---- to the client

    public void accepts() {
        if (peer != null) {
            peer.onOpen("");
        }
    }

    public void says(String... lines) {
        for (String line : lines) {
            if (peer == null) {
                throw new IllegalStateException("the client has closed the connection; it would hear: " + line);
            }
            peer.onLine(line);
        }
    }

    public void cuts(String why) {
        cuts(why, null);
    }

    public void cuts(String why, @Nullable Presented untrusted) {
        var whom = peer;
        peer = null;
        if (whom != null) {
            whom.onClosed(new Loss(why, untrusted));
        }
    }

    /** What the client has sent since the last look. */
    public List<String> heard() {
        loop.turn(0);
        var heard = List.copyOf(sent);
        sent.clear();
        return heard;
    }

    /** The one line since the last look that begins so, its tags not counted. */
    public String heard(String beginning) {
        return heard().stream()
                .filter(line -> line.startsWith(beginning) || line.contains(" " + beginning))
                .findFirst()
                .orElseThrow(() -> new AssertionError("wanted a line that begins with " + beginning));
    }

    /** Turns the loop, which waits for other threads, until the client sends something. */
    public String awaits(String beginning) {
        for (int turn = 0; turn < 100; turn++) {
            for (String line : sent) {
                if (line.startsWith(beginning)) {
                    sent.clear();
                    return line;
                }
            }
            loop.turn(1_000_000_000L);
        }
        throw new AssertionError("wanted a line that begins with " + beginning + ", got " + sent);
    }

    public void passes(long seconds) {
        for (long i = 0; i < seconds; i++) {
            time.advance(1_000_000_000L);
            loop.turn(0);
        }
    }

    /** A guest comes in, to a server with these capabilities. */
    public void letsIn(String nick, String capabilities) {
        client.open(ADDRESS, new Login.Guest(nick));
        welcomes(nick, capabilities);
    }

    /** The server's half of letting a guest in. */
    public void welcomes(String nick, String capabilities) {
        accepts();
        says(":srv CAP * LS :" + capabilities);
        for (String line : heard()) {
            if (line.startsWith("CAP REQ")) {
                says(":srv CAP * ACK " + line.substring("CAP REQ ".length()));
            }
        }
        says(":srv 001 " + nick + " :Welcome", FEATURES, ":srv 422 " + nick + " :no motd");
        heard();
    }

    public <E extends ClientEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    public boolean saw(Predicate<ClientEvent> what) {
        return events.stream().anyMatch(what);
    }

    /** The value of a tag of a line that the client sent. */
    public static String tag(String line, String key) {
        for (String tag : line.substring(1, line.indexOf(' ')).split(";")) {
            if (tag.startsWith(key + "=")) {
                return tag.substring(key.length() + 1);
            }
        }
        return "";
    }

    /** Ends the loop. */
    public void end() {
        loop.close();
    }
}
