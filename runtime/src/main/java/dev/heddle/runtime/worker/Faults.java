// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

/// Where a test can make a worker fail. Production has [#NONE].
@FunctionalInterface
interface Faults {
    /** Never fails. */
    Faults NONE = point -> {};

    /** The places at which it is asked. */
    enum Point {
        /** Before a worker looks for its next exchange. */
        NEXT,
        /** After a worker has taken an exchange, before its handler. */
        TAKEN,
        /** Before a waiting worker is woken. A failure here is a wake-up that is lost. */
        WAKE
    }

    /** Throws to make the step fail. */
    void at(Point point);
}
