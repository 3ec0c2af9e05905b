// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A raw socket that says exactly what it is told, and reads answers one after the other.
final class Client implements AutoCloseable {
    final Socket socket;
    private final InputStream in;

    /// One answer; `whole` is false when the connection ended inside it.
    record Answer(int status, List<String> headers, String body, boolean whole) {
        String header(String name) {
            for (var line : headers) {
                if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
                    return line.substring(name.length() + 1).strip();
                }
            }
            return null;
        }
    }

    Client(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(20_000);
            in = new java.io.BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Client send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Client send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Client get(String target) {
        return send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    /// The next answer to a request that was not HEAD; null: the connection ended.
    Answer answer() {
        return answer(true);
    }

    Answer answer(boolean withBody) {
        try {
            var line = line();
            if (line == null) {
                return null;
            }
            int status = Integer.parseInt(line.substring(9, 12));
            var headers = new ArrayList<String>();
            for (var next = line(); ; next = line()) {
                if (next == null) {
                    return new Answer(status, headers, "", false);
                }
                if (next.isEmpty()) {
                    break;
                }
                headers.add(next);
            }
            var answer = new Answer(status, headers, "", true);
            boolean none = !withBody || status == 204 || status == 304 || status < 200;
            return none ? answer : body(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer body(Answer head) throws IOException {
        var body = new ByteArrayOutputStream();
        boolean whole = true;
        if ("chunked".equals(head.header("Transfer-Encoding"))) {
            for (; ; ) {
                var size = line();
                int length = size == null ? -1 : Integer.parseInt(size, 16);
                if (length <= 0) {
                    whole = length == 0 && trailers(head.headers);
                    break;
                }
                var chunk = in.readNBytes(length);
                body.write(chunk);
                if (chunk.length < length || !"".equals(line())) {
                    whole = false;
                    break;
                }
            }
        } else if (head.header("Content-Length") != null) {
            int length = Integer.parseInt(head.header("Content-Length"));
            body.write(in.readNBytes(length));
            whole = body.size() == length;
        } else {
            whole = readToEnd(body);
        }
        return new Answer(head.status, head.headers, body.toString(StandardCharsets.ISO_8859_1), whole);
    }

    private boolean readToEnd(ByteArrayOutputStream body) throws IOException {
        try {
            in.transferTo(body);
            return true;
        } catch (SocketException e) {
            return false;
        }
    }

    private boolean trailers(List<String> into) throws IOException {
        for (var next = line(); next != null; next = line()) {
            if (next.isEmpty()) {
                return true;
            }
            into.add(next);
        }
        return false;
    }

    private String line() throws IOException {
        var text = new StringBuilder();
        for (; ; ) {
            int b;
            try {
                b = in.read();
            } catch (SocketException e) {
                b = -1; // cut
            }
            if (b < 0) {
                return null;
            }
            if (b == '\n') {
                return text.substring(0, Math.max(0, text.length() - 1));
            }
            text.append((char) b);
        }
    }

    /// Reads the next answer; whether it ends before it is whole, by a proper end or by a reset.
    boolean isCutShort() {
        try {
            var answer = answer();
            return answer == null || !answer.whole();
        } catch (UncheckedIOException e) {
            return e.getCause() instanceof SocketException;
        }
    }

    /// Whether the server has ended the connection, and nothing more came.
    boolean isEnded() {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads to the end; whether it was a reset and no proper end.
    boolean restIsCut() {
        try {
            in.skipNBytes(Long.MAX_VALUE);
            return false;
        } catch (java.io.EOFException e) {
            return false;
        } catch (SocketException e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String bytes(int count) {
        try {
            return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
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
