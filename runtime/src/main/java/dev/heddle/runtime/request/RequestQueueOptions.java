// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a [RequestQueue] behaves. Immutable: each method returns a changed copy. Any thread.
public final class RequestQueueOptions {
    private static final int MAX_LANES = 64;

    final String label;
    final int limit;
    long limitBytes = Long.MAX_VALUE;
    int inlineDepth = 8;
    long headTimeoutNanos;
    boolean places = true;
    long waitTimeoutNanos;
    long activeTimeoutNanos;
    long leaseNanos;
    int lanes = 1;
    long ageingNanos;

    @Nullable
    Consumer<? super StalledHead> onStalled;

    @Nullable
    RequestTrace trace;

    private RequestQueueOptions(String label, int limit) {
        this.label = label;
        this.limit = limit;
    }

    private RequestQueueOptions(RequestQueueOptions from) {
        this(from.label, from.limit);
        limitBytes = from.limitBytes;
        inlineDepth = from.inlineDepth;
        headTimeoutNanos = from.headTimeoutNanos;
        places = from.places;
        waitTimeoutNanos = from.waitTimeoutNanos;
        activeTimeoutNanos = from.activeTimeoutNanos;
        leaseNanos = from.leaseNanos;
        lanes = from.lanes;
        ageingNanos = from.ageingNanos;
        onStalled = from.onStalled;
        trace = from.trace;
    }

    /// A queue with one lane, no limit in bytes, no time-outs, and empty adds that start at once up to a
    /// depth of 8.
    ///
    /// @param label its name in reports
    /// @param limit the greatest number of requests in it, the active one included; at least 1. One more is
    ///     refused
    /// @return the options
    /// @throws IllegalArgumentException when `limit` is below 1
    public static RequestQueueOptions of(String label, int limit) {
        Objects.requireNonNull(label, "label");
        check(label, "limit", limit, 1);
        return new RequestQueueOptions(label, limit);
    }

    /// Limits the sum of the lengths given to `add`. A single request that is longer than the whole limit is
    /// refused too.
    ///
    /// @param limitBytes at least 1
    /// @return a changed copy
    public RequestQueueOptions limitBytes(long limitBytes) {
        check(label, "limitBytes", limitBytes, 1);
        var copy = new RequestQueueOptions(this);
        copy.limitBytes = limitBytes;
        return copy;
    }

    /// How many empty adds may start their trigger inside `add`, one within the other, on the same loop. Deeper
    /// ones start on the next pass, so that the stack is bounded.
    ///
    /// @param depth 0: always on the next pass
    /// @return a changed copy
    public RequestQueueOptions inlineDepth(int depth) {
        check(label, "inlineDepth", depth, 0);
        var copy = new RequestQueueOptions(this);
        copy.inlineDepth = depth;
        return copy;
    }

    /// Turns on the watchdog: a head that has worked for longer is reported, once per such span, with its label
    /// and the place where it was added. Recording places costs about a microsecond per add; see [#places].
    ///
    /// @param stalled more than zero
    /// @return a changed copy
    public RequestQueueOptions headTimeout(Duration stalled) {
        var copy = new RequestQueueOptions(this);
        copy.headTimeoutNanos = positive(label, "headTimeout", stalled);
        return copy;
    }

    /// Whether the watchdog's places are lines of code (the default) or only the class of the trigger, which
    /// costs nothing.
    ///
    /// @param lines true: file and line
    /// @return a changed copy
    public RequestQueueOptions places(boolean lines) {
        var copy = new RequestQueueOptions(this);
        copy.places = lines;
        return copy;
    }

    /// Where the watchdog's reports go; without it they are logged as warnings.
    ///
    /// @param report called on the loop
    /// @return a changed copy
    public RequestQueueOptions onStalled(Consumer<? super StalledHead> report) {
        var copy = new RequestQueueOptions(this);
        copy.onStalled = Objects.requireNonNull(report);
        return copy;
    }

    /// The default deadline of each request until its trigger runs. [Request#timeoutNanos] replaces it.
    ///
    /// @param limit more than zero
    /// @return a changed copy
    public RequestQueueOptions waitTimeout(Duration limit) {
        var copy = new RequestQueueOptions(this);
        copy.waitTimeoutNanos = positive(label, "waitTimeout", limit);
        return copy;
    }

    /// The default deadline of each request from the start of its trigger on. [Request#timeoutNanos] replaces
    /// it.
    ///
    /// @param limit more than zero
    /// @return a changed copy
    public RequestQueueOptions activeTimeout(Duration limit) {
        var copy = new RequestQueueOptions(this);
        copy.activeTimeoutNanos = positive(label, "activeTimeout", limit);
        return copy;
    }

    /// How long a [Turn] may be held: then it is reported with its holder's name, taken away, and the queue
    /// goes on.
    ///
    /// @param limit more than zero
    /// @return a changed copy
    public RequestQueueOptions lease(Duration limit) {
        var copy = new RequestQueueOptions(this);
        copy.leaseNanos = positive(label, "lease", limit);
        return copy;
    }

    /// Priority lanes; lane 0 goes first. A request of lane k is overtaken only by requests of better lanes
    /// that were added at most k times `ageing` after it, so that none starves.
    ///
    /// @param count 1 to 64
    /// @param ageing more than zero
    /// @return a changed copy
    public RequestQueueOptions lanes(int count, Duration ageing) {
        check(label, "lanes", count, 1);
        if (count > MAX_LANES) {
            throw new IllegalArgumentException(
                    "request queue " + label + ": lanes: wanted at most " + MAX_LANES + ", got " + count);
        }
        var copy = new RequestQueueOptions(this);
        copy.lanes = count;
        copy.ageingNanos = positive(label, "ageing", ageing);
        return copy;
    }

    /// Sees each step of each request.
    ///
    /// @param hook called on the loop
    /// @return a changed copy
    public RequestQueueOptions trace(RequestTrace hook) {
        var copy = new RequestQueueOptions(this);
        copy.trace = Objects.requireNonNull(hook);
        return copy;
    }

    private static void check(String label, String what, long got, long atLeast) {
        if (got < atLeast) {
            throw new IllegalArgumentException(
                    "request queue " + label + ": " + what + ": wanted at least " + atLeast + ", got " + got);
        }
    }

    private static long positive(String label, String what, Duration got) {
        long nanos = got.toNanos();
        check(label, what + " in nanoseconds", nanos, 1);
        return nanos;
    }
}
