// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.serve;

import dev.heddle.app.config.ConfigReader;
import dev.heddle.app.config.ServeKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// A whole server in this process, on free ports, as `heddle serve` makes it.
final class Site implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("listening: (.*) on .*:(\\d+)");

    final Path data;
    final Serving serving;
    private final Path config;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private Site(Path directory, String toml) throws IOException {
        data = directory.resolve("data");
        config = Files.writeString(directory.resolve("heddle.toml"), toml);
        var settings = new ServeSettings(ConfigReader.read(ServeKeys.SCHEMA, config), "test");
        serving = Serving.start(
                new Serving.Open(config, data, "test", settings, new PrintStream(said, true, StandardCharsets.UTF_8)));
    }

    /// A plain listener on a free port, and what else the configuration says.
    static Site open(Path directory, String toml) {
        try {
            return new Site(directory, "[[listener]]\nport = 0\n" + toml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    int port() {
        return port("irc");
    }

    int port(String what) {
        var matcher = PORT.matcher(said());
        while (matcher.find()) {
            if (matcher.group(1).equals(what)) {
                return Integer.parseInt(matcher.group(2));
            }
        }
        throw new AssertionError("no listener for " + what + ": " + said());
    }

    /// Other words in the configuration file, loaded as SIGHUP does.
    List<String> reload(String toml) {
        try {
            Files.writeString(config, "[[listener]]\nport = 0\n" + toml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return serving.reloadNow();
    }

    @Override
    public void close() {
        serving.close();
    }
}
