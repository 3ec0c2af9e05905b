// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The whole server, simulated: see [Simulation]. `-Dheddle.simulation.seeds` and `.from` say which seeds.
class SimulationTest {
    private static final long FROM = Long.getLong("heddle.simulation.from", 1);
    private static final int SEEDS = Integer.getInteger("heddle.simulation.seeds", 26);
    private static final int TRIES = 40;

    @Test
    @Timeout(2000)
    void keepsItsPromisesUnderEachSeedAndASeedGivesTheSameRunInAnotherJvm(@TempDir Path directory) throws Exception {
        List<String> here = new ArrayList<>();
        for (int i = 0; i < SEEDS; i++) {
            here.add(Simulation.run(FROM + i, SimFault.NONE).toString());
        }
        assertThat(elsewhere(directory.resolve("runs"))).isEqualTo(here);
        assertThat(here.stream().map(run -> run.split(" ")[1]).distinct()).hasSize(SEEDS);
    }

    @Test
    void anotherSeedIsAnotherRun() {
        assertThat(Simulation.run(1, SimFault.NONE).hash())
                .isNotEqualTo(Simulation.run(2, SimFault.NONE).hash());
    }

    @ParameterizedTest
    @EnumSource(value = SimFault.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void catchesASeededBugAndNamesTheSeed(SimFault fault) {
        for (long seed = 1; seed <= TRIES; seed++) {
            try {
                Simulation.run(seed, fault);
            } catch (AssertionError caught) {
                assertThat(caught).hasMessageContaining("seed=" + seed).hasMessageContaining(fault.name());
                return;
            }
        }
        throw new AssertionError(fault + " was not caught by " + TRIES + " seeds");
    }

    private static List<String> elsewhere(Path output) throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var child = new ProcessBuilder(
                        java,
                        "-ea",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SimulationMain.class.getName(),
                        String.valueOf(FROM),
                        String.valueOf(SEEDS))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(child.waitFor(1500, TimeUnit.SECONDS))
                    .as("the other JVM ends")
                    .isTrue();
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.exitValue()).as(() -> read(output)).isZero();
        return Files.readAllLines(output).stream()
                .filter(line -> line.contains(" entries="))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
