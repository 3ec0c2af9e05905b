// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store.sqlite;

import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.store.StoreOpenException;
import dev.heddle.chat.store.StoreOpenException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Brings a database to the schema this program speaks: the whole script on an empty file, steps with a backup
/// before on an old one, a refusal for a newer one. The version is SQLite's `user_version`, stamped in the
/// transaction of its script.
///
/// Source: docs/decisions/0062-schema-by-stamped-scripts.md
final class Schema {
    /// Marks the file as ours: "HEDL".
    static final int APPLICATION_ID = 0x4845444c;

    /// Older libraries may corrupt a database when the WAL is reset.
    private static final int[] LIBRARY_MIN = {3, 51, 3};

    private final String creation;
    /// Step `i` leads from version `i + 1` to `i + 2`.
    private final List<String> steps;

    Schema(String creation, List<String> steps) {
        this.creation = creation;
        this.steps = steps;
    }

    /// The schema of this program.
    static Schema current() {
        return new Schema(resource("schema.sql"), List.of(resource("schema-2.sql")));
    }

    /// A schema one version newer.
    Schema followedBy(String step) {
        var more = new ArrayList<>(steps);
        more.add(step);
        return new Schema(creation, List.copyOf(more));
    }

    private static String resource(String name) {
        try (var in = Schema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("resource " + name + " cannot be read", e);
        }
    }

    private int version() {
        return steps.size() + 1;
    }

    /// Creates, upgrades or accepts the database in `file`; answers whether it was created.
    boolean prepare(Database database, Path file, Casemapping casemapping, long nowMillis) throws SQLException {
        requireLibrary(database.first("SELECT sqlite_version()", row -> row.getString(1)));
        var found = (int) database.number("PRAGMA user_version", 0);
        if (found == 0) {
            create(database, file, casemapping, nowMillis);
            return true;
        }
        if (database.number("PRAGMA application_id", 0) != APPLICATION_ID) {
            throw new StoreOpenException(Reason.NOT_OURS, file + ": not a database of heddle", null);
        }
        if (found > version()) {
            throw new StoreOpenException(
                    Reason.NEWER_VERSION,
                    file + ": schema version " + found + " was written by a newer heddle; this one knows up to version "
                            + version(),
                    null);
        }
        if (found < version()) {
            upgrade(database, file, found);
        }
        requireCasemapping(database, file, casemapping);
        return false;
    }

    static void requireLibrary(@Nullable String version) {
        var parts = version == null ? new String[0] : version.split("\\.");
        for (var i = 0; i < LIBRARY_MIN.length; i++) {
            var part = i < parts.length ? Integer.parseInt(parts[i]) : 0;
            if (part > LIBRARY_MIN[i]) {
                return;
            }
            if (part < LIBRARY_MIN[i]) {
                throw new StoreOpenException(
                        Reason.OLD_LIBRARY,
                        "SQLite library: wanted 3.51.3 or newer (older ones can damage a database), got " + version,
                        null);
            }
        }
    }

    private void create(Database database, Path file, Casemapping casemapping, long nowMillis) throws SQLException {
        if (database.number("SELECT count(*) FROM sqlite_schema", 0) != 0) {
            throw new StoreOpenException(Reason.NOT_OURS, file + ": not a database of heddle, and not empty", null);
        }
        database.script("BEGIN IMMEDIATE;\n" + creation + "\nPRAGMA application_id=" + APPLICATION_ID
                + ";\nPRAGMA user_version=" + version() + ";");
        database.update("INSERT INTO server VALUES (1, ?, ?, 0, 0)", casemapping.token(), nowMillis);
        database.execute("COMMIT");
    }

    private void upgrade(Database database, Path file, int from) throws SQLException {
        backup(database, file, from);
        for (var version = from; version < version(); version++) {
            database.script("BEGIN IMMEDIATE;\n" + steps.get(version - 1) + "\nPRAGMA user_version=" + (version + 1)
                    + ";\nCOMMIT;");
            System.getLogger(Schema.class.getName())
                    .log(System.Logger.Level.INFO, "store-upgrade file={0} version={1}", file, version + 1);
        }
    }

    /// A whole copy beside the database, `heddle.db.v1.backup`; one from an attempt that failed is replaced.
    private static void backup(Database database, Path file, int version) throws SQLException {
        var copy = file.resolveSibling(file.getFileName() + ".v" + version + ".backup");
        try {
            Files.deleteIfExists(copy);
        } catch (IOException e) {
            throw new StoreOpenException(Reason.NO_ACCESS, copy + ": an old backup cannot be replaced: " + e, e);
        }
        database.update("VACUUM INTO ?", copy.toString());
    }

    private static void requireCasemapping(Database database, Path file, Casemapping wanted) throws SQLException {
        var found = database.first("SELECT casemapping FROM server", row -> row.getString(1));
        if (!wanted.token().equals(found)) {
            throw new StoreOpenException(
                    Reason.OTHER_CASEMAPPING,
                    file + ": created with casemapping " + found + ", which cannot change; the configuration wants "
                            + wanted.token(),
                    null);
        }
    }
}
