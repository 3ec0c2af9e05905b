// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SizesTest {
    /** What may be larger than the rest, up to these many lines: a state machine that a cut would tear apart. */
    private static final Map<String, Integer> LARGER_FILES =
            Map.of("runtime/src/main/java/dev/heddle/runtime/worker/Exchange.java", 430);

    @Test
    void filesMethodsAndConstructorsStayReadable() {
        var findings = JavaTrees.parse(Repository.java()).stream()
                .flatMap(parsed -> {
                    Integer larger = LARGER_FILES.get(parsed.file().path());
                    return (larger == null ? Sizes.findings(parsed) : Sizes.findings(parsed, larger)).stream();
                })
                .toList();

        assertThat(findings).isEmpty();
    }

    @Test
    void theListOfLargerFilesNamesFilesThatExist() {
        assertThat(LARGER_FILES.keySet())
                .allSatisfy(path -> assertThat(Repository.ROOT.resolve(path)).isRegularFile());
    }

    @Test
    void aLongFileIsFound() {
        assertThat(findings("class A {\n" + "// line\n".repeat(399) + "}"))
                .containsExactly("a/A.java: wanted at most 400 lines, got 401");
    }

    @Test
    void aLongMethodIsFound() {
        assertThat(findings("class A {\nvoid m() {\n" + ";\n".repeat(59) + "}\n}"))
                .containsExactly("a/A.java:2 m: wanted at most 60 lines, got 61");
    }

    @Test
    void aConstructorOfManyParametersIsFoundButNotARecords() {
        String seven = "(int a, int b, int c, int d, int e, int f, int g)";

        assertThat(findings("class A { A" + seven + " {} void m" + seven + " {} }"))
                .containsExactly("a/A.java:1 constructor: wanted at most 6 parameters, got 7; a record can carry them");
        assertThat(findings("record A" + seven + " { A" + seven + " { this.a = 1; } }"))
                .isEmpty();
    }

    private static List<String> findings(String source) {
        return Sizes.findings(
                JavaTrees.parse(List.of(new SourceFile("a/A.java", source))).getFirst());
    }
}
