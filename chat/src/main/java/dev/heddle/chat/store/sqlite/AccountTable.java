// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store.sqlite;

import dev.heddle.chat.store.Account;
import dev.heddle.chat.store.Query;
import dev.heddle.chat.store.ScramCredentials;
import dev.heddle.chat.store.StoreFailure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Accounts and their certificates.
///
/// Thread: the owner of the database it is given: the writer's or a reader's.
final class AccountTable {
    private static final String SELECT = "SELECT folded, name, password_hash, scram_salt, scram_iterations,"
            + " scram_stored_key, scram_server_key, email, created, verified, suspended, role FROM account ";

    private final Database database;

    AccountTable(Database database) {
        this.database = database;
    }

    @Nullable
    StoreFailure create(Account account) throws SQLException {
        if (exists(account.folded())) {
            return rejected("account " + account.folded() + " exists");
        }
        return save(account);
    }

    @Nullable
    StoreFailure change(Account account) throws SQLException {
        if (!exists(account.folded())) {
            return rejected("account " + account.folded() + " does not exist");
        }
        return save(account);
    }

    private boolean exists(String folded) throws SQLException {
        return database.number("SELECT 1 FROM account WHERE folded = ?", 0, folded) == 1;
    }

    private @Nullable StoreFailure save(Account account) throws SQLException {
        for (var fingerprint : account.fingerprints()) {
            var owner = owner(fingerprint);
            if (owner != null && !owner.equals(account.folded())) {
                return rejected("fingerprint " + fingerprint + " belongs to another account");
            }
        }
        var scram = account.scram();
        database.update(
                "INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                account.folded(),
                account.name(),
                account.passwordHash(),
                scram == null ? null : scram.salt(),
                scram == null ? null : scram.iterations(),
                scram == null ? null : scram.storedKey(),
                scram == null ? null : scram.serverKey(),
                account.email(),
                account.createdMillis(),
                account.verified(),
                account.suspended(),
                account.role().number());
        database.update("DELETE FROM fingerprint WHERE account = ?", account.folded());
        var position = 0;
        for (var fingerprint : account.fingerprints()) {
            database.update(
                    "INSERT OR REPLACE INTO fingerprint VALUES (?, ?, ?)", fingerprint, account.folded(), position++);
        }
        return null;
    }

    private static StoreFailure rejected(String why) {
        return new StoreFailure(StoreFailure.Kind.REJECTED, why);
    }

    /// Deletes the account and what hangs on it, except its history.
    void delete(String folded) throws SQLException {
        database.update("DELETE FROM account WHERE folded = ?", folded);
        database.update("DELETE FROM fingerprint WHERE account = ?", folded);
        database.update("DELETE FROM read_position WHERE account = ?", folded);
        database.update("DELETE FROM stay WHERE account = ?", folded);
        database.update("DELETE FROM channel_role WHERE account = ?", folded);
    }

    Optional<Account> named(String folded) throws SQLException {
        return Optional.ofNullable(database.first(SELECT + "WHERE folded = ?", this::account, folded));
    }

    Optional<Account> withFingerprint(String fingerprint) throws SQLException {
        var owner = owner(fingerprint);
        return owner == null ? Optional.empty() : named(owner);
    }

    private @Nullable String owner(String fingerprint) throws SQLException {
        return database.first(
                "SELECT account FROM fingerprint WHERE fingerprint = ?", row -> row.getString(1), fingerprint);
    }

    List<Query.AccountName> names() throws SQLException {
        return database.list(
                "SELECT name, folded, role FROM account ORDER BY folded",
                row -> new Query.AccountName(row.getString(1), row.getString(2), Account.Role.ofNumber(row.getInt(3))));
    }

    private Account account(ResultSet row) throws SQLException {
        var folded = row.getString(1);
        var salt = row.getString(4);
        var scram = salt == null ? null : new ScramCredentials(salt, row.getInt(5), row.getString(6), row.getString(7));
        return new Account(
                row.getString(2),
                folded,
                row.getString(3),
                scram,
                database.list(
                        "SELECT fingerprint FROM fingerprint WHERE account = ? ORDER BY position",
                        print -> print.getString(1),
                        folded),
                row.getString(8),
                row.getLong(9),
                row.getInt(10) != 0,
                row.getInt(11) != 0,
                Account.Role.ofNumber(row.getInt(12)));
    }
}
