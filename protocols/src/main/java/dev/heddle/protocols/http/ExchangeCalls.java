// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

/// What an exchange's handler wants to be told. Immutable; called on the loop.
///
/// @param room when there is room again
/// @param gone when the client leaves
record ExchangeCalls(Runnable room, Runnable gone) {
    static final ExchangeCalls NONE = new ExchangeCalls(ExchangeCalls::nothing, ExchangeCalls::nothing);

    private static void nothing() {}
}
