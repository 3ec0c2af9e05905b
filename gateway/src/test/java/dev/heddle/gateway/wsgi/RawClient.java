// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A raw socket that says exactly what it is told, and reads answers one after the other. */
final class RawClient implements AutoCloseable {
    final Socket socket;
    private final InputStream in;

    /** One answer; `whole` is false when the connection ended inside it. */
    record Answer(String statusLine, List<String> headers, String body, boolean whole) {
        int status() {
            return Integer.parseInt(statusLine.substring(9, 12));
        }

        String header(String name) {
            var all = headers(name);
            return all.isEmpty() ? null : all.getFirst();
        }

        List<String> headers(String name) {
            return headers.stream()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .toList();
        }
    }

    RawClient(int port, int timeoutMillis) {
        this(open(port), timeoutMillis);
    }

    RawClient(Socket socket, int timeoutMillis) {
        this.socket = socket;
        try {
            socket.setSoTimeout(timeoutMillis);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket open(int port) {
        try {
            return new Socket(InetAddress.getByName("127.0.0.1"), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawClient send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawClient get(String target, String... headerLines) {
        return request("GET", target, headerLines);
    }

    RawClient request(String method, String target, String... headerLines) {
        var text = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: example.org\r\n");
        for (var line : headerLines) {
            text.append(line).append("\r\n");
        }
        return send(text.append("\r\n").toString());
    }

    RawClient post(String target, String body) {
        return request("POST", target, "Content-Length: " + body.length()).send(body);
    }

    /** The next answer to a request that was not HEAD; null: the connection ended. */
    Answer answer() {
        return answer(true);
    }

    Answer answer(boolean withBody) {
        try {
            var line = line();
            if (line == null) {
                return null;
            }
            var headers = new ArrayList<String>();
            for (var next = line(); ; next = line()) {
                if (next == null) {
                    return new Answer(line, headers, "", false);
                }
                if (next.isEmpty()) {
                    break;
                }
                headers.add(next);
            }
            var answer = new Answer(line, headers, "", true);
            int status = answer.status();
            return withBody && status != 204 && status != 304 && status >= 200 ? body(answer) : answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer body(Answer head) throws IOException {
        var body = new ByteArrayOutputStream();
        boolean whole;
        var length = head.header("Content-Length");
        if ("chunked".equalsIgnoreCase(head.header("Transfer-Encoding"))) {
            whole = chunks(body);
        } else if (length != null) {
            int wanted = Integer.parseInt(length);
            copy(wanted, body);
            whole = body.size() == wanted;
        } else {
            copy(Integer.MAX_VALUE, body);
            whole = true;
        }
        return new Answer(head.statusLine(), head.headers(), body.toString(StandardCharsets.ISO_8859_1), whole);
    }

    private boolean chunks(ByteArrayOutputStream into) throws IOException {
        while (true) {
            var size = line();
            if (size == null || size.isEmpty()) {
                return false;
            }
            int length = Integer.parseInt(size.strip(), 16);
            int before = into.size();
            copy(length, into);
            if (into.size() - before < length) {
                return false;
            }
            if (line() == null) {
                return false;
            }
            if (length == 0) {
                return true;
            }
        }
    }

    private void copy(int length, ByteArrayOutputStream into) throws IOException {
        var buffer = new byte[8192];
        for (int left = length; left > 0; ) {
            int got = read(buffer, Math.min(left, buffer.length));
            if (got < 0) {
                return;
            }
            into.write(buffer, 0, got);
            left -= got;
        }
    }

    private int read(byte[] buffer, int most) throws IOException {
        try {
            return in.read(buffer, 0, most);
        } catch (java.net.SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return -1; // a reset ends it too
        }
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        var one = new byte[1];
        while (true) {
            if (read(one, 1) < 0) {
                return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
            }
            if (one[0] == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1).replaceAll("\r$", "");
            }
            line.write(one[0]);
        }
    }

    /** Whether the server has closed its side. */
    boolean isEnded() {
        try {
            return read(new byte[1], 1) < 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
