// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ManualQuotesTest {
    private static final SourceFile EXAMPLE = new SourceFile(
            "x/FanOutExample.java", "class A {\n    // region open\n    open();\n        deeper();\n    // end\n}\n");

    @Test
    void everyBlockOfCodeInTheManualIsQuotedFromAProgramThatRuns() throws IOException {
        var examples =
                Repository.java().stream().filter(ManualQuotesTest::isExample).toList();
        var documents = Repository.markdown().stream()
                .filter(file ->
                        file.path().startsWith("docs/manual/") || file.path().equals("README.md"))
                .toList();
        if ("write".equals(System.getProperty("format"))) {
            for (SourceFile document : documents) {
                Files.writeString(Repository.ROOT.resolve(document.path()), ManualQuotes.filled(document, examples));
            }
            return;
        }

        assertThat(documents.stream().flatMap(document -> ManualQuotes.findings(document, examples).stream()))
                .isEmpty();
    }

    private static boolean isExample(SourceFile file) {
        return file.path().contains("/dev/heddle/checks/example/")
                || file.path().contains("/dev/heddle/bench/rpc/");
    }

    @Test
    void everyRegionOfTheExamplesIsQuoted() {
        var examples =
                Repository.java().stream().filter(ManualQuotesTest::isExample).toList();
        String manual = Repository.markdown().stream().map(SourceFile::text).reduce("", String::concat);

        assertThat(ManualQuotes.regions(examples).keySet())
                .allSatisfy(name -> assertThat(manual).containsPattern("(?m)^```java " + Pattern.quote(name) + "$"));
    }

    @Test
    void aTrueQuoteIsNoFinding() {
        assertThat(findings("```java FanOutExample#open\nopen();\n    deeper();\n```\n"))
                .isEmpty();
    }

    @Test
    void aChangedQuoteAnUnknownRegionAndCodeWithoutASourceAreFound() {
        assertThat(findings("```java FanOutExample#open\nopen(1);\n```\n"))
                .singleElement()
                .asString()
                .startsWith("m.md: FanOutExample#open is not as its source has it:");
        assertThat(findings("```java FanOutExample#shut\nopen();\n```\n"))
                .containsExactly("m.md: no region FanOutExample#shut in the examples");
        assertThat(findings("```java\nopen();\n```\n")).containsExactly("m.md: code without a source: open();");
    }

    @Test
    void fillingMakesAStaleQuoteTrue() {
        var stale = new SourceFile("m.md", "a\n```java FanOutExample#open\nopen(1);\n```\nb\n");

        String filled = ManualQuotes.filled(stale, List.of(EXAMPLE));

        assertThat(filled).startsWith("a\n").endsWith("```\nb\n");
        assertThat(findings(filled)).isEmpty();
    }

    private static List<String> findings(String manual) {
        return ManualQuotes.findings(new SourceFile("m.md", manual), List.of(EXAMPLE));
    }
}
