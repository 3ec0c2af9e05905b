// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every package of the product has its door plate. */
class PackagesTest {
    @Test
    void everyPackageHasADoorPlate() {
        assertThat(findings(Repository.java())).isEmpty();
    }

    @Test
    void aPackageWithoutOneIsFound() {
        var type = new SourceFile("m/src/main/java/a/A.java", "package a; class A {}");

        assertThat(findings(List.of(type))).containsExactly("m/src/main/java/a: wanted a package-info.java, got none");
        assertThat(findings(List.of(type, plate("package a;"))))
                .containsExactly(
                        "m/src/main/java/a/package-info.java: wanted @NullMarked",
                        "m/src/main/java/a/package-info.java: wanted a comment that tells the purpose, neighbours and thread");
        assertThat(
                        findings(
                                List.of(
                                        type,
                                        plate(
                                                "/// What a is for, and for whom.\n/// Thread: any, one at a time.\n@NullMarked\npackage a;"))))
                .isEmpty();
    }

    private static SourceFile plate(String text) {
        return new SourceFile("m/src/main/java/a/package-info.java", text);
    }

    private static List<String> findings(List<SourceFile> files) {
        var findings = new ArrayList<String>();
        var plates = files.stream()
                .filter(SourceFile::isPackageInfo)
                .collect(Collectors.toMap(SourceFile::directory, plate -> plate));
        files.stream()
                .filter(file -> file.isMain() && !file.isModuleInfo())
                .map(SourceFile::directory)
                .distinct()
                .sorted()
                .forEach(directory -> {
                    var plate = plates.get(directory);
                    if (plate == null) {
                        findings.add(directory + ": wanted a package-info.java, got none");
                    } else {
                        plate(findings, plate);
                    }
                });
        return findings;
    }

    private static void plate(List<String> findings, SourceFile plate) {
        if (!plate.text().contains("@NullMarked\n")) {
            findings.add(plate + ": wanted @NullMarked");
        }
        String words =
                plate.text().replaceAll("(?m)^(package|import|//) .*", "").replaceAll("[^\\p{L}]+", " ");
        if (words.strip().split(" ").length < 10) {
            findings.add(plate + ": wanted a comment that tells the purpose, neighbours and thread");
        }
    }
}
