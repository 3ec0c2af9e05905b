// SPDX-License-Identifier: Apache-2.0
/** The heddle command. */
@NullMarked
package dev.heddle.app;

import org.jspecify.annotations.NullMarked;
