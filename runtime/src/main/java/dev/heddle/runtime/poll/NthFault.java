// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

/// Failure by counting.
final class NthFault implements NetworkScript {
    private final ScriptedCall call;
    private final SocketFault fault;
    private int left;

    NthFault(ScriptedCall call, int n, SocketFault fault) {
        this.call = call;
        this.left = n;
        this.fault = fault;
    }

    @Override
    public SocketFault fault(ScriptedCall made) {
        return made == call && --left == 0 ? fault : SocketFault.NONE;
    }
}
