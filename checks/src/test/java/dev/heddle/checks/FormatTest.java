// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every Java file is as the formatter would write it; {@code -Dformat=write} rewrites the ones that are not. */
class FormatTest {
    private static final boolean WRITE = "write".equals(System.getProperty("format"));

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    @TestFactory
    Stream<DynamicTest> everyJavaFile() throws Exception {
        var root = Path.of("..").toRealPath();
        try (var paths = Files.walk(root)) {
            return paths
                    .filter(p -> p.toString().endsWith(".java") && !p.toString().contains("/target/"))
                    .toList()
                    .stream()
                    .map(p -> DynamicTest.dynamicTest(root.relativize(p).toString(), () -> check(p)));
        }
    }

    private void check(Path file) throws Exception {
        var before = Files.readString(file);
        var after = formatter.formatSourceAndFixImports(before);
        if (WRITE && !after.equals(before)) {
            Files.writeString(file, after);
        } else {
            assertEquals(after, before);
        }
    }
}
