// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

/// A line that is no message although its tags could be read, among them a label: the refusal answers under it.
///
/// @param why what is wrong with the rest
/// @param tags the tags
public record Unreadable(Malformed why, Tags tags) implements Parsed {}
