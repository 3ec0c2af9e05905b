// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.runtime.poll.NetworkScript;
import dev.heddle.runtime.poll.ScriptedCall;
import dev.heddle.runtime.poll.SocketFault;
import java.util.SplittableRandom;

/// A bad network: short and blocked transfers, delays, and now and then a reset, all from the seed.
final class SimNetwork implements NetworkScript {
    private final SplittableRandom random;
    private final int shortPercent;
    private final long delayNanosMax;
    private final int oneResetIn;

    /// @param oneResetIn 0: none
    SimNetwork(long seed, int shortPercent, long delayNanosMax, int oneResetIn) {
        random = new SplittableRandom(seed);
        this.shortPercent = shortPercent;
        this.delayNanosMax = delayNanosMax;
        this.oneResetIn = oneResetIn;
    }

    @Override
    public int transfer(ScriptedCall call, int wanted) {
        int dice = random.nextInt(300);
        if (dice < shortPercent) {
            return 0;
        }
        return dice < 3 * shortPercent ? random.nextInt(1, wanted + 1) : wanted;
    }

    @Override
    public long delayNanos() {
        return delayNanosMax == 0 ? 0 : random.nextLong(delayNanosMax + 1);
    }

    @Override
    public SocketFault fault(ScriptedCall call) {
        boolean stream = call == ScriptedCall.READ || call == ScriptedCall.WRITE;
        return oneResetIn > 0 && stream && random.nextInt(oneResetIn) == 0 ? SocketFault.RESET : SocketFault.NONE;
    }
}
