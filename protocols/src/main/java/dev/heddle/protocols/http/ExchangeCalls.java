// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import org.jspecify.annotations.Nullable;

/// What an exchange's handler wants to be told. Thread: the loop.
final class ExchangeCalls {
    private @Nullable Runnable onRoom;
    private @Nullable Runnable onGone;
    private boolean goneTold;

    void onRoom(Runnable call) {
        onRoom = call;
    }

    void onGone(Runnable call) {
        onGone = call;
    }

    void room() {
        if (onRoom != null) {
            onRoom.run();
        }
    }

    /// Once at most.
    void gone() {
        var call = onGone;
        if (call != null && !goneTold) {
            goneTold = true;
            call.run();
        }
    }
}
