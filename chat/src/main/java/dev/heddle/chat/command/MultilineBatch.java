// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.Line;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.LineWriter;
import dev.heddle.chat.message.Message;
import dev.heddle.chat.message.Multiline;
import dev.heddle.chat.message.Tags;
import org.jspecify.annotations.Nullable;

/// A message of several lines while it comes in: `BATCH +ref`, lines with the tag `batch=ref`, `BATCH -ref`.
///
/// One at a time for each client. Limit: [Multiline#LINES_MAX] lines and [Multiline#BYTES_MAX] bytes; beyond,
/// or when anything else is wrong, the whole of it is refused once and forgotten. Source: IRCv3
/// draft/multiline.
final class MultilineBatch {
    private final String reference;
    private final String target;
    private final String label;
    private final Tags tags;
    private Event.@Nullable Kind kind;
    private final StringBuilder text = new StringBuilder();
    private int lines;
    private int bytes;
    private boolean blank = true;

    private MultilineBatch(String reference, String target, String label, Tags tags) {
        this.reference = reference;
        this.target = target;
        this.label = label;
        this.tags = tags;
    }

    static void addTo(CommandTable table) {
        table.add("BATCH", Access.USERS, 1, MultilineBatch::batch);
    }

    private static void batch(Call call) {
        String word = call.param(0);
        if (word.startsWith("-")) {
            end(call, word.substring(1));
        } else {
            begin(call, word.startsWith("+") ? word.substring(1) : "");
        }
    }

    private static void begin(Call call, String reference) {
        boolean known =
                call.client().has(Capability.MULTILINE) && call.paramOr(1).equals(Multiline.BATCH_TYPE);
        String target = call.paramOr(2);
        MultilineBatch before = call.caller().batch();
        if (!known || reference.isEmpty() || target.isEmpty() || target.indexOf(',') >= 0 || before != null) {
            call.caller().batch(null);
            call.fail("MULTILINE_INVALID", "Wanted a batch of type draft/multiline to one target, and no other open");
            return;
        }
        String label = call.hub().takeLabel(call.client());
        call.caller()
                .batch(new MultilineBatch(
                        reference, target, label, call.message().tags().clientOnly()));
    }

    /// A line of the batch, or one that comes in the middle of it.
    static void line(Call call, Event.Kind kind) {
        MultilineBatch open = call.caller().batch();
        if (open == null) {
            return; // what is left of a batch that was refused
        }
        String refused = open.add(call, kind);
        if (!refused.isEmpty()) {
            call.caller().batch(null);
            open.fail(call, refused.split(" "));
        }
    }

    /// Why the line is refused, as the words of a FAIL; empty: it was added.
    private String add(Call call, Event.Kind lineKind) {
        Tags lineTags = call.message().tags();
        boolean goesOn = lineTags.has(Multiline.CONCAT_TAG);
        String said = call.paramOr(1);
        boolean one = kind == null || kind == lineKind;
        if (!reference.equals(lineTags.get("batch"))
                || !one
                || lineKind == Event.Kind.TAGMSG
                || goesOn && said.isEmpty()) {
            return "MULTILINE_INVALID";
        }
        if (!call.hub().fold(target).equals(call.hub().fold(call.paramOr(0)))) {
            return "MULTILINE_INVALID_TARGET " + Call.word(target) + " " + Call.word(call.paramOr(0));
        }
        int more = said.getBytes(java.nio.charset.StandardCharsets.UTF_8).length + (lines == 0 || goesOn ? 0 : 1);
        if (lines == Multiline.LINES_MAX) {
            return "MULTILINE_MAX_LINES " + Multiline.LINES_MAX;
        }
        if (bytes + more > Multiline.BYTES_MAX) {
            return "MULTILINE_MAX_BYTES " + Multiline.BYTES_MAX;
        }
        if (lines > 0) {
            text.append(goesOn ? Multiline.GO_ON : Multiline.NEW_LINE);
        }
        text.append(said);
        kind = lineKind;
        blank &= said.isEmpty();
        bytes += more;
        lines++;
        return "";
    }

    private static void end(Call call, String reference) {
        MultilineBatch open = call.caller().batch();
        if (open == null) {
            return;
        }
        call.caller().batch(null);
        Event.Kind kind = open.kind;
        if (!open.reference.equals(reference) || kind == null || open.blank || isService(open.target)) {
            open.fail(call, "MULTILINE_INVALID");
            return;
        }
        Message whole =
                Message.of(kind.name(), open.target, open.text.toString()).withTags(open.tags);
        call.become(whole, open.label);
        MessageCommands.sendWhole(call, kind);
    }

    /// Services take commands, which have one line.
    private static boolean isService(String target) {
        return target.equalsIgnoreCase(NickServ.NAME) || target.equalsIgnoreCase(ChanServ.NAME);
    }

    private void fail(Call call, String... words) {
        Line line = call.line();
        LineWriter body = line.begin(call.nowMillis())
                .source(call.serverName())
                .command("FAIL")
                .param("BATCH");
        for (String word : words) {
            body.param(word);
        }
        body.trailing("The message of several lines was refused");
        call.tell(label.isEmpty() ? line.end() : line.end().label(label));
    }
}
