// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Looks for a shared libpython and its standard library: where it is told to, where the virtual environment
/// says, where the system keeps it. Never asks PATH: what is called python3 there may be a version manager's
/// shim, whose directories are not the interpreter's.
///
/// Remembers each place, so that an error can name them. Thread: its maker's.
public final class PythonLookup {
    private static final Pattern LIBRARY = Pattern.compile("libpython3\\.(\\d+)\\.(so|dylib)(\\.1\\.0|\\.1)?");
    private static final Pattern VERSION = Pattern.compile("3\\.(\\d+)(\\..*)?");
    private static final Pattern KEY = Pattern.compile("(\\S+)\\s*=\\s*(.*?)\\s*");
    private static final List<String> SYSTEM =
            List.of("/usr", "/usr/local", "/opt/python", "/opt/homebrew", "/opt/local");

    private final List<String> looked = new ArrayList<>();
    private final List<Path> systemPrefixes;

    /// Looks at the usual places.
    public PythonLookup() {
        this(SYSTEM.stream().map(Path::of).toList());
    }

    PythonLookup(List<Path> systemPrefixes) {
        this.systemPrefixes = systemPrefixes;
    }

    /// Finds the one to use.
    ///
    /// @param given a libpython file, or a prefix that has one in `lib`; null: not told
    /// @param venv a virtual environment; null: none
    /// @return never one that is too old
    /// @throws PythonException with every place that was looked at, when there is none
    public PythonLibrary find(@Nullable Path given, @Nullable Path venv) {
        var settings = venv == null ? null : venvSettings(venv);
        PythonLibrary found = null;
        if (given != null) {
            found = Files.isDirectory(given) ? best(librariesUnder(given), -1, venv) : at(given, -1, venv);
        } else if (settings != null) {
            found = best(librariesUnder(settings.prefix()), settings.minor(), venv);
        } else {
            for (var prefix : systemPrefixes) {
                found = found == null ? best(librariesUnder(prefix), -1, venv) : found;
            }
        }
        if (found == null) {
            throw new PythonException(notFound(settings));
        }
        if (settings != null && settings.minor() != found.minor()) {
            throw new PythonException("python: the virtual environment " + venv + " wants Python 3." + settings.minor()
                    + ", got " + found.file() + " (Python 3." + found.minor() + ")");
        }
        return found;
    }

    private String notFound(@Nullable VenvSettings settings) {
        var text = new StringBuilder("python: wanted a shared library of Python 3."
                + (settings == null || settings.minor() < 0
                        ? PythonLibrary.OLDEST_MINOR + " or newer"
                        : settings.minor() + " (the virtual environment's)")
                + " and its standard library, found none. Looked at:");
        looked.forEach(place -> text.append("\n  ").append(place));
        return text.append("\nInstall it (Debian: libpython3.11; Fedora: python3-libs), or build Python with"
                        + " --enable-shared, or name the file or its prefix with --python.")
                .toString();
    }

    private record VenvSettings(Path prefix, int minor) {}

    private VenvSettings venvSettings(Path venv) {
        var file = venv.resolve("pyvenv.cfg");
        Path home = null;
        int minor = -1;
        try {
            for (var line : Files.readAllLines(file)) {
                var key = KEY.matcher(line);
                if (!key.matches()) {
                    continue;
                }
                if (key.group(1).equals("home")) {
                    home = Path.of(key.group(2));
                } else if (key.group(1).startsWith("version")) {
                    var version = VERSION.matcher(key.group(2));
                    minor = version.matches() ? Integer.parseInt(version.group(1)) : minor;
                }
            }
        } catch (IOException e) {
            throw new PythonException("python: wanted a virtual environment at " + venv + ", got no readable " + file);
        }
        var prefix = home == null ? null : realOf(home).getParent();
        if (prefix == null) {
            throw new PythonException("python: " + file + ": wanted a line 'home = DIRECTORY', got none");
        }
        return new VenvSettings(prefix, minor);
    }

    private static Path realOf(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath();
        }
    }

    private List<Path> librariesUnder(Path prefix) {
        List<Path> found = new ArrayList<>();
        for (var name : List.of("lib", "lib64")) {
            var directory = prefix.resolve(name);
            if (Files.isDirectory(directory)) {
                list(directory, found);
                for (var below : multiarch(directory)) {
                    list(below, found);
                }
            } else {
                looked.add(directory + " (no such directory)");
            }
        }
        return found;
    }

    private List<Path> multiarch(Path directory) {
        try (var below = Files.list(directory)) {
            return below.filter(path -> path.getFileName().toString().matches("[a-z0-9_]+-linux-gnu.*"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private void list(Path directory, List<Path> into) {
        int before = into.size();
        try (var files = Files.list(directory)) {
            files.filter(file -> LIBRARY.matcher(file.getFileName().toString()).matches())
                    .forEach(into::add);
        } catch (IOException e) {
            looked.add(directory + " (unreadable)");
            return;
        }
        if (into.size() == before) {
            looked.add(directory + "/libpython3.*.so");
        }
    }

    /** The newest that can be used; `minor` says which one it must be, -1 any. */
    private @Nullable PythonLibrary best(List<Path> files, int minor, @Nullable Path venv) {
        PythonLibrary best = null;
        files.sort(Comparator.comparing(Path::toString));
        for (var file : files) {
            var library = at(file, minor, venv);
            if (library != null && (best == null || library.minor() >= best.minor())) {
                best = library;
            }
        }
        return best;
    }

    private @Nullable PythonLibrary at(Path file, int wantedMinor, @Nullable Path venv) {
        Matcher name = LIBRARY.matcher(String.valueOf(file.getFileName()));
        if (!name.matches() || !Files.isReadable(file)) {
            looked.add(file
                    + (Files.notExists(file)
                            ? " (no such file or directory)"
                            : name.matches() ? " (cannot be read)" : " (wanted a name like libpython3.11.so.1.0)"));
            return null;
        }
        int minor = Integer.parseInt(name.group(1));
        if (wantedMinor >= 0 ? minor != wantedMinor : minor < PythonLibrary.OLDEST_MINOR) {
            looked.add(file + (wantedMinor >= 0 ? " (not 3." + wantedMinor + ")" : " (too old)"));
            return null;
        }
        for (var prefix = file.toAbsolutePath().getParent(); prefix != null; prefix = prefix.getParent()) {
            if (Files.isReadable(prefix.resolve("lib/python3." + minor + "/os.py"))) {
                return new PythonLibrary(file.toAbsolutePath(), minor, prefix, venv);
            }
        }
        looked.add(file + " (no lib/python3." + minor + "/os.py in a directory above it)");
        return null;
    }
}
