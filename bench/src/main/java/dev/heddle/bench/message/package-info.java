// SPDX-License-Identifier: Apache-2.0
/// What lines and masks cost.
@NullMarked
package dev.heddle.bench.message;

import org.jspecify.annotations.NullMarked;
