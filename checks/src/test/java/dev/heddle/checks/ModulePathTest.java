// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.protocols.line.LineOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The library works as modules: real descriptors, everything exported, nothing required but the JDK. */
class ModulePathTest {
    private static final Set<String> MODULES = Set.of("dev.heddle.runtime", "dev.heddle.protocols");

    @Test
    void theLibraryResolvesAsModulesAndRunsAsSuch() throws ReflectiveOperationException, URISyntaxException {
        ModuleFinder finder = ModuleFinder.of(home(UnitHeap.class), home(LineOptions.class));
        assumeTrue(finder.findAll().size() == MODULES.size(), "compiled without descriptors");
        Configuration resolved = ModuleLayer.boot().configuration().resolve(finder, ModuleFinder.of(), MODULES);
        ModuleLayer layer =
                ModuleLayer.boot().defineModulesWithOneLoader(resolved, ClassLoader.getPlatformClassLoader());

        assertThat(layer.modules()).extracting(Module::getName).containsExactlyInAnyOrderElementsOf(MODULES);
        Class<?> heap = layer.findLoader("dev.heddle.runtime").loadClass(UnitHeap.class.getName());
        Class<?> options = heap.getClassLoader().loadClass("dev.heddle.runtime.unit.HeapOptions");
        Object made = options.getMethod("of", String.class, int.class, int.class, int.class)
                .invoke(null, "lines", 64, 1, 1);
        try (var open = (AutoCloseable) heap.getMethod("open", options).invoke(null, made)) {
            assertThat(open.getClass().getModule().getName()).isEqualTo("dev.heddle.runtime");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyPackageIsExportedAndOnlyTheJdkIsRequired() throws URISyntaxException {
        for (Class<?> type : List.of(UnitHeap.class, LineOptions.class)) {
            var found = ModuleFinder.of(home(type)).findAll();
            assumeTrue(!found.isEmpty(), "compiled without descriptors");
            ModuleDescriptor descriptor = found.iterator().next().descriptor();
            assertThat(descriptor.isAutomatic()).as(descriptor.name()).isFalse();
            assertThat(descriptor.exports().stream()
                            .map(ModuleDescriptor.Exports::source)
                            .collect(Collectors.toSet()))
                    .as(descriptor.name())
                    .isEqualTo(descriptor.packages());
            assertThat(descriptor.requires().stream()
                            .filter(required ->
                                    !required.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                            .map(ModuleDescriptor.Requires::name))
                    .allMatch(name -> name.startsWith("java.") || name.startsWith("jdk.") || MODULES.contains(name));
        }
    }

    private static Path home(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
