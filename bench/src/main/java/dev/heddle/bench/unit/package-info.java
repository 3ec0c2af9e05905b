// SPDX-License-Identifier: Apache-2.0
/// What a unit costs, beside what a buffer costs elsewhere.
@NullMarked
package dev.heddle.bench.unit;

import org.jspecify.annotations.NullMarked;
