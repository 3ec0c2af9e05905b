// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import org.junit.jupiter.api.Test;

class SimulationTest {
    @Test
    void first() {
        for (long seed = 1; seed <= Integer.getInteger("n", 20); seed++) {
            long began = System.nanoTime();
            System.out.println(Simulation.run(seed, SimFault.NONE) + " " + (System.nanoTime() - began) / 1_000_000);
        }
    }
}
