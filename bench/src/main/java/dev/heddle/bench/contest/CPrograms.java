// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.contest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compiles the peers that are written in C. Thread: one.
public final class CPrograms {
    private final Path sources;
    private final Path built;

    /// @param sources the directory of the `.c` files
    public CPrograms(Path sources) throws IOException {
        this.sources = sources;
        this.built = Files.createTempDirectory("bench-c");
    }

    /// Compiles one; null, and a line that says what is missing, when that does not work.
    ///
    /// @param program its name, also that of the source unless one is given with `=`: `handoff-ev=handoff`
    /// @param packages the Debian packages that it needs
    /// @param flags for the compiler, behind the source
    public @Nullable Path build(String program, String packages, String... flags) throws InterruptedException {
        int cut = program.indexOf('=');
        String name = cut < 0 ? program : program.substring(0, cut);
        String source = cut < 0 ? program : program.substring(cut + 1);
        Path to = built.resolve(name);
        var command = new ArrayList<>(List.of(
                "cc",
                "-O2",
                "-pthread",
                "-o",
                to.toString(),
                sources.resolve(source + ".c").toString()));
        command.addAll(List.of(flags));
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor() == 0) {
                return to;
            }
        } catch (IOException e) {
            System.out.println(name + ": no C compiler: " + e.getMessage());
        }
        System.out.println(name + " NOT RUN: install gcc libc6-dev " + packages);
        return null;
    }
}
