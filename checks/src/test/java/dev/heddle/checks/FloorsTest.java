// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class FloorsTest {
    private final JavaClasses classes = new ClassFileImporter().importPackages("dev.heddle");

    @Test
    void importsOnlyPointDown() {
        assertTrue(classes.size() > 5, "classes seen: " + classes.size());
        noClasses()
                .that()
                .resideInAPackage("dev.heddle.runtime..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.heddle.chat..")
                .check(classes);
        slices().matching("dev.heddle.(**)").should().beFreeOfCycles().check(classes);
    }
}
