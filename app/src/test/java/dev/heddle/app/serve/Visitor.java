// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.serve;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// A client of a real server: a socket, lines out, lines in.
final class Visitor implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 240_000;

    private final Socket socket;
    private final BufferedReader reader;

    Visitor(Socket socket) {
        try {
            this.socket = socket;
            socket.setSoTimeout(PATIENCE_MILLIS);
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Visitor connect(int port) {
        try {
            return new Visitor(new Socket(InetAddress.getByName("127.0.0.1"), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Somebody who is connected under a nick.
    static Visitor join(int port, String nick) {
        var visitor = connect(port).send("NICK " + nick, "USER " + nick + " 0 * :" + nick);
        visitor.until(line -> line.contains(" 422 ") || line.contains(" 376 "));
        return visitor;
    }

    Visitor send(String... lines) {
        return sendRaw(String.join("\r\n", lines) + "\r\n");
    }

    Visitor sendRaw(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The next line; null: the server has closed the connection.
    String line() {
        try {
            return reader.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads on to a line; all that came with it, that line last.
    List<String> until(Predicate<String> wanted) {
        List<String> lines = new ArrayList<>();
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith(":heddle.local PING ") && !wanted.test(line)) {
                    send("PONG " + line.substring(19));
                }
                lines.add(line);
                if (wanted.test(line)) {
                    return lines;
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e.getMessage() + " after " + lines, e);
        }
        throw new AssertionError("the server closed the connection after " + lines);
    }

    /// Reads on to a line with this text, and answers it.
    String await(String text) {
        return until(line -> line.contains(text)).getLast();
    }

    /// Reads until the server closes the connection; whether by its end or a reset.
    List<String> untilClosed() {
        List<String> lines = new ArrayList<>();
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException reset) {
            lines.add("closed: " + reset.getMessage());
        }
        return lines;
    }

    Socket socket() {
        return socket;
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
