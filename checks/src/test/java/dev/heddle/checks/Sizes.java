// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.List;

/** What is too large to be read in one go. Findings are {@code place: wanted, got}. */
final class Sizes {
    static final int FILE_LINES = 400;
    /** A suite is a list of behaviours and is read one at a time. */
    static final int TEST_FILE_LINES = 700;

    static final int METHOD_LINES = 60;
    static final int CONSTRUCTOR_PARAMETERS = 6;

    private Sizes() {}

    static List<String> findings(JavaTrees.Parsed parsed) {
        return findings(parsed, parsed.file().path().contains("/src/test/") ? TEST_FILE_LINES : FILE_LINES);
    }

    static List<String> findings(JavaTrees.Parsed parsed, int limit) {
        var findings = new ArrayList<String>();
        int lines = parsed.file().lines().size();
        if (lines > limit) {
            findings.add(parsed.file() + ": wanted at most " + limit + " lines, got " + lines);
        }
        new Scanner(parsed, findings).scan(parsed.unit(), null);
        return findings;
    }

    private static final class Scanner extends TreePathScanner<Void, Void> {
        private final JavaTrees.Parsed parsed;
        private final List<String> findings;

        Scanner(JavaTrees.Parsed parsed, List<String> findings) {
            this.parsed = parsed;
            this.findings = findings;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            if (method.getBody() != null) {
                long lines = parsed.endLine(method) - parsed.startLine(method) + 1;
                if (lines > METHOD_LINES) {
                    findings.add(parsed.at(method) + " " + method.getName() + ": wanted at most " + METHOD_LINES
                            + " lines, got " + lines);
                }
            }
            int parameters = method.getParameters().size();
            if (method.getReturnType() == null && parameters > CONSTRUCTOR_PARAMETERS && !inRecord()) {
                findings.add(parsed.at(method) + " constructor: wanted at most " + CONSTRUCTOR_PARAMETERS
                        + " parameters, got " + parameters + "; a record can carry them");
            }
            return super.visitMethod(method, nothing);
        }

        private boolean inRecord() {
            TreePath parent = getCurrentPath().getParentPath();
            return parent.getLeaf() instanceof ClassTree type && type.getKind() == Tree.Kind.RECORD;
        }
    }
}
