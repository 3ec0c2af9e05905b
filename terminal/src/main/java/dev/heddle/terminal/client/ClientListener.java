// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

/// Who hears what happens to a client. Thread: the loop.
public interface ClientListener {
    /// Something happened; the model is already as it is now.
    void on(ClientEvent event);
}
