// SPDX-License-Identifier: Apache-2.0
/// What every load program of the runtime has in common: an entry is one contestant in one row, measured in a JVM of
/// its own.
///
/// Thread: as each class says. Reading order: [Entry], [Budget], [Rounds], [Crew], [Figures].
@NullMarked
package dev.heddle.bench.contest;

import org.jspecify.annotations.NullMarked;
