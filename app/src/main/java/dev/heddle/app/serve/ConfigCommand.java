// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.serve;

import dev.heddle.app.config.ConfigException;
import dev.heddle.app.config.ConfigReader;
import dev.heddle.app.config.Schema;
import dev.heddle.app.config.ServeKeys;
import dev.heddle.app.config.WsgiKeys;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/// `heddle config check FILE` and `heddle config explain [KEY]`.
public final class ConfigCommand {
    private static final String USAGE = """
            usage: heddle config check FILE
                   heddle config explain [SECTION | SECTION.KEY]""";

    /** What `heddle serve` understands, then what `heddle wsgi` does. */
    private static final List<Schema> SCHEMAS = List.of(ServeKeys.SCHEMA, WsgiKeys.SCHEMA);

    private ConfigCommand() {}

    /// Runs it.
    ///
    /// @param version of the program
    /// @param args what follows "config"
    /// @param out for answers
    /// @param err for what is wrong
    /// @return 0; 2 when the file has a problem or there is no such key
    public static int run(String version, String[] args, PrintStream out, PrintStream err) {
        if (args.length == 2 && args[0].equals("check")) {
            return check(version, Path.of(args[1]), out, err);
        }
        if (args.length >= 1 && args.length <= 2 && args[0].equals("explain")) {
            return args.length == 1 ? all(out) : explain(args[1], out, err);
        }
        boolean help = args.length == 1 && (args[0].equals("--help") || args[0].equals("-h"));
        (help ? out : err).println(USAGE);
        return help ? 0 : 2;
    }

    private static int check(String version, Path file, PrintStream out, PrintStream err) {
        try {
            var settings = new ServeSettings(ConfigReader.read(ServeKeys.SCHEMA, file), version);
            Certificates.configured(settings.settings());
            for (var listener : settings.listeners()) {
                out.println("listener: " + listener.speaks() + " on " + listener.at());
            }
            out.println(file + ": no problem found");
            return 0;
        } catch (ConfigException e) {
            e.problems().forEach(err::println);
        }
        return 2;
    }

    private static int all(PrintStream out) {
        for (var schema : SCHEMAS) {
            for (var section : schema.sections()) {
                schema.explain(section.name()).forEach(out::println);
                out.println();
            }
        }
        return 0;
    }

    private static int explain(String path, PrintStream out, PrintStream err) {
        for (var schema : SCHEMAS) {
            var lines = schema.explain(path);
            if (!lines.isEmpty()) {
                lines.forEach(out::println);
                return 0;
            }
        }
        var near = SCHEMAS.stream()
                .flatMap(schema -> schema.near(path).stream())
                .limit(3)
                .toList();
        err.println("heddle config: no key \"" + path + "\""
                + (near.isEmpty()
                        ? "; 'heddle config explain' lists them all"
                        : ": did you mean " + String.join(" or ", near) + "?"));
        return 2;
    }
}
