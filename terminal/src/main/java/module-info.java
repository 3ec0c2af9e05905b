// SPDX-License-Identifier: Apache-2.0
/** Heddle's terminal client. */
@SuppressWarnings("requires-automatic") // JLine's jar names its module in no descriptor
module dev.heddle.terminal {
    requires dev.heddle.runtime;
    requires dev.heddle.protocols;
    requires com.ongres.scram.common;
    requires org.jline;
    requires static org.jspecify;
}
