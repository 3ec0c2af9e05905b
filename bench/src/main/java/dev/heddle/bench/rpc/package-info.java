// SPDX-License-Identifier: Apache-2.0
/// Request and reply over UDP, decomposed as the x-kernel did it: a stack of our own as proof and example.
///
/// Purpose: shows how layers are written against `runtime.graph`, and lets the price of a layer be measured.
///
/// ```
///  anchor    the program: opens a procedure, calls it, or answers calls
///  select    which procedure                                   4 bytes of header
///  channel   at most once: numbers, retransmission, boot ids  16
///  fragment  messages larger than a datagram                   8
///  udp       the library's
/// ```
/// Neighbours below: the runtime; nothing of it is exported by the library. Thread: the graph's loop. Read
/// [Anchor], then the packages `select`, `fragment`, `channel` in this order. The tests are in the module
/// `checks`, package `dev.heddle.checks.example.rpc`.
@NullMarked
package dev.heddle.bench.rpc;

import org.jspecify.annotations.NullMarked;
