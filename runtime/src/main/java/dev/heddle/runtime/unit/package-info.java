// SPDX-License-Identifier: Apache-2.0
/// Counted units of memory: what a message is made of.
///
/// A [UnitHeap] hands out [Unit]s of one size: an on-heap handle, made when the heap grows and never again,
/// with a payload off-heap. Whoever holds a unit may hand it on, retain it for others, and must release it; the
/// last release sends it home, whatever thread it comes from. A [Chain] is a message over slices of units;
/// headers go on and come off, parts are split off and joined, and no payload is copied.
///
/// Two kinds of count live here and are never mixed: a unit's (fast, no `tryRetain`) and a [RefCount] (has it).
///
/// Below: nothing. Thread: heaps and releases any; a [LocalHeap] its own; payloads their only holder's. Threads
/// that sleep say so ([LocalHeap#flushThread()]); threads that must not sleep are marked ([NonBlocking]).
///
/// Reading order: [Allocator], [Unit], [UnitHeap], [LocalHeap], `UnitStore`, `Inbox`, `WaitLine`, `Chunk`, then
/// [Chain] and [Gathered], and `Custody` for checked mode.
@NullMarked
package dev.heddle.runtime.unit;

import org.jspecify.annotations.NullMarked;
