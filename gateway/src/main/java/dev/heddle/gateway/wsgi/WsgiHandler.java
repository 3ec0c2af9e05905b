// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.heddle.gateway.exchange.Call;
import dev.heddle.gateway.python.CApi;
import dev.heddle.gateway.python.PythonThread;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.worker.Append;
import dev.heddle.runtime.worker.BodyReader;
import dev.heddle.runtime.worker.BodyWriter;
import dev.heddle.runtime.worker.ExchangeHandler;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Answers one worker's requests with the application.
///
/// The interpreter's lock is taken at the first request of a batch and given up when no other one waits, and before
/// anything that waits: room for the answer, a part of the request's body.
///
/// Thread: its worker's; the functions that the Python half calls are called on it too, except that the body may be
/// read from a thread of the application while the worker is inside the application.
final class WsgiHandler implements ExchangeHandler<Call>, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WsgiHandler.class.getName());
    private static final long PART_NANOS = 1_000_000_000L;
    private static final long FOREIGN_NANOS = 1_000_000L;

    private final WsgiApplication application;
    private final CApi api;
    private final PythonThread lock;
    private final Thread thread = Thread.currentThread();
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment arguments = arena.allocate(JAVA_LONG, 3);
    private final Environ environ;
    private final AnswerHeads heads;
    private final Answer answer;
    private final WsgiCallbacks callbacks;
    private final Runnable onClose;
    private final int number;
    private final long threadIdent;
    private final long functions;
    private final long startResponse;
    private final long write;
    private final long serve;
    private final long receive;

    /// The request in work: an object of Python, which is held while it is, so that nothing else has its address.
    /// 0: none.
    private volatile long ticket;

    private @Nullable Call call;
    private @Nullable BodyReader body;

    /** Who is inside [#receive], perhaps without the lock. */
    private @Nullable Thread bodyReader;

    /// Attaches the calling thread, which is the worker's, and imports the application if nobody has.
    ///
    /// @param onClose called when it has ended
    WsgiHandler(WsgiApplication application, WsgiCallbacks callbacks, String name, Runnable onClose) {
        this.application = application;
        this.callbacks = callbacks;
        this.onClose = onClose;
        api = application.interpreter().api();
        lock = application.interpreter().attach();
        environ = new Environ(application, arena);
        heads = new AnswerHeads(api, arena);
        answer = new Answer(lock);
        number = callbacks.add(this);
        threadIdent = lock.ident();
        synchronized (application) { // outside the lock, which an import gives up now and then
            lock.takeLock();
            try {
                application.load(name);
                functions = application.makeServe(number);
                startResponse = api.tupleItem(functions, 0);
                write = api.tupleItem(functions, 1);
                serve = api.tupleItem(functions, 2);
                receive = application.makeReceive(number);
            } catch (RuntimeException e) {
                lock.close();
                onClose.run();
                throw e;
            }
            lock.giveLockUp();
        }
    }

    boolean isOf(WsgiApplication other) {
        return application == other;
    }

    // the worker's

    @Override
    public void handle(Call request, BodyReader parts, BodyWriter reply) throws AnswerCutException {
        lock.takeLock();
        call = request;
        body = parts;
        answer.reset(request, reply);
        boolean answered;
        try {
            answered = run(request);
        } finally {
            ticket = 0;
            call = null;
            body = null;
        }
        boolean ended = answered || answer.sorry();
        answer.forget();
        if (!ended) {
            throw new AnswerCutException("wsgi: the answer was cut");
        }
    }

    private boolean run(Call request) {
        // Counted over all workers of the interpreter, so that none repeats.
        long number = application.nextRequest();
        long mine = api.newLong(number);
        ticket = mine;
        long made = mine == 0 ? 0 : environ.make(request, number);
        boolean ready = made != 0 && (!request.hasBody() || setInput(made, mine));
        long start = ready ? api.newMethod(startResponse, mine) : 0;
        long result = 0;
        if (start != 0) {
            arguments.setAtIndex(JAVA_LONG, 0, made);
            arguments.setAtIndex(JAVA_LONG, 1, start);
            arguments.setAtIndex(JAVA_LONG, 2, mine);
            result = api.call(serve, arguments.address(), 3);
        }
        boolean answered = result != 0 ? finish(result) : unexpected();
        drop(result);
        drop(start);
        drop(made);
        ticket = 0;
        if (mine != 0) {
            api.decRefPlain(mine);
        }
        return answered;
    }

    private void drop(long object) {
        if (object != 0) {
            api.decRef(object);
        }
    }

    private boolean setInput(long dict, long mine) {
        arguments.setAtIndex(JAVA_LONG, 0, receive);
        arguments.setAtIndex(JAVA_LONG, 1, mine);
        long input = api.call(application.makeInput(), arguments.address(), 2);
        boolean set = input != 0 && api.dictSet(dict, application.keys().input, input);
        drop(input);
        return set;
    }

    /** Something between Python and here: out of memory, or an exception that came from outside. */
    private boolean unexpected() {
        var why = api.takeError();
        LOG.log(System.Logger.Level.ERROR, "wsgi-bridge-failed request={0} why={1}", Requests.shown(call), why);
        return false;
    }

    /** True: the exchange has ended as it should. */
    private boolean finish(long result) {
        if (result == api.truth(false)) {
            return false;
        }
        if (result == api.none()) {
            return answer.isComplete();
        }
        if (!api.isBytes(result)) {
            complain("the answer: wanted bytes, got something else");
            return false;
        }
        if (!answer.isBegun()) {
            complain("the application returned without a call of start_response");
            return false;
        }
        return answer.sendLast(api.bytesAt(result), api.bytesSize(result)) == Append.ACCEPTED;
    }

    private void complain(String what) {
        LOG.log(System.Logger.Level.ERROR, "wsgi-application-wrong request={0}\n{1}", Requests.shown(call), what);
    }

    @Override
    public void onIdle() {
        lock.giveLockUp();
    }

    @Override
    public void close() {
        lock.takeLock();
        heads.close();
        environ.close();
        api.decRef(functions);
        api.decRef(receive);
        callbacks.remove(number);
        lock.close();
        arena.close();
        onClose.run();
    }

    /// Has an exception raised in the application, if it is in there; from another thread, with the lock.
    void interrupt(long exception) {
        if (ticket != 0) {
            application.interpreter().raiseIn(threadIdent, exception);
        }
    }

    // the Python half's calls

    private boolean isMine(long ticketObject, String function) {
        if (Thread.currentThread() == thread && ticketObject == ticket) {
            return true;
        }
        api.raise(
                api.exception("RuntimeError"),
                function + ": wanted the thread that runs the request, before its end; got "
                        + (Thread.currentThread() == thread ? "a call after the end" : "another thread"));
        return false;
    }

    /// `start_response`. Answers the request's `write`, or None: it is too late for another head.
    long begin(long ticketObject, long status, long headers, long again) {
        if (!isMine(ticketObject, "start_response")) {
            return 0;
        }
        boolean replaces = again == api.truth(true);
        if (answer.isSent()) {
            if (replaces) {
                return callbacks.none();
            }
            api.raise(api.exception("AssertionError"), "start_response: called again after the answer was sent");
            return 0;
        }
        if (answer.isBegun() && !replaces) {
            api.raise(api.exception("AssertionError"), "start_response: called again without exc_info");
            return 0;
        }
        try {
            answer.begin(heads.read(status, headers));
            return api.newMethod(write, ticketObject);
        } catch (AnswerHeads.BadHeadException e) {
            api.raise(api.exception(e.isType() ? "TypeError" : "ValueError"), String.valueOf(e.getMessage()));
            return 0;
        }
    }

    /// A part of the answer. Answers whether no more is wanted.
    long send(long ticketObject, long data) {
        if (!isMine(ticketObject, "write")) {
            return 0;
        }
        if (!api.isBytes(data)) {
            api.raise(api.exception("TypeError"), "write: wanted bytes, got something else");
            return 0;
        }
        if (!answer.isBegun()) {
            api.raise(
                    api.exception("AssertionError"),
                    "the answer: wanted a call of start_response before its first part, got none");
            return 0;
        }
        long size = api.bytesSize(data);
        if (size == 0 || answer.isComplete()) {
            return callbacks.truth(answer.isComplete());
        }
        return outcome(answer.send(api.bytesAt(data), size), answer.isComplete());
    }

    /// The iteration has ended.
    long end(long ticketObject) {
        if (!isMine(ticketObject, "end")) {
            return 0;
        }
        if (!answer.isBegun()) {
            api.raise(
                    api.exception("AssertionError"), "the application's answer ended without a call of start_response");
            return 0;
        }
        return outcome(answer.complete(), true);
    }

    private long outcome(Append outcome, boolean value) {
        switch (outcome) {
            case ACCEPTED -> {
                return callbacks.truth(value);
            }
            case GONE -> api.raise(application.clientDisconnected(), "the client has left");
            case TIMED_OUT -> api.raise(application.clientDisconnected(), "the client takes nothing");
            case STOPPING -> api.raise(application.clientDisconnected(), "the server is stopping");
        }
        return 0;
    }

    /// A part of the request's body, as bytes; empty: it has ended.
    long receive(long ticketObject) {
        if (bodyReader != null) {
            api.raise(api.exception("RuntimeError"), "wsgi.input: wanted one thread to read it, got a second");
            return 0;
        }
        bodyReader = Thread.currentThread();
        try {
            return bodyReader == thread ? receiveHere(ticketObject) : receiveElsewhere(ticketObject);
        } finally {
            bodyReader = null;
        }
    }

    private long receiveHere(long ticketObject) {
        var parts = body;
        var request = call;
        if (parts == null || request == null || ticketObject != ticket) {
            return lateRead();
        }
        Unit part = parts.awaitPart(0);
        if (part == null && !parts.isFinished()) {
            request.wantBody();
            lock.giveLockUp();
            while (part == null && !parts.isFinished() && !thread.isInterrupted()) {
                part = parts.awaitPart(PART_NANOS);
            }
            lock.takeLock();
        }
        if (part == null && thread.isInterrupted()) {
            api.raise(application.clientDisconnected(), "the server is stopping");
            return 0;
        }
        return part != null ? bytesOf(part) : ended(parts);
    }

    /// A thread of the application reads while the worker waits for that thread: it looks again and again, because
    /// it is the worker that is woken.
    private long receiveElsewhere(long ticketObject) {
        for (boolean first = true; ; first = false) {
            var parts = body;
            var request = call;
            if (parts == null || request == null || ticketObject != ticket) {
                return lateRead();
            }
            Unit part = parts.awaitPart(0);
            if (part != null) {
                return bytesOf(part);
            }
            if (parts.isFinished()) {
                return ended(parts);
            }
            if (first) {
                request.wantBody();
            }
            long state = api.giveLockUp();
            LockSupport.parkNanos(FOREIGN_NANOS);
            api.takeLock(state);
        }
    }

    private long lateRead() {
        api.raise(api.exception("RuntimeError"), "wsgi.input: wanted a read before the request's end, got a later one");
        return 0;
    }

    private long bytesOf(Unit part) {
        long bytes = api.newBytes(part.payload().address(), part.lengthBytes());
        part.release();
        return bytes;
    }

    private long ended(BodyReader parts) {
        if (parts.isCut()) {
            api.raise(application.clientDisconnected(), "the client has left before the end of its body");
            return 0;
        }
        return api.newBytes(0, 0);
    }

    /// What the Python half has caught.
    long report(String where, String kind, boolean clientLeft, String trace) {
        if (clientLeft) {
            LOG.log(System.Logger.Level.DEBUG, "wsgi-client-left request={0}", Requests.shown(call));
        } else {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "wsgi-application-raised in={0} kind={1} request={2}\n{3}",
                    where,
                    kind,
                    Requests.shown(call),
                    trace.stripTrailing());
        }
        return callbacks.none();
    }
}
