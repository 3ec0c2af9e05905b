// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.message;

import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.message.LineWriter;
import dev.heddle.chat.message.Mask;
import dev.heddle.chat.message.MaskSet;
import dev.heddle.chat.message.MaskSubject;
import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.message.MessageParser;
import dev.heddle.chat.message.Parsed;
import dev.heddle.chat.message.ServerTime;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// One PRIVMSG in and out, and a user against 10,000 bans.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MessageBench {
    private static final String TEXT = "hello everybody, this is a line of the usual length";

    private final byte[] plain = ("PRIVMSG #channel :" + TEXT).getBytes(StandardCharsets.UTF_8);
    private final byte[] tagged = ("@+draft/reply=AAAAAAAAAABBBBBBBBBBBB;label=17 PRIVMSG #channel :" + TEXT)
            .getBytes(StandardCharsets.UTF_8);
    private final byte[] utf8 = "PRIVMSG #channel :Grüße, 你好 🎉 an alle".getBytes(StandardCharsets.UTF_8);
    private final byte[] source = "alice!alice@host.example.org".getBytes(StandardCharsets.UTF_8);
    private final MessageParser parser = new MessageParser();
    private final LineWriter writer = new LineWriter(1_024);
    private final ServerTime time = new ServerTime();
    private final MaskSet<Integer> hosts = bans("*!*@host%d.example.net");
    private final MaskSet<Integer> globs = bans("*bad%dguy*!*@*");
    private final MaskSubject alice =
            MaskSubject.of(Casemapping.ASCII, "alice", "alice", "alice", false, "host.example.org", "192.0.2.7");
    private long millis = 1_700_000_000_000L;

    private static MaskSet<Integer> bans(String pattern) {
        var set = new MaskSet<Integer>();
        for (var i = 0; i < 10_000; i++) {
            set.add(
                    Objects.requireNonNull(Mask.parse(Casemapping.ASCII, pattern.replace("%d", Integer.toString(i)))),
                    i);
        }
        return set;
    }

    /// A line without tags.
    @Benchmark
    public Parsed parsePlain() {
        return parser.parse(plain, 0, plain.length);
    }

    /// A line with two tags.
    @Benchmark
    public Parsed parseTagged() {
        return parser.parse(tagged, 0, tagged.length);
    }

    /// A line that is not ASCII.
    @Benchmark
    public Parsed parseUtf8() {
        return parser.parse(utf8, 0, utf8.length);
    }

    /// A line with time, msgid and account.
    @Benchmark
    public int write() {
        writer.clear();
        millis += 3;
        return writer.begin()
                .tag("time", time.format(millis))
                .tag("msgid", new MessageId(millis, millis * 31).text())
                .tag("account", "alice")
                .source(source)
                .command("PRIVMSG")
                .param("#channel")
                .trailing(TEXT)
                .end();
    }

    /// 10,000 bans of whole hosts, none of which fits.
    @Benchmark
    public @Nullable Integer tenThousandHostBans() {
        return hosts.ban(alice);
    }

    /// 10,000 bans with wildcards at both ends, none of which fits.
    @Benchmark
    public @Nullable Integer tenThousandGlobBans() {
        return globs.ban(alice);
    }
}
