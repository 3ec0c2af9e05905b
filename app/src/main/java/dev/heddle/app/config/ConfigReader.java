// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// Reads a TOML file against a [Schema].
///
/// Every problem of the file is reported at once, each with its line. An unknown section or key is an error: a
/// misspelt limit must not silently stay at its fallback. Limit: a file of at most 1 MiB.
/// Source: TOML 1.0.0, https://toml.io/en/v1.0.0
public final class ConfigReader {
    private static final long LARGEST_FILE_BYTES = 1 << 20;

    private final Schema schema;
    private final String file;
    private final List<String> problems = new ArrayList<>();

    private ConfigReader(Schema schema, String file) {
        this.schema = schema;
        this.file = file;
    }

    /// The settings of no file at all: every fallback.
    ///
    /// @param schema what may be asked for
    /// @return settings without a table
    public static Settings nothing(Schema schema) {
        return new Settings(schema, Map.of());
    }

    /// Reads a file.
    ///
    /// @param schema what it may hold
    /// @param path the file
    /// @return what it says
    /// @throws ConfigException when it cannot be read, is not TOML or does not fit the schema
    public static Settings read(Schema schema, Path path) {
        var file = path.toString();
        try {
            if (Files.size(path) > LARGEST_FILE_BYTES) {
                throw new ConfigException(List.of(file + ": larger than 1 MiB: expected a configuration file"));
            }
            return parse(schema, file, Files.readString(path));
        } catch (NoSuchFileException e) {
            throw new ConfigException(List.of(file + ": no such file: expected a TOML configuration file"));
        } catch (MalformedInputException e) {
            throw new ConfigException(List.of(file + ": not UTF-8: expected a TOML configuration file in UTF-8"));
        } catch (IOException e) {
            throw new ConfigException(List.of(file + ": cannot be read: " + e.getMessage()));
        }
    }

    static Settings parse(Schema schema, String file, String text) {
        return new ConfigReader(schema, file).parse(text);
    }

    private Settings parse(String text) {
        var parsed = Toml.parse(text);
        if (parsed.hasErrors()) {
            for (var error : parsed.errors()) {
                problems.add(place(error.position()) + ": " + error.getMessage());
            }
            throw new ConfigException(problems);
        }
        var tables = new HashMap<String, List<Settings.Table>>();
        for (var name : parsed.keySet()) {
            var path = List.of(name);
            var section = schema.find(name);
            var at = place(parsed.inputPositionOf(path));
            if (section == null) {
                problems.add(at + ": unknown section \"" + name + "\": expected one of " + sectionNames());
            } else {
                tables.put(name, tables(section, at, parsed.get(path)));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new Settings(schema, tables);
    }

    private List<Settings.Table> tables(Section section, Place at, @Nullable Object raw) {
        var tables = new ArrayList<Settings.Table>();
        if (!section.repeated() && raw instanceof TomlTable table) {
            tables.add(table(section, at, table));
        } else if (section.repeated() && raw instanceof TomlArray array) {
            for (int i = 0; i < array.size(); i++) {
                var here = place(array.inputPositionOf(i));
                if (i == section.most()) {
                    problems.add(here + ": too many [[" + section.name() + "]]: expected at most " + section.most());
                    break;
                }
                if (array.get(i) instanceof TomlTable table) {
                    tables.add(table(section, here, table));
                } else {
                    problems.add(here + ": \"" + section.name() + "\" holds a plain value: expected [[" + section.name()
                            + "]] tables");
                }
            }
        } else {
            problems.add(at + ": \"" + section.name() + "\" is written wrongly: expected " + Schema.head(section));
        }
        return tables;
    }

    private Settings.Table table(Section section, Place at, TomlTable table) {
        var values = new HashMap<String, Object>();
        var places = new HashMap<String, Place>();
        for (var name : table.keySet()) {
            var path = List.of(name);
            var here = place(table.inputPositionOf(path));
            var key = section.find(name);
            if (key == null) {
                problems.add(here + ": unknown key \"" + section.name() + "." + name + "\"" + instead(section, name));
                continue;
            }
            var raw = table.get(path);
            try {
                values.put(name, key.kind().reader().apply(raw == null ? "" : raw));
                places.put(name, here);
            } catch (Kind.WrongValue wrong) {
                problems.add(here + ": " + section.name() + "." + name + " is " + shown(raw) + ": expected "
                        + wrong.getMessage());
            }
        }
        return new Settings.Table(section, at, values, places);
    }

    private String instead(Section section, String name) {
        var near = schema.near(section.name() + "." + name);
        if (!near.isEmpty()) {
            return ": did you mean " + String.join(" or ", near) + "?";
        }
        return ": expected one of "
                + String.join(", ", section.keys().stream().map(Key::name).toList());
    }

    private String sectionNames() {
        return String.join(", ", schema.sections().stream().map(Section::name).toList());
    }

    private static String shown(@Nullable Object raw) {
        return switch (raw) {
            case null -> "empty";
            case String s when s.length() > 60 -> "a text of " + s.length() + " characters";
            case String s -> '"' + s + '"';
            case TomlArray a -> "a list of " + a.size();
            case TomlTable _ -> "a table";
            default -> String.valueOf(raw);
        };
    }

    private Place place(@Nullable TomlPosition position) {
        return position == null ? new Place(file, 1, 1) : new Place(file, position.line(), position.column());
    }
}
