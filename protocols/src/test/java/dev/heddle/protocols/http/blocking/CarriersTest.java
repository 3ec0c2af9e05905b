// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CarriersTest {
    private final VirtualThreadSchedulerMXBean scheduler =
            ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    private final int all = scheduler.getParallelism();

    private void await(int parallelism) throws InterruptedException {
        while (scheduler.getParallelism() != parallelism) {
            Thread.sleep(1);
        }
    }

    @Test
    void aProcessorIsLeftToTheLoopUntilTheEnd() throws Exception {
        assumeTrue(all > 1, "one carrier is the least");
        try (var carriers = Carriers.besideLoops(1)) {
            await(all - 1);
            assertThat(carriers).isNotNull();
        }
        assertThat(scheduler.getParallelism()).isEqualTo(all);
    }

    @Test
    void threadsThatComputeGetAllCarriers() throws Exception {
        assumeTrue(all > 1, "one carrier is the least");
        var enough = new AtomicBoolean();
        try (var carriers = Carriers.besideLoops(all)) {
            await(1);
            for (int i = 0; i < all; i++) {
                Thread.startVirtualThread(() -> {
                    while (!enough.get()) {
                        Thread.onSpinWait();
                    }
                });
            }
            await(all);
            assertThat(carriers).isNotNull();
        } finally {
            enough.set(true);
        }
    }

    @Test
    void wantsALoop() {
        assertThatThrownBy(() -> Carriers.besideLoops(0)).hasMessage("carriers: wanted at least 1 loop, got 0");
    }
}
