// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExportedDocsTest {
    @Test
    void everyExportedMemberOfTheLibraryIsDocumented() {
        var files = Repository.java().stream()
                .filter(file -> file.isMain() && !file.isPackageInfo() && !file.isModuleInfo())
                .filter(file ->
                        file.path().startsWith("runtime/") || file.path().startsWith("protocols/"))
                .toList();
        assertThat(files).hasSizeGreaterThan(50);

        assertThat(JavaTrees.parse(files).stream().flatMap(parsed -> ExportedDocs.findings(parsed).stream()))
                .isEmpty();
    }

    @Test
    void whatHasNoCommentIsFoundWhateverItsKind() {
        assertThat(findings("""
                        public class A {
                            public static final int N = 1;
                            protected int field;
                            public A() {}
                            public void method() {}
                            public interface Inner { void implicit(); }
                            public enum Colour { RED }
                            public @interface Mark { int value(); }
                        }
                        """))
                .extracting(finding -> finding.replaceAll(": wanted.*", ""))
                .containsExactly(
                        "a/A.java:1 type A",
                        "a/A.java:2 field N",
                        "a/A.java:3 field field",
                        "a/A.java:4 constructor",
                        "a/A.java:5 method method",
                        "a/A.java:6 type Inner",
                        "a/A.java:6 method implicit",
                        "a/A.java:7 type Colour",
                        "a/A.java:7 field RED",
                        "a/A.java:8 type Mark",
                        "a/A.java:8 method value");
    }

    @Test
    void aCommentThatSaysNothingIsFound() {
        assertThat(findings("/** Stub. */ public class A {}"))
                .containsExactly("a/A.java:1 type A: wanted a doc comment that says something, got 'Stub.'");
        assertThat(findings("/// Holds one unit.\npublic class A {}")).isEmpty();
    }

    @Test
    void aRecordTellsItsComponents() {
        assertThat(findings("/// A place in text.\npublic record A(int line, int column) {}"))
                .containsExactly(
                        "a/A.java:2 record A: wanted the component line to be told, got no word of it",
                        "a/A.java:2 record A: wanted the component column to be told, got no word of it");
        assertThat(findings("/// A place: the line and its column.\npublic record A(int line, int column) {}"))
                .isEmpty();
    }

    @Test
    void whatIsNotExportedAndWhatOverridesNeedsNone() {
        assertThat(findings("class A { public void m() {} }")).isEmpty();
        assertThat(findings("""
                        /// A thing that runs.
                        public final class A implements Runnable {
                            private int a;
                            int b;
                            A() {}
                            void c() {}
                            @Override public void run() {}
                            static class Inner { public void m() {} }
                        }
                        """)).isEmpty();
    }

    private static List<String> findings(String source) {
        return ExportedDocs.findings(
                JavaTrees.parse(List.of(new SourceFile("a/A.java", source))).getFirst());
    }
}
