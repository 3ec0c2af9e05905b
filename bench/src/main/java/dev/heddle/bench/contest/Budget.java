// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.contest;

import java.time.Duration;

/// How long a contestant may run in one JVM.
///
/// @param warmUp before anything counts
/// @param measured what counts
public record Budget(Duration warmUp, Duration measured) {}
