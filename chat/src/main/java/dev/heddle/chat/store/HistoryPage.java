// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import java.util.List;

/// A part of one buffer.
///
/// @param place the buffer
/// @param entries oldest first
public record HistoryPage(Place place, List<HistoryEntry> entries) {}
