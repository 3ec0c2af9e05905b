// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One parsed IRC message: tags, source, command in upper case, and parameters, the trailing one without its colon.
///
/// Thread: any; immutable.
public final class Message implements Parsed {
    private static final String[] NONE = {};

    private final Tags tags;
    private final @Nullable String source;
    private final String command;
    private final String[] params;

    Message(Tags tags, @Nullable String source, String command, String[] params) {
        this.tags = tags;
        this.source = source;
        this.command = command;
        this.params = params;
    }

    /// A message without tags and source, for tests and for commands that a server gives in a user's name.
    public static Message of(String command, String... params) {
        return new Message(Tags.EMPTY, null, command, params.length == 0 ? NONE : params.clone());
    }

    /// The same message with other tags.
    public Message withTags(Tags other) {
        return new Message(other, source, command, params);
    }

    /// The tags, never null.
    public Tags tags() {
        return tags;
    }

    /// The source as sent, without its colon; null if there was none. A server never believes a client's source.
    public @Nullable String source() {
        return source;
    }

    /// The command in upper case; well-known commands are always the same String instance.
    public String command() {
        return command;
    }

    /// How many parameters there are, the trailing one included.
    public int paramCount() {
        return params.length;
    }

    /// Parameter `index`, from 0. Throws IndexOutOfBoundsException beyond [#paramCount()].
    public String param(int index) {
        return params[index];
    }

    /// Parameter `index`, or the empty text where the client sent fewer.
    public String paramOrEmpty(int index) {
        return index < params.length ? params[index] : "";
    }

    /// The parameters as an unmodifiable list.
    public List<String> params() {
        return Collections.unmodifiableList(Arrays.asList(params));
    }

    @Override
    public String toString() {
        return (source == null ? "" : ":" + source + " ") + command + " " + Arrays.toString(params);
    }
}
