// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

/// What a layer needs from below and provides above; a layer sits only on one that provides what it needs.
public enum Service {
    /// Bytes in order; where one piece ends and the next begins means nothing.
    STREAM,
    /// Whole messages: what was pushed as one arrives as one.
    MESSAGES
}
