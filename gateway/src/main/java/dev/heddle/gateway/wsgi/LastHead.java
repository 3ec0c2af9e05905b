// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import dev.heddle.gateway.python.CApi;
import org.jspecify.annotations.Nullable;

/// The head of an answer that was read last, with the Python objects that it was read from. An application that gives
/// the same objects again, as constants are, means the same: str and tuple cannot change.
///
/// Content-Length may differ: its tuple is a new one in most answers. Thread: a worker's, with the interpreter's lock.
/// Limit: one head of at most [#MOST] headers. When heads differ from answer to answer, fewer and fewer are kept, so
/// that to keep them costs nothing.
final class LastHead {
    private static final int MOST = 16;
    private static final int MOST_SKIPPED = 1024;

    private final CApi api;
    private final long[] pairs = new long[MOST];
    private @Nullable AnswerHead head;
    private long status;
    private int count;
    private int lengthIndex;
    private long lengthName;
    private long lengthValue;
    private int skips = 1;
    private int toSkip;

    LastHead(CApi api) {
        this.api = api;
    }

    /// The head, if these objects are those that it was read from; its length is that of another answer.
    ///
    /// @param from what the application gave as status
    /// @param headers what it gave as headers
    /// @return null: they are others
    @Nullable
    AnswerHead of(long from, long headers) {
        if (head == null || from != status || !api.isList(headers) || api.listSize(headers) != count) {
            return null;
        }
        lengthValue = 0;
        for (int i = 0; i < count; i++) {
            long pair = api.listItem(headers, i);
            if (i == lengthIndex ? !isLength(pair) : pair != pairs[i]) {
                return null;
            }
        }
        skips = 1;
        return head;
    }

    private boolean isLength(long pair) {
        if (!api.isTuple(pair) || api.tupleSize(pair) != 2 || api.tupleItem(pair, 0) != lengthName) {
            return false;
        }
        lengthValue = api.tupleItem(pair, 1);
        return true;
    }

    /** What the headers that were found by [#of] give as Content-Length; 0: none. Borrowed. */
    long lengthValue() {
        return lengthValue;
    }

    /// Keeps a head instead of the one before.
    ///
    /// @param read good
    /// @param from the status that it was read from
    /// @param headers an exact list of exact tuples of two exact str
    /// @param lengthAt the index of Content-Length; -1: there is none
    void keep(AnswerHead read, long from, long headers, int lengthAt) {
        long size = api.listSize(headers);
        if (size > MOST || --toSkip > 0) {
            return;
        }
        toSkip = skips;
        skips = Math.min(2 * skips, MOST_SKIPPED);
        forget();
        count = (int) size;
        lengthIndex = lengthAt;
        for (int i = 0; i < count; i++) {
            long pair = api.listItem(headers, i);
            pairs[i] = i == lengthAt ? api.tupleItem(pair, 0) : pair;
            api.incRef(pairs[i]);
        }
        lengthName = lengthAt < 0 ? 0 : pairs[lengthAt];
        status = from;
        api.incRef(status);
        head = read;
    }

    /** Gives up the objects. */
    void forget() {
        if (head != null) {
            head = null;
            api.decRef(status);
            for (int i = 0; i < count; i++) {
                api.decRef(pairs[i]);
            }
        }
    }
}
