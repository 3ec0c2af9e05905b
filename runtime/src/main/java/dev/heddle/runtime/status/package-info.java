// SPDX-License-Identifier: Apache-2.0
/// What a running program says about itself: heaps, queues, loops, requests, workers and sessions, each a row under its
/// label.
///
/// Purpose: one report for the operator, as text and as JSON, filled by the pieces themselves.
/// Neighbours below: none; this is the lowest package, so that every piece can be a source.
/// Thread: a [StatusReport] may be used by any thread; a source answers on whatever thread asks.
/// Reading order: [StatusSource], [StatusRow], [StatusReport].
@NullMarked
package dev.heddle.runtime.status;

import org.jspecify.annotations.NullMarked;
