// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.text;

/// A piece of a message that looks the same all over.
///
/// @param text safe for a terminal
/// @param look how it looks
public record Span(String text, Look look) {}
