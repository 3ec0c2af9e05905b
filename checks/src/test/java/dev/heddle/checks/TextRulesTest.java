// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextRulesTest {
    private static final String LICENCE = "// " + TextRules.LICENCE + "\n";

    @Test
    void everyFileKeepsTheRules() {
        var texts = Repository.texts();
        assertThat(texts).hasSizeGreaterThan(100);

        assertThat(texts.stream().flatMap(file -> TextRules.findings(file).stream()))
                .isEmpty();
    }

    @Test
    void aLeftoverMarkerIsFound() {
        assertThat(findings("a.md", "one\nlater: TO" + "DO tidy\n"))
                .containsExactly("a.md:2: leftover marker 'TO" + "DO'");
        assertThat(findings("a.md", "toDOs and xxx are words")).isEmpty();
    }

    @Test
    void aPathOfOneMachineIsFound() {
        assertThat(findings("a.md", "see /ho" + "me/anna/heddle")).hasSize(1);
        assertThat(findings("a.md", "see /wo" + "rk/x")).hasSize(1);
        assertThat(findings("a.md", "see ~/.jdks, ${HOME}/wo" + "rk, https://example.org/ro" + "ot and /usr/lib/jvm"))
                .isEmpty();
    }

    @Test
    void theHostOfAPackageRegistryIsFound() {
        assertThat(findings("a.xml", "<url>https://repo1.mav" + "en.org/maven2</url>"))
                .hasSize(1);
        assertThat(findings("a.xml", "http://mav" + "en.apache.org/POM/4.0.0")).isEmpty();
    }

    @Test
    void aFileWithoutTheLicenceLineIsFound() {
        assertThat(findings("a/A.java", "package a;\n")).hasSize(1);
        assertThat(findings("a/A.java", LICENCE + "package a;\n")).isEmpty();
        assertThat(findings("a.sh", "#!/bin/sh\necho\n")).hasSize(1);
        assertThat(findings("run", "#!/bin/sh\necho\n")).hasSize(1);
        assertThat(findings("a.sh", "#!/bin/sh\n# " + TextRules.LICENCE + "\n")).isEmpty();
    }

    @Test
    void aPackageNameThatSaysNothingIsFound() {
        assertThat(findings("a/A.java", LICENCE + "package dev.heddle.util;\n"))
                .containsExactly("a/A.java: package name 'util' says nothing");
        assertThat(findings("a/A.java", LICENCE + "package dev.heddle.utility;\n"))
                .isEmpty();
    }

    private static List<String> findings(String path, String text) {
        return TextRules.findings(new SourceFile(path, text));
    }
}
