// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.serve;

import dev.heddle.app.access.AccessFile;
import dev.heddle.app.config.ConfigException;
import dev.heddle.app.config.ConfigReader;
import dev.heddle.app.config.ServeKeys;
import dev.heddle.app.config.Settings;
import dev.heddle.app.operate.OperatorCommand;
import dev.heddle.chat.command.Services;
import dev.heddle.chat.server.ChatServer;
import dev.heddle.chat.server.ListenerPlan;
import dev.heddle.chat.server.ServerHeaps;
import dev.heddle.chat.server.ServerPlan;
import dev.heddle.chat.store.Store;
import dev.heddle.chat.store.sqlite.DataDirectory;
import dev.heddle.chat.store.sqlite.SqliteOptions;
import dev.heddle.chat.store.sqlite.SqliteStore;
import dev.heddle.protocols.tls.Identities;
import dev.heddle.protocols.tls.Identity;
import dev.heddle.protocols.tls.TlsOptions;
import dev.heddle.protocols.tls.TlsOptions.ClientCertificate;
import dev.heddle.runtime.graph.GraphException;
import dev.heddle.runtime.loop.Backend;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.TcpOptions;
import dev.heddle.runtime.net.WhenBehind;
import dev.heddle.runtime.poll.SocketFaultException;
import dev.heddle.runtime.status.StatusReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// One run of `heddle serve`: everything that it opened, to be closed in the opposite order.
///
/// Thread: the one that serves; [#reload] also the hub's.
final class Serving implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Serving.class.getName());
    private static final long STOP_NANOS = 3_000_000_000L;

    private final @Nullable Path configFile;
    private final String version;
    private final PrintStream out;
    private final DataDirectory directory;
    private final SqliteStore store;
    private final ServerHeaps heaps;
    private final AccessFile accessFile;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private ServeSettings settings;
    private @Nullable Identities identities;
    private @Nullable ChatServer server;
    private String page = "";
    /// Whether everything is open that was to be.
    private boolean ready;

    private Serving(Open open, DataDirectory directory, SqliteStore store, ServerHeaps heaps, AccessFile accessFile) {
        this.configFile = open.configFile();
        this.version = open.version();
        this.out = open.out();
        this.settings = open.settings();
        this.directory = directory;
        this.store = store;
        this.heaps = heaps;
        this.accessFile = accessFile;
    }

    /// What a run starts from.
    record Open(
            @Nullable Path configFile, Path dataDirectory, String version, ServeSettings settings, PrintStream out) {}

    /// Takes the data directory, opens the store, listens. Nothing is left open when it throws.
    static Serving start(Open open) throws IOException {
        // Takes about as long as the store, and neither needs the other.
        Thread.ofPlatform().daemon().name("loads-backend").start(Serving::loadBackend);
        var directory = DataDirectory.lock(open.dataDirectory());
        SqliteStore store = null;
        try {
            store = SqliteStore.open(directory, SqliteOptions.of(open.settings().casemapping()));
            var accessFile = AccessFile.open(open.settings().accessLog(), open.out());
            var serving = new Serving(open, directory, store, ServerHeaps.open(), accessFile);
            store = null;
            try {
                serving.listen();
                return serving;
            } catch (IOException | RuntimeException e) {
                serving.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            if (store != null) {
                store.close();
            }
            directory.close();
            throw e;
        }
    }

    private static void loadBackend() {
        try {
            Backend.AUTO.load();
        } catch (RuntimeException e) {
            // The loop that is opened afterwards says the same, where it is told to the user.
            System.getLogger(Serving.class.getName()).log(System.Logger.Level.DEBUG, "backend-load failed", e);
        }
    }

    /// First what needs no certificate, because making one takes a while; and IRC before the web, which has more to
    /// load.
    private void listen() throws IOException {
        if (settings.listeners().stream().anyMatch(ServeSettings.Listener::isSecure)) {
            var configured = Certificates.configured(settings.settings());
            identities = configured == null ? null : Identities.of(List.of(configured));
        }
        var started = ChatServer.start(plan(), keptIn(), heaps);
        server = started;
        var inOrder =
                Comparator.comparing(ServeSettings.Listener::isSecure).thenComparing(ServeSettings.Listener::isWeb);
        for (var listener : settings.listeners().stream().sorted(inOrder).toList()) {
            listen(started, listener, listener.isSecure() ? tls(listener) : null);
        }
        var socket = directory.path().resolve(OperatorCommand.SOCKET);
        try {
            started.listenOperators(socket, new ServerOperations(this, store));
        } catch (RuntimeException e) {
            // The server is useful without it, and the path may just be too long.
            LOG.log(System.Logger.Level.WARNING, "operator-socket-unusable path=" + socket + " why=" + reason(e));
        }
        ready = true;
        out.flush();
    }

    private static String reason(Throwable e) {
        return e.getMessage() + (e.getCause() == null ? "" : ": " + e.getCause().getMessage());
    }

    private @Nullable Store keptIn() {
        return store;
    }

    private void listen(ChatServer started, ServeSettings.Listener listener, @Nullable TlsOptions tls) {
        var web = listener.isWeb() ? WebPlans.of(settings, heaps, listener.isSecure(), accessFile, this::status) : null;
        var plan = new ListenerPlan(listener.at(), tcp(listener), tls, web);
        Endpoint at;
        try {
            at = started.listen(plan);
        } catch (GraphException e) {
            throw new ConfigException(List.of(cannotListen(listener, e.getCause())));
        }
        out.println("listening: " + listener.what() + " on " + at);
        if (listener.isWeb() && page.isEmpty()) {
            var host = at.toString().replaceFirst("^(0\\.0\\.0\\.0|\\[::]|\\[0:0:0:0:0:0:0:0]):", "localhost:");
            page = (listener.isSecure() ? "https://" : "http://") + host + "/";
        }
    }

    private static String cannotListen(ServeSettings.Listener listener, @Nullable Throwable cause) {
        var why = cause instanceof SocketFaultException refused
                ? switch (refused.fault()) {
                    case IN_USE -> "another program listens there";
                    case NOT_AVAILABLE -> "this machine has no such address";
                    case DENIED -> "not permitted";
                    default -> refused.getMessage();
                }
                : String.valueOf(cause);
        var text = "cannot listen on " + listener.at() + " for " + listener.what() + ": " + why;
        return listener.where() == null
                ? text + "; it is where " + listener.what()
                        + " is served unless a configuration with [[listener]] sections says otherwise"
                : listener.where() + ": " + text;
    }

    private TlsOptions tls(ServeSettings.Listener listener) throws IOException {
        var known = identities;
        if (known == null) {
            known = Identities.of(List.of(identity(settings)));
            identities = known;
        }
        return TlsOptions.server(heaps.read(), known, ClientCertificate.ASKED, List.of())
                .outbox(outboxBytes(listener), WhenBehind.CLOSE)
                .alpn(List.of(listener.isWeb() ? "http/1.1" : "irc"));
    }

    /// What may wait below; of a WebSocket's lines no more than of another client's, which the hub sees to.
    private int outboxBytes(ServeSettings.Listener listener) {
        return listener.isWeb() ? Math.max(WebPlans.OUTBOX_BYTES, settings.outboxBytes()) : settings.outboxBytes();
    }

    private Identity identity(ServeSettings wanted) throws IOException {
        var configured = Certificates.configured(wanted.settings());
        return configured == null
                ? Certificates.selfSigned(directory.path(), wanted.settings().get(ServeKeys.SERVER, ServeKeys.NAME))
                : configured;
    }

    private TcpOptions tcp(ServeSettings.Listener listener) {
        var options = TcpOptions.of(heaps.read())
                .outbox(outboxBytes(listener), WhenBehind.CLOSE)
                .stallTimeout(settings.settings().get(ServeKeys.LIMITS, ServeKeys.STALL_TIME));
        if (!listener.proxies().isEmpty()) {
            var trusted = listener.proxies();
            options = options.proxyFrom(from -> ServeSettings.isFrom(trusted, from));
        }
        return settings.loops() > 1 ? options.sharePort() : options;
    }

    private ServerPlan plan() {
        return new ServerPlan(
                settings.hub(),
                settings.casemapping(),
                List.of(),
                settings.loops(),
                LoopOptions.defaults(),
                settings.outboxBytes(),
                settings.passwordCost(),
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                this::reload);
    }

    /// Reads the file and the certificates again. What is wrong changes nothing, and is told.
    private ServerPlan.Reloaded reload() {
        var lines = new ArrayList<String>();
        try {
            var read = configFile == null
                    ? ConfigReader.nothing(ServeKeys.SCHEMA)
                    : ConfigReader.read(ServeKeys.SCHEMA, configFile);
            var next = new ServeSettings(read, version);
            restartNeeded(settings.settings(), read).forEach(lines::add);
            var known = identities;
            var identity = known == null ? null : identity(next);
            accessFile.reopen(next.accessLog());
            if (known != null && identity != null) {
                known.replace(List.of(identity));
            }
            settings = next;
            lines.add("configuration and certificates loaded again");
        } catch (IOException | RuntimeException e) {
            lines.clear();
            lines.add(Services.ServerHooks.NOTHING_CHANGED + e.getMessage());
        }
        return new ServerPlan.Reloaded(settings.hub(), lines);
    }

    private static List<String> restartNeeded(Settings before, Settings after) {
        return before.needsRestart(after).stream()
                .map(path -> path + " differs, and changes only with a restart")
                .toList();
    }

    /// Ends [#awaitStop].
    void requestStop() {
        stopped.countDown();
    }

    /// Waits until somebody wants the server to end.
    void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /// Does something at each signal of that name, on the server's first loop.
    void onSignal(String name, Runnable what) {
        var running = server;
        if (running != null) {
            running.onSignal(name, what);
        }
    }

    /// Where a browser on this machine finds the web client; empty when nothing listens for browsers.
    String page() {
        return page;
    }

    /// Empty when there is an administrator already.
    String firstAdministratorCode() {
        var running = server;
        return running == null ? "" : running.firstAdministratorCode();
    }

    /// SIGUSR1.
    String status() {
        var report = report();
        return report == null ? "" : report.text();
    }

    @Nullable
    StatusReport report() {
        var running = server;
        if (running == null) {
            return null;
        }
        var report = running.status();
        store.report(report); // what is there already is not added again
        return report;
    }

    /// SIGHUP.
    List<String> reloadNow() {
        var running = server;
        return running == null ? List.of() : running.reload();
    }

    /// Refuses, tells, drains, commits.
    void stop() {
        var running = server;
        if (running != null) {
            int left = running.stop("Server shutting down", STOP_NANOS);
            if (ready) {
                LOG.log(System.Logger.Level.INFO, "stop left={0}", left);
            }
            server = null;
        }
    }

    @Override
    public void close() {
        stop();
        accessFile.close();
        store.close();
        heaps.close();
        directory.close();
    }
}
