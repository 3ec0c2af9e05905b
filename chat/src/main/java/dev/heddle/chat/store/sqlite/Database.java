// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/// One SQLite connection and its prepared statements. Values reach SQL as parameters only.
///
/// Thread: confined to its owner.
/// Lifetime: whoever opens it closes it.
final class Database implements AutoCloseable {
    /// Reads one row.
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /// A checkpoint after so many pages of WAL (16 MiB).
    private static final int CHECKPOINT_PAGES = 4_000;

    private static final int BUSY_MILLIS = 10_000;
    /// What the pragma `auto_vacuum` answers for it.
    private static final int INCREMENTAL = 2;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private Database(Connection connection) {
        this.connection = connection;
    }

    /// Opens the one connection that writes; makes the file if there is none.
    static Database openWriter(Path file) throws SQLException {
        var database = new Database(config().createConnection("jdbc:sqlite:" + file));
        try {
            // Only an empty file can still take it. Others would be written to, which costs two waits for the disk.
            if (database.number("PRAGMA auto_vacuum", 0) != INCREMENTAL) {
                database.execute("PRAGMA auto_vacuum=" + INCREMENTAL);
            }
            database.execute("PRAGMA journal_mode=WAL");
            database.execute("PRAGMA synchronous=FULL");
            database.execute("PRAGMA secure_delete=ON");
            database.execute("PRAGMA wal_autocheckpoint=" + CHECKPOINT_PAGES);
            database.execute("PRAGMA journal_size_limit=67108864");
            database.execute("PRAGMA cache_size=-16384");
            database.execute("PRAGMA temp_store=MEMORY");
        } catch (SQLException e) {
            database.close();
            throw e;
        }
        return database;
    }

    /// Opens a connection that can only read a database that a writer has open.
    static Database openReader(Path file) throws SQLException {
        var config = config();
        config.setReadOnly(true);
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        var database = new Database(config.createConnection("jdbc:sqlite:" + file));
        database.execute("PRAGMA query_only=1");
        database.execute("PRAGMA cache_size=-4096");
        return database;
    }

    /// Opens a connection that writes nothing to the database, but may write a copy of it elsewhere.
    static Database openCopier(Path file) throws SQLException {
        var config = config();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        return new Database(config.createConnection("jdbc:sqlite:" + file));
    }

    private static SQLiteConfig config() {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        // Else the driver compiles and runs one more statement after each INSERT, to have an answer that nobody asks
        // for.
        config.setGetGeneratedKeys(false);
        // One thread at a time has it: SQLite need not lock.
        config.setOpenMode(SQLiteOpenMode.NOMUTEX);
        return config;
    }

    /// Runs a statement that is used once and carries no values of others; also a script of several.
    void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Runs a whole script of statements that carry no values of others.
    void script(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /// Runs a prepared statement; answers how many rows it changed.
    int update(String sql, @Nullable Object... values) throws SQLException {
        return prepared(sql, values).executeUpdate();
    }

    /// All rows.
    <T> List<T> list(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        var found = new ArrayList<T>();
        try (var rows = prepared(sql, values).executeQuery()) {
            while (rows.next()) {
                found.add(reader.read(rows));
            }
        }
        return found;
    }

    /// The first row; null if there is none.
    <T> @Nullable T first(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        try (var rows = prepared(sql, values).executeQuery()) {
            return rows.next() ? reader.read(rows) : null;
        }
    }

    /// The number in the first row's first column; `ifNone` if there is no row.
    long number(String sql, long ifNone, @Nullable Object... values) throws SQLException {
        try (var rows = prepared(sql, values).executeQuery()) {
            return rows.next() ? rows.getLong(1) : ifNone;
        }
    }

    private PreparedStatement prepared(String sql, @Nullable Object... values) throws SQLException {
        var statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (var i = 0; i < values.length; i++) {
            bind(statement, i + 1, values[i]);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setObject(index, null);
            case String text -> statement.setString(index, text);
            case Long number -> statement.setLong(index, number);
            case Integer number -> statement.setInt(index, number);
            case Boolean truth -> statement.setInt(index, truth ? 1 : 0);
            default -> throw new IllegalArgumentException("column type not known: " + value.getClass());
        }
    }

    /// Closes statements and connection; an error then concerns nobody any more.
    @Override
    public void close() {
        for (var statement : statements.values()) {
            closeQuietly(statement);
        }
        closeQuietly(connection);
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            System.getLogger(Database.class.getName()).log(System.Logger.Level.DEBUG, "sqlite-close failed", e);
        }
    }
}
