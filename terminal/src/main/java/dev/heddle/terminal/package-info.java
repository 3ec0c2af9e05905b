// SPDX-License-Identifier: Apache-2.0
/** The terminal client. */
@NullMarked
package dev.heddle.terminal;

import org.jspecify.annotations.NullMarked;
