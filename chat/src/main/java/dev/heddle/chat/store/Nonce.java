// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

/// A client's own name for a message it sends, so that a message sent twice is stored once.
///
/// @param owner the account, folded, or another name for the sender that survives a reconnect
/// @param value what the client made up
public record Nonce(String owner, String value) {}
