// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.loop.Backend;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import java.util.stream.Stream;

/// The backends that use real sockets and that this machine offers; there is always one.
final class RealBackends {
    private RealBackends() {}

    static Stream<Backend> here() {
        return Stream.of(Backend.EPOLL, Backend.NIO).filter(RealBackends::isOffered);
    }

    private static boolean isOffered(Backend backend) {
        try (var loop = Loop.open("probe", LoopOptions.defaults().backend(backend))) {
            return loop.sockets() != null;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }
}
