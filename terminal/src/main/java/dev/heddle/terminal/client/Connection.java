// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import dev.heddle.runtime.loop.PeriodicWatcher;
import dev.heddle.runtime.loop.TimerWatcher;
import dev.heddle.terminal.client.ClientEvent.Progress;
import dev.heddle.terminal.client.ClientEvent.Stage;
import dev.heddle.terminal.client.Failure.Code;
import dev.heddle.terminal.link.ServerAddress;
import dev.heddle.terminal.link.Transport;
import dev.heddle.terminal.wire.IrcLine;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Opens the connection, gets in, notices when it is gone, and opens it again.
///
/// ```
///  open ─▶ CONNECTING ─▶ handshake ─▶ ready ─▶ lost ─▶ WAITING ─▶ CONNECTING …
///              └───────────┴── failed: told, and that is the end until the next open; after having been in, only when
///                              the server says no, else WAITING
/// ```
/// Thread: the loop. A server that says nothing for [#SILENT_NANOS] is asked; one that says nothing for as long
/// again is lost.
final class Connection implements Transport.Peer, Handshake.Host {
    static final long SILENT_NANOS = 60_000_000_000L;
    static final Duration TICK = Duration.ofSeconds(5);
    private static final int NONCE_LETTERS = 24;

    /// Who is told of the connection's life.
    interface Owner {
        /// A line, the handshake having seen it first.
        void onLine(IrcLine line);

        /// In, and told everything that a server tells at first.
        void onReady(boolean again);

        /// Gone; perhaps it comes back.
        void onLost();

        /// Some seconds have passed.
        void onTick();
    }

    private final Core core;
    private final Owner owner;
    private final Backoff backoff;
    private final TimerWatcher retry;
    private final PeriodicWatcher tick;
    private @Nullable ServerAddress server;
    private @Nullable Login login;
    private @Nullable Handshake handshake;
    private long epoch;
    private boolean in;
    private boolean burstOver;
    private boolean wasReady;
    private boolean ready;
    private long heardNanos;
    private boolean asked;
    private String lastWords = "";

    Connection(Core core, Owner owner) {
        this.core = core;
        this.owner = owner;
        this.backoff = new Backoff(core.random());
        this.retry = core.loop().timer("client retry", this::connect);
        this.tick = core.loop().periodic("client tick", TICK, this::onTick);
        tick.start();
    }

    void open(ServerAddress to, Login as) {
        drop();
        server = to;
        login = as;
        wasReady = false;
        backoff.reset();
        connect();
    }

    private void connect() {
        var to = server;
        if (to == null) {
            return;
        }
        epoch++;
        in = false;
        burstOver = false;
        asked = false;
        lastWords = "";
        heardNanos = core.loop().nowNanos();
        core.capabilities().clear();
        core.tell(new Progress(Stage.CONNECTING, "connecting to " + to + (to.tls() ? " with TLS" : "")));
        core.transport().open(to, this);
    }

    /// Ends it for good.
    void close(String reason) {
        if (ready) {
            core.send("QUIT :" + reason.replace('\r', ' ').replace('\n', ' '));
        }
        server = null;
        drop();
    }

    private void drop() {
        retry.stop();
        handshake = null;
        core.transport().close();
        wasLost();
    }

    private void wasLost() {
        boolean before = ready;
        ready = false;
        core.online(false);
        core.questions().lost();
        if (before) {
            owner.onLost();
        }
    }

    /// Opens it now, without waiting any longer.
    boolean hurry() {
        if (!retry.isStarted()) {
            return false;
        }
        retry.stop();
        connect();
        return true;
    }

    boolean isReady() {
        return ready;
    }

    @Nullable
    ServerAddress server() {
        return server;
    }

    // ---- from the transport

    @Override
    public void onOpen(String security) {
        var as = login;
        if (as == null) {
            return;
        }
        heardNanos = core.loop().nowNanos();
        core.tell(new Progress(
                Stage.CONNECTED, security.isEmpty() ? "connected, not encrypted" : "connected, " + security));
        var started = new Handshake(this, core.capabilities(), as, wasReady);
        handshake = started;
        started.start();
    }

    @Override
    public void onLine(String text) {
        heardNanos = core.loop().nowNanos();
        asked = false;
        var line = IrcLine.parse(text);
        if (line == null) {
            return;
        }
        if (line.command().equals("ERROR")) {
            lastWords = line.last();
        }
        var shaking = handshake;
        if (shaking != null) {
            shaking.onLine(line);
        }
        if (server == null) {
            return; // the handshake has failed
        }
        if (line.command().equals("CAP")) {
            capabilitiesChanged(line);
        }
        owner.onLine(line);
        if (line.command().equals("376") || line.command().equals("422")) {
            burstOver = true;
        }
        becomeReady();
    }

    private void becomeReady() {
        if (in && burstOver && !ready) {
            ready = true;
            backoff.reset();
            core.online(true);
            boolean again = wasReady;
            wasReady = true;
            owner.onReady(again);
            core.tell(new ClientEvent.Ready(core.model().nick(), core.model().account(), again));
        }
    }

    private void capabilitiesChanged(IrcLine line) {
        if (!in) {
            return;
        }
        switch (line.param(1)) {
            case "NEW" -> {
                core.capabilities().offered(line.last());
                core.capabilities().requests().forEach(group -> core.send("CAP REQ :" + group));
            }
            case "DEL" -> core.capabilities().withdrawn(line.last());
            case "ACK" -> core.capabilities().acknowledged(line.last());
            default -> {}
        }
    }

    @Override
    public void onClosed(Transport.Loss why) {
        handshake = null;
        String words = lastWords.isEmpty() ? why.words() : lastWords;
        wasLost();
        if (why.untrusted() != null) {
            end(new Failure(Code.UNTRUSTED, "the server's certificate is not trusted", why.untrusted()));
        } else if (wasReady) {
            core.tell(new Progress(Stage.LOST, "lost the connection: " + words));
            again();
        } else {
            end(Failure.of(in || !lastWords.isEmpty() ? Code.REFUSED : Code.UNREACHABLE, words));
        }
    }

    private void again() {
        long delay = backoff.next();
        core.tell(new Progress(
                Stage.WAITING, "waiting " + Math.max(1, delay / 1_000_000_000L) + " s before the next attempt"));
        retry.startAfter(delay);
    }

    private void end(Failure why) {
        server = null;
        core.tell(new ClientEvent.Failed(why));
    }

    private void onTick() {
        long now = core.loop().nowNanos();
        if (handshake != null && now - heardNanos >= 2 * SILENT_NANOS) {
            core.transport().close();
            onClosed(new Transport.Loss("the server has not said anything for two minutes", null));
        } else if (ready && !asked && now - heardNanos >= SILENT_NANOS) {
            asked = true;
            core.send("PING :still there");
        }
        owner.onTick();
    }

    // ---- for the handshake

    @Override
    public void send(String line) {
        core.send(line);
    }

    @Override
    public void aside(Supplier<Runnable> work) {
        long now = epoch;
        var door = core.loop().door();
        Thread.ofVirtual().name("client login").start(() -> {
            Runnable then = work.get();
            door.execute(() -> {
                if (epoch == now && handshake != null) {
                    then.run();
                }
            });
        });
    }

    @Override
    public String nonce() {
        var letters = new StringBuilder(NONCE_LETTERS);
        for (int i = 0; i < NONCE_LETTERS; i++) {
            letters.append(Character.forDigit(core.random().nextInt(36), 36));
        }
        return letters.toString();
    }

    @Override
    public void registered(String account) {
        if (login instanceof Login.NewAccount made) {
            login = new Login.Account(made.nick(), account, made.password()); // the next time it is there
        }
        core.tell(new ClientEvent.Registered(account));
    }

    @Override
    public void in() {
        in = true;
    }

    @Override
    public void failed(Failure why) {
        boolean transientFailure = wasReady && why.code() == Code.NICK_IN_USE;
        handshake = null;
        core.transport().close();
        wasLost();
        if (transientFailure) {
            again();
        } else {
            end(why);
        }
    }
}
