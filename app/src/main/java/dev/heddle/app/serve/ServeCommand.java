// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.serve;

import dev.heddle.app.config.ConfigException;
import dev.heddle.app.config.ConfigReader;
import dev.heddle.app.config.ServeKeys;
import dev.heddle.app.config.Settings;
import dev.heddle.chat.store.StoreOpenException;
import dev.heddle.runtime.graph.GraphException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// `heddle serve [--config FILE] [--data DIR]`: runs the chat server until SIGTERM or SIGINT.
///
/// The few arguments are read by hand: a library's reflection would cost a tenth of the time to the open port.
public final class ServeCommand {
    private static final String USAGE = """
            usage: heddle serve [--config FILE] [--data DIR]

            Runs the chat server. Without a configuration: IRC on 127.0.0.1:6667, the web client and IRC over
            WebSocket on 127.0.0.1:8080, IRC over TLS on port 6697 with a self-signed certificate, data in
            ./heddle-data.

              --config FILE  a TOML file; 'heddle config explain' lists its keys
              --data DIR     where accounts and history live

            SIGHUP loads configuration and certificates again, SIGUSR1 prints the status report, SIGTERM tells
            everybody, commits and ends.""";

    private final String version;
    private final PrintStream out;
    private final PrintStream err;
    private @Nullable Path config;
    private Path data = Path.of("heddle-data");

    private ServeCommand(String version, PrintStream out, PrintStream err) {
        this.version = version;
        this.out = out;
        this.err = err;
    }

    /// Runs it.
    ///
    /// @param version of the program
    /// @param args what follows "serve"
    /// @param out for the lines that tell what it does
    /// @param err for what is wrong
    /// @return 0 after SIGTERM; 2 when it could not start, with one line that says why
    public static int run(String version, String[] args, PrintStream out, PrintStream err) {
        var command = new ServeCommand(version, out, err);
        int status = command.parse(args);
        return status >= 0 ? status : command.serve();
    }

    private int parse(String[] args) {
        for (int i = 0; i < args.length; i++) {
            var argument = args[i];
            if (argument.equals("--help") || argument.equals("-h")) {
                out.println(USAGE);
                return 0;
            }
            boolean known = argument.equals("--config") || argument.equals("--data");
            if (!known || i + 1 == args.length) {
                err.println("heddle serve: "
                        + (known ? argument + " wants a value" : "unknown argument '" + argument + "'"));
                err.println(USAGE);
                return 2;
            }
            var value = Path.of(args[++i]);
            if (argument.equals("--config")) {
                config = value;
            } else {
                data = value;
            }
        }
        return -1;
    }

    private int serve() {
        try (var serving = Serving.start(new Serving.Open(config, data, version, settings(), out))) {
            out.println("data: " + data.toAbsolutePath().normalize());
            var code = serving.firstAdministratorCode();
            if (!code.isEmpty()) {
                out.println("first administrator: log in to an account, then /quote CLAIM " + code);
            }
            var page = serving.page();
            out.println("ready: " + (page.isEmpty() ? "" : "open " + page + " in a browser, or ")
                    + "connect an IRC client, then /msg NickServ REGISTER <password> makes your account");
            out.flush();
            untilStopped(serving);
            return 0;
        } catch (ConfigException e) {
            e.problems().forEach(problem -> err.println("heddle serve: " + problem));
        } catch (GraphException e) {
            err.println("heddle serve: " + e.getMessage()
                    + (e.getCause() == null ? "" : ": " + e.getCause().getMessage()));
        } catch (StoreOpenException | IOException e) {
            err.println("heddle serve: " + e.getMessage());
        }
        return 2;
    }

    private ServeSettings settings() {
        Settings read =
                config == null ? ConfigReader.nothing(ServeKeys.SCHEMA) : ConfigReader.read(ServeKeys.SCHEMA, config);
        return new ServeSettings(read, version);
    }

    private void untilStopped(Serving serving) {
        serving.onSignal("TERM", serving::requestStop);
        serving.onSignal("INT", serving::requestStop);
        serving.onSignal("USR1", () -> Thread.startVirtualThread(() -> out.print(serving.status())));
        serving.onSignal(
                "HUP", () -> Thread.startVirtualThread(() -> serving.reloadNow().forEach(out::println)));
        try {
            serving.awaitStop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        out.println("stopping");
        out.flush();
    }
}
