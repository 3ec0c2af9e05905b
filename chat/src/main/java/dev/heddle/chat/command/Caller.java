// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.hub.Client;
import dev.heddle.chat.hub.Hub;
import org.jspecify.annotations.Nullable;

/// One connection as the commands see it: its client, and what it has said of itself before it became a user.
///
/// Thread: the hub. Lifetime: that of the connection; `session` makes it and runs its calls.
public final class Caller {
    /// What `session` does for a call.
    public interface Runner {
        /// The call that was waiting has ended: the next line may run.
        void ended(Call call);

        /// Calls the cursor again when the outbox has drained, and not before the next turn.
        void whenDrained(Caller caller, Runnable step);

        /// Another client has been closed by this call.
        void closed(Client client);
    }

    private final Services services;
    private final Client client;
    private final Runner runner;
    private @Nullable Registration registration = new Registration();
    private @Nullable SaslExchange sasl;
    private @Nullable MultilineBatch batch;
    private boolean capabilityVersion302;

    public Caller(Services services, Client client, Runner runner) {
        this.services = services;
        this.client = client;
        this.runner = runner;
        services.hub().countUnregistered(1);
    }

    public Services services() {
        return services;
    }

    public Hub hub() {
        return services.hub();
    }

    public Client client() {
        return client;
    }

    Runner runner() {
        return runner;
    }

    /// What the client said of itself so far; null once it is registered.
    public @Nullable Registration registration() {
        return registration;
    }

    public boolean isRegistered() {
        return registration == null;
    }

    void registered() {
        if (registration != null) {
            registration = null;
            hub().countUnregistered(-1);
        }
    }

    /// The connection is gone: whoever had not registered is no longer counted.
    public void gone() {
        registered();
    }

    @Nullable
    SaslExchange sasl() {
        return sasl;
    }

    void sasl(@Nullable SaslExchange exchange) {
        sasl = exchange;
    }

    /// The message of several lines that the client is in the middle of; null for none.
    @Nullable
    MultilineBatch batch() {
        return batch;
    }

    void batch(@Nullable MultilineBatch open) {
        batch = open;
    }

    boolean isVersion302() {
        return capabilityVersion302;
    }

    void version302() {
        capabilityVersion302 = true;
    }
}
