// SPDX-License-Identifier: Apache-2.0
/** Heddle's terminal client. */
module dev.heddle.terminal {
    requires static org.jspecify;
}
