// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

/// How far an account has read.
///
/// @param sequence of the last entry read
/// @param timeMillis of that entry, as MARKREAD gives it
public record ReadPosition(long sequence, long timeMillis) {}
