// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks;

import java.util.List;

/**
 * One file of the repository.
 *
 * @param path from the root, with {@code /}
 * @param text the whole of it
 */
record SourceFile(String path, String text) {
    boolean isJava() {
        return path.endsWith(".java");
    }

    /** Not a test, benchmark or check: what is shipped. */
    boolean isMain() {
        return path.contains("/src/main/java/");
    }

    boolean isPackageInfo() {
        return path.endsWith("/package-info.java");
    }

    boolean isModuleInfo() {
        return path.endsWith("/module-info.java");
    }

    List<String> lines() {
        return text.lines().toList();
    }

    /** The directory part of the path. */
    String directory() {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    @Override
    public String toString() {
        return path;
    }
}
