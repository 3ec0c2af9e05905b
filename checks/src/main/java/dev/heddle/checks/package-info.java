// SPDX-License-Identifier: Apache-2.0
/** Tests about the whole. */
@NullMarked
package dev.heddle.checks;

import org.jspecify.annotations.NullMarked;
