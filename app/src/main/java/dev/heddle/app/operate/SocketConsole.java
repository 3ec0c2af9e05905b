// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.operate;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A running server, reached over the socket in its data directory.
final class SocketConsole implements Console {
    private final SocketChannel channel;
    private final BufferedReader reader;

    private SocketConsole(SocketChannel channel) {
        this.channel = channel;
        reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    /// Null: nobody listens there.
    static @Nullable SocketConsole connect(Path socket) throws IOException {
        if (!Files.exists(socket)) {
            return null;
        }
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return new SocketConsole(channel);
        } catch (IOException nobody) {
            channel.close();
            return null;
        }
    }

    @Override
    public int run(List<String> words, Answers answers) throws IOException {
        var bytes = ByteBuffer.wrap((Console.line(words) + "\r\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        while (answers.status() < 0) {
            var line = reader.readLine();
            if (line == null) {
                throw new IOException("the server closed the connection before its answer was whole");
            }
            answers.accept(line);
        }
        return answers.status();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
