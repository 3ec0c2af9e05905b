// SPDX-License-Identifier: Apache-2.0
/** Benchmarks, stress tests and load programs. */
@NullMarked
package dev.heddle.bench;

import org.jspecify.annotations.NullMarked;
