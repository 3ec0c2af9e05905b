// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.chat.message.LineWriter;
import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.message.UserMode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One line on its way out: a body that is the same for everybody, and the tags that some classes of clients
/// see.
///
/// Thread: the hub. Reused: [#begin] forgets everything. A line that must outlive the call is copied ([#copy]).
public final class Line {
    private final LineWriter body = new LineWriter(640);
    private int bodyBytes;
    private long timeMillis;

    @Nullable
    MessageId msgid;

    @Nullable
    String account;
    /// Client-only tags as they go over the wire; empty for none.
    String clientTags = "";
    boolean bot;

    @Nullable
    String batch;

    @Nullable
    String label;

    private long heldFor;

    /// Starts a new line that was ordered at this time.
    public LineWriter begin(long atMillis) {
        body.clear();
        timeMillis = atMillis;
        msgid = null;
        account = null;
        clientTags = "";
        bot = false;
        batch = null;
        label = null;
        heldFor = 0;
        return body.begin();
    }

    /// Ends the body; afterwards only tags may be set.
    public Line end() {
        bodyBytes = body.end() - 2;
        return this;
    }

    /// The message's id, seen with message-tags.
    public Line msgid(@Nullable MessageId id) {
        msgid = id;
        return this;
    }

    /// The sender's account and bot mark.
    public Line from(User user) {
        account = user.account();
        bot = user.has(UserMode.BOT);
        return this;
    }

    /// The sender's account, for a line from the history.
    public Line account(@Nullable String name) {
        account = name;
        return this;
    }

    /// Client-only tags as they go over the wire.
    public Line clientTags(String wire) {
        clientTags = wire;
        return this;
    }

    /// The batch that this line is in.
    public Line batch(@Nullable String reference) {
        batch = reference;
        return this;
    }

    /// The batch, unless the line is in an inner one already.
    Line batchIfNone(String reference) {
        if (batch == null) {
            batch = reference;
        }
        return this;
    }

    /// As one of several answers it waits for the store to settle this sequence; 0: for nothing.
    Line heldFor(long sequence) {
        heldFor = sequence;
        return this;
    }

    long heldFor() {
        return heldFor;
    }

    /// The label of the command that this line answers.
    public Line label(@Nullable String text) {
        label = text;
        return this;
    }

    long timeMillis() {
        return timeMillis;
    }

    int bodyBytes() {
        return bodyBytes;
    }

    /// The same line, to be kept.
    Line copy() {
        Line copy = new Line(Arrays.copyOf(body.bytes(), bodyBytes));
        copy.timeMillis = timeMillis;
        copy.msgid = msgid;
        copy.account = account;
        copy.clientTags = clientTags;
        copy.bot = bot;
        copy.batch = batch;
        copy.label = label;
        copy.heldFor = heldFor;
        return copy;
    }

    /// A line for one hub's use.
    public Line() {}

    private byte @Nullable [] kept;

    private Line(byte[] kept) {
        this.kept = kept;
        bodyBytes = kept.length;
    }

    byte[] bytes() {
        byte @Nullable [] own = kept;
        return own == null ? body.bytes() : own;
    }
}
