// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents hold together: links lead somewhere, decisions have their form, commands that are quoted exist. */
class DocsTest {
    private static final Pattern DECISION = Pattern.compile("docs/decisions/(\\d{4})-[a-z0-9-]+\\.md");
    private static final int DECISION_LINES = 60;
    private static final Pattern FENCED = Pattern.compile("(?ms)^```[a-z]*\\n(.*?)^```\\s*$");
    private static final Pattern LAUNCHED = Pattern.compile("(?m)(?:^|[ `;&])\\./heddle ([a-z][a-z-]*)");

    @Test
    void linksLeadSomewhere() {
        assertThat(Repository.markdown().stream().flatMap(file -> DocLinks.findings(Repository.ROOT, file).stream()))
                .isEmpty();
    }

    @Test
    void aLinkThatLeadsNowhereIsFound(@TempDir Path root) throws IOException {
        Files.writeString(root.resolve("b.md"), "# One thing\n```\n# not a heading\n```\n");
        var document = new SourceFile(
                "a.md",
                "# A\n[ok](b.md) [ok](b.md#one-thing) [ok](#a) [ok](https://example.org) `[code](x.md)`\n"
                        + "[1](c.md) [2](b.md#not-a-heading)\n");

        assertThat(DocLinks.findings(root, document))
                .containsExactly(
                        "a.md: link to c.md: no such file", "a.md: link to b.md#not-a-heading: no such heading");
    }

    @Test
    void decisionsHaveTheirNumberAndForm() {
        var decisions = Repository.markdown().stream()
                .filter(file -> file.path().startsWith("docs/decisions/")
                        && !file.path().endsWith("README.md"))
                .toList();
        assertThat(decisions).isNotEmpty();

        assertThat(decisions.stream().flatMap(file -> decision(file).stream())).isEmpty();
        assertThat(decisions.stream()
                        .map(file -> file.path().replaceAll("\\D", ""))
                        .map(number -> number.substring(0, 4)))
                .doesNotHaveDuplicates();
    }

    @Test
    void aDecisionOutOfFormIsFound() {
        assertThat(decision(new SourceFile("docs/decisions/12-x.md", "# 12: x\n")))
                .hasSize(5);
        assertThat(decision(new SourceFile(
                        "docs/decisions/0012-x.md",
                        "# 0012: x\n## Context\n## Choice\n## Rejected\n## What would change our mind\n")))
                .isEmpty();
    }

    @Test
    void theCommandsThatTheDocumentsQuoteExist() {
        var known = commands();
        for (SourceFile file : Repository.markdown()) {
            if (!file.path().equals("CHANGELOG.md")) {
                assertThat(quotedCommands(file.text())).as(file.path()).isSubsetOf(known);
            }
        }
    }

    @Test
    void aQuotedCommandIsSeen() {
        assertThat(quotedCommands("Run `./heddle serve`:\n```sh\n./heddle serf --x\n```\n./heddle --help"))
                .containsExactly("serve", "serf");
    }

    @Test
    void theReadmeNamesTheCommandThatRunsTheTests() {
        var readme = Repository.read(Repository.ROOT.resolve("README.md")).text();

        assertThat(FENCED.matcher(readme).results().map(block -> block.group(1)).flatMap(String::lines))
                .anyMatch(line -> line.startsWith("mvn verify"));
    }

    private static List<String> decision(SourceFile file) {
        var findings = new ArrayList<String>();
        if (!DECISION.matcher(file.path()).matches()) {
            findings.add(file + ": wanted docs/decisions/NNNN-title.md");
        }
        for (String part : List.of("context", "choice", "rejected", "would change our mind")) {
            if (!Pattern.compile("(?im)^(#+ *|\\*\\*)(what )?" + part)
                    .matcher(file.text())
                    .find()) {
                findings.add(file + ": wanted a part called '" + part + "'");
            }
        }
        if (file.lines().size() > DECISION_LINES) {
            findings.add(file + ": wanted at most a page (" + DECISION_LINES + " lines), got "
                    + file.lines().size());
        }
        return findings;
    }

    private static List<String> quotedCommands(String text) {
        return LAUNCHED.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** What the command line really knows, read from its source: the words in the list of subcommands. */
    private static List<String> commands() {
        var main = Repository.read(Repository.ROOT.resolve("app/src/main/java/dev/heddle/app/Main.java"));
        var list = Pattern.compile("(?s)SUBCOMMANDS = List\\.of\\((.*?)\\);").matcher(main.text());
        assertThat(list.find()).as("the list of subcommands in " + main).isTrue();
        return Pattern.compile("(?:Subcommand|annotated|operator)\\(\\s*\"([a-z-]+)\"")
                .matcher(list.group(1))
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
