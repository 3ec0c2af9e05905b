// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What `compliance.py` and its server must do together, over raw sockets; for any server. */
final class ComplianceCases {
    /** One fact and its proof. */
    record Case(String name, Proof proof) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Opens as many connections as it wants. */
    interface Proof {
        void check(Child server) throws Exception;
    }

    private static final String MD5_OF_ABC = "900150983cd24fb0d6963f7d28e17f72";
    private final List<Case> cases = new ArrayList<>();

    private ComplianceCases() {
        environ();
        environOfHeaders();
        repeats();
        repeatedHeads();
        answers();
        answersAsTheyGoOut();
        answersWithoutABody();
        lengths();
        failures();
        bodies();
        bodiesInOtherForms();
        clientsThatLeave();
        connections();
    }

    static List<Case> all() {
        return List.copyOf(new ComplianceCases().cases);
    }

    private void add(String name, Proof proof) {
        cases.add(new Case(name, proof));
    }

    /** A GET whose answer is a text. */
    private void says(String name, String target, String body, String... headerLines) {
        add(name, server -> {
            var answer = server.get(target, headerLines);
            assertThat(answer.body()).isEqualTo(body);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.whole()).isTrue();
        });
    }

    private void environ() {
        says("the environ of a plain request is as the PEP wants it", "/environ", "ok");
        says("the environ of a request with everything is too", "/environ?a=%20b", "ok", "Cookie: a=1", "X-Y: \u00e9");
        add("the environ of a request with a body is too", server -> {
            try (var client = server.client()) {
                assertThat(client.post("/environ", "abc").answer().body()).isEqualTo("ok");
            }
        });
        add("the environ of HTTP/1.0 is too", server -> {
            try (var client = server.client()) {
                assertThat(client.send("GET /environ HTTP/1.0\r\n\r\n").answer().body())
                        .isEqualTo("ok");
            }
            try (var client = server.client()) {
                assertThat(client.send("GET /key?SERVER_PROTOCOL HTTP/1.0\r\n\r\n")
                                .answer()
                                .body())
                        .isEqualTo("HTTP/1.0");
            }
        });
        says("a path is decoded once, and stays bytes", "/a%20b/%C3%A9%252F?x=%20", "|/a b/\u00c3\u00a9%2F|x=%20");
        says("a path with a plus keeps it", "/a+b", "|/a+b|");
        says("a question mark alone is an empty query", "/p?", "|/p|");
        says("a second question mark belongs to the query", "/p?a?b", "|/p|a?b");
        says("an absolute target has a path too", "http://example.org/abs?q", "|/abs|q");
        says("a query is not decoded", "/p?%41", "|/p|%41");
        says("the query is there when it is empty", "/key?QUERY_STRING", "QUERY_STRING");
        says("the protocol is the request's", "/key?SERVER_PROTOCOL", "HTTP/1.1");
        says("the scheme is http", "/key?wsgi.url_scheme", "http");
        says("the client's address is known", "/key?REMOTE_ADDR", "127.0.0.1");
    }

    private void environOfHeaders() {
        says("a header becomes a key", "/key?HTTP_X_SOME_NAME", "value", "x-some-name: value");
        says("a value keeps its inner spaces", "/key?HTTP_X", "a  b", "X:   a  b  ");
        says("a value is bytes", "/key?HTTP_X", "\u00e9\u00ff", "X: \u00e9\u00ff");
        says("lines of one name are one value", "/key?HTTP_X_A", "1, 2, 3", "X-A: 1", "X-A: 2", "x-a: 3");
        says("cookies are joined as cookies", "/key?HTTP_COOKIE", "a=1; b=2", "Cookie: a=1", "Cookie: b=2");
        says("yimmo 12: a name with an underscore is dropped", "/key?HTTP_X_SPOOFED", "(absent)", "X_Spoofed: 1");
        says("a dash and an underscore do not meet", "/key?HTTP_X_SPOOFED", "1", "X-Spoofed: 1", "X_Spoofed: 2");
        add("a content type has its own key", server -> {
            try (var client = server.client()) {
                client.request("POST", "/key?CONTENT_TYPE", "Content-Type: text/x", "Content-Length: 3")
                        .send("abc");
                assertThat(client.answer().body()).isEqualTo("text/x");
            }
        });
        add("a content length has its own key", server -> {
            try (var client = server.client()) {
                assertThat(client.post("/key?CONTENT_LENGTH", "abc").answer().body())
                        .isEqualTo("3");
            }
        });
        add("any method is a method", server -> {
            try (var client = server.client()) {
                assertThat(client.request("PROPFIND", "/key?REQUEST_METHOD")
                                .answer()
                                .body())
                        .isEqualTo("PROPFIND");
            }
        });
        says("errors can be written to", "/errors", "written");
        add("each request has an environ of its own", server -> {
            try (var client = server.client()) {
                for (int i = 0; i < 3; i++) {
                    assertThat(client.get("/mutate").answer().body()).isEqualTo("none");
                    assertThat(client.get("/key?wsgi.url_scheme").answer().body())
                            .isEqualTo("http");
                }
            }
        });
    }

    /** What one request says is not what the one before has said. */
    private void repeats() {
        add("a header that changes from request to request is the request's", server -> {
            try (var client = server.client()) {
                for (var value : List.of("one", "one", "two", "one", "tw0", "\u00e9", "\u00e9", "", "one")) {
                    client.request("GET", "/key?HTTP_X_TURN", "X-Turn: " + value);
                    assertThat(client.answer().body()).isEqualTo(value);
                }
                for (int length : new int[] {256, 256, 257, 257, 3}) {
                    client.request("GET", "/key?HTTP_X_TURN", "X-Turn: " + "x".repeat(length));
                    assertThat(client.answer().body()).isEqualTo("x".repeat(length));
                }
                assertThat(client.get("/key?HTTP_X_TURN").answer().body()).isEqualTo("(absent)");
            }
        });
        add("a target that changes from request to request is the request's", server -> {
            try (var client = server.client()) {
                for (var path : List.of("/p", "/p", "/q", "/p", "/pp", "/p", "/")) {
                    assertThat(client.get(path).answer().body()).isEqualTo("|" + path + "|");
                }
                assertThat(client.get("/p?").answer().body()).isEqualTo("|/p|");
                assertThat(client.get("/%70").answer().body()).isEqualTo("|/p|");
                assertThat(client.get("/%70").answer().body()).isEqualTo("|/p|");
            }
        });
    }

    private void repeatedHeads() {
        add("a head of the same objects with one thing different is another head", server -> {
            try (var client = server.client()) {
                for (var kind :
                        List.of("status", "header", "fewer", "more", "length", "no-length", "value-for-length")) {
                    for (int i = 0; i < 3; i++) {
                        var same = client.get("/same-objects").answer();
                        assertThat(List.of(same.statusLine(), same.header("X-One"), same.body()))
                                .containsExactly("HTTP/1.1 200 OK", "1", "body");
                        assertThat(same.header("X-Two")).isNull();
                        assertThat(same.headers("Content-Length")).containsExactly("4");
                    }
                    var other = client.get("/same-objects?" + kind).answer();
                    assertThat(other.status()).isEqualTo(kind.equals("status") ? 202 : 200);
                    assertThat(other.header("X-One"))
                            .isEqualTo(List.of("header", "fewer").contains(kind) ? null : "1");
                    assertThat(other.header("X-Two"))
                            .isEqualTo(List.of("header", "more").contains(kind) ? "2" : null);
                    assertThat(other.header("X-Length")).isEqualTo(kind.equals("value-for-length") ? "4" : null);
                    assertThat(other.body())
                            .isEqualTo(
                                    kind.equals("length")
                                            ? "longer"
                                            : kind.equals("no-length") ? "unmeasured" : "body");
                    assertThat(other.whole()).isTrue();
                }
            }
        });
        add("a list of headers that grows from answer to answer is taken as it is", server -> {
            try (var client = server.client()) {
                for (int i = 0; i < 5; i++) {
                    var before = client.get("/same-objects?list").answer().headers("X-Kept");
                    assertThat(client.get("/same-objects?list").answer().headers("X-Kept"))
                            .startsWith(before.toArray(String[]::new))
                            .hasSize(before.size() + 1);
                }
            }
        });
    }

    private void answers() {
        says("yimmo 1: a list is an answer", "/list", "alist");
        says("a tuple is an answer", "/tuple", "a tuple");
        says("a generator is an answer", "/generator", "a generator");
        says("start_response may be called by the iteration", "/late-start", "late");
        says("what is iterable by index is an answer", "/sequence", "by index");
        says("a list of one is an answer", "/single", "one and only");
        says("an empty list is an empty answer", "/empty-list", "");
        says("an empty iteration is an empty answer", "/empty-generator", "");
        says("yimmo 4: what is written comes before what is returned", "/writes", "one two three");
        says("writing alone is an answer", "/writes-only", "written");
    }

    private void answersAsTheyGoOut() {
        add(
                "a list of one has a length",
                server -> assertThat(server.get("/single").header("Content-Length"))
                        .isEqualTo("12"));
        add(
                "a file comes through its wrapper",
                server ->
                        assertThat(server.get("/file").body()).hasSize(300_000).isEqualTo("0123456789".repeat(30_000)));
        add(
                "a large answer is whole",
                server -> assertThat(server.get("/big?5000000").body()).isEqualTo("x".repeat(5_000_000)));
        add(
                "the words of the status are the application's",
                server -> assertThat(server.get("/reason").statusLine()).isEqualTo("HTTP/1.1 299 Quite Unusual"));
        add("headers come as they were given, and twice if they were", server -> {
            var answer = server.get("/headers");
            assertThat(answer.headers("Set-Cookie")).containsExactly("a=1", "b=2");
            assertThat(answer.header("X-Latin")).isEqualTo("\u00e9");
            assertThat(answer.header("X-Empty")).isEmpty();
        });
        add("what belongs to the connection is not the application's", server -> {
            var answer = server.get("/hop-by-hop");
            assertThat(answer.header("X-Kept")).isEqualTo("yes");
            assertThat(answer.header("Keep-Alive")).isNull();
        });
    }

    private void answersWithoutABody() {
        add("204 has no body and no length", server -> {
            try (var client = server.client()) {
                var answer = client.get("/204").answer();
                assertThat(answer.status()).isEqualTo(204);
                assertThat(answer.header("Content-Length")).isNull();
                assertThat(answer.header("Transfer-Encoding")).isNull();
            }
        });
        add("304 has no body and no length", server -> {
            var answer = server.get("/304");
            assertThat(answer.status()).isEqualTo(304);
            assertThat(answer.header("ETag")).isEqualTo("\"x\"");
            assertThat(answer.header("Content-Length")).isNull();
            assertThat(answer.header("Transfer-Encoding")).isNull();
        });
        add("HEAD is answered without a body", server -> {
            try (var client = server.client()) {
                client.request("HEAD", "/single");
                var answer = client.answer(false);
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("Content-Type")).isEqualTo("text/plain");
                client.request("GET", "/single");
                assertThat(client.answer().body()).isEqualTo("one and only");
            }
        });
        add("a part is sent when it is there, not when the next one is", server -> {
            Path file = Files.createTempDirectory("wsgi").resolve("go");
            try (var client = server.client()) {
                client.get("/waits?" + file);
                var first = new StringBuilder();
                while (first.indexOf("first ") < 0) {
                    int next = client.socket.getInputStream().read();
                    assertThat(next).isNotNegative();
                    first.append((char) next);
                }
                Files.createFile(file);
                var rest = new StringBuilder();
                while (rest.indexOf("second") < 0) {
                    int next = client.socket.getInputStream().read();
                    assertThat(next).as("after " + rest).isNotNegative();
                    rest.append((char) next);
                }
            } finally {
                Files.deleteIfExists(file);
            }
        });
    }

    private void lengths() {
        add("more than the Content-Length is not sent", server -> {
            try (var client = server.client()) {
                var answer = client.get("/too-much").answer();
                assertThat(answer.body()).isEqualTo("12345");
                var next = client.get("/single").answer();
                assertThat(next == null ? "" : next.body()).isIn("", "one and only");
            }
        });
        add("less than the Content-Length cuts the connection", server -> {
            try (var client = server.client()) {
                assertCut(client.get("/too-little").answer(), "12345");
            }
        });
    }

    /** The answer cannot be taken for a whole one; it may have been cut before anything of it went out. */
    private static void assertCut(RawClient.Answer answer, String begun) {
        if (answer != null) {
            assertThat(answer.body()).isIn("", begun);
            assertThat(answer.whole()).isFalse();
        }
    }

    private void fails(String name, String target) {
        add(name, server -> {
            var answer = server.get(target);
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.whole()).isTrue();
        });
    }

    private void failures() {
        fails("yimmo 2: an exception is answered 500", "/raises");
        fails("an exception behind start_response is answered 500", "/raises-after-start");
        fails("an exception at the first step is answered 500", "/raises-first");
        fails("an answer without start_response is answered 500", "/never-starts");
        fails("text instead of bytes is answered 500", "/yields-text");
        add("an exception after the first part cuts the connection", server -> {
            assertCut(server.get("/raises-later"), "begun");
        });
        add("yimmo 3: exc_info before the first part replaces the head", server -> {
            var answer = server.get("/exc-info-before");
            assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 500 Replaced");
            assertThat(answer.header("X-New")).isEqualTo("yes");
            assertThat(answer.header("X-Old")).isNull();
            assertThat(answer.body()).isEqualTo("replaced");
        });
        add("yimmo 3: exc_info after the first part cuts the connection", server -> {
            assertCut(server.get("/exc-info-after"), "begun");
        });
        add(
                "a second start_response without exc_info is refused",
                server -> assertThat(server.get("/starts-twice").body()).startsWith("refused"));
        for (var bad : List.of(
                "status",
                "status-bytes",
                "status-control",
                "name-control",
                "value-newline",
                "value-bytes",
                "value-wide",
                "name-space",
                "length",
                "tuple")) {
            add(
                    "a bad head is refused while the application runs: " + bad,
                    server -> assertThat(server.get("/bad-head?" + bad).body()).startsWith("refused"));
        }
        add("close is called once on every path", server -> {
            for (var how : List.of("whole", "empty", "raises", "raises-later", "close-raises")) {
                server.get("/closing?" + how);
            }
            server.get("/closing-without-start");
            try (var client = server.client()) {
                client.get("/closing?endless").answer(false);
                client.socket.setSoLinger(true, 0);
            }
            var closed = server.get("/closed").body();
            for (int tries = 0; !isBalanced(closed) && tries < 2000; tries++) {
                closed = server.get("/closed").body(); // the endless one notices with its next parts
            }
            assertThat(isBalanced(closed)).as(closed).isTrue();
        });
    }

    private static boolean isBalanced(String closed) {
        var words = closed.split(" ");
        return words[0].equals(words[2]);
    }

    private void reads(String name, String target, String said) {
        add(name, server -> {
            try (var client = server.client()) {
                assertThat(client.post(target, "one\ntwo\nthree").answer().body())
                        .isEqualTo(said);
            }
        });
    }

    private void bodies() {
        add("a body is read", server -> {
            try (var client = server.client()) {
                assertThat(client.post("/read-announced", "abc").answer().body())
                        .isEqualTo("3 " + MD5_OF_ABC);
            }
        });
        add("a body ends where the request does", server -> {
            try (var client = server.client()) {
                client.send("POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                        + "GET /single HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.answer().body()).isEqualTo("3 " + MD5_OF_ABC);
                assertThat(client.answer().body()).isEqualTo("one and only");
            }
        });
        add(
                "no body is an empty one",
                server -> assertThat(server.get("/read").body()).startsWith("0 "));
        add("a body is read in pieces, and then at its end", server -> {
            try (var client = server.client()) {
                var body = "x".repeat(1000);
                assertThat(client.post("/read-sized", body).answer().body())
                        .startsWith("1000 ")
                        .endsWith(" 7 b''");
            }
        });
        add("a large body is whole", server -> {
            try (var client = server.client()) {
                assertThat(client.post("/read", "abc".repeat(700_000)).answer().body())
                        .isEqualTo("2100000 063b501377cdf46ee5c5cb9f58881874");
            }
        });
        add("a large body is echoed while it comes", server -> {
            var body = "0123456789".repeat(200_000);
            try (var client = server.client()) {
                client.request("POST", "/echo", "Content-Length: " + body.length());
                var writer = Thread.startVirtualThread(() -> client.send(body));
                assertThat(client.answer().body()).isEqualTo(body);
                writer.join();
            }
        });
    }

    private void bodiesInOtherForms() {
        add("a body in chunks is read to its end", server -> {
            try (var client = server.client()) {
                client.request("POST", "/read", "Transfer-Encoding: chunked").send("2\r\nab\r\n");
                client.send("1;x=y\r\nc\r\n0\r\n\r\n");
                assertThat(client.answer().body()).isEqualTo("3 " + MD5_OF_ABC);
                assertThat(client.get("/single").answer().body()).isEqualTo("one and only");
            }
        });
        reads("lines are iterated", "/read-lines", "[b'one\\n', b'two\\n', b'three']");
        reads("readline stops at its size", "/read-line", "[b'one\\n', b'two', b'\\n', b'three']");
        reads("readlines heeds its hint", "/read-readlines", "[[b'one\\n'], [b'two\\n', b'three']]");
        add("a body that is not read does not disturb the next request", server -> {
            try (var client = server.client()) {
                assertThat(client.post("/read-none", "GET /raises HTTP/1.1\r\n\r\n")
                                .answer()
                                .body())
                        .isEqualTo("not read");
                client.get("/single");
                var next = client.answer();
                assertThat(next == null ? "one and only" : next.body()).isEqualTo("one and only");
            }
        });
        add("100 Continue comes when the application reads", server -> {
            try (var client = server.client()) {
                client.request("POST", "/read", "Content-Length: 3", "Expect: 100-continue");
                assertThat(client.answer().status()).isEqualTo(100);
                assertThat(client.send("abc").answer().body()).isEqualTo("3 " + MD5_OF_ABC);
            }
        });
        add("100 Continue does not come when it does not", server -> {
            try (var client = server.client()) {
                client.request("POST", "/read-none", "Content-Length: 3", "Expect: 100-continue");
                assertThat(client.answer().body()).isEqualTo("not read");
            }
        });
    }

    private void clientsThatLeave() {
        add("a client that leaves within its body is an error of reading", server -> {
            try (var client = server.client()) {
                client.request("POST", "/left", "Content-Length: 10").send("abc");
            }
            assertThat(what(server)).endsWith(" True");
        });
        add("a client that leaves within its answer is an error of writing", server -> {
            try (var client = server.client()) {
                client.get("/write-left").answer(false);
                client.socket.setSoLinger(true, 0);
            }
            assertThat(what(server)).endsWith(" True");
        });
    }

    private static String what(Child server) {
        var what = server.get("/what-left").body();
        for (int tries = 0; what.equals("nothing") && tries < 2000; tries++) {
            what = server.get("/what-left").body();
        }
        return what;
    }

    private void connections() {
        for (int requests : List.of(2, 3, 50)) {
            add("yimmo 0a: " + requests + " pipelined requests are answered in order, others meanwhile", server -> {
                var text = new StringBuilder();
                for (int i = 0; i < requests; i++) {
                    text.append("GET /n").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
                }
                try (var client = server.client();
                        var other = server.client()) {
                    client.send(text.toString());
                    assertThat(other.get("/other").answer().body()).isEqualTo("|/other|");
                    for (int i = 0; i < requests; i++) {
                        assertThat(client.answer().body()).isEqualTo("|/n" + i + "|");
                    }
                }
            });
        }
        add("HTTP/1.0 is answered without chunks, and closed", server -> {
            try (var client = server.client()) {
                var answer = client.send("GET /generator HTTP/1.0\r\n\r\n").answer();
                assertThat(answer.header("Transfer-Encoding")).isNull();
                assertThat(answer.body()).isEqualTo("a generator");
                assertThat(client.isEnded()).isTrue();
            }
        });
        add("Connection: close is heeded", server -> {
            try (var client = server.client()) {
                assertThat(client.get("/single", "Connection: close").answer().body())
                        .isEqualTo("one and only");
                assertThat(client.isEnded()).isTrue();
            }
        });
        add("a request that cannot be read is answered 400", server -> {
            try (var client = server.client()) {
                assertThat(client.send("GET / HTTP/1.1\r\nNo colon\r\n\r\n")
                                .answer()
                                .status())
                        .isEqualTo(400);
            }
        });
    }
}
