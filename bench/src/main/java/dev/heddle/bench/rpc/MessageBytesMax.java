// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc;

import dev.heddle.runtime.graph.Control;
import dev.heddle.runtime.net.Udp;

/// How large a message may be that is pushed into a session. A layer takes its own header off the answer from
/// below; where nobody knows, it is a datagram.
public record MessageBytesMax() implements Control<Integer> {
    @Override
    public Integer unsupported() {
        return Udp.DATAGRAM_BYTES_MAX;
    }
}
