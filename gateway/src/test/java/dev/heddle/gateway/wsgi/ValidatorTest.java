// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The checkers that others have written for servers find nothing: wsgiref.validate and webtest.lint. */
@ParameterizedClass
@ValueSource(strings = {"standard", "webtest", "both"})
class ValidatorTest {
    private static Child server;

    @Parameter
    String checker;

    @BeforeParameterizedClassInvocation
    static void start(String checker) {
        if (!checker.equals("standard")) {
            Child.needs("/usr/lib/python3/dist-packages/webtest/lint.py", "python3-webtest");
        }
        server = Child.ours("validated:" + checker);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        if (server != null) {
            server.stop();
            assertThat(server.log())
                    .as("a checker's complaint")
                    .doesNotContain("AssertionError")
                    .doesNotContain("LintError")
                    .doesNotContain("Warning");
            server.close();
            server = null;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/write, written and returned",
        "/generator, a generator",
        "/lines, no lines left",
        "/?a=b&c=%20, ''",
        "/%C3%A9, ''"
    })
    void aGetIsAsItShouldBe(String target, String body) {
        var answer = server.get(target, "Cookie: a=b", "X-Some: thing", "Accept: */*");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void aBodyIsAsItShouldBe(String method) {
        try (var client = server.client()) {
            client.request(method, "/", "Content-Type: text/plain", "Content-Length: 5")
                    .send("hello");
            var answer = client.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @CsvSource({"HEAD, /, 200", "OPTIONS, /, 200", "GET, /204, 204"})
    void anAnswerWithoutABodyIsAsItShouldBe(String method, String target, int status) {
        try (var client = server.client()) {
            var answer = client.request(method, target).answer(!method.equals("HEAD"));
            assertThat(answer.status()).isEqualTo(status);
        }
    }
}
