// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// Makes copies of signed jars without their signatures.
///
/// Nothing here asks for who signed a jar, and a signature costs a tenth of a second at every start: the
/// first class out of such a jar waits until the whole list of its digests has been checked, and no class out
/// of it may lie in the cache.
final class UnsignedJars {
    private UnsignedJars() {}

    /// Replaces the signed jars of a directory. Answers the names of those that were signed.
    static List<String> replaceIn(Path directory) throws IOException {
        var replaced = new ArrayList<String>();
        try (var jars = Files.newDirectoryStream(directory, "*.jar")) {
            for (Path jar : jars) {
                if (isSigned(jar)) {
                    replace(jar);
                    replaced.add(jar.getFileName().toString());
                }
            }
        }
        replaced.sort(null);
        return replaced;
    }

    private static boolean isSigned(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile(), false)) {
            return file.stream().anyMatch(UnsignedJars::isSignature);
        }
    }

    private static boolean isSignature(JarEntry entry) {
        return entry.getName().matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
    }

    private static void replace(Path jar) throws IOException {
        Path copy = Files.createTempFile(jar.getParent(), jar.getFileName().toString(), ".new");
        try (var from = new JarFile(jar.toFile(), false)) {
            Manifest manifest = from.getManifest();
            // The digests of its files; what the jar as a whole says of itself stays.
            manifest.getEntries().clear();
            try (var to = new JarOutputStream(Files.newOutputStream(copy), manifest)) {
                for (Enumeration<JarEntry> entries = from.entries(); entries.hasMoreElements(); ) {
                    copy(from, entries.nextElement(), to);
                }
            }
        }
        Files.move(copy, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void copy(JarFile from, JarEntry entry, JarOutputStream to) throws IOException {
        if (isSignature(entry) || entry.getName().equals(JarFile.MANIFEST_NAME)) {
            return;
        }
        var same = new JarEntry(entry.getName());
        same.setTime(entry.getTime());
        to.putNextEntry(same);
        try (var in = from.getInputStream(entry)) {
            in.transferTo(to);
        }
        to.closeEntry();
    }
}
