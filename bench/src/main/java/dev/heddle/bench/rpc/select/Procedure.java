// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc.select;

import dev.heddle.runtime.graph.Participant;
import dev.heddle.runtime.net.Endpoint;

/// A procedure of a host: to be called there, or to be offered here.
///
/// @param host where
/// @param number which
public record Procedure(Endpoint host, int number) implements Participant {
    @Override
    public String toString() {
        return "procedure " + number + " at " + host;
    }
}
