// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import dev.heddle.runtime.poll.EpollPoller;
import dev.heddle.runtime.poll.NioPoller;
import dev.heddle.runtime.poll.Poller;
import java.util.Locale;

/// Chooses and opens the poller of a loop.
final class Backends {
    static final String PROPERTY = "dev.heddle.loop.backend";

    private Backends() {}

    static Poller open(String label, LoopOptions options) {
        Backend wanted = options.backend() == Backend.AUTO ? fromProperty(label) : options.backend();
        return switch (wanted) {
            case AUTO -> EpollPoller.isSupported() ? epoll(label, options) : nio(options);
            case EPOLL -> epoll(label, options);
            case NIO -> nio(options);
            case SCRIPTED -> {
                var network = options.network();
                if (network == null) {
                    throw new IllegalArgumentException(label + ": SCRIPTED wants LoopOptions.network(...)");
                }
                yield network.poller(label, options.ioPerTurn());
            }
        };
    }

    /// Opens one, looks once, and closes it: what was loaded stays.
    static void load(Backend backend) {
        var poller = open("load", LoopOptions.defaults().backend(backend));
        try {
            poller.poll(0);
        } finally {
            poller.close();
        }
    }

    private static Backend fromProperty(String label) {
        String value = System.getProperty(PROPERTY, "auto").toUpperCase(Locale.ROOT);
        try {
            var backend = Backend.valueOf(value);
            if (backend != Backend.SCRIPTED) {
                return backend;
            }
        } catch (IllegalArgumentException unknown) {
            // Falls through to the one message for both.
        }
        throw new IllegalArgumentException(
                label + ": system property " + PROPERTY + " wanted auto, nio or epoll, got " + value);
    }

    private static Poller epoll(String label, LoopOptions options) {
        if (!EpollPoller.isSupported()) {
            throw new UnsupportedOperationException(
                    label + ": epoll wants Linux on x86-64 or AArch64 and --enable-native-access, got "
                            + System.getProperty("os.name") + " on " + System.getProperty("os.arch"));
        }
        return EpollPoller.open(options.ioPerTurn());
    }

    private static Poller nio(LoopOptions options) {
        return NioPoller.open(options.ioPerTurn());
    }
}
