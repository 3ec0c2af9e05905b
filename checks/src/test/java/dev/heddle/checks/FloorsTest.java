// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Imports point down only. */
class FloorsTest {
    /** What each package may see besides itself and the JDK; a name that ends in a dot stands for all packages below it. */
    private static final Map<String, List<String>> MODULES = Map.of(
            "runtime", List.of(),
            "protocols", List.of("runtime"),
            "chat", List.of("runtime", "protocols"),
            "gateway", List.of("runtime", "protocols"),
            "terminal", List.of("runtime", "protocols"),
            "app", List.of("runtime", "protocols", "chat", "gateway", "terminal"),
            "bench", List.of("runtime", "protocols", "chat", "gateway", "terminal", "app"),
            "checks", List.of("runtime", "protocols", "chat", "gateway", "terminal", "app", "bench"));

    /** The packages of a module, bottom first: each may see those before it. */
    private static final Map<String, List<String>> ROOMS = Map.of(
            "runtime", List.of("status", "unit", "queue", "poll", "loop", "request", "worker", "graph", "net"),
            "protocols", List.of("line", "tls", "http", "websocket"),
            "chat", List.of("message", "store", "hub", "command", "session", "web", "server"),
            "gateway", List.of("exchange", "python", "wsgi"),
            "terminal",
                    List.of("wire", "text", "link", "model", "client", "command", "script", "menu", "screen", "start"));

    /** Of the protocols only websocket stands on another one. */
    private static final Map<String, List<String>> NEIGHBOURS = Map.of(
            "protocols.tls", List.of("line"),
            "protocols.http", List.of("line", "tls"),
            "protocols.websocket", List.of("line", "tls"));

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/dev/heddle/checks/fixture/"))
            .importPackages("dev.heddle");

    @Test
    void importsPointDownOnly() {
        assertThat(classes.size()).as("classes seen").isGreaterThan(100);

        assertThat(Floors.findings(classes, "dev.heddle", MODULES, ROOMS, NEIGHBOURS))
                .isEmpty();
    }

    @Test
    void theRuntimeDependsOnTheJdkAndJSpecifyOnly() {
        assertThat(Floors.strangers(
                        classes,
                        "dev.heddle.runtime",
                        List.of("java.", "jdk.", "org.jspecify.", "dev.heddle.runtime.")))
                .isEmpty();
        assertThat(Floors.strangers(
                        classes,
                        "dev.heddle.protocols",
                        List.of(
                                "java.",
                                "javax.",
                                "jdk.",
                                "org.jspecify.",
                                "dev.heddle.runtime.",
                                "dev.heddle.protocols.")))
                .isEmpty();
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.heddle.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void anImportThatPointsUpIsFound() {
        var fixture = new ClassFileImporter().importPackages("dev.heddle.checks.fixture");
        String root = "dev.heddle.checks.fixture";
        Map<String, List<String>> modules = Map.of("ground", List.of(), "roof", List.of("ground"));
        Map<String, List<String>> rooms = Map.of("ground", List.of("low", "high"), "roof", List.of("tile"));

        assertThat(Floors.findings(fixture, root, modules, rooms, Map.of()))
                .anyMatch(finding -> finding.contains("ground.low.SeesHigh") && finding.contains("ground.high.High"))
                .anyMatch(finding -> finding.contains("ground.high.SeesRoof") && finding.contains("roof.tile.Tile"))
                .noneMatch(finding -> finding.contains("roof.tile.Tile sees"));
        assertThat(Floors.findings(fixture, root, Map.of("ground", List.of()), rooms, Map.of()))
                .anyMatch(finding -> finding.contains("roof.tile.Tile is in a module that no floor names"));
        assertThat(Floors.findings(fixture, root, modules, Map.of("ground", List.of("low")), Map.of()))
                .anyMatch(finding -> finding.contains("ground.high.High is in a package that no floor names"));
        assertThat(Floors.strangers(fixture, root + ".ground", List.of("java.", root + ".ground.")))
                .anyMatch(finding -> finding.contains("SeesRoof"));
        assertThatThrownBy(() -> slices().matching(root + ".(**)")
                        .should()
                        .beFreeOfCycles()
                        .check(fixture))
                .isInstanceOf(AssertionError.class);
    }
}
