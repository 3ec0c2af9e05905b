// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store.sqlite;

import dev.heddle.chat.store.StoreOpenException;
import dev.heddle.chat.store.StoreOpenException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// A server's data directory, held by one process at a time through a lock on a file in it. The kernel gives
/// the lock back when the process dies, however it dies, so a stale file is no obstacle.
///
/// Thread: any.
public final class DataDirectory implements AutoCloseable {
    /// The name of the lock file, which holds the process id of its holder.
    public static final String LOCK_FILE = "heddle.lock";

    /// Room for any process id.
    private static final int HOLDER_BYTES = 20;

    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// Makes the directory if need be (for its owner only) and takes the lock.
    ///
    /// Throws StoreOpenException: IN_USE with the holder's process id, or NO_ACCESS.
    public static DataDirectory lock(Path path) {
        var file = path.resolve(LOCK_FILE);
        try {
            create(path);
            var channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                var holder = holder(channel);
                channel.close();
                throw new StoreOpenException(
                        Reason.IN_USE,
                        "data directory " + path + ": in use by process " + holder + " (lock file " + file + ")",
                        null);
            }
            writeHolder(channel);
            return new DataDirectory(path, channel);
        } catch (IOException e) {
            throw new StoreOpenException(
                    Reason.NO_ACCESS, "data directory " + path + ": cannot be made or written: " + e, e);
        }
    }

    private static void create(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(path);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(HOLDER_BYTES);
        channel.read(bytes, 0);
        var text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
        return text.isEmpty() ? "unknown" : text;
    }

    /// Always so many bytes, because cutting the file first may wait for the disk.
    private static void writeHolder(FileChannel channel) throws IOException {
        var pid = Long.toString(ProcessHandle.current().pid());
        var line = pid + " ".repeat(HOLDER_BYTES - 1 - pid.length()) + "\n";
        channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    /// Where it is.
    public Path path() {
        return path;
    }

    /// Gives the lock back. Idempotent. The file stays: deleting it would let two processes lock two files of
    /// one name.
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(DataDirectory.class.getName()).log(System.Logger.Level.DEBUG, "lock-close failed", e);
        }
    }
}
