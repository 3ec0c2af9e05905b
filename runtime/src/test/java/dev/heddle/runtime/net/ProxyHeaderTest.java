// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProxyHeaderTest {
    private static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};

    private final ProxyHeader header = new ProxyHeader();

    /// Feeds until it answers; -1: it never did.
    private int feed(byte[] bytes, ProxyHeader.State wanted) {
        for (int i = 0; i < bytes.length; i++) {
            var state = header.take(bytes[i]);
            if (state != ProxyHeader.State.MORE) {
                assertThat(state).isEqualTo(wanted);
                return i + 1;
            }
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] binary(int command, int family, byte[] rest) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        out.write(command);
        out.write(family);
        out.write(rest.length >> 8);
        out.write(rest.length);
        out.writeBytes(rest);
        return out.toByteArray();
    }

    @Test
    void versionOneTellsBothEnds() {
        var bytes = ascii("PROXY TCP4 192.0.2.7 192.0.2.1 56324 6667\r\nNICK a");
        assertThat(feed(bytes, ProxyHeader.State.DONE)).isEqualTo(bytes.length - 6);
        assertThat(header.source()).isEqualTo(new Endpoint("192.0.2.7", 56324));
        assertThat(header.target()).isEqualTo(new Endpoint("192.0.2.1", 6667));
    }

    @Test
    void versionOneOfSixAndUnknown() {
        feed(ascii("PROXY TCP6 2001:db8::1 2001:db8::2 1 65535\r\n"), ProxyHeader.State.DONE);
        assertThat(header.source()).isNotNull();
        assertThat(header.source().toString()).startsWith("[2001:db8:").endsWith("]:1");
        var unknown = new ProxyHeader();
        for (byte b : ascii("PROXY UNKNOWN whatever they say\r")) {
            assertThat(unknown.take(b)).isEqualTo(ProxyHeader.State.MORE);
        }
        assertThat(unknown.take((byte) '\n')).isEqualTo(ProxyHeader.State.DONE);
        assertThat(unknown.source()).isNull();
    }

    @Test
    void whatIsNoHeaderIsMalformed() {
        for (var text : new String[] {
            "PROXY TCP4 1.2.3.4 1.2.3.4 99999 1\r\n",
            "PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n",
            "PROXY TCP4 ::1 1.2.3.4 1 1\r\n",
            "PROXY TCP4 1.2.3.4 host 1 1\r\n",
            "PROXY TCP4 1.2.3.4 1.2.3.4 +1 1\r\n",
            "PROXY UDP4 1.2.3.4 1.2.3.4 1 1\r\n",
            "PROXI TCP4 1.2.3.4 1.2.3.4 1 1\r\n",
            "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\n",
            "PROXY TCP4 " + "1".repeat(200),
            "NICK alice\r\n",
            "\r\n\r\nno",
        }) {
            var one = new ProxyHeader();
            var state = ProxyHeader.State.MORE;
            for (byte b : ascii(text)) {
                state = one.take(b);
                if (state != ProxyHeader.State.MORE) {
                    break;
                }
            }
            assertThat(state).as(text).isEqualTo(ProxyHeader.State.MALFORMED);
        }
    }

    @Test
    void versionTwoTellsBothEndsAndItsFieldsAreSkipped() {
        byte[] rest = {(byte) 192, 0, 2, 7, (byte) 192, 0, 2, 1, (byte) 0xdc, 0x04, 0x1a, 0x0b, 4, 0, 1, 9};
        var bytes = binary(0x21, 0x11, rest);
        assertThat(feed(bytes, ProxyHeader.State.DONE)).isEqualTo(bytes.length);
        assertThat(header.source()).isEqualTo(new Endpoint("192.0.2.7", 56324));
        assertThat(header.target()).isEqualTo(new Endpoint("192.0.2.1", 6667));
    }

    @Test
    void versionTwoLocalAndMalformed() {
        assertThat(feed(binary(0x20, 0, new byte[0]), ProxyHeader.State.DONE)).isEqualTo(16);
        assertThat(header.source()).isNull();
        feedNew(binary(0x11, 0x11, new byte[12]), ProxyHeader.State.MALFORMED);
        feedNew(binary(0x21, 0x11, new byte[11]), ProxyHeader.State.MALFORMED);
        feedNew(binary(0x22, 0x11, new byte[12]), ProxyHeader.State.MALFORMED);
        feedNew(binary(0x21, 0x11, new byte[600]), ProxyHeader.State.MALFORMED);
        feedNew(binary(0x21, 0x21, new byte[36]), ProxyHeader.State.DONE);
    }

    private static void feedNew(byte[] bytes, ProxyHeader.State wanted) {
        var test = new ProxyHeaderTest();
        assertThat(test.feed(bytes, wanted)).isPositive();
    }

    @Test
    void anyBytesEndWithinTheLimitAndNeverThrow() {
        for (long seed = 0; seed < 2_000; seed++) {
            var random = new Random(seed);
            var bytes = new byte[ProxyHeader.BYTES_MAX + 1];
            random.nextBytes(bytes);
            var start = seed % 2 == 0 ? ascii("PROXY TCP4 ") : SIGNATURE;
            System.arraycopy(start, 0, bytes, 0, random.nextInt(start.length + 1));
            var fuzzed = new ProxyHeader();
            var state = ProxyHeader.State.MORE;
            for (int i = 0; i < bytes.length && state == ProxyHeader.State.MORE; i++) {
                state = fuzzed.take(bytes[i]);
            }
            assertThat(state).as("seed " + seed).isNotEqualTo(ProxyHeader.State.MORE);
        }
    }

    @Test
    void onlyTrustedSourcesMayTellWhoTheyAre() throws Exception {
        for (boolean trusted : new boolean[] {true, false}) {
            try (var loop = Loop.open("proxy", LoopOptions.defaults());
                    var heap = UnitHeap.open(HeapOptions.of("read", 512, 8, 64));
                    var graph = GraphPlan.bottom(
                                    "tcp",
                                    () -> Tcp.create(TcpOptions.of(heap)
                                            .linger(Duration.ZERO)
                                            .proxyFrom(peer -> trusted)))
                            .layer("echo", Echo::new, "tcp")
                            .build(loop)) {
                var echo = (Echo) graph.layer("echo");
                echo.listen(new Endpoint("127.0.0.1", 0));
                int port = ((Endpoint) ((Tcp) graph.layer("tcp")).listening().getFirst()).port();
                try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.getOutputStream().write(ascii("PROXY TCP4 192.0.2.7 192.0.2.1 56324 6667\r\nhello"));
                    for (int i = 0; i < 1_000 && !echo.text().endsWith("hello"); i++) {
                        loop.turn(10_000_000);
                    }
                    assertThat(echo.text()).startsWith(trusted ? "hello" : "PROXY");
                    assertThat(echo.only().participants().remote().toString())
                            .startsWith(trusted ? "192.0.2.7:56324" : "127.0.0.1:");
                    echo.only().close();
                }
            }
        }
    }

    @Test
    void aWrongHeaderCutsTheConnectionAndNobodyAboveHearsOfIt() throws Exception {
        try (var loop = Loop.open("proxy", LoopOptions.defaults());
                var heap = UnitHeap.open(HeapOptions.of("read", 512, 8, 64));
                var graph = GraphPlan.bottom(
                                "tcp", () -> Tcp.create(TcpOptions.of(heap).proxyFrom(peer -> true)))
                        .layer("echo", Echo::new, "tcp")
                        .build(loop)) {
            var echo = (Echo) graph.layer("echo");
            var tcp = (Tcp) graph.layer("tcp");
            echo.listen(new Endpoint("127.0.0.1", 0));
            int port = ((Endpoint) tcp.listening().getFirst()).port();
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(ascii("NICK mallory\r\n"));
                for (int i = 0; i < 3 || tcp.connections() > 0; i++) {
                    loop.turn(10_000_000);
                }
                assertThat(echo.sessions).isEmpty();
                assertThat(echo.ended).isEmpty();
            }
        }
    }
}
