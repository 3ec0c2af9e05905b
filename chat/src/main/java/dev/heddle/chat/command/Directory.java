// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.store.Account;
import dev.heddle.chat.store.Answer;
import dev.heddle.chat.store.Query;
import dev.heddle.chat.store.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The names of all accounts, in memory: whose nick is whose, and who may be written to while away. Everything
/// else about an account is asked of the store when it is needed.
///
/// Thread: the hub.
public final class Directory {
    /// @param name as displayed
    record Entry(String name, Account.Role role) {}

    private final Hub hub;
    private final Map<String, Entry> accounts = new HashMap<>();

    Directory(Hub hub) {
        this.hub = hub;
    }

    /// Loads the names; `ready` runs on `onHub` when clients may be let in.
    public void load(Executor onHub, Runnable ready) {
        Store store = hub.store();
        if (store == null) {
            onHub.execute(ready);
            return;
        }
        store.ask(
                0,
                new Query.AccountNames(),
                Answer.<java.util.List<Query.AccountName>>of(
                                names -> {
                                    names.forEach(
                                            name -> accounts.put(name.folded(), new Entry(name.name(), name.role())));
                                    ready.run();
                                },
                                why -> {
                                    throw new IllegalStateException("accounts could not be read: " + why);
                                })
                        .on(onHub));
    }

    /// The account with this name in any spelling; null if there is none.
    @Nullable
    Entry find(String name) {
        return accounts.get(hub.fold(name));
    }

    boolean exists(String name) {
        return accounts.containsKey(hub.fold(name));
    }

    /// Whether some account is an administrator's.
    boolean hasAdministrator() {
        return accounts.values().stream().anyMatch(entry -> entry.role() == Account.Role.ADMINISTRATOR);
    }

    /// All of them, by folded name.
    List<Entry> sorted() {
        return new TreeMap<>(accounts).values().stream().toList();
    }

    void deleted(String folded) {
        accounts.remove(folded);
    }

    void created(Account account) {
        accounts.put(account.folded(), new Entry(account.name(), account.role()));
    }
}
