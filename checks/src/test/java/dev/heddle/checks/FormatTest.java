// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every Java file is as the formatter would write it; {@code -Dformat=write} rewrites the ones that are not. */
class FormatTest {
    private static final boolean WRITE = "write".equals(System.getProperty("format"));

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    /** Formatting the whole tree takes minutes of a machine that is busy. */
    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void everyJavaFileIsAsTheFormatterWritesIt() {
        List<String> wrong = Repository.java().parallelStream()
                .flatMap(file -> finding(file, WRITE).stream())
                .toList();

        if (WRITE) {
            wrong.forEach(path -> System.out.println("formatted " + path));
        } else {
            assertThat(wrong).as("mvn verify -Dformat=write rewrites these").isEmpty();
        }
    }

    @Test
    void aFileThatIsNotIsFound() {
        assertThat(finding(new SourceFile("A.java", "class A {\n  int a;\n}\n"), false))
                .contains("A.java");
        assertThat(finding(new SourceFile("A.java", "class A {\n    int a;\n}\n"), false))
                .isEmpty();
        assertThat(finding(new SourceFile("A.java", "import java.util.List;\n\nclass A {}\n"), false))
                .contains("A.java");
    }

    private Optional<String> finding(SourceFile file, boolean write) {
        try {
            String after = formatter.formatSource(RemoveUnusedImports.removeUnusedImports(
                    ImportOrderer.reorderImports(file.text(), JavaFormatterOptions.Style.PALANTIR)));
            if (after.equals(file.text())) {
                return Optional.empty();
            }
            if (write) {
                Files.writeString(Repository.ROOT.resolve(file.path()), after);
            }
            return Optional.of(file.path());
        } catch (FormatterException e) {
            return Optional.of(file.path() + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
