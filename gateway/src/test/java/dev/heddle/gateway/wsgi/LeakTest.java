// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * No call leaves an object behind: Python's count of blocks stays flat, and so does the process.
 *
 * `-Dheddle.wsgi.calls=1000000` makes it as long as one likes.
 */
@Timeout(3600)
class LeakTest {
    private static final int CALLS = Integer.getInteger("heddle.wsgi.calls", 20_000);
    private static final int PIPELINED = 16;
    private static final List<String> PATHS = List.of(
            "/single",
            "/list",
            "/generator",
            "/writes",
            "/path?query",
            "/exc-info-before",
            "/file",
            "/key?HTTP_X_A",
            "/closing?whole",
            "/204",
            "/bad-head?value-newline",
            "/headers");

    @Test
    void blocksAndMemoryStayFlat() throws Exception {
        try (var server = Child.ours("leak")) {
            calls(server, 3000);
            long blocks = blocks(server);
            long rss = rssKib(server);
            calls(server, CALLS);
            long after = blocks(server);
            System.out.println(
                    CALLS + " calls: blocks " + blocks + " -> " + after + ", RSS KiB " + rss + " -> " + rssKib(server));
            assertThat(after - blocks).as("blocks more after %s calls", CALLS).isLessThan(100 + CALLS / 1000);
            if (CALLS >= 500_000) {
                assertThat(rssKib(server) - rss).as("KiB more").isLessThan(64 << 10);
            }
            server.stop();
            assertThat(server.log()).endsWith(" clean");
        }
    }

    /** Of all kinds; the last ones with bodies, and those that raise. */
    private static void calls(Child server, int calls) {
        try (var client = server.client()) {
            for (int done = 0; done < calls; ) {
                var text = new StringBuilder();
                for (int i = 0; i < PIPELINED; i++) {
                    var path = PATHS.get((done + i) % PATHS.size());
                    text.append("GET ")
                            .append(path)
                            .append(" HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nX-A: 2\r\nCookie: a=b\r\n\r\n");
                }
                client.send(text.toString());
                for (int i = 0; i < PIPELINED; i++) {
                    assertThat(client.answer()).isNotNull();
                }
                done += PIPELINED;
                if (done % (PIPELINED * 20) == 0) {
                    assertThat(client.post("/read-lines", "a\nb\nc").answer().status())
                            .isEqualTo(200);
                    assertThat(client.post("/read-none", "unread").answer().status())
                            .isEqualTo(200);
                    assertThat(client.get("/raises").answer().status()).isEqualTo(500);
                    assertThat(client.get("/never-starts").answer().status()).isEqualTo(500);
                    done += 4;
                }
            }
        }
    }

    private static long blocks(Child server) {
        server.get("/blocks");
        return Long.parseLong(server.get("/blocks").body());
    }

    private static long rssKib(Child server) throws Exception {
        try (var lines = Files.lines(Path.of("/proc/" + server.process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
