// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The watchdog over the head of one queue.
///
/// Thread: the queue's loop.
// Its deadline is set once and looks, when it comes, how long the present head has been at work; so that a busy queue
// pays
// two loads per head, not a timer.
final class HeadWatch {
    private static final System.Logger LOG = System.getLogger(RequestQueue.class.getName());
    private static final StackWalker STACK = StackWalker.getInstance();
    private static final String PACKAGE = RequestQueue.class.getPackageName() + ".";

    private final RequestRow queue;
    private final Deadline look = new Deadline(this::onLook);

    HeadWatch(RequestRow queue) {
        this.queue = queue;
    }

    /** Where the present `add` was called, or the trigger's class. */
    @Nullable
    Object place(Promise<?> promise) {
        if (!queue.options.places) {
            return Objects.requireNonNull(promise.trigger).getClass();
        }
        return callerPlace();
    }

    /** The line of the present call from outside of this package. */
    static @Nullable Object callerPlace() {
        return STACK.<@Nullable Object>walk(frames -> frames.filter(
                        frame -> !frame.getClassName().startsWith(PACKAGE) || isTest(frame.getClassName()))
                .findFirst()
                .orElse(null));
    }

    private static boolean isTest(String className) {
        return className.endsWith("Test") || className.contains("Test$");
    }

    void began(Promise<?> head) {
        if (!look.isSet() && head.reported) {
            queue.home.setDeadline(look, queue.options.headTimeoutNanos);
        }
    }

    void stop() {
        queue.home.removeDeadline(look);
    }

    private void onLook() {
        Promise<?> head = queue.active();
        if (head == null || !head.reported) {
            return; // the next head that starts sets it again
        }
        long age = queue.home.now() - head.startedNanos;
        if (age < queue.options.headTimeoutNanos) {
            queue.home.setDeadline(look, queue.options.headTimeoutNanos - age);
            return;
        }
        queue.figures.stalls++;
        report(new StalledHead(queue.options.label, head.label, text(head.place), age, queue.figures.length - 1));
        queue.home.setDeadline(look, queue.options.headTimeoutNanos);
    }

    private static String text(@Nullable Object place) {
        return switch (place) {
            case null -> "unknown";
            case Class<?> trigger -> trigger.getName();
            default -> place.toString();
        };
    }

    private void report(StalledHead stalled) {
        var to = queue.options.onStalled;
        if (to == null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "request-stalled queue={0} head={1} place={2} age={3}ns waiting={4}",
                    stalled.queue(),
                    stalled.label(),
                    stalled.place(),
                    stalled.ageNanos(),
                    stalled.waiting());
            return;
        }
        try {
            to.accept(stalled);
        } catch (Throwable thrown) {
            queue.home.uncaught(queue.options.label, thrown);
        }
    }
}
