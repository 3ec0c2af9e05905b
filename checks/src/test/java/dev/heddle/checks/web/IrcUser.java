// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Somebody with an ordinary IRC client, for company. */
final class IrcUser implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;

    IrcUser(ServedHeddle server, String nick) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), server.ircPort());
        socket.setSoTimeout(40_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        out = socket.getOutputStream();
        send("NICK " + nick, "USER " + nick + " 0 * :" + nick);
        await(" 422 ");
    }

    void send(String... lines) throws IOException {
        out.write((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    void join(String channel) throws IOException {
        send("JOIN " + channel);
        await(" 366 ");
    }

    /** Reads until a line holds this text, and answers it. */
    String await(String part) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("PING")) {
                send("PONG" + line.substring(4));
            }
            if (line.contains(part)) {
                return line;
            }
        }
        throw new IOException("irc: wanted a line with '" + part + "', got the end of the connection");
    }

    /** Everything sent before has been taken up by the server. */
    void settle() throws IOException {
        String mark = "mark" + System.nanoTime();
        send("PING " + mark);
        await(mark);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
