// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

/// How NickServ and ChanServ answer: with a notice of their own name.
final class ServiceVoice {
    private ServiceVoice() {}

    /// The built-in services appear as a server of their own, beside the one they live in.
    static String serverName(Call call) {
        String name = call.serverName();
        int dot = name.lastIndexOf('.');
        return (dot < 0 ? name : name.substring(0, dot)) + ".Services";
    }

    static void tell(Call call, String service, String text) {
        call.line()
                .begin(call.nowMillis())
                .source(service + "!services@" + serverName(call))
                .command("NOTICE")
                .param(call.nick())
                .trailing(text);
        call.tell(call.line().end());
    }
}
