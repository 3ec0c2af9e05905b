// SPDX-License-Identifier: Apache-2.0
/** Heddle's chat server. */
@SuppressWarnings("requires-automatic") // precis names its module in no descriptor
module dev.heddle.chat {
    requires dev.heddle.runtime;
    requires dev.heddle.protocols;
    requires com.ongres.scram.common;
    requires java.sql;
    requires org.bouncycastle.provider;
    requires org.xerial.sqlitejdbc;
    requires rocks.xmpp.precis;
    requires static org.jspecify;
}
