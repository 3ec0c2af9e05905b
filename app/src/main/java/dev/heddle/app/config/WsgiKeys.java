// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.config;

import static dev.heddle.app.config.Key.atStart;

import java.time.Duration;
import java.util.List;

/// What `heddle wsgi --config FILE` understands. What the command line says goes before what the file says.
public final class WsgiKeys {
    private static final int LONGEST = 4096;
    private static final int MOST_PLACES = 16;
    private static final int MOST_NETWORKS = 64;

    public static final Key<String> APPLICATION = atStart(
            "application",
            Kind.text("MODULE:APP", LONGEST),
            "",
            "The application: a module, a colon, and the name of a callable in it.");
    public static final Key<List<String>> BIND = atStart(
            "bind",
            Kind.list(Kind.text("an address and port such as \"127.0.0.1:8000\"", LONGEST), MOST_PLACES),
            List.of("127.0.0.1:8000"),
            "Where it listens for HTTP. \"*:80\" is port 80 of every address.");
    public static final Key<List<String>> BIND_TLS = atStart(
            "bind-tls",
            Kind.list(Kind.text("an address and port such as \"*:443\"", LONGEST), MOST_PLACES),
            List.of(),
            "Where it listens for HTTPS; needs certificate and private-key.");
    public static final Key<String> CERTIFICATE =
            atStart("certificate", Kind.text("a path", LONGEST), "", "The certificate chain of bind-tls, a PEM file.");
    public static final Key<String> PRIVATE_KEY =
            atStart("private-key", Kind.text("a path", LONGEST), "", "Its private key, a PEM file.");
    public static final Key<Long> THREADS = atStart(
            "threads",
            Kind.number(1, 1024),
            1L,
            "Python threads in each interpreter. More than one helps an application that waits.");
    public static final Key<Long> INTERPRETERS = atStart(
            "interpreters",
            Kind.number(1, 64),
            1L,
            "Interpreters with a lock of their own, which compute at the same time; needs Python 3.12.");
    public static final Key<Long> LOOPS =
            atStart("loops", Kind.number(1, 64), 1L, "Threads that do the network's work.");
    public static final Key<String> CHDIR = atStart(
            "chdir", Kind.text("a path", LONGEST), "", "The application's directory; also its first import path.");
    public static final Key<String> VENV =
            atStart("venv", Kind.text("a path", LONGEST), "", "A virtual environment whose packages are used.");
    public static final Key<String> PYTHON = atStart(
            "python",
            Kind.text("a path", LONGEST),
            "",
            "The shared library of Python, or the prefix that it lies under; found by itself if it is the system's.");
    public static final Key<Boolean> RELOAD = atStart(
            "reload",
            Kind.flag(),
            false,
            "Whether a change of a Python file under chdir starts the application again.");
    public static final Key<Boolean> SUPERVISE = atStart(
            "supervise", Kind.flag(), false, "Whether a parent process starts the server again when it crashes.");
    public static final Key<List<String>> TRUSTED_PROXIES = atStart(
            "trusted-proxies",
            Kind.list(Kind.text("a network such as \"10.0.0.0/8\"", LONGEST), MOST_NETWORKS),
            List.of(),
            "Proxies whose X-Forwarded-Proto decides wsgi.url_scheme.");
    public static final Key<Long> BODY = atStart(
            "body",
            Kind.size(1 << 10, 1L << 40),
            64L << 20,
            "The longest body of a request; a longer one is answered 413.");
    public static final Key<Duration> STOP_TIME = atStart(
            "stop-time",
            Kind.duration(Duration.ofMillis(100), Duration.ofHours(1)),
            Duration.ofSeconds(10),
            "How long a stop may take; then what is still running is interrupted and left.");
    public static final Key<String> ACCESS_LOG = atStart(
            "access-log",
            Kind.text("a path", LONGEST),
            "",
            "Where a line for each answer is written, in the combined format; \"-\" is standard output.");
    public static final Section WSGI = Section.once(
            "wsgi",
            "A Python application and its server.",
            APPLICATION,
            BIND,
            BIND_TLS,
            CERTIFICATE,
            PRIVATE_KEY,
            THREADS,
            INTERPRETERS,
            LOOPS,
            CHDIR,
            VENV,
            PYTHON,
            RELOAD,
            SUPERVISE,
            TRUSTED_PROXIES,
            BODY,
            STOP_TIME,
            ACCESS_LOG);

    /// The whole file.
    public static final Schema SCHEMA = new Schema(List.of(WSGI));

    private WsgiKeys() {}
}
