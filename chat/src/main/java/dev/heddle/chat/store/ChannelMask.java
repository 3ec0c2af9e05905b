// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

/// One entry of a channel's list.
///
/// @param list mode letter: b, e, I or q
/// @param mask as displayed
/// @param setter mask or nick
/// @param timeMillis since 1970, UTC
public record ChannelMask(char list, String mask, String setter, long timeMillis) {}
