// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.protocols.http.DoorSteps.Kind;
import dev.heddle.protocols.http.DoorSteps.Step;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.unit.NonBlocking;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.worker.Append;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The way to one exchange from another thread: a worker or a virtual thread that may wait.
///
/// Thread: any but the loop's, one at a time; who hands it on to another thread stops using it. Everything is
/// done on the loop in the order of the calls. Lifetime: until [#respond], [#finish()] or [#abort], one of
/// which must be called in any case, also when the client is lost: it gives back what was read ahead.
///
/// Limits: [HttpOptions#answerBytes(int)] of the answer may be on their way; at it [#append] waits. As much of
/// the request's body is read ahead.
public final class ExchangeDoor {
    /* What the other thread wants is put on a stack; whoever finds it empty tells the loop, which takes all of it and
     * turns it round. `ahead` counts bytes of parts that the exchange has not yet handed down: the thread adds, the
     * loop subtracts and unparks. Both sides write before they read the other's field, with full fences, so that one
     * of them sees the other. */

    /// What each part costs besides its bytes, so that empty ones are bounded too.
    private static final int PART_BYTES = 64;

    private final HttpExchange exchange;
    private final HttpParts parts;
    private final int limitBytes;
    private final DoorBody body;

    private final DoorSteps steps = new DoorSteps();
    private final AtomicLong ahead = new AtomicLong();
    private volatile @Nullable Thread waiter;
    private volatile boolean lost;
    private volatile boolean stopping;

    // The other thread's.
    private @Nullable Step begin;
    private boolean beginSent;
    private boolean finished;

    // The loop's.
    private long owed;

    ExchangeDoor(HttpExchange exchange, HttpParts parts) {
        this.exchange = exchange;
        this.parts = parts;
        this.limitBytes = parts.answerBytes();
        this.body = new DoorBody(this, parts.answerBytes());
        this.lost = exchange.isGone();
    }

    /// The loop that does what is wanted here; its timers and the ends of its turns are for callers on it.
    public Loop loop() {
        return parts.loop();
    }

    // ---- the request's body

    /// Reads some bytes of the request's body; the first call begins to read it.
    ///
    /// @param into where to
    /// @param at the first place
    /// @param most how many at most, above zero
    /// @param timeoutNanos how long to wait at most
    /// @return how many; 0: none came in time, or the thread was interrupted (its flag stays set);
    ///     [#END]; [#FAILED]: ask [#failure()]
    public int read(byte[] into, int at, int most, long timeoutNanos) {
        return body.read(into, at, most, timeoutNanos);
    }

    /// The body is over.
    public static final int END = -1;

    /// The rest of the body will not come.
    public static final int FAILED = -2;

    /// Why [#read] answered [#FAILED].
    ///
    /// @return null as long as it has not
    public @Nullable BodyFailure failure() {
        return body.failure();
    }

    // ---- the answer

    /// Begins an answer, as [HttpExchange#start]; it leaves with its first part, or with [#flush()].
    ///
    /// @param status 200 to 599
    /// @param headers of the answer
    public void start(int status, ResponseHeaders headers) {
        if (begin != null) {
            throw new IllegalStateException(exchange + ": start: wanted one answer, got a second: " + status);
        }
        var step = new Step(Kind.START);
        step.status = Statuses.check(status);
        step.headers = headers;
        begin = step;
    }

    /// A whole answer in one step. Never waits.
    ///
    /// @param status 200 to 599
    /// @param headers of the answer
    /// @param whole its body; not to be changed afterwards
    /// @return ACCEPTED, or GONE or STOPPING
    public Append respond(int status, ResponseHeaders headers, byte[] whole) {
        if (begin != null) {
            throw new IllegalStateException(exchange + ": respond: wanted one answer, got a second: " + status);
        }
        var step = new Step(Kind.RESPOND);
        step.status = Statuses.check(status);
        step.headers = headers;
        step.bytes = whole;
        begin = step;
        over();
        if (isLost()) {
            return refusal();
        }
        send(step);
        return Append.ACCEPTED;
    }

    /// A part of the body. Waits for room.
    ///
    /// @param part its whole length; taken over whatever the answer
    /// @param timeoutNanos how long to wait at most
    /// @return GONE, STOPPING: nothing that comes after will be accepted either; TIMED_OUT: the client reads
    ///     too slowly, or the thread was interrupted (its flag stays set), and the part is lost: abort, or the
    ///     body has a hole
    public Append append(Unit part, long timeoutNanos) {
        var step = new Step(Kind.PART);
        step.unit = part;
        return append(step, timeoutNanos);
    }

    /// The same for bytes.
    ///
    /// @param part not to be changed afterwards
    /// @param timeoutNanos how long to wait at most
    /// @return as the other one
    public Append append(byte[] part, long timeoutNanos) {
        var step = new Step(Kind.PART);
        step.bytes = part;
        return append(step, timeoutNanos);
    }

    private Append append(Step step, long timeoutNanos) {
        if (begin == null || finished) {
            step.release();
            throw new IllegalStateException(exchange + ": append: wanted between start and finish, got "
                    + (finished ? "after finish" : "before start"));
        }
        var refused = awaitRoom(timeoutNanos);
        if (refused != null) {
            step.release();
            return refused;
        }
        sendBegin();
        ahead.addAndGet((long) step.lengthBytes() + PART_BYTES);
        send(step);
        return Append.ACCEPTED;
    }

    private @Nullable Append awaitRoom(long timeoutNanos) {
        if (isLost()) {
            return refusal();
        }
        if (ahead.get() < limitBytes) {
            return null;
        }
        if (timeoutNanos > 0) {
            NonBlocking.check(exchange + ": append");
        }
        boolean room = await(timeoutNanos, () -> ahead.get() < limitBytes);
        return isLost() ? refusal() : room ? null : Append.TIMED_OUT;
    }

    /// Sends what [#start] said without waiting for a part.
    ///
    /// @return ACCEPTED, or GONE or STOPPING
    public Append flush() {
        if (isLost()) {
            return refusal();
        }
        sendBegin();
        return Append.ACCEPTED;
    }

    /// Fields that go out behind a body in chunks; before [#finish()].
    ///
    /// @param fields not those that frame the message
    public void sendTrailers(ResponseHeaders fields) {
        sendBegin();
        var step = new Step(Kind.TRAILERS);
        step.headers = fields;
        send(step);
    }

    /// The answer is complete. Calling it again does nothing.
    ///
    /// @return ACCEPTED, or GONE or STOPPING
    public Append finish() {
        if (begin == null) {
            throw new IllegalStateException(exchange + ": finish: wanted after start, got before");
        }
        if (finished) {
            return isLost() ? refusal() : Append.ACCEPTED;
        }
        over();
        if (isLost()) {
            return refusal();
        }
        sendBegin();
        send(new Step(Kind.FINISH));
        return Append.ACCEPTED;
    }

    /// Gives up: the connection is cut.
    ///
    /// @param why in words, for the log
    public void abort(String why) {
        over();
        var step = new Step(Kind.ABORT);
        step.text = why;
        send(step);
    }

    private void over() {
        finished = true;
        body.close();
    }

    /// Whether an answer has been begun here.
    public boolean isStarted() {
        return begin != null;
    }

    /// Whether the answer is complete, or given up.
    public boolean isFinished() {
        return finished;
    }

    /// Whether nothing can reach the client any more. Any thread; never turns false again.
    public boolean isLost() {
        return lost || stopping;
    }

    private Append refusal() {
        return stopping ? Append.STOPPING : Append.GONE;
    }

    private void sendBegin() {
        var step = begin;
        if (step != null && !beginSent) {
            beginSent = true;
            send(step);
        }
    }

    // ---- between the threads

    interface Condition {
        boolean holds();
    }

    /// Parks until the condition holds, the exchange is lost, or the time is over.
    boolean await(long timeoutNanos, Condition condition) {
        long end = System.nanoTime() + timeoutNanos;
        waiter = Thread.currentThread();
        try {
            for (; ; ) {
                if (condition.holds()) {
                    return true;
                }
                long left = end - System.nanoTime();
                if (left <= 0 || isLost() || Thread.currentThread().isInterrupted()) {
                    return false;
                }
                LockSupport.parkNanos(this, left);
            }
        } finally {
            waiter = null;
        }
    }

    void wakeWaiter() {
        var parked = waiter;
        if (parked != null) {
            LockSupport.unpark(parked);
        }
    }

    void beginReading() {
        send(new Step(Kind.READ));
    }

    void resumeReading() {
        send(new Step(Kind.RESUME));
    }

    private void send(Step step) {
        if (steps.add(step) && !parts.tell(this)) {
            dispose();
        }
    }

    /// Nobody will do what is wanted: the loop is closing.
    void dispose() {
        stopping = true;
        for (var step = steps.takeAll(); step != null; step = step.next) {
            step.release();
        }
        wakeWaiter();
    }

    // ---- on the loop

    /// Does what was wanted since the last time, oldest first.
    void deliver() {
        for (var step = steps.takeAll(); step != null; step = step.next) {
            try {
                run(step);
            } catch (RuntimeException | Error e) {
                exchange.connection.handlerFailed(exchange, e);
            }
        }
    }

    private void run(Step step) {
        if (exchange.isGone() || exchange.is(ExchangeFlags.DONE)) {
            step.release();
            lost();
            return;
        }
        switch (step.kind) {
            case START -> exchange.start(step.status, step.headers);
            case RESPOND -> exchange.respond(step.status, step.headers, step.bytes);
            case PART -> part(step);
            case TRAILERS -> exchange.sendTrailers(step.headers);
            case FINISH -> exchange.finish();
            case ABORT -> exchange.abort(step.text);
            case READ -> exchange.body(body);
            case RESUME -> exchange.resume();
        }
    }

    private void part(Step step) {
        long length = (long) step.lengthBytes() + PART_BYTES;
        var unit = step.unit;
        step.unit = null;
        var answer = unit == null ? exchange.appendLent(MemorySegment.ofArray(step.bytes)) : exchange.append(unit);
        owed += length;
        if (answer == Appended.BEHIND) {
            exchange.onRoom(this::settle);
        } else {
            settle();
        }
    }

    private void settle() {
        if (owed > 0) {
            ahead.addAndGet(-owed);
            owed = 0;
            wakeWaiter();
        }
    }

    /// The exchange is over.
    void lost() {
        lost = true;
        body.lost();
        wakeWaiter();
    }

    @Override
    public String toString() {
        return "door of " + exchange;
    }
}
