// SPDX-License-Identifier: Apache-2.0
/** IRC messages. */
@NullMarked
package dev.heddle.chat.message;

import org.jspecify.annotations.NullMarked;
