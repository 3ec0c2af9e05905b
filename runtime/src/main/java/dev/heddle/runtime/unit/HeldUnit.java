// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

/// A line of a leak report: a unit that is out. Not every one is a leak; one that was dropped is.
///
/// @param heap the heap's label
/// @param unit the unit's number in it
/// @param holders its count
/// @param allocated who allocated it, and where; `not checked` where checked mode or sampling did not see it
/// @param lastTouch what was done with it last, by whom, and where
/// @param dropped whether a handle of it was collected while it was held, so that nobody can release it any
///     more
public record HeldUnit(String heap, int unit, int holders, String allocated, String lastTouch, boolean dropped) {

    @Override
    public String toString() {
        return "unit " + unit + " of heap " + heap + ": " + holders + (holders == 1 ? " holder; " : " holders; ")
                + allocated + "; last " + lastTouch + (dropped ? "; dropped while held" : "");
    }
}
