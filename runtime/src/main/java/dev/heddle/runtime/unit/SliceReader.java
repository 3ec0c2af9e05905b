// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

/// What [Chain#forEachSlice] shows its slices to: three arguments each time, never an object made for it.
@FunctionalInterface
public interface SliceReader {
    /// One slice, front first.
    ///
    /// @param unit lent for this call; retain what you keep
    /// @param offsetBytes where the slice begins, counted from the start of `unit.payload()`; negative where it
    ///     begins in the unit's headroom: see [Unit#room()]
    /// @param lengthBytes at least 1
    void onSlice(Unit unit, int offsetBytes, int lengthBytes);
}
