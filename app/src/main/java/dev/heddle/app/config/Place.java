// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.config;

/// Where something stands in a file.
///
/// @param file as the user named it
/// @param line from 1
/// @param column from 1
public record Place(String file, int line, int column) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
