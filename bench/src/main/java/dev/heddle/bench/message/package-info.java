// SPDX-License-Identifier: Apache-2.0
/// What IRC lines and masks cost.
///
/// Purpose: parsing, writing and mask matching beside what they are compared with.
/// Neighbours below: `chat.message`. Thread: that of JMH.
@NullMarked
package dev.heddle.bench.message;

import org.jspecify.annotations.NullMarked;
