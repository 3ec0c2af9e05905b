// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import dev.heddle.chat.command.Call;
import dev.heddle.chat.hub.Line;
import dev.heddle.chat.message.LineWriter;
import dev.heddle.chat.message.Malformed;
import dev.heddle.chat.message.Numeric;

/// Answers to lines that are no messages.
final class Refusals {
    private Refusals() {}

    static void tell(Call call, Malformed malformed) {
        switch (malformed) {
            case EMPTY -> {}
            case NOT_UTF8 -> fail(call, "INVALID_UTF8", "Message rejected, your IRC software MUST use UTF-8");
            case FORBIDDEN_BYTE -> fail(call, "INVALID_MESSAGE", "Message rejected: a NUL or CR inside a line");
            case NO_COMMAND -> fail(call, "INVALID_MESSAGE", "Message rejected: no command");
            case TAGS_TOO_LONG, BODY_TOO_LONG -> tooLong(call);
        }
    }

    private static void fail(Call call, String code, String text) {
        Line line = new Line();
        begin(call, line).command("FAIL").param("*").param(code).trailing(text);
        call.hub().tell(call.client(), line.end());
    }

    private static void tooLong(Call call) {
        Line line = new Line();
        begin(call, line)
                .numeric(Numeric.ERR_INPUTTOOLONG, call.client().nickOrStar())
                .trailing("Input line was too long");
        call.hub().tell(call.client(), line.end());
    }

    private static LineWriter begin(Call call, Line line) {
        return line.begin(call.hub().clock().wallMillis())
                .source(call.hub().settings().identity().name());
    }
}
