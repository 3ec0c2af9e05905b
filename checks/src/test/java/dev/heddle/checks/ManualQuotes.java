// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Code in the manual is quoted from programs that are compiled and run. A fence opens with {@code ```java Name#region}; in
 * {@code Name.java} the region lies between lines that read {@code // region name} and {@code // end}, and is quoted without its
 * common indentation. A fence that opens with {@code ```java} alone is a finding, so that no code goes unproven.
 */
final class ManualQuotes {
    private static final Pattern FENCE = Pattern.compile("(?ms)^```java([^\\n]*)\\n(.*?)^```[ ]*$");
    private static final Pattern REGION =
            Pattern.compile("(?ms)^[ ]*// region ([a-z0-9-]+)[ ]*\\n(.*?)^[ ]*// end[ ]*$");

    private ManualQuotes() {}

    static List<String> findings(SourceFile manual, List<SourceFile> examples) {
        var findings = new ArrayList<String>();
        var regions = regions(examples);
        var fences = FENCE.matcher(manual.text());
        while (fences.find()) {
            String name = fences.group(1).strip();
            String region = regions.get(name);
            if (name.isEmpty()) {
                findings.add(manual + ": code without a source: " + firstLine(fences.group(2)));
            } else if (region == null) {
                findings.add(manual + ": no region " + name + " in the examples");
            } else if (!region.equals(fences.group(2))) {
                findings.add(manual + ": " + name + " is not as its source has it:\n" + region);
            }
        }
        return findings;
    }

    /** The manual with each known fence filled from its source. */
    static String filled(SourceFile manual, List<SourceFile> examples) {
        var regions = regions(examples);
        return FENCE.matcher(manual.text()).replaceAll(fence -> {
            String name = fence.group(1).strip();
            String region = regions.getOrDefault(name, fence.group(2));
            return Matcher.quoteReplacement("```java" + fence.group(1) + "\n" + region + "```");
        });
    }

    static Map<String, String> regions(List<SourceFile> examples) {
        var regions = new LinkedHashMap<String, String>();
        for (SourceFile example : examples) {
            String type = example.path().replaceAll(".*/|\\.java$", "");
            REGION.matcher(example.text())
                    .results()
                    .forEach(found -> regions.put(type + "#" + found.group(1), unindented(found.group(2))));
        }
        return regions;
    }

    private static String unindented(String block) {
        return block.substring(0, Math.max(0, block.length() - 1)).stripIndent() + "\n";
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
