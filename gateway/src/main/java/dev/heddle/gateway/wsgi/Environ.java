// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.heddle.gateway.exchange.Call;
import dev.heddle.gateway.python.CApi;
import dev.heddle.protocols.http.RequestHead;
import dev.heddle.runtime.net.Endpoint;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/// Makes the environ of one request after the other: a copy of what all have in common, then the request's own.
///
/// Texts are ISO 8859-1 of the bytes that came, as PEP 3333 wants them. The path is percent-decoded; the query is not.
/// Thread: a worker's, with the interpreter's lock. Limit: a head is at most as long as the parser lets it be; the
/// scratch memory grows to the longest seen.
final class Environ {
    private final CApi api;
    private final WsgiApplication application;
    private final SegmentAllocator memory;
    private final MemorySegment size;
    private final LastText target = new LastText();
    private MemorySegment scratch;
    private int at;
    private boolean failed;
    private long request;

    /// For one worker.
    ///
    /// @param application the constants of its interpreter
    /// @param memory lives as long as the worker
    Environ(WsgiApplication application, SegmentAllocator memory) {
        this.application = application;
        this.api = application.interpreter().api();
        this.memory = memory;
        size = memory.allocate(JAVA_LONG);
        scratch = memory.allocate(8192);
    }

    /** Gives up what it remembers of Python's. */
    void close() {
        target.forget(api);
    }

    /// Makes one.
    ///
    /// @param call the request
    /// @param number of the request, another one each time in this interpreter
    /// @return a dict, new, or 0 with an error set
    long make(Call call, long number) {
        var head = call.head();
        request = number;
        failed = false;
        var bytes = head.bytes();
        int length = (int) bytes.byteSize();
        if (scratch.byteSize() < 2L * length + 64) {
            scratch = memory.allocate(4L * length + 64);
        }
        MemorySegment.copy(bytes, 0, scratch, 0, length);
        at = length;
        long dict = api.dictCopy(application.template());
        if (dict == 0) {
            return 0;
        }
        requestLine(dict, head);
        client(dict, call);
        headers(dict, head, length);
        if (failed) {
            api.decRef(dict);
            return 0;
        }
        return dict;
    }

    private void requestLine(long dict, RequestHead head) {
        var keys = application.keys();
        long method = keys.method(head);
        if (method != 0) {
            borrow(dict, keys.requestMethod, method);
        } else {
            put(dict, keys.requestMethod, latin1(head.methodAt(), head.methodLength()));
        }
        borrow(dict, keys.serverProtocol, head.minorVersion() == 0 ? keys.http10 : keys.http11);
        int from = head.targetAt();
        int end = from + head.targetLength();
        long uri = text(target, from, end - from);
        borrow(dict, keys.requestUri, uri);
        int path = pathStart(from, end);
        int question = path;
        boolean plain = true;
        for (; question < end; question++) {
            byte b = scratch.get(JAVA_BYTE, question);
            if (b == '?') {
                break;
            }
            plain &= b != '%';
        }
        if (path == end || scratch.get(JAVA_BYTE, path) != '/') {
            // "*", or an absolute form without a path, which means "/"
            borrow(dict, keys.pathInfo, from == path ? keys.empty : keys.slash);
        } else if (plain && path == from && question == end) {
            borrow(dict, keys.pathInfo, uri);
        } else {
            put(dict, keys.pathInfo, plain ? latin1(path, question - path) : decoded(path, question));
        }
        drop(uri);
        if (question + 1 < end) {
            put(dict, keys.queryString, latin1(question + 1, end - question - 1));
        }
    }

    /** Behind scheme and authority of an absolute form. */
    private int pathStart(int from, int end) {
        byte first = scratch.get(JAVA_BYTE, from);
        if (first == '/' || first == '*') {
            return from;
        }
        int i = from;
        while (i + 2 < end
                && !(scratch.get(JAVA_BYTE, i) == ':'
                        && scratch.get(JAVA_BYTE, i + 1) == '/'
                        && scratch.get(JAVA_BYTE, i + 2) == '/')) {
            i++;
        }
        for (i = Math.min(end, i + 3); i < end; i++) {
            byte b = scratch.get(JAVA_BYTE, i);
            if (b == '/' || b == '?') {
                break;
            }
        }
        return i;
    }

    /** Writes the decoded path behind the head. A percent sign without two digits stays as it is. */
    private long decoded(int from, int end) {
        int start = at;
        for (int i = from; i < end; i++) {
            byte b = scratch.get(JAVA_BYTE, i);
            if (b == '%' && i + 2 < end) {
                int high = Character.digit(scratch.get(JAVA_BYTE, i + 1), 16);
                int low = Character.digit(scratch.get(JAVA_BYTE, i + 2), 16);
                if (high >= 0 && low >= 0) {
                    b = (byte) (high << 4 | low);
                    i += 2;
                }
            }
            scratch.set(JAVA_BYTE, at++, b);
        }
        long made = latin1(start, at - start);
        at = start;
        return made;
    }

    private void client(long dict, Call call) {
        var keys = application.keys();
        var client = application.clients().of(call.ends());
        borrow(dict, keys.remoteAddr, client.address());
        if (client.port() != 0) {
            borrow(dict, keys.remotePort, client.port());
        }
        if (call.isSecure()
                || (call.ends().remote() instanceof Endpoint peer
                        && application.trust().includes(peer)
                        && application.trust().saysSecure(call.head()))) {
            borrow(dict, keys.urlScheme, keys.https);
        }
    }

    private void headers(long dict, RequestHead head, int end) {
        for (int i = 0; i < head.headerCount(); i++) {
            var key = application.headerKeys().of(scratch, head.nameAt(i), head.nameLength(i));
            var name = key.name();
            if (name.object != 0) {
                if (name.lastRequest == request || (!key.kept() && api.dictHas(dict, name.object))) {
                    drop(joinLater(dict, name, head, i, end));
                } else {
                    name.lastRequest = request;
                    put(dict, name.object, text(name.value, head.valueAt(i), head.valueLength(i)));
                }
            }
            application.headerKeys().done(key);
        }
    }

    /** Sets a key again to all lines of its name up to this one, joined; answers the text, new. */
    private long joinLater(long dict, HeaderKeys.Name name, RequestHead head, int last, int end) {
        int needed = 0;
        for (int i = 0; i <= last; i++) {
            needed += head.valueLength(i) + 2;
        }
        if (scratch.byteSize() < (long) end + needed) {
            var larger = memory.allocate(2L * (end + needed));
            MemorySegment.copy(scratch, 0, larger, 0, end);
            scratch = larger;
        }
        int to = end;
        for (int i = 0; i <= last; i++) {
            var other = application.headerKeys().of(scratch, head.nameAt(i), head.nameLength(i));
            if (other.name().object == name.object) {
                if (to > end) {
                    scratch.set(JAVA_BYTE, to++, name.separator);
                    scratch.set(JAVA_BYTE, to++, (byte) ' ');
                }
                MemorySegment.copy(scratch, head.valueAt(i), scratch, to, head.valueLength(i));
                to += head.valueLength(i);
            }
            application.headerKeys().done(other);
        }
        long joined = latin1(end, to - end);
        borrow(dict, name.object, joined);
        return joined;
    }

    private void drop(long text) {
        if (text != 0) {
            api.decRefPlain(text);
        }
    }

    /** The text that was the last for its purpose, or a new one, which is the last from now on; new. */
    private long text(LastText last, int from, int length) {
        long same = last.of(scratch, from, length);
        if (same != 0) {
            api.incRef(same);
            return same;
        }
        long made = latin1(from, length);
        if (made != 0) {
            last.keep(api, made, length, size);
        }
        return made;
    }

    private long latin1(int from, int length) {
        long text = api.newText(scratch.address() + from, length);
        failed |= text == 0;
        return text;
    }

    /** Takes over the value. */
    private void put(long dict, long key, long value) {
        if (value != 0) {
            borrow(dict, key, value);
            api.decRefPlain(value);
        }
    }

    private void borrow(long dict, long key, long value) {
        failed |= value == 0 || !api.dictSet(dict, key, value);
    }
}
