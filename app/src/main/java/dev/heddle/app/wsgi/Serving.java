// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.wsgi;

import dev.heddle.app.access.AccessFile;
import dev.heddle.gateway.exchange.ServerOptions;
import dev.heddle.gateway.python.PythonLibrary;
import dev.heddle.gateway.python.PythonLookup;
import dev.heddle.gateway.wsgi.TrustedProxies;
import dev.heddle.gateway.wsgi.WsgiOptions;
import dev.heddle.gateway.wsgi.WsgiServer;
import dev.heddle.gateway.wsgi.WsgiWorkers;
import dev.heddle.protocols.http.HttpLimits;
import dev.heddle.protocols.tls.Identities;
import dev.heddle.protocols.tls.Identity;
import dev.heddle.runtime.status.StatusReport;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// One process that serves: from its start to its stop.
///
/// Thread: the one that runs it.
final class Serving {
    private enum Wish {
        STOP,
        STATUS,
        RELOAD
    }

    private final WsgiArguments arguments;
    private final @Nullable Supervised parent;
    private final PrintStream out;
    private final LinkedBlockingQueue<Wish> wishes = new LinkedBlockingQueue<>();
    private final @Nullable AccessFile accessFile;

    private Serving(WsgiArguments arguments, @Nullable Supervised parent, PrintStream out) throws IOException {
        this.arguments = arguments;
        this.parent = parent;
        this.out = out;
        var access = arguments.accessLog();
        accessFile = access == null ? null : AccessFile.open(access, out);
    }

    /// Serves until it is told to stop.
    ///
    /// @param parent null: nobody watches
    /// @return 0; 1 when something of the application's had to be left behind
    static int run(String version, WsgiArguments arguments, @Nullable Supervised parent, PrintStream out)
            throws IOException, WsgiArguments.UsageException {
        return new Serving(arguments, parent, out).serve(version);
    }

    private int serve(String version) throws IOException, WsgiArguments.UsageException {
        var library = new PythonLookup().find(arguments.python(), arguments.venv());
        var server = WsgiServer.start(library, wsgi(version), http());
        for (var signal : List.of("TERM", "INT")) {
            server.onSignal(signal, () -> wishes.add(Wish.STOP));
        }
        server.onSignal("USR1", () -> wishes.add(Wish.STATUS));
        server.onSignal("HUP", () -> wishes.add(Wish.RELOAD));
        tell(server, library);
        if (parent != null) {
            parent.ready(server.listening().stream().map(Object::toString).toList());
            parent.listen(
                    line -> wishes.add(line.equals(Supervised.STATUS) ? Wish.STATUS : Wish.STOP),
                    () -> wishes.add(Wish.STOP));
        }
        fulfil(server);
        var end = server.stop(arguments.stopTime().toNanos(), () -> say("stopping"));
        if (accessFile != null) {
            accessFile.close();
        }
        tell(end);
        return end.isClean() ? 0 : 1;
    }

    private WsgiOptions wsgi(String version) {
        return WsgiOptions.of(arguments.application(), version)
                .directory(arguments.directory())
                .workers(arguments.threads(), arguments.interpreters())
                .trusting(TrustedProxies.of(arguments.trustedProxies()))
                .successors(parent != null);
    }

    private ServerOptions http() throws IOException, WsgiArguments.UsageException {
        List<ServerOptions.Listen> listen = new ArrayList<>();
        arguments.bind().forEach(at -> listen.add(new ServerOptions.Listen(at, null)));
        var secure = arguments.bindTls();
        if (!secure.isEmpty()) {
            var certificate = arguments.certificate();
            var key = arguments.privateKey();
            if (certificate == null || key == null) {
                throw new IllegalArgumentException("bind-tls: wanted certificate and private-key, got "
                        + (certificate == null ? "no certificate" : "no private-key"));
            }
            var identities = Identities.of(List.of(Identity.read(certificate, key)));
            secure.forEach(at -> listen.add(new ServerOptions.Listen(at, identities)));
        }
        var limits = HttpLimits.defaults().bodyBytes(arguments.bodyBytes());
        return new ServerOptions(listen, arguments.loops(), limits, parent != null, accessFile);
    }

    private void tell(WsgiServer server, PythonLibrary library) {
        out.println("python: " + server.pythonVersion() + " in " + library.file()
                + (library.venv() == null ? "" : " with " + library.venv()));
        out.println("application: " + arguments.application() + ", " + count(arguments.threads(), "thread")
                + (arguments.interpreters() == 1 ? "" : " in each of " + arguments.interpreters() + " interpreters"));
        for (int i = 0; i < server.listening().size(); i++) {
            out.println("listening: " + (i < arguments.bind().size() ? "http" : "https") + " on "
                    + server.listening().get(i));
        }
        say("ready, process " + ProcessHandle.current().pid());
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    private void fulfil(WsgiServer server) {
        try {
            while (true) {
                switch (wishes.take()) {
                    case STOP -> {
                        return;
                    }
                    case STATUS -> {
                        var report = StatusReport.open("heddle wsgi");
                        server.report(report);
                        say(report.text().stripTrailing());
                    }
                    case RELOAD -> {
                        reopenAccessLog();
                        say("SIGHUP: nothing is loaded again: that wants --supervise or --reload"
                                + (parent == null ? "" : ", and the signal goes to the parent process"));
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void reopenAccessLog() {
        var path = arguments.accessLog();
        try {
            if (accessFile != null && path != null) {
                accessFile.reopen(path);
            }
        } catch (IOException e) {
            say("SIGHUP: " + e.getMessage() + "; the old file is still in use");
        }
    }

    private void tell(WsgiWorkers.End end) {
        if (end.refused() > 0) {
            out.println("not answered: " + count(end.refused(), "request"));
        }
        for (var survivor : end.survivors()) {
            out.println("still inside the application: "
                    + survivor.lines().findFirst().orElse(""));
        }
        for (var thread : end.pythonThreads()) {
            out.println("still running: the application's thread " + thread);
        }
        if (!end.ended()) {
            out.println("not finished: what the application runs at its end");
        }
        say("stopped");
    }
}
