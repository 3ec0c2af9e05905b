// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.status;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One source's columns, in the order in which the source gave them.
///
/// Thread: one; it is filled by [StatusSource#status] and read afterwards. Column names are camelCase nouns
/// that end in their unit of measure (`longestTurnNanos`), the same in text and in JSON.
public final class StatusRow {
    private final String section;
    private final String label;
    private final Map<String, Object> columns = new LinkedHashMap<>();

    StatusRow(String section, String label) {
        this.section = section;
        this.label = label;
    }

    /// Adds a number.
    ///
    /// @throws IllegalStateException when the row already has a column of this name
    public StatusRow count(String column, long value) {
        return put(column, value);
    }

    /// Adds a word or a short text; control characters in it are shown as escapes.
    ///
    /// @throws IllegalStateException when the row already has a column of this name
    public StatusRow text(String column, String value) {
        return put(column, value);
    }

    /// The table that this row belongs to.
    public String section() {
        return section;
    }

    /// The source's label.
    public String label() {
        return label;
    }

    /// The columns so far, in order: [Long] for a number, [String] for a text. A view that cannot be changed.
    public Map<String, Object> columns() {
        return Collections.unmodifiableMap(columns);
    }

    private StatusRow put(String column, Object value) {
        if (columns.putIfAbsent(column, value) != null) {
            throw new IllegalStateException(
                    "status row " + section + "/" + label + ": wanted each column once, got " + column + " again");
        }
        return this;
    }
}
