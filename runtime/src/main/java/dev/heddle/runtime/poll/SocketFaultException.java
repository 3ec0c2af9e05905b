// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import java.io.IOException;

/// A failed socket call as an exception: what was tried on which address, and the system's answer.
///
/// Made only when somebody asks for it; the calls themselves answer with a value and a [SocketFault].
public final class SocketFaultException extends IOException {
    private static final long serialVersionUID = 1L;

    private final SocketFault fault;

    /// Describes one failure; `what` names the call and the address or handle.
    public SocketFaultException(SocketFault fault, String what, String systemText) {
        super(what + ": " + fault + " (" + systemText + ")");
        this.fault = fault;
    }

    /// The reason, for a `switch`.
    public SocketFault fault() {
        return fault;
    }
}
