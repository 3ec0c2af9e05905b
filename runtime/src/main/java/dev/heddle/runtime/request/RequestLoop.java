// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import dev.heddle.runtime.loop.AsyncWatcher;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.Phase;
import dev.heddle.runtime.loop.TimerWatcher;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/// What all requests and request queues of one loop share: the next pass, one timer, and the way in from
/// other threads.
///
/// Thread: the loop, except [#post].
/// Lifetime: made at the first use on a loop; ends with it, in its clean-up phase.
// The next pass is a list and one async watcher that is woken when the list becomes non-empty. A pass runs what was in
// the
// list when it began, at most BUDGET of it, so that requests which end each other for ever leave turns to the sockets.
//
// From other threads: a stack of intrusive nodes, pushed by CAS and taken whole by one exchange (no ABA), then turned
// round,
// so that each thread's posts stay in order. It cannot refuse, which a lock's release from afar needs; what is on it is
// bounded by the doors' limits and by the number of turns held.
final class RequestLoop {
    /** How many ends are delivered, and how many queues go on, in one pass. */
    static final int BUDGET = 1024;

    /** How many ends may be delivered one inside the other before the next pass takes over. */
    static final int DELIVERY_DEPTH = 16;

    private static final System.Logger LOG = System.getLogger(RequestLoop.class.getName());
    private static final VarHandle INBOX;
    private static final Posted CLOSED = new Posted() {
        @Override
        void run() {
            throw new AssertionError();
        }

        @Override
        void refuse() {
            throw new AssertionError();
        }
    };

    static {
        try {
            INBOX = MethodHandles.lookup().findVarHandle(RequestLoop.class, "inbox", Posted.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Loop loop;

    /** How many triggers are running inside an `add`. */
    int inlineDepth;

    /** How many ends are being delivered, one inside the other. */
    private int deliveryDepth;

    private final ArrayDeque<Object> later = new ArrayDeque<>();
    private final Runnable pass = this::pass;
    private boolean passAsked;
    private final AsyncWatcher arrivals;

    private final Deadlines deadlines = new Deadlines();
    private final TimerWatcher timer;
    private boolean timerSet;
    private long timerAtNanos;

    /** Queues to close at the loop's end, in the order in which they were opened. */
    private final LinkedHashSet<OpenQueue> open = new LinkedHashSet<>();

    private @Nullable DoorCall<?> firstCall;
    private boolean closed;

    /** Newest first; `CLOSED` for ever after the loop's end. Any thread. */
    @SuppressWarnings("unused")
    private volatile @Nullable Posted inbox;

    private RequestLoop(Loop loop) {
        this.loop = loop;
        arrivals = loop.async("requests", this::takeInbox);
        arrivals.start();
        timer = loop.timer("request-deadlines", this::onTime);
        loop.each(Phase.CLEANUP, "requests", this::close).start();
    }

    /** The one of this loop. */
    static RequestLoop of(Loop loop) {
        return loop.attachment(RequestLoop.class, RequestLoop::new);
    }

    /** Throws when the caller is not the loop. */
    void check(String label) {
        loop.checkOwner(label);
    }

    boolean isOwner() {
        return loop.door().isLoopThread();
    }

    long now() {
        return loop.nowNanos();
    }

    boolean isClosed() {
        return closed;
    }

    /** Reports what a user's callback threw; never throws itself. */
    void uncaught(String label, Throwable thrown) {
        loop.report(label, thrown);
    }

    // the next pass

    /** The end of a request is to be delivered on the next pass. */
    void later(Promise<?> promise) {
        addLater(promise);
    }

    /** A queue is to go on, on the next pass. */
    void later(RequestRow queue) {
        addLater(queue);
    }

    private void addLater(Object what) {
        later.addLast(what);
        askPass();
    }

    /** Whether one more end may be delivered inside the ones being delivered now; if so, call [#delivered] after it. */
    boolean mayDeliver() {
        if (deliveryDepth >= DELIVERY_DEPTH) {
            return false;
        }
        deliveryDepth++;
        return true;
    }

    void delivered() {
        deliveryDepth--;
    }

    private void pass() {
        passAsked = false;
        runLater(Math.min(later.size(), BUDGET));
        if (!later.isEmpty()) {
            askPass();
        }
    }

    private void askPass() {
        if (!passAsked && !closed) {
            passAsked = true;
            loop.soon(pass);
        }
    }

    private void runLater(int count) {
        for (int i = 0; i < count; i++) {
            switch (later.pollFirst()) {
                case Promise<?> promise -> promise.deliverNow();
                case RequestRow queue -> queue.onPass();
                case null, default -> throw new AssertionError("request pass: list shorter than its size");
            }
        }
    }

    // deadlines

    void setDeadline(Deadline deadline, long afterNanos) {
        long now = now();
        long at = now + Math.max(0, afterNanos);
        deadlines.set(deadline, at < 0 && now > 0 && afterNanos > 0 ? Long.MAX_VALUE : at);
        armTimer();
    }

    void removeDeadline(Deadline deadline) {
        deadlines.remove(deadline);
        if (timerSet && deadlines.first() == null) {
            timerSet = false;
            timer.stop();
        }
    }

    private void armTimer() {
        Deadline first = deadlines.first();
        if (first == null || closed || (timerSet && timerAtNanos - first.atNanos <= 0)) {
            return; // a timer that fires too early finds nothing due and is set again
        }
        timerSet = true;
        timerAtNanos = first.atNanos;
        timer.startAfter(Math.max(0, first.atNanos - now()));
    }

    private void onTime() {
        timerSet = false;
        for (int budget = BUDGET; budget > 0; budget--) {
            Deadline first = deadlines.first();
            if (first == null || first.atNanos - now() > 0) {
                break;
            }
            deadlines.remove(first);
            first.onTime.run();
        }
        armTimer();
    }

    // from other threads

    /// Hands something to the loop. Any thread; FIFO per thread; never blocks.
    ///
    /// @return false: the loop is closed, and [Posted#refuse] has been called
    boolean post(Posted posted) {
        for (; ; ) {
            Posted top = (Posted) INBOX.getAcquire(this);
            if (top == CLOSED) {
                posted.refuse();
                return false;
            }
            posted.next = top;
            if (INBOX.compareAndSet(this, top, posted)) {
                if (top == null) {
                    arrivals.wake();
                }
                return true;
            }
        }
    }

    private void takeInbox() {
        for (Posted each = turnedRound((Posted) INBOX.getAndSet(this, null)); each != null; ) {
            Posted after = each.next;
            each.next = null;
            each.run();
            each = after;
        }
    }

    private static @Nullable Posted turnedRound(@Nullable Posted newestFirst) {
        Posted oldestFirst = null;
        while (newestFirst != null) {
            Posted before = newestFirst.next;
            newestFirst.next = oldestFirst;
            oldestFirst = newestFirst;
            newestFirst = before;
        }
        return oldestFirst;
    }

    // what must hear of the loop's end

    void opened(OpenQueue queue) {
        open.add(queue);
    }

    void closed(OpenQueue queue) {
        open.remove(queue);
    }

    void began(DoorCall<?> call) {
        call.nextCall = firstCall;
        if (firstCall != null) {
            firstCall.previousCall = call;
        }
        firstCall = call;
    }

    void ended(DoorCall<?> call) {
        if (call.previousCall != null) {
            call.previousCall.nextCall = call.nextCall;
        } else if (firstCall == call) {
            firstCall = call.nextCall;
        }
        if (call.nextCall != null) {
            call.nextCall.previousCall = call.previousCall;
        }
        call.nextCall = null;
        call.previousCall = null;
    }

    private void close() {
        closed = true;
        for (Posted each = turnedRound((Posted) INBOX.getAndSet(this, CLOSED)); each != null; ) {
            Posted after = each.next;
            each.refuse();
            each = after;
        }
        while (!open.isEmpty()) {
            open.getFirst().close();
        }
        runLater(later.size());
        while (firstCall != null) {
            firstCall.loopClosed();
        }
        runLater(later.size());
        if (!later.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "request-ends-lost count={0}", later.size());
        }
    }
}
