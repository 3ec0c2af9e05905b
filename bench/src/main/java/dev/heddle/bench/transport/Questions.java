// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.transport;

import java.io.IOException;
import java.lang.management.ManagementFactory;

/// What the Java servers answer on their output, for each letter on their input: `h`: bytes of Java heap in use after
/// a collection; `a`: bytes that all threads have allocated so far.
final class Questions {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Questions() {}

    /// Until the input ends; then the process does.
    static void answer() {
        try {
            for (int what = System.in.read(); what >= 0; what = System.in.read()) {
                if (what == 'h') {
                    System.out.println("heap " + used());
                } else if (what == 'a') {
                    System.out.println("allocated " + THREADS.getTotalThreadAllocatedBytes());
                }
            }
        } catch (IOException e) {
            System.exit(1);
        }
        System.exit(0);
    }

    private static long used() {
        long used = Long.MAX_VALUE;
        var machine = Runtime.getRuntime();
        for (int i = 0; i < 4; i++) {
            System.gc();
            used = Math.min(used, machine.totalMemory() - machine.freeMemory());
        }
        return used;
    }
}
