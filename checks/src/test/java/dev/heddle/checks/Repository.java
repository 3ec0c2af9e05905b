// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The repository that these tests lie in: its files as text. */
final class Repository {
    static final Path ROOT = root();

    private static final Set<String> NOT_OURS =
            Set.of(".git", "target", "data", "heddle-data", "node_modules", "__pycache__");
    private static final Set<String> TEXT = Set.of(
            "java",
            "md",
            "xml",
            "sh",
            "py",
            "sql",
            "js",
            "mjs",
            "css",
            "html",
            "c",
            "h",
            "properties",
            "toml",
            "json",
            "yml",
            "txt");
    private static final Set<String> SCRIPTS = Set.of("heddle", "run", "LICENSE", ".gitignore");

    private Repository() {}

    /** Every file that a person wrote, as paths from the root with {@code /}, sorted. */
    static List<Path> files() {
        try (Stream<Path> paths =
                Files.find(ROOT, 32, (path, attributes) -> attributes.isRegularFile() && isOurs(path))) {
            return paths.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files that are text, read. */
    static List<SourceFile> texts() {
        return files().stream().filter(Repository::isText).map(Repository::read).toList();
    }

    /** The Java files, read. */
    static List<SourceFile> java() {
        return texts().stream().filter(SourceFile::isJava).toList();
    }

    /** The Markdown files, read. */
    static List<SourceFile> markdown() {
        return texts().stream().filter(file -> file.path().endsWith(".md")).toList();
    }

    static SourceFile read(Path file) {
        try {
            return new SourceFile(
                    ROOT.relativize(file).toString().replace('\\', '/'),
                    Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    private static boolean isOurs(Path path) {
        for (Path part : ROOT.relativize(path)) {
            if (NOT_OURS.contains(part.toString())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isText(Path path) {
        String name = path.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return SCRIPTS.contains(name) || (dot > 0 && TEXT.contains(name.substring(dot + 1)));
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        for (Path at = here; at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve("heddle")) && Files.isDirectory(at.resolve("runtime"))) {
                return at;
            }
        }
        throw new IllegalStateException("wanted to run inside Heddle's repository, got " + here);
    }
}
