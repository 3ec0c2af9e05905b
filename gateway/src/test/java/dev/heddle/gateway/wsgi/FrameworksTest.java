// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flask's and Django's usual things work here as they do elsewhere. */
@ParameterizedClass
@ValueSource(strings = {"flask", "django"})
class FrameworksTest {
    private static final Map<String, String> APPLICATIONS =
            Map.of("flask", "flask_app:app", "django", "django_app:application");
    private static Child server;

    @Parameter
    String framework;

    @BeforeParameterizedClassInvocation
    static void start(String framework) {
        Child.needs("/usr/lib/python3/dist-packages/" + framework + "/__init__.py", "python3-" + framework);
        server = Child.ours(APPLICATIONS.get(framework), "threads=2");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        if (server != null) {
            server.stop();
            assertThat(server.log()).doesNotContain("wsgi-bridge-failed").endsWith(" clean");
            server.close();
            server = null;
        }
    }

    @Test
    void aPageHasItsLength() {
        var answer = server.get("/");
        assertThat(answer.body()).startsWith("Hello, ").hasSizeGreaterThan(10);
        assertThat(answer.header("Content-Length"))
                .isEqualTo(String.valueOf(answer.body().length()));
    }

    @Test
    void aFormArrives() {
        try (var client = server.client()) {
            client.request("POST", "/form", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 25")
                    .send("a=1&a=2&name=J%C3%B6rg+M.");
            var body = client.answer().body().replaceAll("\\s", "");
            assertThat(body).isEqualTo("{\"a\":[\"1\",\"2\"],\"name\":[\"J\\u00f6rgM.\"]}");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 100_000, 3_000_000})
    void anUploadArrives(int size) {
        var file = "ab".repeat(size / 2);
        var body = "--xyz\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhi\r\n"
                + "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.bin\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n" + file + "\r\n--xyz--\r\n";
        try (var client = server.client()) {
            client.request(
                            "POST",
                            "/upload",
                            "Content-Type: multipart/form-data; boundary=xyz",
                            "Content-Length: " + body.length())
                    .send(body);
            assertThat(client.answer().body()).isEqualTo("f.bin " + size + " " + (97 + 98L) * size / 2 + " hi");
        }
    }

    @Test
    void aSessionIsKept() {
        String cookie = "none=1";
        for (int i = 1; i <= 3; i++) {
            var answer = server.get("/count", "Cookie: " + cookie);
            assertThat(answer.body()).isEqualTo(String.valueOf(i));
            cookie = answer.header("Set-Cookie").split(";")[0];
        }
    }

    @Test
    void aStreamArrivesInItsParts() {
        var answer = server.get("/stream?word=x%20y");
        assertThat(answer.header("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(answer.body()).startsWith("0 x y\n1 x y\n").endsWith("99 x y\n");
    }

    @Test
    void filesAreServed() throws IOException {
        var name = framework + "_app.py";
        var text = Files.readString(Child.directory().resolve(name));
        var stat = server.get("/static/" + name);
        assertThat(stat.body()).isEqualTo(text);
        assertThat(stat.header("Last-Modified")).isNotNull();
        assertThat(server.get("/static/" + name, "If-Modified-Since: " + stat.header("Last-Modified"))
                        .status())
                .isEqualTo(304);
        assertThat(server.get("/file").body()).isEqualTo(text);
        assertThat(server.get("/static/nothing").status()).isEqualTo(404);
    }

    @Test
    void theUrlIsTheClients() {
        assertThat(server.get("/url").body()).isEqualTo("http://example.org/");
    }

    @Test
    void anErrorOfAViewIsAnsweredAndTheNextRequestIsServed() {
        assertThat(server.get("/raises").status()).isEqualTo(500);
        assertThat(server.get("/nothing").status()).isEqualTo(404);
        assertThat(server.get("/").status()).isEqualTo(200);
    }

    @Test
    void aBodyOfAnyKindIsRead() {
        try (var client = server.client()) {
            assertThat(client.post("/raw", "x".repeat(100_000)).answer().body()).isEqualTo("100000");
            assertThat(client.post("/raw", "").answer().body()).isEqualTo("0");
        }
    }

    @Test
    void whatIsTheFrameworksOwnWorks() {
        if (framework.equals("flask")) {
            assertThat(server.get("/teapot").status()).isEqualTo(418);
            assertThat(server.get("/away").header("Location")).isEqualTo("/");
            try (var client = server.client()) {
                client.request("POST", "/json", "Content-Type: application/json", "Transfer-Encoding: chunked")
                        .send("7\r\n{\"a\": 1\r\n1\r\n}\r\n0\r\n\r\n");
                assertThat(client.answer().body()).contains("\"a\":");
            }
        } else {
            assertThat(server.get("/page").body()).isEqualTo("<p>&lt;&amp;&gt;</p>0,1,2,3,4,");
            try (var client = server.client()) {
                assertThat(client.post("/guarded", "a=b").answer().status()).isEqualTo(403);
                assertThat(client.post("/later", "y".repeat(50_000)).answer().body())
                        .isEqualTo("50000");
            }
        }
    }
}
