// SPDX-License-Identifier: Apache-2.0
/// Lines over TCP: our graph beside Netty and a C server with the same flush policy, under one load program.
///
/// Programs, not benchmarks of a method: each server is a process of its own, the load is
/// `bench/src/main/c/lineload.c`.
/// Reading order: `TransportRun`, which runs all of them and writes the table; `GraphLineServer`,
/// `NettyLineServer`.
@NullMarked
package dev.heddle.bench.transport;

import org.jspecify.annotations.NullMarked;
