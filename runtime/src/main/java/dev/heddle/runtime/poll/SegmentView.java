// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The last segment as a byte buffer: callers pass the same few segments again and again, and each view is
/// garbage.
final class SegmentView {
    private @Nullable MemorySegment segment;
    private @Nullable ByteBuffer view;

    @SuppressWarnings("MemorySegmentReferenceEquality") // the very object is what is kept
    ByteBuffer of(MemorySegment wanted, long offset, int length) {
        if (wanted.byteSize() > Integer.MAX_VALUE) {
            return wanted.asSlice(offset, length).asByteBuffer();
        }
        var kept = view;
        if (segment != wanted || kept == null) {
            kept = wanted.asByteBuffer();
            segment = wanted;
            view = kept;
        }
        return kept.limit((int) offset + length).position((int) offset);
    }
}
