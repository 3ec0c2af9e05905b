// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Any program keeps the rules.
class RequestQueueProgramsTest extends RequestQueueFixture {
    /** Any program of adds, ends, cancels, stops and starts keeps the rules, whatever the seed. */
    @Test
    void seededProgramsKeepTheRules() {
        for (int seed = 0; seed < Integer.getInteger("heddle.seeds", 300); seed++) {
            new Program(seed).run();
        }
    }

    private final class Program {
        private final Random random;
        private final RequestQueue q;
        private final List<Promise<String>> open = new ArrayList<>();
        private final List<Request<String>> all = new ArrayList<>();
        private final List<String> order = new ArrayList<>();
        private @Nullable Promise<String> active;
        private int ended;

        Program(int seed) {
            random = new Random(seed);
            q = open(RequestQueueOptions.of("seed " + seed, 50).inlineDepth(random.nextInt(3)));
        }

        void run() {
            for (int i = 0; i < 200; i++) {
                step(i);
                assertThat(q.length()).isBetween(0, 50);
            }
            q.start();
            while (q.length() > 0) {
                on.settle();
                if (active != null) {
                    active.done("x");
                }
            }
            on.settle();
            assertThat(ended).isEqualTo(all.size());
            assertThat(order).isSortedAccordingTo((x, y) -> Integer.parseInt(x) - Integer.parseInt(y));
            q.close();
        }

        private void step(int i) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    var request = q.<String>add(String.valueOf(i), this::begin, v -> {});
                    request.onEnd(r -> ended++);
                    all.add(request);
                }
                case 3 -> {
                    if (active != null) {
                        active.done("x");
                    }
                }
                case 4 -> {
                    if (!all.isEmpty()) {
                        all.get(random.nextInt(all.size())).cancel();
                    }
                }
                case 5 -> q.stop();
                case 6 -> q.start();
                default -> on.turn();
            }
        }

        private void begin(Promise<String> promise) {
            assertThat(active == null || active.state().isEnd())
                    .as("one at a time")
                    .isTrue();
            order.add(promise.label());
            active = promise;
            if (random.nextBoolean()) {
                promise.done("at once");
            }
        }
    }
}
