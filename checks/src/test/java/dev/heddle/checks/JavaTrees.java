// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Java files as the compiler parses them; nothing is resolved, so a file needs no neighbours. */
final class JavaTrees {
    /** One parsed file. */
    record Parsed(SourceFile file, CompilationUnitTree unit, DocTrees trees) {
        /** The line that a tree begins on, from 1. */
        long startLine(Tree tree) {
            return lines().getLineNumber(trees.getSourcePositions().getStartPosition(unit, tree));
        }

        /** The line that a tree ends on, from 1. */
        long endLine(Tree tree) {
            return lines().getLineNumber(trees.getSourcePositions().getEndPosition(unit, tree));
        }

        /** The text of the tree's doc comment without its marks, or null when it has none. */
        @Nullable
        String doc(TreePath path) {
            return trees.getDocComment(path);
        }

        String at(Tree tree) {
            return file + ":" + startLine(tree);
        }

        private LineMap lines() {
            return unit.getLineMap();
        }
    }

    private JavaTrees() {}

    static List<Parsed> parse(List<SourceFile> files) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var byUri = files.stream().collect(Collectors.toMap(InMemory::uri, file -> file));
        var objects = files.stream().map(InMemory::new).toList();
        var task = (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, objects);
        try {
            var parsed = new ArrayList<Parsed>();
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                parsed.add(new Parsed(byUri.get(unit.getSourceFile().toUri()), unit, trees));
            }
            return parsed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class InMemory extends SimpleJavaFileObject {
        private final SourceFile file;

        InMemory(SourceFile file) {
            super(uri(file), Kind.SOURCE);
            this.file = file;
        }

        static URI uri(SourceFile file) {
            return URI.create("memory:///" + file.path());
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return file.text();
        }
    }
}
