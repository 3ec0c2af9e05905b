// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.tls;

import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.graph.Upward;
import dev.heddle.runtime.request.Promise;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The request that a session is until both ends have shaken hands, and the steps that the engine wants for that; a
/// few of them come later, too. It holds the session's own reference until the layer above has it.
///
/// Thread: the loop; the engine's tasks run on workers if the layer has some.
final class Handshake {
    private final Tls layer;
    private final TlsSession session;
    private final SSLEngine engine;
    private final RecordInput input;
    private final RecordOutput output;
    private @Nullable Promise<SessionRef> opened;
    private @Nullable SessionRef own;
    private @Nullable TlsFacts facts;

    Handshake(Tls layer, TlsSession session, SSLEngine engine, RecordInput input, RecordOutput output) {
        this.layer = layer;
        this.session = session;
        this.engine = engine;
        this.input = input;
        this.output = output;
    }

    void start(SessionRef reference, Promise<SessionRef> request) throws SSLException {
        own = reference;
        opened = request;
        request.onCleanup(this::requestEnded);
        engine.beginHandshake();
        progress(null, null);
    }

    boolean isDone() {
        return facts != null;
    }

    /// What it settled; null until it is done.
    @Nullable
    TlsFacts facts() {
        return facts;
    }

    /// Ends the request with this failure; false: it has ended before.
    boolean fail(SSLException why) {
        var request = opened;
        if (request == null) {
            return false;
        }
        request.fail(why);
        return true;
    }

    /// The request has ended: done, or late, cancelled or failed; then nobody will ever use the session.
    private void requestEnded() {
        opened = null;
        var unused = own;
        own = null;
        if (unused != null) {
            session.drop("handshake not finished in time");
            unused.close();
        }
    }

    /// What the engine wants besides data, as far as it can be had now.
    ///
    /// @param in what has come; null: nothing
    void progress(@Nullable ByteBuffer in, @Nullable Upward up) throws SSLException {
        while (!session.isGone() && !input.areTasksRunning()) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> {
                    output.sendEngines();
                    session.dropIfLost();
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (in == null || opened == null || !session.open(in, up)) {
                        return;
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    if (opened != null) {
                        established(opened);
                    }
                    return;
                }
            }
        }
    }

    private void runTasks() {
        var tasks = new ArrayList<Runnable>(1);
        for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            tasks.add(task);
        }
        Runnable all = () -> tasks.forEach(Runnable::run);
        if (layer.runsTasksElsewhere()) {
            input.tasksRunning(true);
            layer.offload(session, all);
        } else {
            all.run();
        }
    }

    private void established(Promise<SessionRef> request) {
        var reference = own;
        opened = null;
        own = null;
        facts = TlsFacts.of(engine);
        if (reference != null) {
            request.done(reference);
            layer.again(session); // data behind the handshake comes after the layer above has the session
        }
    }
}
