// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.runtime.loop.IoWatcher;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.StreamSocket;
import dev.heddle.runtime.poll.SocketFaultException;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The bytes of one simulated connection: a socket of the clients' loop, lines out, lines in.
final class SimClient {
    private static final int READ_BYTES = 700;

    private final StreamSocket socket;
    private final IoWatcher watcher;
    private final Consumer<String> onLine;
    private final Runnable onEnd;
    private final byte[] into = new byte[READ_BYTES];
    private final MemorySegment intoMemory = MemorySegment.ofArray(into);
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private byte[] out = new byte[0];
    private boolean connected;
    private boolean ended;
    private boolean reading = true;

    private SimClient(Loop loop, StreamSocket socket, String label, Consumer<String> onLine, Runnable onEnd) {
        this.socket = socket;
        this.onLine = onLine;
        this.onEnd = onEnd;
        watcher = loop.io(label, socket, this::ready);
        watcher.writable(true);
        watcher.start();
    }

    /// Starts to connect; null when that failed at once.
    static @Nullable SimClient connect(Loop loop, int port, String label, Consumer<String> onLine, Runnable onEnd) {
        try {
            var socket = loop.sockets().connect(label, new InetSocketAddress("127.0.0.1", port));
            return new SimClient(loop, socket, label, onLine, onEnd);
        } catch (SocketFaultException refused) {
            return null;
        }
    }

    boolean hasEnded() {
        return ended;
    }

    /// The port that the server knows it by; 0 while there is none.
    int port() {
        return !ended && socket.local() instanceof InetSocketAddress local ? local.getPort() : 0;
    }

    void reading(boolean now) {
        reading = now;
        if (!ended && connected) {
            watcher.readable(now);
        }
    }

    void send(String line) {
        sendBytes((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    void sendBytes(byte[] bytes) {
        if (ended) {
            return;
        }
        byte[] joined = new byte[out.length + bytes.length];
        System.arraycopy(out, 0, joined, 0, out.length);
        System.arraycopy(bytes, 0, joined, out.length, bytes.length);
        out = joined;
        if (connected) {
            write();
        }
    }

    int unsent() {
        return out.length;
    }

    /// Closes without a word.
    void drop() {
        if (!ended) {
            ended = true;
            socket.close();
        }
    }

    private void ready(boolean readable, boolean writable) {
        if (!connected) {
            int outcome = socket.finishConnect();
            if (outcome == StreamSocket.FAILED) {
                end();
                return;
            }
            if (outcome == 0) {
                return;
            }
            connected = true;
            watcher.readable(reading);
        }
        if (writable && !ended) {
            write();
        }
        if (readable && reading && !ended) {
            read();
        }
    }

    private void write() {
        if (out.length > 0) {
            int sent = socket.write(MemorySegment.ofArray(out), 0, out.length);
            if (sent == StreamSocket.FAILED) {
                end();
                return;
            }
            byte[] rest = new byte[out.length - sent];
            System.arraycopy(out, sent, rest, 0, rest.length);
            out = rest;
        }
        watcher.writable(out.length > 0);
    }

    private void read() {
        int got = socket.read(intoMemory, 0, into.length);
        if (got < 0) {
            end();
            return;
        }
        for (int i = 0; i < got && !ended; i++) {
            if (into[i] == '\n') {
                String line = partial.toString(StandardCharsets.UTF_8);
                partial.reset();
                if (!line.endsWith("\r")) {
                    throw new AssertionError("a line without CR: " + line);
                }
                onLine.accept(line.substring(0, line.length() - 1));
            } else {
                partial.write(into[i]);
            }
        }
    }

    private void end() {
        drop();
        onEnd.run();
    }
}
