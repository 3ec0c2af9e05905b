// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

/// Runs seeds of the [Simulation], any number: `FIRST [COUNT [FAULT]]`. One line for each run; status 1 when
/// one fails, with its seed.
final class SimulationMain {
    private SimulationMain() {}

    /// Runs them.
    public static void main(String[] args) {
        long from = args.length > 0 ? Long.parseLong(args[0]) : 1;
        long count = args.length > 1 ? Long.parseLong(args[1]) : 1;
        var fault = args.length > 2 ? SimFault.valueOf(args[2]) : SimFault.NONE;
        int failed = 0;
        for (long seed = from; seed < from + count; seed++) {
            try {
                System.out.println(Simulation.run(seed, fault));
            } catch (AssertionError why) {
                failed++;
                System.out.println("FAILED " + why.getMessage());
                why.printStackTrace();
            }
        }
        System.exit(failed == 0 ? 0 : 1);
    }
}
