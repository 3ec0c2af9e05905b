// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.graph.Session;
import org.jspecify.annotations.Nullable;

/// A request for another protocol, until all earlier requests of its connection are answered. Thread: the loop.
final class UpgradeWait {
    private final Http http;
    private final RequestHead head;
    private @Nullable UpgradeAnswer answer;

    UpgradeWait(Http http, RequestHead head) {
        this.http = http;
        this.head = head;
    }

    RequestHead head() {
        return head;
    }

    /// What the layer above says, which is asked once.
    UpgradeAnswer answer(Http.Enabled enabled, Session lower) {
        var known = answer;
        if (known == null) {
            known = ask(enabled, lower);
            answer = known;
        }
        return known;
    }

    private UpgradeAnswer ask(Http.Enabled enabled, Session lower) {
        try {
            return enabled.upgrading().onUpgrade(head, lower);
        } catch (RuntimeException | Error e) {
            http.report("http upgrade to " + enabled.name(), e);
            return UpgradeAnswer.refuse(500, Http.TEXT, "500 internal server error\n");
        }
    }
}
