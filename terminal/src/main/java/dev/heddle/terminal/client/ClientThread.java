// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopDoor;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.LoopThread;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.Wait;
import dev.heddle.terminal.link.GraphTransport;
import dev.heddle.terminal.link.KnownServers;
import dev.heddle.terminal.model.Entry;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A client on a loop of its own, for threads that may wait.
///
/// Any thread but the loop's. Lifetime: [#close()] says goodbye if the client is in, and ends the thread.
public final class ClientThread implements AutoCloseable {
    private static final long CALL_NANOS = 10_000_000_000L;
    private static final long FAREWELL_NANOS = 1_000_000_000L;

    private final LoopThread thread;
    private final Client client;

    private ClientThread(LoopThread thread, Client client) {
        this.thread = thread;
        this.client = client;
    }

    /// Starts one.
    ///
    /// @param known which certificates this user believes
    /// @param listener told on the loop
    public static ClientThread start(String label, KnownServers known, ClientListener listener) {
        var made = new ArrayList<Client>(1);
        var options = LoopOptions.defaults().onUncaught((where, why) -> report(made, where, why));
        var thread = LoopThread.start(label, options, loop -> made.add(client(loop, known, listener)));
        return new ClientThread(thread, made.getFirst());
    }

    private static Client client(Loop loop, KnownServers known, ClientListener listener) {
        return Client.create(loop, GraphTransport.create(loop, known), listener, new SecureRandom());
    }

    /// A mistake of ours: the user reads it where a terminal in use by the client would not show a log.
    private static void report(List<Client> made, String where, Throwable why) {
        System.getLogger(ClientThread.class.getName()).log(System.Logger.Level.DEBUG, "uncaught watcher=" + where, why);
        if (!made.isEmpty()) {
            var client = made.getFirst();
            client.note(
                    client.model().server(), Entry.Kind.ERROR, "a mistake in this client, at " + where + ": " + why);
        }
    }

    /// The way to the loop, for what comes from other threads in numbers.
    public LoopDoor door() {
        return thread.door();
    }

    /// Does something with the client, soon.
    ///
    /// @return false: the loop has ended, or has too much to do
    public boolean tell(Consumer<Client> what) {
        return thread.door().post(() -> what.accept(client)) == Offer.ACCEPTED;
    }

    /// Does something with the client and waits for what comes of it.
    ///
    /// @throws IllegalStateException when the loop does not do it in time
    public <T> T ask(Function<Client, T> what) {
        var answer = new AtomicReference<T>();
        Wait waited = thread.door().postAndWait(() -> answer.set(what.apply(client)), CALL_NANOS);
        if (waited != Wait.READY) {
            throw new IllegalStateException("client: wanted an answer of its loop, got " + waited);
        }
        return answer.get();
    }

    /// Asks for something that takes a while, and waits for it.
    ///
    /// @param what is given the client and where to put the answer
    /// @return null when there was no answer in time, or the caller was interrupted
    public <T> @Nullable T await(long timeoutNanos, BiConsumer<Client, Consumer<T>> what) {
        var answer = new AtomicReference<@Nullable T>();
        var done = new CountDownLatch(1);
        boolean posted = tell(client -> what.accept(client, value -> {
            answer.set(value);
            done.countDown();
        }));
        try {
            if (!posted || !done.await(timeoutNanos, TimeUnit.NANOSECONDS)) {
                return null;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
        return answer.get();
    }

    @Override
    public void close() {
        var said = new CountDownLatch(1);
        if (tell(client -> {
            client.quit("");
            said.countDown();
        })) {
            try {
                if (!said.await(FAREWELL_NANOS, TimeUnit.NANOSECONDS)) {
                    System.getLogger(ClientThread.class.getName())
                            .log(
                                    System.Logger.Level.DEBUG,
                                    "farewell-late loop=" + thread.door().label());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        thread.close();
    }
}
