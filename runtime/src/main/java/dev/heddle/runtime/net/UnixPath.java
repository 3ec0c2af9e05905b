// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.Participant;
import java.nio.file.Path;

/// A Unix socket by its file. Any thread.
///
/// @param path where it is; about 100 bytes at most, as the system limits it
public record UnixPath(Path path) implements Participant {
    @Override
    public String toString() {
        return "unix:" + path;
    }
}
