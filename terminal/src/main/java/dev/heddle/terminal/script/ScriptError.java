// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.script;

/// Why a script does not go on. Its message names file and line, what was wanted and what was got.
final class ScriptError extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean understood;

    private ScriptError(String message, boolean understood) {
        super(message);
        this.understood = understood;
    }

    /// The line is not one of the language.
    static ScriptError unknown(String message) {
        return new ScriptError(message, false);
    }

    /// The line was understood, and what it wanted did not happen.
    static ScriptError failed(String message) {
        return new ScriptError(message, true);
    }

    /// The exit status of a script that ends so.
    int status() {
        return understood ? 1 : 2;
    }
}
