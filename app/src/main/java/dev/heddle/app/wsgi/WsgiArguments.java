// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.wsgi;

import dev.heddle.app.config.ConfigReader;
import dev.heddle.app.config.Key;
import dev.heddle.app.config.Settings;
import dev.heddle.app.config.WsgiKeys;
import dev.heddle.runtime.net.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the command line and the file say together, checked. Immutable.
///
/// @param application `MODULE:APP`
/// @param bind for HTTP
/// @param threads in each interpreter
/// @param interpreters 1 or more
/// @param directory the application's; null: this process's
/// @param venv null: none
/// @param python null: looked for
/// @param reload whether files are watched
/// @param supervise whether a parent process watches
/// @param file the other settings
record WsgiArguments(
        String application,
        List<Endpoint> bind,
        int threads,
        int interpreters,
        @Nullable Path directory,
        @Nullable Path venv,
        @Nullable Path python,
        boolean reload,
        boolean supervise,
        Settings file) {

    static final String USAGE = """
            usage: heddle wsgi [OPTION]... MODULE:APP

            Serves a Python WSGI application in this process. APP is a callable in MODULE; 'APP()' calls it first.

              --bind ADDR:PORT   where to listen; may be repeated (127.0.0.1:8000)
              --threads N        Python threads in each interpreter (1); more for an application that waits
              --interpreters N   interpreters with a lock of their own (1); needs Python 3.12 or newer
              --chdir DIR        the application's directory
              --venv DIR         a virtual environment (VIRTUAL_ENV)
              --python PATH      libpython3.N.so, or the prefix that it lies under (the system's)
              --reload           starts the application again when a Python file under its directory changes
              --supervise        starts the server again when a crash or os._exit has ended it
              --config FILE      a TOML file with a section [wsgi]; the command line goes before it

            SIGTERM and SIGINT stop it, SIGHUP loads the application again (with --supervise or --reload), SIGUSR1
            prints the status report.""";

    /// What is wrong with the command line.
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1;

        UsageException(String message) {
            super(message);
        }
    }

    /// Reads the arguments, and the file that they name.
    ///
    /// @throws UsageException for what cannot be understood
    /// @throws dev.heddle.app.config.ConfigException for what is wrong in the file
    static WsgiArguments read(String[] args) throws UsageException {
        var words = Words.of(args);
        var file = words.config == null
                ? ConfigReader.nothing(WsgiKeys.SCHEMA)
                : ConfigReader.read(WsgiKeys.SCHEMA, words.config);
        var application = words.application == null ? text(file, WsgiKeys.APPLICATION) : words.application;
        if (application == null) {
            throw new UsageException("wanted MODULE:APP, got none");
        }
        if (application.startsWith(":") || application.isBlank()) {
            throw new UsageException("wanted MODULE:APP, got '" + application + "'");
        }
        var venv = words.venv == null ? path(file, WsgiKeys.VENV) : words.venv;
        var active = System.getenv("VIRTUAL_ENV");
        if (venv == null && active != null && !active.isEmpty()) {
            venv = Path.of(active);
        }
        return new WsgiArguments(
                application,
                words.bind.isEmpty() ? endpoints(file.get(WsgiKeys.WSGI, WsgiKeys.BIND)) : endpoints(words.bind),
                words.threads > 0 ? words.threads : Math.toIntExact(file.get(WsgiKeys.WSGI, WsgiKeys.THREADS)),
                words.interpreters > 0
                        ? words.interpreters
                        : Math.toIntExact(file.get(WsgiKeys.WSGI, WsgiKeys.INTERPRETERS)),
                directory(words.directory == null ? path(file, WsgiKeys.CHDIR) : words.directory),
                venv,
                words.python == null ? path(file, WsgiKeys.PYTHON) : words.python,
                words.reload || file.get(WsgiKeys.WSGI, WsgiKeys.RELOAD),
                words.supervise || file.get(WsgiKeys.WSGI, WsgiKeys.SUPERVISE),
                file);
    }

    /** The words of the command line, before the file. */
    private static final class Words {
        private final List<String> bind = new ArrayList<>();
        private @Nullable String application;
        private @Nullable Path config;
        private @Nullable Path directory;
        private @Nullable Path venv;
        private @Nullable Path python;
        private int threads;
        private int interpreters;
        private boolean reload;
        private boolean supervise;

        static Words of(String[] args) throws UsageException {
            var words = new Words();
            for (int i = 0; i < args.length; i++) {
                switch (args[i]) {
                    case "--reload" -> words.reload = true;
                    case "--supervise" -> words.supervise = true;
                    case "--bind", "--threads", "--interpreters", "--chdir", "--venv", "--python", "--config" -> {
                        if (i + 1 == args.length) {
                            throw new UsageException(args[i] + " wants a value");
                        }
                        words.set(args[i], args[++i]);
                    }
                    default -> words.positional(args[i]);
                }
            }
            return words;
        }

        private void positional(String word) throws UsageException {
            if (word.startsWith("-")) {
                throw new UsageException("unknown argument '" + word + "'");
            }
            if (application != null) {
                throw new UsageException("wanted one MODULE:APP, got '" + application + "' and '" + word + "'");
            }
            application = word;
        }

        private void set(String name, String value) throws UsageException {
            switch (name) {
                case "--bind" -> bind.add(value);
                case "--threads" -> threads = number(name, value, 1024);
                case "--interpreters" -> interpreters = number(name, value, 64);
                case "--chdir" -> directory = Path.of(value);
                case "--venv" -> venv = Path.of(value);
                case "--python" -> python = Path.of(value);
                default -> config = Path.of(value);
            }
        }

        private static int number(String name, String value, int most) throws UsageException {
            try {
                int number = Integer.parseInt(value);
                if (number >= 1 && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // told below
            }
            throw new UsageException(name + ": wanted a number from 1 to " + most + ", got '" + value + "'");
        }
    }

    private static @Nullable Path directory(@Nullable Path path) throws UsageException {
        if (path != null && !Files.isDirectory(path)) {
            throw new UsageException("--chdir: wanted a directory, got '" + path + "'");
        }
        return path == null ? null : path.toAbsolutePath().normalize();
    }

    private static @Nullable String text(Settings file, Key<String> key) {
        var value = file.get(WsgiKeys.WSGI, key);
        return value.isEmpty() ? null : value;
    }

    private static @Nullable Path path(Settings file, Key<String> key) {
        var value = text(file, key);
        return value == null ? null : Path.of(value);
    }

    static List<Endpoint> endpoints(List<String> texts) throws UsageException {
        List<Endpoint> endpoints = new ArrayList<>();
        for (var text : texts) {
            endpoints.add(endpoint(text));
        }
        return endpoints;
    }

    private static Endpoint endpoint(String text) throws UsageException {
        int colon = text.lastIndexOf(':');
        try {
            var host = colon < 0 ? "" : text.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
            int port = Integer.parseInt(text.substring(colon + 1));
            return new Endpoint(host.isEmpty() || host.equals("0.0.0.0") ? "*" : host, port);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--bind: wanted ADDR:PORT such as 127.0.0.1:8000, got '" + text + "'");
        }
    }

    List<Endpoint> bindTls() throws UsageException {
        return endpoints(file.get(WsgiKeys.WSGI, WsgiKeys.BIND_TLS));
    }

    int loops() {
        return Math.toIntExact(file.get(WsgiKeys.WSGI, WsgiKeys.LOOPS));
    }

    long bodyBytes() {
        return file.get(WsgiKeys.WSGI, WsgiKeys.BODY);
    }

    Duration stopTime() {
        return file.get(WsgiKeys.WSGI, WsgiKeys.STOP_TIME);
    }

    List<String> trustedProxies() {
        return file.get(WsgiKeys.WSGI, WsgiKeys.TRUSTED_PROXIES);
    }

    @Nullable
    String accessLog() {
        return text(file, WsgiKeys.ACCESS_LOG);
    }

    @Nullable
    Path certificate() {
        return path(file, WsgiKeys.CERTIFICATE);
    }

    @Nullable
    Path privateKey() {
        return path(file, WsgiKeys.PRIVATE_KEY);
    }
}
