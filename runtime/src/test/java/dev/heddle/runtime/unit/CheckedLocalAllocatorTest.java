// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

class CheckedLocalAllocatorTest extends AllocatorContract {
    @Override
    HeapOptions options(HeapOptions plain) {
        return plain.checked(true);
    }

    @Override
    Allocator allocator(UnitHeap heap) {
        return heap.local();
    }
}
