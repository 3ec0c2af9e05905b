// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.wsgi;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A serving process's side of its parent: a file in which it says that it is ready, and standard input, on which
/// the parent says what it wants. Its end is the parent's end.
///
/// @param readyFile written once, when it listens
record Supervised(Path readyFile) {
    /** The variable that names the file to a child. */
    static final String READY = "HEDDLE_WSGI_READY";

    /** A line that the parent writes. */
    static final String STATUS = "status";

    /** Null: there is no parent. */
    static @Nullable Supervised ofEnvironment() {
        var file = System.getenv(READY);
        return file == null ? null : new Supervised(Path.of(file));
    }

    /** Says where it listens: one line for each place. */
    void ready(List<String> listening) throws IOException {
        var made = readyFile.resolveSibling(readyFile.getFileName() + ".new");
        Files.write(made, listening);
        Files.move(made, readyFile, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Hears the parent, on a thread of its own.
    ///
    /// @param onLine each line
    /// @param onEnd the parent has gone
    void listen(Consumer<String> onLine, Runnable onEnd) {
        var thread = new Thread(
                () -> {
                    try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                        lines.lines().forEach(onLine);
                    } catch (IOException e) {
                        // as its end
                    }
                    onEnd.run();
                },
                "wsgi-parent");
        thread.setDaemon(true);
        thread.start();
    }
}
