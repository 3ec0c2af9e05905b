// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.unit.CheckReturnValue;
import dev.heddle.runtime.unit.Unit;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// One request on its way to a worker, and its answer on the way back: the loop's side.
///
/// Thread: the loop of the port that it is offered to.
/// Lifetime: made or reset, offered once, ended by exactly one of the listener's `onDone` and `onFailed`; then
/// it may be reset and offered again, which makes no garbage.
/// Limit: the options' parts per exchange, each way.
///
/// ```
/// READY ── offer ACCEPTED ──▶ UNDER_WAY ── onDone | onFailed ──▶ ENDED ── reset ──▶ READY
/// ```
///
/// @param <Q> the request
// The worker puts a part into `answer`, then changes the signals; the loop changes the signals, then looks into
// `answer`.
// When the loop sees DONE or FAILED, the worker has made its last change and touches the exchange no more, except to
// finish
// the offer to the port's queue whose item the loop has just taken. So an ended exchange can be reset at once.
public final class Exchange<Q> {
    private enum Stage {
        READY,
        UNDER_WAY,
        ENDED
    }

    final Signals signals = new Signals();
    private final ExchangeListener<Q> listener;
    private long sessionKey;
    private Q request;
    private Stage stage = Stage.READY;

    // set by the port at the offer
    private @Nullable ExchangePort<Q> port;

    @Nullable
    PartRing answer;

    @Nullable
    PartRing body;

    private @Nullable KeyTurn<Q> turn;

    /** Who handles it; written by the worker before its first signal. */
    @Nullable
    Worker<Q> worker;

    /** Why it failed; written before FAILED is signalled. */
    @Nullable
    Throwable failure;

    /** For the flight recorder; 0 when it is off. */
    long offeredNanos;

    /** Others under way on the same port; the port's. */
    @Nullable
    Exchange<Q> previous;

    @Nullable
    Exchange<Q> next;

    // the loop's
    private boolean paused;
    private boolean gone;
    private boolean bodyEnded;
    private boolean workerEnded;
    private boolean writerWaits;
    private boolean roomWanted;
    private boolean abandoned;
    private boolean advancing;
    private @Nullable Throwable listenerFailure;

    private Exchange(long sessionKey, Q request, ExchangeListener<Q> listener) {
        this.sessionKey = sessionKey;
        this.request = Objects.requireNonNull(request, "request");
        this.listener = Objects.requireNonNull(listener, "listener");
    }

    /// An exchange that is ready to be offered.
    ///
    /// @param sessionKey exchanges of one key are handled in the order of their offers
    /// @param request what the handler gets
    /// @param listener hears of the answer
    /// @return the exchange
    public static <Q> Exchange<Q> of(long sessionKey, Q request, ExchangeListener<Q> listener) {
        return new Exchange<>(sessionKey, request, listener);
    }

    /** What the handler gets. */
    public Q request() {
        return request;
    }

    /** Exchanges of one key are handled in the order of their offers. */
    public long sessionKey() {
        return sessionKey;
    }

    /** Whether its listener has had its last call. */
    public boolean isEnded() {
        return stage == Stage.ENDED;
    }

    /// Gives the worker a part of the request's body; after the exchange has been offered.
    ///
    /// @param part yours again unless ACCEPTED
    /// @return FULL: wait for the listener's `onRoom`; CLOSED: nobody will read it
    @CheckReturnValue
    public Offer offerPart(Unit part) {
        checkThread("offerPart");
        if (stage == Stage.READY) {
            throw new IllegalStateException(
                    "exchange " + sessionKey + ": offerPart: wanted one that has been offered, got " + stage);
        }
        if (stage == Stage.ENDED || gone || bodyEnded || workerEnded) {
            return Offer.CLOSED;
        }
        PartRing into = body();
        if (!into.offer(part)) {
            roomWanted = true;
            signals.add(Signals.ROOM_WANTED);
            if (!into.offer(part)) {
                return Offer.FULL;
            }
        }
        wakeReader(signals.add(0));
        return Offer.ACCEPTED;
    }

    /** No more parts of the body will come. */
    public void endOfParts() {
        checkThread("endOfParts");
        if (!bodyEnded && stage == Stage.UNDER_WAY) {
            bodyEnded = true;
            wakeReader(signals.add(Signals.END_OF_PARTS));
        }
    }

    /** After `onPart` answered false: more parts, please. Those that have come are given at once, from within this call. */
    public void resume() {
        checkThread("resume");
        if (paused) {
            paused = false;
            advance();
        }
    }

    /** The client has left: the worker's next append answers GONE, parts under way are released, and the end is a failure. */
    public void gone() {
        checkThread("gone");
        if (!gone && stage == Stage.UNDER_WAY) {
            gone = true;
            int before = signals.add(Signals.GONE);
            wakeReader(before);
            Worker<Q> waiting = worker;
            if ((before & Signals.WRITER_WAITS) != 0 || writerWaits) {
                writerWaits = false;
                if (waiting != null) {
                    waiting.unpark();
                }
            }
            paused = false;
            advance();
        }
    }

    /// Makes it ready for its next use.
    ///
    /// @param sessionKey the next session key
    /// @param request the next request
    /// @return this; or a new one, if a worker that did not stop in time may still hold this one
    /// @throws IllegalStateException while it is under way
    public Exchange<Q> reset(long sessionKey, Q request) {
        if (stage == Stage.UNDER_WAY) {
            throw new IllegalStateException(
                    "exchange " + this.sessionKey + ": reset: wanted an ended one, got " + stage);
        }
        if (abandoned) {
            return new Exchange<>(sessionKey, request, listener);
        }
        this.sessionKey = sessionKey;
        this.request = Objects.requireNonNull(request, "request");
        stage = Stage.READY;
        signals.reset();
        if (answer != null && body != null) {
            answer.restart();
            body.restart();
        }
        worker = null;
        failure = null;
        listenerFailure = null;
        paused = false;
        gone = false;
        bodyEnded = false;
        workerEnded = false;
        writerWaits = false;
        roomWanted = false;
        return this;
    }

    // the port's calls, on the loop

    void checkReady() {
        if (stage != Stage.READY) {
            throw new IllegalStateException(
                    "exchange " + sessionKey + ": offer: wanted a new or reset one, got " + stage);
        }
    }

    /** Prepares it for a worker. */
    void prepare(ExchangePort<Q> through, int partsPerExchange) {
        if (port != through || answer == null || body == null) {
            port = through;
            answer = new PartRing(partsPerExchange);
            body = new PartRing(partsPerExchange);
            turn = null;
        }
        stage = Stage.UNDER_WAY;
    }

    /** The offer was refused after all. */
    void unprepare() {
        stage = Stage.READY;
    }

    /** Its loop closes while it is under way. */
    void loopClosed() {
        abandoned = true;
        gone = true;
        orphan();
        end();
    }

    boolean isUnderWay() {
        return stage == Stage.UNDER_WAY;
    }

    KeyTurn<Q> turn(ExchangePort<Q> through) {
        if (turn == null) {
            turn = new KeyTurn<>(through, this);
        }
        return turn;
    }

    /** It has come out of the port's queue. */
    void onSignal() {
        int seen = signals.remove(Signals.QUEUED | Signals.WRITER_WAITS | Signals.ROOM);
        if (stage != Stage.UNDER_WAY) {
            return; // an abandoned one that its worker has just noticed
        }
        abandoned |= (seen & Signals.ABANDONED) != 0;
        writerWaits |= (seen & Signals.WRITER_WAITS) != 0;
        workerEnded |= (seen & (Signals.DONE | Signals.FAILED)) != 0;
        if ((seen & Signals.ROOM) != 0 && roomWanted && !workerEnded && !gone) {
            roomWanted = false;
            tellRoom();
        }
        advance();
    }

    private void advance() {
        if (advancing) {
            return; // a listener's own call: the advance that called it goes on
        }
        advancing = true;
        try {
            deliverParts();
        } finally {
            advancing = false;
        }
        PartRing from = Objects.requireNonNull(answer);
        if (writerWaits && !paused) {
            writerWaits = false;
            Objects.requireNonNull(worker).unpark();
        }
        if (workerEnded && stage == Stage.UNDER_WAY && (gone || abandoned || from.isEmpty())) {
            end();
        }
    }

    private void deliverParts() {
        PartRing from = Objects.requireNonNull(answer);
        while (!paused && !gone && !abandoned) {
            Unit part = from.poll();
            if (part == null) {
                return;
            }
            try {
                paused = !listener.onPart(this, part);
            } catch (Throwable thrown) {
                onListenerThrew(thrown);
            }
        }
        if (gone || abandoned) {
            releaseAnswer();
        }
    }

    private void releaseAnswer() {
        PartRing from = Objects.requireNonNull(answer);
        if (abandoned) {
            from.releaseAll();
            return;
        }
        for (Unit part = from.poll(); part != null; part = from.poll()) {
            part.release();
        }
    }

    private void end() {
        stage = Stage.ENDED;
        Objects.requireNonNull(body).releaseAll();
        ExchangePort<Q> through = Objects.requireNonNull(port);
        through.ended(this);
        Throwable why = reason();
        try {
            if (why == null) {
                listener.onDone(this);
            } else {
                listener.onFailed(this, why);
            }
        } catch (Throwable thrown) {
            through.uncaught(thrown);
        }
    }

    private @Nullable Throwable reason() {
        if (listenerFailure != null) {
            return listenerFailure;
        }
        if (gone) {
            return new CancellationException("exchange " + sessionKey + ": its client or its loop has left");
        }
        return signals.has(Signals.FAILED) ? failure : null;
    }

    private void tellRoom() {
        try {
            listener.onRoom(this);
        } catch (Throwable thrown) {
            onListenerThrew(thrown);
        }
    }

    private void onListenerThrew(Throwable thrown) {
        Objects.requireNonNull(port).uncaught(thrown);
        if (listenerFailure == null) {
            listenerFailure = thrown;
        }
        gone();
    }

    private void wakeReader(int signalsBefore) {
        if ((signalsBefore & Signals.READER_WAITS) != 0) {
            signals.remove(Signals.READER_WAITS);
            Worker<Q> waiting = worker;
            if (waiting != null) {
                waiting.unpark();
            }
        }
    }

    private PartRing body() {
        return Objects.requireNonNull(body);
    }

    private void checkThread(String what) {
        if (port != null) {
            port.check(what);
        }
    }

    // any thread

    /// Tells the loop: turns bits on, and puts the exchange into the port's queue, where it has its place,
    /// unless it is there.
    void signal(int bits) {
        int before = signals.add(bits | Signals.QUEUED);
        if ((before & Signals.ABANDONED) != 0) {
            Objects.requireNonNull(answer).releaseAll();
        } else if ((before & Signals.QUEUED) == 0) {
            offerBack();
        }
    }

    private void offerBack() {
        if (Objects.requireNonNull(port).back(this) != Offer.ACCEPTED) {
            orphan();
        }
    }

    /** Nobody will handle it. Whoever holds it, and nobody else. */
    void failUnhandled(Throwable why) {
        failure = why;
        signal(Signals.FAILED);
    }

    /** Fails it while its worker is still inside the handler; by the stop that has seized it. */
    void abandon(Throwable why) {
        failure = why;
        if ((signals.add(Signals.ABANDONED | Signals.FAILED | Signals.QUEUED) & Signals.QUEUED) == 0) {
            offerBack();
        }
    }

    /** Its loop has closed: nobody will take anything out of it. */
    void orphan() {
        signals.add(Signals.GONE | Signals.ABANDONED);
        Objects.requireNonNull(answer).releaseAll();
        Objects.requireNonNull(body).releaseAll();
    }

    @Override
    public String toString() {
        return "exchange " + sessionKey + " " + stage;
    }
}
