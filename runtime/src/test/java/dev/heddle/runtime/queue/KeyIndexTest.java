// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyIndexTest {
    @Test
    void putFindAndRemoveAgreeWithAMap() {
        for (long seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            int capacity = 1 + random.nextInt(20);
            var index = new KeyIndex(capacity);
            var model = new HashMap<Long, Long>();
            for (int step = 0; step < 1_000; step++) {
                long key = random.nextInt(40) * 0x1_0000_0001L - 20;
                if (random.nextBoolean() && (model.size() < capacity || model.containsKey(key))) {
                    index.put(key, step);
                    model.put(key, (long) step);
                } else {
                    index.remove(key);
                    model.remove(key);
                }
                for (long k = 0; k < 40; k++) {
                    long any = k * 0x1_0000_0001L - 20;
                    assertThat(index.find(any))
                            .as("seed " + seed + " step " + step)
                            .isEqualTo(model.getOrDefault(any, KeyIndex.ABSENT));
                }
            }
        }
    }
}
