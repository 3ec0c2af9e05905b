// SPDX-License-Identifier: Apache-2.0
/** Stub. */
@NullMarked
package dev.heddle.runtime.queue;

import org.jspecify.annotations.NullMarked;
