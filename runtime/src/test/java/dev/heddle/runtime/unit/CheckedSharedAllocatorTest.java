// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

class CheckedSharedAllocatorTest extends AllocatorContract {
    @Override
    HeapOptions options(HeapOptions plain) {
        return plain.checked(true);
    }

    @Override
    Allocator allocator(UnitHeap heap) {
        return heap;
    }
}
