// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handlers, filters and authenticators that were written for the JDK's server run here as they are. */
class JdkServerTest {
    private HttpServer server;

    private record Reply(int statusCode, String body, String challenge) {}

    @BeforeEach
    void create() throws IOException {
        server = new JdkProvider().createHttpServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @AfterEach
    void stop() {
        server.stop(1);
    }

    private Reply send(String method, String path, byte[] body, String... headerAndValue) throws Exception {
        var uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        var connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestMethod(method);
        for (int i = 0; i < headerAndValue.length; i += 2) {
            connection.setRequestProperty(headerAndValue[i], headerAndValue[i + 1]);
        }
        if (body != null) {
            connection.setDoOutput(true);
            connection.getOutputStream().write(body);
        }
        int status = connection.getResponseCode();
        try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            var text = in == null ? "" : new String(in.readAllBytes());
            return new Reply(status, text, connection.getHeaderField("WWW-Authenticate"));
        }
    }

    private Reply get(String path, String... headerAndValue) throws Exception {
        return send("GET", path, null, headerAndValue);
    }

    private static HttpHandler text(String text) {
        return exchange -> {
            var bytes = text.getBytes();
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, bytes.length);
            try (var out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        };
    }

    @Test
    void theLongestContextAnswers() throws Exception {
        server.createContext("/", text("root"));
        server.createContext("/a/b", text("deep"));
        server.createContext("/a", text("a"));
        server.start();
        assertThat(get("/").body()).isEqualTo("root");
        assertThat(get("/a/x").body()).isEqualTo("a");
        assertThat(get("/a/b/c").body()).isEqualTo("deep");
        server.removeContext("/a/b");
        assertThat(get("/a/b/c").body()).isEqualTo("a");
        assertThatThrownBy(() -> server.createContext("/a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.removeContext("/none")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aHandlerSeesTheRequestAndItsBody() throws Exception {
        server.createContext("/echo", exchange -> {
            var body = exchange.getRequestBody().readAllBytes();
            var said = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + exchange.getProtocol() + " "
                    + exchange.getRequestHeaders().getFirst("X-Some") + " "
                    + exchange.getRemoteAddress().getAddress().isLoopbackAddress() + " "
                    + (exchange.getLocalAddress().getPort()
                            == server.getAddress().getPort()) + " " + body.length;
            text(said).handle(exchange);
        });
        server.start();
        assertThat(send("PUT", "/echo?q=1", new byte[300_000], "X-Some", "thing")
                        .body())
                .isEqualTo("PUT /echo?q=1 HTTP/1.1 thing true true 300000");
    }

    @Test
    void anAnswerOfUnknownLengthAndOneWithoutABody() throws Exception {
        server.createContext("/chunks", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                for (int i = 0; i < 50_000; i++) {
                    out.write("0123456789".getBytes());
                }
            }
        });
        server.createContext("/none", exchange -> exchange.sendResponseHeaders(204, -1));
        server.start();
        assertThat(get("/chunks").body()).isEqualTo("0123456789".repeat(50_000));
        assertThat(get("/none").statusCode()).isEqualTo(204);
        assertThat(send("HEAD", "/chunks", null).body()).isEmpty();
    }

    @Test
    void filtersAndAttributesAreHeard() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        var context = server.createContext("/", exchange -> {
            order.add("handler " + exchange.getAttribute("mine") + " " + exchange.getAttribute("shared"));
            text("done").handle(exchange);
        });
        context.getAttributes().put("shared", "ours");
        context.getFilters().add(Filter.beforeHandler("first", exchange -> {
            order.add("first");
            exchange.setAttribute("mine", "yes");
        }));
        context.getFilters()
                .add(Filter.afterHandler("last", exchange -> order.add("last " + exchange.getResponseCode())));
        server.start();
        assertThat(get("/").body()).isEqualTo("done");
        assertThat(get("/").body()).isEqualTo("done"); // behind the first one's filters
        assertThat(List.copyOf(order).subList(0, 3)).containsExactly("first", "handler yes ours", "last 200");
    }

    @Test
    void anAuthenticatorDecides() throws Exception {
        var context = server.createContext(
                "/", exchange -> text(exchange.getPrincipal().getUsername()).handle(exchange));
        context.setAuthenticator(new BasicAuthenticator("realm") {
            @Override
            public boolean checkCredentials(String name, String password) {
                return name.equals("anna") && password.equals("right");
            }
        });
        server.start();
        assertThat(get("/").statusCode()).isEqualTo(401);
        assertThat(get("/").challenge()).isEqualTo("Basic realm=\"realm\", charset=\"UTF-8\"");
        var right = Base64.getEncoder().encodeToString("anna:right".getBytes());
        assertThat(get("/", "Authorization", "Basic " + right).body()).isEqualTo("anna");
        var wrong = Base64.getEncoder().encodeToString("anna:wrong".getBytes());
        assertThat(get("/", "Authorization", "Basic " + wrong).statusCode()).isEqualTo(401);
    }

    @Test
    void theJdksOwnFileHandlerRunsUnchanged(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("a.txt"), "file a");
        Files.writeString(directory.resolve("big.txt"), "0123456789".repeat(100_000));
        server.createContext("/files", SimpleFileServer.createFileHandler(directory.toRealPath()));
        server.start();
        assertThat(get("/files/a.txt").body()).isEqualTo("file a");
        assertThat(get("/files/big.txt").body()).hasSize(1_000_000);
        assertThat(get("/files/none").statusCode()).isEqualTo(404);
        assertThat(get("/files/").body()).contains("a.txt", "big.txt");
    }

    @Test
    void aHandlerThatThrowsIsAnswered500AndOneThatHasBegunIsCut() throws Exception {
        server.createContext("/throws", exchange -> {
            throw new IOException("before");
        });
        server.createContext("/later", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            throw new IllegalStateException("after");
        });
        server.createContext("/", text("fine"));
        server.start();
        assertThat(get("/throws").statusCode()).isEqualTo(500);
        assertThatThrownBy(() -> get("/later")).isInstanceOf(IOException.class);
        assertThat(get("/").body()).isEqualTo("fine");
    }

    @Test
    void theExecutorRunsThem() throws Exception {
        try (var executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "the one"))) {
            server.setExecutor(executor);
            server.createContext(
                    "/", exchange -> text(Thread.currentThread().getName()).handle(exchange));
            server.start();
            assertThat(get("/").body()).isEqualTo("the one");
        }
    }

    @Test
    void anExchangeMayBeAnsweredAfterItsHandlerHasReturned() throws Exception {
        List<HttpExchange> kept = new CopyOnWriteArrayList<>();
        server.createContext("/", exchange -> {
            kept.add(exchange);
            Thread.startVirtualThread(() -> {
                try {
                    text("later").handle(kept.getFirst());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        });
        server.start();
        assertThat(get("/").body()).isEqualTo("later");
    }

    @Test
    void withoutAContextItIs404AndHttpsIsNotOffered() throws Exception {
        server.createContext("/only", text("x"));
        server.start();
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThatThrownBy(() -> new JdkProvider().createHttpsServer(null, 0)).isInstanceOf(IOException.class);
        assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
    }
}
