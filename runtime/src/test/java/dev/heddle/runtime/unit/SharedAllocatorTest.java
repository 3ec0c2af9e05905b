// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

class SharedAllocatorTest extends AllocatorContract {
    @Override
    HeapOptions options(HeapOptions plain) {
        return plain;
    }

    @Override
    Allocator allocator(UnitHeap heap) {
        return heap;
    }
}
