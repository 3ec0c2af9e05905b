// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.link;

/// A certificate that a server showed and that was not believed. Any thread.
///
/// @param fingerprint SHA-256 of the certificate, 64 hexadecimal digits
/// @param subject whose it says it is
/// @param issuer who signed it
/// @param validUntil the day on which it ends
/// @param problem why it was not believed
/// @param known the fingerprint that was remembered for this server; empty when none was
public record Presented(
        String fingerprint, String subject, String issuer, String validUntil, String problem, String known) {
    /// Whether the server showed another certificate before.
    public boolean hasChanged() {
        return !known.isEmpty();
    }

    /// The fingerprint in groups that a person can compare.
    ///
    /// @return two lines of eight groups of four digits
    public static String inGroups(String fingerprint) {
        var out = new StringBuilder();
        for (int i = 0; i < fingerprint.length(); i += 4) {
            out.append(i == 0 ? "" : i % 32 == 0 ? "\n" : " ")
                    .append(fingerprint, i, Math.min(i + 4, fingerprint.length()));
        }
        return out.toString();
    }
}
