// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// What the NIO backend keeps for a socket; it is also the attachment of its key.
final class NioSocket {
    final SelectableChannel channel;

    @Nullable
    SelectionKey key;

    int wanted;
    int handle = -1;

    NioSocket(SelectableChannel channel) {
        this.channel = channel;
    }

    /// What is wanted in the selector's words, which differ by the kind and the state of the channel.
    int keyOps() {
        boolean read = (wanted & Poller.READ) != 0;
        boolean write = (wanted & Poller.WRITE) != 0;
        return switch (channel) {
            case ServerSocketChannel _ -> read ? SelectionKey.OP_ACCEPT : 0;
            case SocketChannel stream when !stream.isConnected() -> write ? SelectionKey.OP_CONNECT : 0;
            case SocketChannel _ -> (read ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0);
            case DatagramChannel _ -> (read ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0);
            default -> throw new IllegalStateException("nio: a channel of no known kind: " + channel);
        };
    }

    int opsOf(int keyOps) {
        int ops = (keyOps & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0 ? Poller.READ : 0;
        return (keyOps & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0 ? ops | Poller.WRITE : ops;
    }

    static void noDelay(SocketChannel channel) throws IOException {
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    void tune(SocketTuning option, int value) throws IOException {
        switch (option) {
            case SEND_BUFFER_BYTES -> set(StandardSocketOptions.SO_SNDBUF, value);
            case RECEIVE_BUFFER_BYTES -> set(StandardSocketOptions.SO_RCVBUF, value);
            case NO_DELAY -> set(StandardSocketOptions.TCP_NODELAY, value != 0);
            case KEEP_ALIVE -> set(StandardSocketOptions.SO_KEEPALIVE, value != 0);
            case LINGER_SECONDS -> set(StandardSocketOptions.SO_LINGER, value);
        }
    }

    private <T> void set(SocketOption<T> option, T value) throws IOException {
        var tuned = (NetworkChannel) channel;
        // Unix sockets have no delay to turn off: as on the other backends, that is no failure.
        if (option != StandardSocketOptions.TCP_NODELAY
                || tuned.supportedOptions().contains(option)) {
            tuned.setOption(option, value);
        }
    }

    @Nullable
    SocketAddress local() {
        try {
            return ((NetworkChannel) channel).getLocalAddress();
        } catch (IOException closed) {
            return null;
        }
    }

    @Nullable
    SocketAddress peer() {
        try {
            return channel instanceof SocketChannel stream && stream.isConnected() ? stream.getRemoteAddress() : null;
        } catch (IOException closed) {
            return null;
        }
    }
}
