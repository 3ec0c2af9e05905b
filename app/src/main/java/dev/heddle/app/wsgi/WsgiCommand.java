// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.wsgi;

import dev.heddle.app.config.ConfigException;
import dev.heddle.app.wsgi.WsgiArguments.UsageException;
import dev.heddle.gateway.python.PythonException;
import dev.heddle.runtime.graph.GraphException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;

/// `heddle wsgi [OPTION]... MODULE:APP`.
public final class WsgiCommand {
    private WsgiCommand() {}

    /// Runs it.
    ///
    /// @param version of the program
    /// @param args what follows "wsgi"
    /// @param out for the lines that tell what it does
    /// @param err for what is wrong
    /// @return 0 after a clean stop, 1 when something had to be left behind, 2 when it could not start
    public static int run(String version, String[] args, PrintStream out, PrintStream err) {
        if (Arrays.stream(args).anyMatch(arg -> arg.equals("--help") || arg.equals("-h"))) {
            out.println(WsgiArguments.USAGE);
            return 0;
        }
        try {
            var arguments = WsgiArguments.read(args);
            var parent = Supervised.ofEnvironment();
            if (parent == null && (arguments.supervise() || arguments.reload())) {
                return new Supervisor(arguments, args, out).run();
            }
            return Serving.run(version, arguments, parent, out);
        } catch (UsageException e) {
            err.println("heddle wsgi: " + e.getMessage());
            err.println("heddle wsgi --help tells what it takes.");
        } catch (ConfigException e) {
            e.problems().forEach(problem -> err.println("heddle wsgi: " + problem));
        } catch (GraphException e) {
            err.println("heddle wsgi: " + withCause(e));
        } catch (PythonException | IllegalArgumentException | IOException e) {
            err.println("heddle wsgi: " + e.getMessage());
        }
        return 2;
    }

    /** Its message, and its cause's unless it says that itself. */
    private static String withCause(GraphException e) {
        var message = String.valueOf(e.getMessage());
        var cause = e.getCause() == null ? null : e.getCause().getMessage();
        return cause == null || message.contains(cause) ? message : message + ": " + cause;
    }
}
