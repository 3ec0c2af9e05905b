// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.protocols.http.site.Router;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which handler a request gets to.
@Timeout(60)
class RouterTest {
    private static HttpHandler says(String text) {
        return exchange -> exchange.respond(200, ResponseHeaders.NONE, text);
    }

    private static Router router() {
        return Router.builder()
                .at("GET", "/", says("root"))
                .at("GET", "/users", says("list"))
                .at("POST", "/users", says("create"))
                .at("/any", says("any"))
                .at("GET", "/a b", says("spaced"))
                .under("/files/", says("files"))
                .under("/files/new/", says("new files"))
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 200, root",
        "GET, /users?page=2, 200, list",
        "GET, /%75sers, 200, list",
        "GET, http://a/users, 200, list",
        "POST, /users, 200, create",
        "DELETE, /users, 405,",
        "DELETE, /any, 200, any",
        "GET, /a%20b, 200, spaced",
        "GET, /files/x/y, 200, files",
        "GET, /files/new/x, 200, new files",
        "GET, /files, 404,",
        "GET, /users/, 404,",
        "GET, /nowhere, 404,",
        "GET, /files/../users, 400,",
        "GET, /files/%2e%2e/users, 400,"
    })
    void aRequestGetsToItsHandler(String method, String target, int status, String body) {
        try (var server = Served.with(router());
                var client = server.client()) {
            var answer = client.send(method + " " + target + " HTTP/1.1\r\nHost: a\r\n\r\n")
                    .answer();
            assertThat(answer.status()).isEqualTo(status);
            if (body != null) {
                assertThat(answer.body()).isEqualTo(body);
            }
            if (status == 405) {
                assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
            }
        }
    }

    @Test
    void headGoesToTheHandlerOfGetAndOptionsTellsTheMethods() {
        try (var server = Served.with(router());
                var client = server.client()) {
            assertThat(client.send("HEAD /users HTTP/1.1\r\nHost: a\r\n\r\n")
                            .answer(false)
                            .header("Content-Length"))
                    .isEqualTo("4");
            var options =
                    client.send("OPTIONS /users HTTP/1.1\r\nHost: a\r\n\r\n").answer();
            assertThat(options.status()).isEqualTo(204);
            assertThat(options.header("Allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
        }
    }

    @Test
    void aRouteThatIsTakenOrHasNoOneSpellingIsRefused() {
        var builder = Router.builder().at("GET", "/x", says("x")).under("/y/", says("y"));
        assertThatThrownBy(() -> builder.at("GET", "/x", says("x"))).hasMessageContaining("one handler for GET");
        assertThatThrownBy(() -> builder.under("/y/", says("y"))).hasMessageContaining("all methods");
        assertThatThrownBy(() -> builder.at("x", says("x"))).hasMessageContaining("got x");
        assertThatThrownBy(() -> builder.at("/%78", says("x"))).hasMessageContaining("/%78");
        assertThatThrownBy(() -> builder.under("/z", says("z"))).hasMessageContaining("ends with /");
    }
}
