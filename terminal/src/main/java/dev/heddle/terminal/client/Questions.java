// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import dev.heddle.terminal.wire.IrcLine;
import dev.heddle.terminal.wire.LineBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Commands that wait for their answers: found by label where the server has labels, else by the commands that
/// answers have, first asked first.
///
/// Thread: the loop. Limits: [#WAITING_MAX] at once, further ones are refused; [#PATIENCE_NANOS] for an answer;
/// 20,000 lines of one, further ones are dropped. Every question is answered once: by the server, by the time,
/// or by the end of the connection.
final class Questions {
    static final int WAITING_MAX = 64;
    static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final int LINES_MAX = 20_000;

    private final Predicate<String> send;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long labels;

    /// What belongs to the answer of a command.
    ///
    /// @param lines the commands of its lines
    /// @param ends the commands that end it
    /// @param errors the commands that refuse it
    record Shape(Set<String> lines, Set<String> ends, Set<String> errors) {}

    private static final class Waiting {
        final String label;
        final Shape shape;
        final Consumer<Answer> done;
        final long deadlineNanos;
        final List<IrcLine> lines = new ArrayList<>();

        Waiting(String label, Shape shape, Consumer<Answer> done, long deadlineNanos) {
            this.label = label;
            this.shape = shape;
            this.done = done;
            this.deadlineNanos = deadlineNanos;
        }
    }

    /// @param send sends a line; false: it cannot
    Questions(Predicate<String> send) {
        this.send = send;
    }

    /// A label that was not used before.
    String nextLabel() {
        return "h" + ++labels;
    }

    /// Sends a command; `done` is called once.
    void ask(LineBuilder command, Shape shape, boolean labelled, long nowNanos, Consumer<Answer> done) {
        if (waiting.size() >= WAITING_MAX) {
            done.accept(new Answer(List.of(), WAITING_MAX + " questions are waiting for their answers already"));
            return;
        }
        String label = labelled ? nextLabel() : "";
        if (labelled) {
            command.tag("label", label);
        }
        if (!send.test(command.line())) {
            done.accept(new Answer(List.of(), "there is no connection"));
            return;
        }
        waiting.addLast(new Waiting(label, shape, done, nowNanos + PATIENCE_NANOS));
    }

    /// Takes a line that may belong to an answer.
    ///
    /// @return whether it does
    boolean onLine(IrcLine line, String label) {
        var asked = find(line.command(), label);
        if (asked == null) {
            return false;
        }
        if (!take(asked, line) && !label.isEmpty()) {
            end(asked, ""); // a labelled line outside a batch is the whole answer
        }
        return true;
    }

    /// @return whether that was the end
    private boolean take(Waiting asked, IrcLine line) {
        boolean error = asked.shape.errors.contains(line.command()) || !asked.label.isEmpty() && line.isError();
        if (error) {
            end(asked, Words.refusal(line));
            return true;
        }
        if (asked.lines.size() < LINES_MAX) {
            asked.lines.add(line);
        }
        boolean last = asked.shape.ends.contains(line.command());
        if (last) {
            end(asked, "");
        }
        return last;
    }

    private @Nullable Waiting find(String command, String label) {
        for (var asked : waiting) {
            boolean fits = asked.shape.lines.contains(command)
                    || asked.shape.ends.contains(command)
                    || asked.shape.errors.contains(command);
            if (label.isEmpty() ? asked.label.isEmpty() && fits : asked.label.equals(label)) {
                return asked;
            }
        }
        return null;
    }

    /// A batch that answers a label is whole, and with it the answer.
    ///
    /// @return whether somebody asked for it
    boolean onBatch(Batches.Batch batch) {
        var asked = batch.label().isEmpty() ? findPage(batch.type()) : find("", batch.label());
        if (asked == null) {
            return false;
        }
        for (var line : batch.lines()) {
            if (take(asked, line)) {
                return true;
            }
        }
        end(asked, "");
        return true;
    }

    /// Without labels a batch of a type that somebody waits for is his.
    private @Nullable Waiting findPage(String type) {
        for (var asked : waiting) {
            if (asked.label.isEmpty() && asked.shape.lines.contains(type)) {
                return asked;
            }
        }
        return null;
    }

    private void end(Waiting asked, String refusal) {
        waiting.remove(asked);
        asked.done.accept(new Answer(asked.lines, refusal));
    }

    /// Ends those that wait too long.
    void expire(long nowNanos) {
        while (!waiting.isEmpty() && waiting.getFirst().deadlineNanos - nowNanos <= 0) {
            end(
                    waiting.getFirst(),
                    "the server has not answered within " + PATIENCE_NANOS / 1_000_000_000L + " seconds");
        }
    }

    /// The connection is gone: nobody is answered any more.
    void lost() {
        while (!waiting.isEmpty()) {
            end(waiting.getFirst(), "the connection was lost");
        }
    }
}
