// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What no file may contain, and what each must. Findings are {@code path:line: what}. The forbidden words are put together here from
 * halves, so that this file passes its own rules.
 */
final class TextRules {
    static final String LICENCE = "SPDX-License-Identifier: Apache-2.0";

    private static final Pattern MARKER = Pattern.compile("\\b(" + "TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b");
    private static final Pattern MACHINE = Pattern.compile(
            "(?<![\\w.~}])/(wo" + "rk|ro" + "ot|ho" + "me/[a-z]+|Us" + "ers/[a-z]+|t" + "mp/[a-z0-9]{3,})(/|\\b)");
    private static final Pattern REGISTRY = Pattern.compile(
            "repo1?\\.mav" + "en|maven\\.org|registry\\.np" + "mjs|py" + "pi\\.org|proxy\\.go" + "lang");
    private static final Set<String> ROOMS_WITHOUT_A_NAME =
            Set.of("util", "utils", "common", "impl", "internal", "manager", "helper");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final int HEAD_LINES = 3;

    private TextRules() {}

    static List<String> findings(SourceFile file) {
        var findings = new ArrayList<String>();
        var lines = file.lines();
        for (int i = 0; i < lines.size(); i++) {
            String at = file + ":" + (i + 1) + ": ";
            find(findings, at + "leftover marker", MARKER, lines.get(i));
            find(findings, at + "path of one machine", MACHINE, lines.get(i));
            find(findings, at + "host of a package registry", REGISTRY, lines.get(i));
        }
        if (file.isJava()) {
            licenceFirst(findings, file, lines);
            packageName(findings, file);
        } else if (isScript(file)) {
            if (lines.stream().limit(HEAD_LINES).noneMatch(line -> line.contains(LICENCE))) {
                findings.add(file + ":1: wanted '" + LICENCE + "' in the first " + HEAD_LINES + " lines");
            }
        }
        return findings;
    }

    private static void find(List<String> findings, String what, Pattern pattern, String line) {
        var matcher = pattern.matcher(line);
        if (matcher.find()) {
            findings.add(what + " '" + matcher.group() + "'");
        }
    }

    private static void licenceFirst(List<String> findings, SourceFile file, List<String> lines) {
        if (lines.isEmpty() || !lines.getFirst().equals("// " + LICENCE)) {
            findings.add(file + ":1: wanted '// " + LICENCE + "' as the first line");
        }
    }

    private static void packageName(List<String> findings, SourceFile file) {
        var matcher = PACKAGE.matcher(file.text());
        if (matcher.find()) {
            for (String part : matcher.group(1).split("\\.")) {
                if (ROOMS_WITHOUT_A_NAME.contains(part)) {
                    findings.add(file + ": package name '" + part + "' says nothing");
                }
            }
        }
    }

    private static boolean isScript(SourceFile file) {
        return file.path().matches(".*\\.(sh|py|c|h|sql|m?js|css)")
                || file.text().startsWith("#!");
    }
}
