// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.graph.Session;

/// What a layer above [Http] implements to take connections over. Thread: the loop.
public interface Upgrading {
    /// A client asks for the layer's protocol, and all its earlier requests are answered. If it is accepted,
    /// `openDone` follows in the same turn with a session that is the stream behind the head, whatever of it
    /// has come already included; [UpgradedHead] asks that session for the head.
    ///
    /// @param head detached, to be kept if wanted
    /// @param lower the session below HTTP, lent: for its participants and for what TLS knows
    /// @return 101 or a refusal
    UpgradeAnswer onUpgrade(RequestHead head, Session lower);
}
