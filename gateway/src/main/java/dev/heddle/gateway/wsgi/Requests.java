// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import dev.heddle.gateway.exchange.Call;
import org.jspecify.annotations.Nullable;

/// How a request is named in the log. Any thread.
final class Requests {
    private static final int SHOWN = 200;

    private Requests() {}

    /** Method and target, without what could be taken for another line. */
    static String shown(@Nullable Call call) {
        if (call == null) {
            return "none";
        }
        var head = call.head();
        var text = new StringBuilder();
        var line = head.method() + ' ' + head.target();
        for (int i = 0; i < Math.min(line.length(), SHOWN); i++) {
            char c = line.charAt(i);
            text.append(c >= ' ' && c < 0x7f ? c : '?');
        }
        return text.toString();
    }
}
