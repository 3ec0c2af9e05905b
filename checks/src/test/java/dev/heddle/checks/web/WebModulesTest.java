// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The web client's modules without a face: their tests are modules too, run where they will run, in a browser. */
class WebModulesTest {
    private static final List<String> SUITES = List.of("wire", "model", "talk", "session");

    private static final String PAGE = """
            <!doctype html><meta charset="utf-8"><title>tests</title>
            <script type="module">
            import { runAll } from './test/harness.js';
            try {
              for (const suite of %s) await import(`./test/${suite}.test.js`);
              globalThis.results = await runAll();
            } catch (error) {
              globalThis.results = [{ name: 'the tests can be loaded', error: String(error) }];
            }
            </script>
            """;

    @TestFactory
    Stream<DynamicTest> modules() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", WebModulesTest::answer);
        server.start();
        try (var chrome = Chrome.start()) {
            var tab = chrome.open("http://127.0.0.1:" + server.getAddress().getPort());
            tab.untilTrue("the tests to end", "Array.isArray(globalThis.results)");
            var results = (List<?>) Objects.requireNonNull(tab.run("return globalThis.results"));
            assertThat(results).hasSizeGreaterThan(90);
            return results.stream().map(result -> test((Map<?, ?>) result));
        } finally {
            server.stop(0);
        }
    }

    private static DynamicTest test(Map<?, ?> result) {
        return DynamicTest.dynamicTest(
                String.valueOf(result.get("name")),
                () -> assertThat(result.get("error")).isNull());
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = path.equals("/")
                ? PAGE.formatted(SUITES.stream().map(suite -> "'" + suite + "'").toList())
                        .getBytes(StandardCharsets.UTF_8)
                : resource(path);
        exchange.getResponseHeaders()
                .set("Content-Type", path.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8");
        exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static byte[] resource(String path) throws IOException {
        String name = path.startsWith("/test/")
                ? "/dev/heddle/checks/web/" + path.substring("/test/".length())
                : "/dev/heddle/chat/web" + path;
        try (var in = WebModulesTest.class.getResourceAsStream(name)) {
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }
}
