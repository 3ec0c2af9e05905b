// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.heddle.gateway.python.CApi;
import dev.heddle.gateway.python.PythonFunction;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The Java functions that the Python half calls, and the way from each call to its worker.
///
/// Thread: workers come and go on their own threads; calls come from whatever thread runs Python code, with its
/// interpreter's lock. Lifetime: the process's.
final class WsgiCallbacks {
    private static final System.Logger LOG = System.getLogger(WsgiHandler.class.getName());

    private final CApi api;
    private int workers;
    private volatile @Nullable WsgiHandler[] byNumber = new @Nullable WsgiHandler[16];
    private final PythonFunction log;
    private final PythonFunction begin;
    private final PythonFunction send;
    private final PythonFunction end;
    private final PythonFunction receive;
    private final PythonFunction report;

    WsgiCallbacks(CApi api) {
        this.api = api;
        log = PythonFunction.define(api, "log", this::log);
        begin = PythonFunction.define(
                api,
                "begin",
                (self, at, count) ->
                        handler(self).begin(argument(at, 0), argument(at, 1), argument(at, 2), argument(at, 3)));
        send = PythonFunction.define(
                api, "send", (self, at, count) -> handler(self).send(argument(at, 0), argument(at, 1)));
        end = PythonFunction.define(
                api, "end", (self, at, count) -> handler(self).end(argument(at, 0)));
        receive = PythonFunction.define(
                api, "receive", (self, at, count) -> handler(self).receive(argument(at, 0)));
        report = PythonFunction.define(
                api,
                "report",
                (self, at, count) -> handler(self)
                        .report(
                                api.string(argument(at, 1)),
                                api.string(argument(at, 2)),
                                argument(at, 3) == api.truth(true),
                                api.string(argument(at, 4))));
    }

    private static long argument(long at, int index) {
        return CApi.MEMORY.get(JAVA_LONG, at + 8L * index);
    }

    private long log(long self, long at, long count) {
        LOG.log(
                System.Logger.Level.WARNING,
                "{0} {1}",
                api.string(argument(at, 0)),
                api.string(argument(at, 1)).stripTrailing());
        return none();
    }

    long none() {
        api.incRef(api.none());
        return api.none();
    }

    long truth(boolean value) {
        api.incRef(api.truth(value));
        return api.truth(value);
    }

    // workers

    /** Makes a worker known; its number. */
    synchronized int add(WsgiHandler handler) {
        int number = workers++;
        var places = byNumber;
        if (number >= places.length) {
            places = Arrays.copyOf(places, number * 2);
        }
        places[number] = handler;
        byNumber = places;
        return number;
    }

    /** It has ended: nothing will call it. */
    synchronized void remove(int number) {
        byNumber[number] = null;
    }

    /** Those that have not ended. */
    List<WsgiHandler> handlers() {
        return Arrays.stream(byNumber).filter(Objects::nonNull).toList();
    }

    private WsgiHandler handler(long self) {
        int number = (int) api.longValue(self);
        WsgiHandler found = byNumber[number];
        if (found == null) {
            throw new IllegalStateException("wsgi: wanted a worker with number " + number + ", got none");
        }
        return found;
    }

    long log() {
        return object(log, 0);
    }

    long begin(int worker) {
        return object(begin, worker);
    }

    long send(int worker) {
        return object(send, worker);
    }

    long end(int worker) {
        return object(end, worker);
    }

    long receive(int worker) {
        return object(receive, worker);
    }

    long report(int worker) {
        return object(report, worker);
    }

    private long object(PythonFunction function, int worker) {
        long self = api.newLong(worker);
        long made = function.object(self);
        api.decRef(self);
        if (made == 0) {
            api.clearError();
            throw new IllegalStateException("wsgi: wanted a Python function, got none");
        }
        return made;
    }
}
