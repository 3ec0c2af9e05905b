// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

/// How NickServ and ChanServ answer: with a notice of their own name.
final class ServiceVoice {
    private ServiceVoice() {}

    static void tell(Call call, String service, String text) {
        call.line()
                .begin(call.nowMillis())
                .source(service + "!services@" + call.serverName())
                .command("NOTICE")
                .param(call.nick())
                .trailing(text);
        call.tell(call.line().end());
    }
}
