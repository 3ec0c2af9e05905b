// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.script;

import dev.heddle.runtime.queue.MpscQueue;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.Wait;
import dev.heddle.terminal.client.Client;
import dev.heddle.terminal.client.ClientEvent;
import dev.heddle.terminal.client.ClientThread;
import dev.heddle.terminal.link.KnownServers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One client of a script, and what happened to it that no expectation has looked at yet.
///
/// Thread: the script's; events come from the client's loop through a queue. Limit: [#EVENTS_MAX] events
/// between two looks, and as many that nobody expected; at the first the script fails, at the second the oldest
/// are dropped.
final class Person implements AutoCloseable {
    static final int EVENTS_MAX = 10_000;

    private final String name;
    private final Consumer<String> print;
    private final MpscQueue<String> events = MpscQueue.open("script events", EVENTS_MAX, lost -> {});
    private final Deque<String> unseen = new ArrayDeque<>();
    private final AtomicBoolean overflow = new AtomicBoolean();
    private final ClientThread thread;

    /// @param print where its lines are shown
    Person(String name, KnownServers known, Consumer<String> print) {
        this.name = name;
        this.print = print;
        var holder = new ArrayList<Client>(1);
        this.thread = ClientThread.start("chat " + name, known, event -> heard(holder, event));
        thread.tell(holder::add);
    }

    private void heard(List<Client> holder, ClientEvent event) {
        if (holder.isEmpty()) {
            return;
        }
        add(EventLines.of(holder.getFirst().model(), event));
    }

    /// One more line, from the loop.
    void add(String line) {
        if (!line.isEmpty() && events.offer(line) != Offer.ACCEPTED) {
            overflow.set(true);
        }
    }

    String name() {
        return name;
    }

    ClientThread client() {
        return thread;
    }

    boolean hasOverflowed() {
        return overflow.get();
    }

    /// Shows what has happened.
    void drain() {
        events.drain(
                line -> {
                    print.accept(name + ": " + line);
                    unseen.addLast(line);
                    if (unseen.size() > EVENTS_MAX) {
                        unseen.removeFirst();
                    }
                },
                EVENTS_MAX);
    }

    /// How many events nobody has expected yet: a mark for [#find].
    int mark() {
        drain();
        return unseen.size();
    }

    /// Waits for an event behind the mark, and leaves everything for those who expect it.
    ///
    /// @return null when it does not come in time
    @Nullable
    String find(Predicate<String> wanted, int mark, long timeoutNanos) {
        long deadline = System.nanoTime() + timeoutNanos;
        int from = mark;
        while (true) {
            var all = unseen();
            for (String line : all.subList(Math.min(from, all.size()), all.size())) {
                if (wanted.test(line)) {
                    return line;
                }
            }
            from = all.size();
            if (!more(deadline)) {
                return null;
            }
        }
    }

    /// Waits for an event; it and those before it are done with.
    ///
    /// @return null when it does not come in time; then none is done with
    @Nullable
    String expect(Predicate<String> wanted, long timeoutNanos) {
        drain();
        String found = find(wanted, 0, timeoutNanos);
        while (found != null && !wanted.test(unseen.removeFirst())) {
            // what came before
        }
        return found;
    }

    /// Whether more has happened before the deadline.
    private boolean more(long deadline) {
        long left = deadline - System.nanoTime();
        if (left <= 0 || events.await(left) != Wait.READY) {
            return false;
        }
        drain();
        return true;
    }

    /// What nobody has expected yet.
    List<String> unseen() {
        return List.copyOf(unseen);
    }

    @Override
    public void close() {
        thread.close();
        drain();
        events.close();
    }
}
