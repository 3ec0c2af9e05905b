// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Puts the client's modules together into the few that travel: a piece is a module that the page or an `import()`
/// names, with all
/// that it imports and that no piece before it has. A module becomes a function that answers what it exports, called
/// once, after those
/// that it imports.
///
/// It reads the import and export statements and no other syntax: they stand at the beginning of a line, name what they
/// take, and no two modules import each other. What it does not understand is an error when the files are read.
final class Pieces {
    /// In this order: what two pieces share is in the first of them.
    static final List<String> NAMES = List.of("main.js", "view/chat.js", "view/dialogs.js", "model/emoji.js");

    /// Modules of others, and what they are called inside a piece.
    private static final Map<String, String> FOREIGN = Map.of("preact", "preact", "preact/hooks", "hooks");

    private static final Pattern IMPORT =
            Pattern.compile("(?m)^(import|export)\\s*\\{([^}]*)}\\s*from\\s*'([^']+)';\\n?");
    private static final Pattern LATER = Pattern.compile("\\bimport\\('([^']+)'\\)");
    private static final Pattern EXPORT =
            Pattern.compile("(?m)^export (?=(?:async )?(?:function\\*?|class|const) ([\\w$]+))");
    private static final Pattern NOT_UNDERSTOOD = Pattern.compile("(?m)^(?:import|export)\\b(?!\\().*");

    private final Map<String, String> sources;
    private final Map<String, Module> modules = new LinkedHashMap<>();
    private final Set<String> begun = new LinkedHashSet<>();

    /// @param variable what it is called in every piece
    /// @param piece the piece that has it
    /// @param body what its function does, but for answering
    private record Module(
            String name, String variable, String piece, String body, Set<String> uses, Set<String> gives) {}

    private Pieces(Map<String, String> sources) {
        this.sources = sources;
    }

    /// @param sources all modules by their names
    /// @return the pieces by the names of [#NAMES]
    static Map<String, String> of(Map<String, String> sources) throws IOException {
        var pieces = new Pieces(sources);
        for (var name : NAMES) {
            pieces.add(name, name);
        }
        var made = new LinkedHashMap<String, String>();
        for (var name : NAMES) {
            made.put(name, pieces.write(name));
        }
        return made;
    }

    private Module add(String name, String piece) throws IOException {
        var known = modules.get(name);
        if (known != null) {
            return known;
        }
        if (!begun.add(name)) {
            throw new IOException("web client: wanted modules that do not import each other, got " + begun);
        }
        var source = sources.get(name);
        if (source == null) {
            throw new IOException("web client: wanted module " + name + " for " + piece + ", found none");
        }
        Set<String> uses = new TreeSet<>();
        Set<String> gives = new TreeSet<>();
        var head = new StringBuilder();
        var rest = new StringBuilder();
        var statements = IMPORT.matcher(source);
        while (statements.find()) {
            statements.appendReplacement(rest, "");
            var from = statements.group(3);
            var named =
                    statements.group(2).strip().replaceAll("\\s+as\\s+", ":").replaceAll("\\s+|,\\s*$", "");
            var taken = FOREIGN.get(from);
            if (taken == null) {
                var used = add(ClientFiles.beside(name, from), piece);
                uses.add(used.name);
                taken = used.variable;
            }
            head.append("const {" + named + "}=" + taken + ";\n");
            if (statements.group(1).equals("export")) {
                if (named.contains(":")) {
                    throw new IOException(
                            "web client: wanted exports under their own names in " + name + ", got " + named);
                }
                gives.addAll(List.of(named.split(",")));
            }
        }
        statements.appendTail(rest);
        var module = new Module(name, "m" + modules.size(), piece, head + body(name, piece, rest, gives), uses, gives);
        modules.put(name, module);
        return module;
    }

    /// What is left of a module without its imports.
    private static String body(String name, String piece, CharSequence rest, Set<String> gives) throws IOException {
        var body = EXPORT.matcher(rest).replaceAll(found -> {
            gives.add(found.group(1));
            return "";
        });
        var odd = NOT_UNDERSTOOD.matcher(body);
        if (odd.find()) {
            throw new IOException(
                    "web client: wanted an import or export of names in " + name + ", got " + odd.group());
        }
        return LATER.matcher(body)
                .replaceAll(found -> "import('" + address(piece, ClientFiles.beside(name, found.group(1))) + "')");
    }

    /// What a piece calls another one.
    private static String address(String piece, String other) {
        return piece.contains("/") ? "../" + other : "./" + other;
    }

    private String write(String piece) {
        var own = modules.values().stream()
                .filter(module -> module.piece.equals(piece))
                .toList();
        Map<String, Set<String>> borrowed = new LinkedHashMap<>();
        for (var module : own) {
            for (var used : module.uses) {
                var from = modules.get(used);
                if (from != null && !from.piece.equals(piece)) {
                    borrowed.computeIfAbsent(from.piece, _ -> new TreeSet<>()).add(from.variable);
                }
            }
        }
        var text = new StringBuilder();
        FOREIGN.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> text.append("import * as " + entry.getValue() + " from '" + entry.getKey() + "';\n"));
        borrowed.forEach((from, variables) ->
                text.append("import {" + String.join(",", variables) + "} from '" + address(piece, from) + "';\n"));
        for (var module : own) {
            text.append("const " + module.variable + "=(()=>{\n" + module.body + "return {"
                    + String.join(",", module.gives) + "};\n})();\n");
        }
        var lent = new StringJoiner(",", "export {", "};\n").setEmptyValue("");
        var lentNames = new ArrayList<String>();
        for (var module : modules.values()) {
            if (!module.piece.equals(piece)) {
                module.uses.stream()
                        .map(modules::get)
                        .filter(used -> used != null && used.piece.equals(piece) && !lentNames.contains(used.variable))
                        .forEach(used -> lentNames.add(used.variable));
            }
        }
        lentNames.forEach(lent::add);
        text.append(lent);
        var entry = modules.get(piece);
        if (entry != null && !entry.gives.isEmpty()) {
            text.append("export const {" + String.join(",", entry.gives) + "}=" + entry.variable + ";\n");
        }
        return text.toString();
    }
}
