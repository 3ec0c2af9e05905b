// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** A process that runs out of descriptors, in a process of its own with a low limit. */
class DescriptorsExhaustedTest {
    static boolean canRun() {
        return EpollPoller.isSupported() && Files.isExecutable(Path.of("/bin/sh"));
    }

    @Test
    @Timeout(60)
    @EnabledIf("canRun")
    void anAcceptWithoutDescriptorsIsAnOutcomeAndWorksAgainWhenOneIsClosed() throws Exception {
        String java = ProcessHandle.current().info().command().orElse("java");
        var process = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "ulimit -n 80; exec \"$0\" --enable-native-access=ALL-UNNAMED -XX:TieredStopAtLevel=1 -cp \"$1\" \"$2\"",
                        java,
                        // Not the whole class path: every jar that is looked into takes a descriptor.
                        placeOf(Poller.class) + ":" + placeOf(DescriptorsExhaustedTest.class),
                        DescriptorsExhaustedTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said)
                .contains("epoll: TOO_MANY_FILES, then accepted")
                .contains("nio: TOO_MANY_FILES, then accepted");
    }

    private static Path placeOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** Runs in the other process. */
    public static void main(String[] args) {
        // Loaded while descriptors are left: a class is a file, too.
        System.out.println(NioFaults.of(new java.io.IOException("broken pipe")) + " " + Libc.fault(32));
        try (var epoll = EpollPoller.open(16)) {
            System.out.println("epoll: " + exhaust(epoll));
        }
        try (var nio = NioPoller.open(16)) {
            System.out.println("nio: " + exhaust(nio));
        }
    }

    private static String exhaust(Poller poller) {
        int listener = poller.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new ListenOptions(200, false));
        var at = poller.local(listener);
        if (at == null) {
            return "no listener";
        }
        var clients = new ArrayList<Integer>();
        int accepted = 0;
        for (int i = 0; i < 200; i++) {
            int client = poller.connect(at);
            if (client >= 0) {
                clients.add(client);
                continue;
            }
            poller.close(clients.removeLast()); // its connection stays in the backlog
            if (accepted >= 0 && poller.connect(at) >= 0) {
                accepted = poller.accept(listener);
            }
            break;
        }
        if (accepted != Poller.FAILED) {
            return "accept answered " + accepted;
        }
        var fault = poller.fault();
        poller.close(clients.removeFirst());
        poller.poll(0); // NIO gives a descriptor back at its next select
        return fault + ", then " + (poller.accept(listener) >= 0 ? "accepted" : "failed with " + poller.fault());
    }
}
