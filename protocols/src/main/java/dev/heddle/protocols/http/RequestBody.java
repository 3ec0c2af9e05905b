// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.unit.Unit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body of one request on its way to its listener. Thread: the loop.
final class RequestBody {
    private final HttpExchange exchange;
    private @Nullable BodyListener listener;
    private boolean paused;
    private boolean ended;
    private List<ChunkDecoder.Field> trailers = List.of();

    RequestBody(HttpExchange exchange) {
        this.exchange = exchange;
    }

    /// Begins to read; true: parts will follow.
    boolean begin(BodyListener reader) {
        if (listener != null) {
            throw new IllegalStateException(exchange + ": body: wanted one listener, got a second");
        }
        listener = reader;
        return !ended;
    }

    /// True: it was paused.
    boolean resume() {
        boolean was = paused;
        paused = false;
        return was;
    }

    boolean isEnded() {
        return ended;
    }

    /// Whether the next bytes must wait.
    boolean isHeld() {
        return listener == null || paused;
    }

    List<ChunkDecoder.Field> trailers() {
        return trailers;
    }

    /// Takes over one reference.
    void part(Unit unit, int from, int length) {
        var reader = listener;
        if (reader == null) {
            unit.release();
        } else if (!reader.onPart(exchange, unit, from, length)) {
            paused = true;
        }
    }

    void end(List<ChunkDecoder.Field> fields) {
        trailers = fields;
        ended = true;
        if (listener != null) {
            listener.onEnd(exchange);
        }
    }

    void fail(BodyFailure why) {
        if (!ended) {
            ended = true;
            if (listener != null) {
                listener.onFailed(exchange, why);
            }
        }
    }
}
