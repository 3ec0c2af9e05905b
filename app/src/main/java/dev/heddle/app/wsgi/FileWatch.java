// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.wsgi;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Watches the Python files under a directory.
///
/// Thread: its own; tells there. Limit: [#MOST] directories; hidden ones, caches and installed packages are left out.
/// A burst of changes is told once, when it has been quiet for a fifth of a second.
final class FileWatch implements AutoCloseable {
    private static final int MOST = 8192;
    private static final long QUIET_MILLIS = 200;
    private static final Set<String> LEFT_OUT = Set.of("__pycache__", "node_modules", "site-packages", "dist-packages");
    private static final System.Logger LOG = System.getLogger(FileWatch.class.getName());

    private final WatchService service;
    private final Consumer<Path> onChange;
    private final Map<WatchKey, Path> directories = new HashMap<>();

    private FileWatch(WatchService service, Consumer<Path> onChange) {
        this.service = service;
        this.onChange = onChange;
    }

    /// Begins to watch.
    ///
    /// @param root what lies under it is watched
    /// @param onChange told the last file of a burst
    static FileWatch start(Path root, Consumer<Path> onChange) throws IOException {
        var watch = new FileWatch(root.getFileSystem().newWatchService(), onChange);
        watch.add(root);
        var thread = new Thread(watch::work, "file-watch");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    /** How many directories. */
    int directories() {
        return directories.size();
    }

    private void add(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                var name = String.valueOf(directory.getFileName());
                boolean leftOut = LEFT_OUT.contains(name)
                        || Files.exists(directory.resolve("pyvenv.cfg"))
                        || (name.startsWith(".") && !directory.equals(root));
                if (leftOut || directories.size() >= MOST) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                directories.put(directory.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE), directory);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException why) {
                return FileVisitResult.CONTINUE; // it went, or may not be read
            }
        });
    }

    private void work() {
        Path changed = null;
        try {
            while (true) {
                var key = changed == null ? service.take() : service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
                if (key != null) {
                    var seen = changed(key);
                    changed = seen == null ? changed : seen;
                } else if (changed != null) {
                    onChange.accept(changed);
                    changed = null;
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            // it is closed
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "file-watch-ended", e);
        }
    }

    private @Nullable Path changed(WatchKey key) throws IOException {
        var directory = directories.get(key);
        Path last = null;
        for (var event : key.pollEvents()) {
            if (directory != null && event.context() instanceof Path name) {
                var file = directory.resolve(name);
                if (name.toString().endsWith(".py")) {
                    last = file;
                } else if (event.kind() == ENTRY_CREATE && Files.isDirectory(file)) {
                    add(file);
                }
            }
        }
        if (!key.reset()) {
            directories.remove(key);
        }
        return last;
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
