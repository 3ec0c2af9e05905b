// SPDX-License-Identifier: Apache-2.0
/// What IRC looks like on the wire, seen by a client.
///
/// Purpose: lines in and out, the names of a network, how long a message may be. No state but what a call is
/// given. Neighbours below: none. Thread: any, unless a class says otherwise. Reading order: [IrcLine],
/// [LineBuilder], [Features], [TextSplitter].
@NullMarked
package dev.heddle.terminal.wire;

import org.jspecify.annotations.NullMarked;
