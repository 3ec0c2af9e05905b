// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("isSupported")
class EpollPollerTest extends PollerContract {
    static boolean isSupported() {
        return EpollPoller.isSupported();
    }

    @Override
    Poller open(int batch) {
        return EpollPoller.open(batch);
    }

    /** A read stops at urgent data without having read all; what lies behind it is reported all the same. */
    @Test
    void urgentDataHidesNothing() throws Exception {
        try (var poller = open(8);
                var arena = Arena.ofConfined();
                var client = new Socket()) {
            var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            int listener = poller.listen(any, ListenOptions.defaults());
            client.connect(poller.local(listener));
            int server = poller.accept(listener);
            client.getOutputStream().write("ab".getBytes(StandardCharsets.US_ASCII));
            client.sendUrgentData('!');
            client.getOutputStream().write("cd".getBytes(StandardCharsets.US_ASCII));
            var into = arena.allocate(16);
            var got = new StringBuilder();
            poller.interest(server, Poller.READ);
            while (got.length() < 4) {
                assertThat(poller.poll(5_000_000_000L))
                        .as("ready after '%s'", got)
                        .isEqualTo(1);
                int bytes = poller.read(server, into, 0, 16);
                for (int i = 0; i < bytes; i++) {
                    got.append((char) into.get(ValueLayout.JAVA_BYTE, i));
                }
            }
            assertThat(got).hasToString("abcd");
        }
    }
}
