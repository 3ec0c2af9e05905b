// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Links inside the repository's documents: the file is there, and so is the heading behind the {@code #}. */
final class DocLinks {
    private static final Pattern LINK =
            Pattern.compile("(?<!!)\\[[^\\]]*\\]\\(([^)\\s]+)\\)|!\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```\\s*$");
    private static final Pattern CODE = Pattern.compile("`[^`\n]*`");

    private DocLinks() {}

    static List<String> findings(Path root, SourceFile document) {
        var findings = new ArrayList<String>();
        String prose =
                CODE.matcher(FENCED.matcher(document.text()).replaceAll("")).replaceAll("");
        var matcher = LINK.matcher(prose);
        while (matcher.find()) {
            String target = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            if (!target.matches("[a-z]+:.*")) {
                follow(findings, root, document, target);
            }
        }
        return findings;
    }

    private static void follow(List<String> findings, Path root, SourceFile document, String target) {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty()
                ? root.resolve(document.path())
                : root.resolve(document.path()).resolveSibling(parts[0]).normalize();
        if (!parts[0].isEmpty() && !Files.exists(file)) {
            findings.add(document + ": link to " + target + ": no such file");
        } else if (parts.length == 2 && file.toString().endsWith(".md")) {
            String text =
                    parts[0].isEmpty() ? document.text() : Repository.read(file).text();
            if (!headings(text).contains(parts[1])) {
                findings.add(document + ": link to " + target + ": no such heading");
            }
        }
    }

    /** The anchors that the usual renderers make of headings. */
    private static List<String> headings(String text) {
        return FENCED.matcher(text)
                .replaceAll("")
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ *", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }
}
