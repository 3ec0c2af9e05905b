// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

/// What one queue counts. Thread: its loop.
final class QueueFigures {
    int length;
    long lengthBytes;
    long refused;
    long stalls;
    private int highWater;
    private long added;
    private long done;
    private long failed;
    private long cancelled;
    private long timedOut;
    private long longestWaitNanos;

    void joined(long bytes) {
        added++;
        length++;
        lengthBytes += bytes;
        if (length > highWater) {
            highWater = length;
        }
    }

    void waited(Promise<?> head) {
        long nanos = head.startedNanos - head.queuedNanos;
        if (nanos > longestWaitNanos) {
            longestWaitNanos = nanos;
        }
    }

    void left(Promise<?> promise) {
        length--;
        lengthBytes -= promise.lengthBytes;
        switch (promise.state) {
            case DONE -> done++;
            case FAILED -> failed++;
            case CANCELLED -> cancelled++;
            case TIMED_OUT -> timedOut++;
            case IN_PROGRESS -> throw new AssertionError("request " + promise.label + " left its queue in progress");
        }
    }

    RequestQueueStats snapshot(String label) {
        return new RequestQueueStats(
                label,
                length,
                lengthBytes,
                highWater,
                added,
                done,
                failed,
                cancelled,
                timedOut,
                refused,
                stalls,
                longestWaitNanos);
    }
}
