// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.config;

import java.util.List;

/// A configuration that cannot be used: each problem in one line that names the place, what is wrong and what was
/// expected.
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    /// Made by what found the problems.
    ///
    /// @param problems at least one, in the order of the file
    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /// What is wrong.
    ///
    /// @return a line for each problem, in the order of the file
    public List<String> problems() {
        return problems;
    }
}
