// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

/// Time as the hub sees it: injected, so that a simulation owns it.
public interface HubClock {
    /// Since 1970, UTC.
    long wallMillis();

    /// From an arbitrary origin, never going back.
    long nanos();
}
