// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.message.MessageParser;
import dev.heddle.protocols.http.Forwarded;
import dev.heddle.protocols.line.Line;
import dev.heddle.protocols.line.LineOptions;
import dev.heddle.runtime.graph.Graph;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.net.UnixOptions;
import dev.heddle.runtime.net.UnixPath;
import dev.heddle.runtime.net.UnixSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The operator's way in: the same lines as everywhere, over a Unix socket that only the server's own user can
/// open.
///
/// Thread: the hub's loop. Lifetime: the socket's file goes when it is closed.
final class OperatorListener implements AutoCloseable {
    private final Graph graph;

    private OperatorListener(Graph graph) {
        this.graph = graph;
    }

    /// Listens; throws with the system's reason when it cannot.
    static OperatorListener open(Loop loop, Path socket, ServerLoop home) {
        var heaps = home.heaps();
        var layer = new IrcLayer(home, Forwarded.none());
        var lines = LineOptions.of(heaps.line(), MessageParser.LINE_BYTES_MAX);
        var graph = GraphPlan.bottom("unix", () -> UnixSocket.create(UnixOptions.of(heaps.read())))
                .layer("line", () -> Line.create(lines), "unix")
                .layer("irc", () -> layer, "line")
                .build(loop);
        try {
            layer.listen(new UnixPath(socket));
            restrict(socket);
        } catch (RuntimeException e) {
            graph.close();
            throw e;
        }
        return new OperatorListener(graph);
    }

    /// The directory keeps others out in the moment before.
    private static void restrict(Path socket) {
        try {
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(socket + ": its permissions cannot be set to 0600: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        graph.close();
    }
}
