// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongMapTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void itHoldsWhatAHashMapHolds(long seed) {
        Random random = new Random(seed);
        LongMap<String> map = new LongMap<>();
        Map<Long, String> model = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            long key = 1 + random.nextInt(500);
            if (random.nextInt(3) > 0) {
                map.put(key, "v" + i);
                model.put(key, "v" + i);
            } else {
                assertThat(map.remove(key)).isEqualTo(model.remove(key));
            }
            assertThat(map.get(key)).isEqualTo(model.get(key));
            assertThat(map.size()).isEqualTo(model.size());
        }
        TreeSet<String> walked = new TreeSet<>();
        map.forEach(walked::add);
        assertThat(walked).isEqualTo(new TreeSet<>(model.values()));
    }

    @Test
    void anIdIsPositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LongMap<String>().put(0, "x"));
    }
}
