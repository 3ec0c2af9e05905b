// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

/// Whether a connection goes on in another protocol. Immutable, any thread.
///
/// @param status 101, or the status of the refusal
/// @param headers of the answer; "Upgrade" and "Connection" of a 101 are added by [Http]
/// @param text of the refusal; empty with 101
public record UpgradeAnswer(int status, ResponseHeaders headers, String text) {
    /// Checks the status.
    public UpgradeAnswer {
        if (status != 101) {
            Statuses.check(status);
        }
    }

    /// The other protocol it is.
    ///
    /// @param headers what goes with it
    /// @return a 101
    public static UpgradeAnswer accept(ResponseHeaders headers) {
        return new UpgradeAnswer(101, headers, "");
    }

    /// The request is answered instead, and HTTP goes on.
    ///
    /// @param status 200 to 599
    /// @param headers of the answer
    /// @param text of its body
    /// @return a refusal
    public static UpgradeAnswer refuse(int status, ResponseHeaders headers, String text) {
        return new UpgradeAnswer(Statuses.check(status), headers, text);
    }

    /// Whether it is a 101.
    public boolean isAccepted() {
        return status == 101;
    }
}
