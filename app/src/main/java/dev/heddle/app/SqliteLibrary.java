// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sqlite.util.LibraryLoaderUtil;

/// Unpacks SQLite's native library once, at the build.
///
/// Left to itself, the driver runs a program to find out about the machine, writes the library to the directory
/// for temporary files and reads it again, at every start; a server that is killed leaves it there.
final class SqliteLibrary {
    /// The driver's property for the directory that has the library.
    static final String PROPERTY = "org.sqlite.lib.path";

    /// The directory beside `heddle.jar`, which the launcher names in the property.
    static final String DIRECTORY = "native";

    private SqliteLibrary() {}

    /// Unpacks this machine's library; throws IOException when the driver has none for it.
    static Path unpack(Path home) throws IOException {
        Path directory = Files.createDirectories(home.resolve(DIRECTORY));
        Path file = directory.resolve(LibraryLoaderUtil.getNativeLibName());
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName();
        try (var in = LibraryLoaderUtil.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("the driver has no library for this machine: " + resource);
            }
            Path copy = Files.createTempFile(directory, "new", ".so");
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }
}
