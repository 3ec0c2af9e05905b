// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.hub.Client;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.User;

/// The ends of connections: by QUIT, by the server, by the network. Thread: the hub.
public final class Departure {
    private Departure() {}

    /// Tells the client why, takes it off the server, closes the connection. Its user leaves with its last
    /// client.
    public static void close(Services services, Client client, String reason) {
        if (client.isClosed()) {
            return;
        }
        Hub hub = services.hub();
        services.line()
                .begin(hub.clock().wallMillis())
                .command("ERROR")
                .trailing("Closing Link: " + client.peer().host() + " (" + reason + ")");
        hub.tell(client, services.line().end());
        leave(hub, client, reason);
    }

    /// The connection is gone already.
    public static void lost(Services services, Client client, String reason) {
        if (!client.isClosed()) {
            leave(services.hub(), client, reason);
        }
    }

    /// All clients of a user, as KILL does.
    static void closeAll(Services services, User user, String reason) {
        while (user.clientCount() > 1) {
            close(services, user.client(user.clientCount() - 1), reason);
        }
        close(services, user.client(0), reason);
    }

    private static void leave(Hub hub, Client client, String reason) {
        User user = client.user();
        long now = hub.clock().wallMillis();
        if (user == null) {
            hub.disconnect(client);
        } else if (user.clientCount() > 1) {
            hub.emit(new Event.ClientDetached(user.id(), client.id(), now));
        } else {
            hub.emit(new Event.UserLeft(user.id(), reason, hub.random(), now));
        }
    }
}
