// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.link;

import org.jspecify.annotations.Nullable;

/// One connection at a time to a server, for lines. Thread: the loop; the peer is called on it.
public interface Transport {
    /// Who hears of the connection. After [#onClosed] nothing more comes until the next open.
    interface Peer {
        /// It is open.
        ///
        /// @param security protocol and cipher; empty for a connection that is not encrypted
        void onOpen(String security);

        /// A line without its end. Bytes that are no UTF-8 have been replaced.
        void onLine(String text);

        /// It could not be opened, or has ended.
        void onClosed(Loss why);
    }

    /// Why there is no connection.
    ///
    /// @param words for people
    /// @param untrusted the certificate that was not believed; null when that was not the reason
    record Loss(String words, @Nullable Presented untrusted) {}

    /// Connects. One that is there is dropped without a word to its peer.
    void open(ServerAddress to, Peer peer);

    /// Sends a line, its end added.
    ///
    /// @return false: there is no connection, or it is so far behind that nothing more can be queued
    boolean send(String line);

    /// Ends the connection; what was sent still leaves, if the server takes it.
    void close();
}
