// SPDX-License-Identifier: Apache-2.0
/// Protocols and sessions: layers that are named in a plan, and counted ends of conversations between them.
///
/// A [dev.heddle.runtime.graph.Protocol] opens sessions for [dev.heddle.runtime.graph.Participants], actively
/// (open) or on demand (openEnable, then openDone from below). Messages go down by push and up by demux and
/// pop; control asks, call wants a reply, closeDone tells of a peer's end. References are counted: what open
/// and duplicate give is an owned [dev.heddle.runtime.graph.SessionRef], what a call passes is a lent
/// [dev.heddle.runtime.graph.Session], and a layer's own map is weak.
///
/// Thread: a graph belongs to one loop. From elsewhere: a session's door, duplicate and close.
/// Neighbours below: `unit` (messages), `queue`, `loop`, `request` (asynchronous open and call); above: `net`,
/// and every protocol.
///
/// Reading order: `Protocol`, `SessionHandler`, `Session`, `SessionRef`, `GraphPlan`, `Graph`, `SessionMap`;
/// for the counts `SessionCore` and `Graveyard`.
@NullMarked
package dev.heddle.runtime.graph;

import org.jspecify.annotations.NullMarked;
