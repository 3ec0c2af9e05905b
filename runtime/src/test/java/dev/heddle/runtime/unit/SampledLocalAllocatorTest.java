// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

class SampledLocalAllocatorTest extends AllocatorContract {
    @Override
    HeapOptions options(HeapOptions plain) {
        return plain.sampled(3);
    }

    @Override
    Allocator allocator(UnitHeap heap) {
        return heap.local();
    }
}
