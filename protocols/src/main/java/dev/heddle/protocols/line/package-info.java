// SPDX-License-Identifier: Apache-2.0
/** Lines over a stream. */
@NullMarked
package dev.heddle.protocols.line;

import org.jspecify.annotations.NullMarked;
