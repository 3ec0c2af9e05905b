// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * The documentation of what other people may use: every public or protected type and member needs a doc comment that says
 * something. An overriding method may go without; a record's components are told by its {@code @param} or named in its text.
 */
final class ExportedDocs {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}'.#()-]*");
    private static final int FEWEST_WORDS = 2;

    private ExportedDocs() {}

    static List<String> findings(JavaTrees.Parsed parsed) {
        var findings = new ArrayList<String>();
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
        public Void visitClass(ClassTree type, Void nothing) {
            if (!isExported(type.getModifiers())) {
                return null; // nor is anything inside it
            }
            String doc = require(type, "type " + type.getSimpleName());
            if (type.getKind() == Tree.Kind.RECORD && doc != null) {
                components(type, doc);
            }
            return super.visitClass(type, nothing);
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            boolean overrides = method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
            if (isExported(method.getModifiers()) && !overrides) {
                require(method, method.getReturnType() == null ? "constructor" : "method " + method.getName());
            }
            return null;
        }

        @Override
        public Void visitVariable(VariableTree field, Void nothing) {
            if (isExported(field.getModifiers()) && !isComponent(field)) {
                require(field, "field " + field.getName());
            }
            return null;
        }

        private void components(ClassTree type, String doc) {
            for (Tree member : type.getMembers()) {
                if (member instanceof VariableTree field
                        && !field.getModifiers().getFlags().contains(Modifier.STATIC)
                        && !Pattern.compile("\\b" + field.getName() + "\\b")
                                .matcher(doc)
                                .find()) {
                    findings.add(parsed.at(type) + " record " + type.getSimpleName() + ": wanted the component "
                            + field.getName() + " to be told, got no word of it");
                }
            }
        }

        private @Nullable String require(Tree tree, String what) {
            String doc = parsed.doc(getCurrentPath());
            if (doc == null || WORD.matcher(doc).results().count() < FEWEST_WORDS) {
                findings.add(parsed.at(tree) + " " + what + ": wanted a doc comment that says something, got "
                        + (doc == null ? "none" : "'" + doc.strip() + "'"));
            }
            return doc;
        }

        /** In an interface everything is public that does not say otherwise; in an enum the constants are. */
        private boolean isExported(ModifiersTree modifiers) {
            var flags = modifiers.getFlags();
            if (flags.contains(Modifier.PUBLIC) || flags.contains(Modifier.PROTECTED)) {
                return !(flags.contains(Modifier.PROTECTED) && isIn(Modifier.FINAL));
            }
            return owner() instanceof ClassTree type
                    && (type.getKind() == Tree.Kind.INTERFACE || type.getKind() == Tree.Kind.ANNOTATION_TYPE)
                    && !flags.contains(Modifier.PRIVATE);
        }

        private boolean isIn(Modifier modifier) {
            return owner() instanceof ClassTree type
                    && type.getModifiers().getFlags().contains(modifier);
        }

        private boolean isComponent(VariableTree field) {
            return owner() instanceof ClassTree type
                    && type.getKind() == Tree.Kind.RECORD
                    && !field.getModifiers().getFlags().contains(Modifier.STATIC);
        }

        /** While a type's members are scanned the path ends at the member; for a type itself at the type. */
        private Tree owner() {
            TreePath path = getCurrentPath();
            TreePath parent = path.getParentPath();
            return parent == null ? path.getLeaf() : parent.getLeaf();
        }
    }
}
