// SPDX-License-Identifier: Apache-2.0
/// Measurements: JMH benchmarks, jcstress tests, load programs and the peers that we compare ourselves with.
///
/// Purpose: figures with their command, and promises between threads with the seeded bug beside each.
/// Neighbours below: everything that is shipped. Nothing is shipped from here.
/// Thread: as each harness says.
@NullMarked
package dev.heddle.bench;

import org.jspecify.annotations.NullMarked;
