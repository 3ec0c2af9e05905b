// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What is served, and with how many threads. Immutable; any thread.
///
/// @param application `MODULE:APP`
/// @param directory the application's working directory; null: the process's
/// @param threads in each interpreter, 1 to 1024
/// @param interpreters 1 to 64; each has its own lock and its own modules
/// @param trustedProxies whose X-Forwarded-Proto is believed
/// @param hasSuccessors whether another process may serve the same application at the same time
/// @param version the program's
public record WsgiOptions(
        String application,
        @Nullable Path directory,
        int threads,
        int interpreters,
        TrustedProxies trustedProxies,
        boolean hasSuccessors,
        String version) {
    private static final int MAX_THREADS = 1024;
    private static final int MAX_INTERPRETERS = 64;

    /// Checks the numbers and the name.
    public WsgiOptions {
        check("threads", threads, MAX_THREADS);
        check("interpreters", interpreters, MAX_INTERPRETERS);
        if (application.isBlank() || application.startsWith(":")) {
            throw new IllegalArgumentException("wsgi: wanted MODULE:APP, got '" + application + "'");
        }
    }

    private static void check(String what, int got, int most) {
        if (got < 1 || got > most) {
            throw new IllegalArgumentException("wsgi: " + what + ": wanted 1 to " + most + ", got " + got);
        }
    }

    /// One thread in one interpreter.
    ///
    /// @param application `MODULE:APP`
    /// @param version the program's
    /// @return options to be changed
    public static WsgiOptions of(String application, String version) {
        return new WsgiOptions(application, null, 1, 1, TrustedProxies.NONE, false, version);
    }

    /** With so many threads and interpreters. */
    public WsgiOptions workers(int threadsEach, int interpreterCount) {
        return new WsgiOptions(
                application, directory, threadsEach, interpreterCount, trustedProxies, hasSuccessors, version);
    }

    /** In this directory. */
    public WsgiOptions directory(@Nullable Path workingDirectory) {
        return new WsgiOptions(
                application, workingDirectory, threads, interpreters, trustedProxies, hasSuccessors, version);
    }

    /** Believing these. */
    public WsgiOptions trusting(TrustedProxies proxies) {
        return new WsgiOptions(application, directory, threads, interpreters, proxies, hasSuccessors, version);
    }

    /** With or without another process beside it. */
    public WsgiOptions successors(boolean mayOverlap) {
        return new WsgiOptions(application, directory, threads, interpreters, trustedProxies, mayOverlap, version);
    }
}
