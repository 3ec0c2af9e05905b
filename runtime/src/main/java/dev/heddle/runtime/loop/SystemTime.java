// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

/// The machine's clocks.
enum SystemTime implements TimeSource {
    INSTANCE;

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long epochMillis() {
        return System.currentTimeMillis();
    }
}
