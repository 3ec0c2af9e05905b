// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A line as a client reads it, by a parser of the simulation's own.
///
/// @param source empty for none
record SimLine(Map<String, String> tags, String source, String command, List<String> params) {
    static SimLine parse(String line) {
        Map<String, String> tags = new LinkedHashMap<>();
        String rest = line;
        if (rest.startsWith("@")) {
            int space = rest.indexOf(' ');
            for (String tag : rest.substring(1, space).split(";", -1)) {
                int equals = tag.indexOf('=');
                tags.put(equals < 0 ? tag : tag.substring(0, equals), equals < 0 ? "" : tag.substring(equals + 1));
            }
            rest = rest.substring(space + 1);
        }
        String source = "";
        if (rest.startsWith(":")) {
            int space = rest.indexOf(' ');
            source = rest.substring(1, space);
            rest = rest.substring(space + 1);
        }
        List<String> words = new ArrayList<>();
        while (!rest.isEmpty()) {
            if (rest.startsWith(":")) {
                words.add(rest.substring(1));
                break;
            }
            int space = rest.indexOf(' ');
            words.add(space < 0 ? rest : rest.substring(0, space));
            rest = space < 0 ? "" : rest.substring(space + 1);
            if (space >= 0 && rest.isEmpty()) {
                words.add("");
            }
        }
        String command = words.isEmpty() ? "" : words.removeFirst();
        return new SimLine(tags, source, command, words);
    }

    String tag(String key) {
        return tags.getOrDefault(key, "");
    }

    String param(int index) {
        return index < params.size() ? params.get(index) : "";
    }

    /// The nick in front of `!`.
    String nick() {
        int mark = source.indexOf('!');
        return mark < 0 ? source : source.substring(0, mark);
    }
}
