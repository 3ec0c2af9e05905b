// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

/// What a line turned out to be: a [Message], or the reason why it is none.
public sealed interface Parsed permits Message, Malformed, Unreadable {}
