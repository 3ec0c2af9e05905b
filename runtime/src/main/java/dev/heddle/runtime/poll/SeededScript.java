// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import java.util.SplittableRandom;

/// Disturbances drawn from a seed.
final class SeededScript implements NetworkScript {
    private final SplittableRandom random;
    private final int percent;
    private final long maxDelayNanos;

    SeededScript(long seed, int percent, long maxDelayNanos) {
        random = new SplittableRandom(seed);
        this.percent = percent;
        this.maxDelayNanos = maxDelayNanos;
    }

    @Override
    public int transfer(ScriptedCall call, int wanted) {
        int dice = random.nextInt(200);
        if (dice < percent) {
            return 0;
        }
        return dice < 3 * percent ? random.nextInt(1, wanted + 1) : wanted;
    }

    @Override
    public long delayNanos() {
        return maxDelayNanos == 0 ? 0 : random.nextLong(maxDelayNanos + 1);
    }
}
