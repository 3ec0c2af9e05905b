// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc;

import dev.heddle.runtime.graph.GraphException;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.Request;
import java.util.function.UnaryOperator;

/// An active open that goes through a layer: first below, then a session of the layer's own on top of that.
public final class Opening {
    private Opening() {}

    /// Answers with what `session` makes of the lower reference, which it takes over.
    ///
    /// @param what for reports: the layer and whom it is to reach
    public static Request<SessionRef> over(
            Loop loop, String what, Request<SessionRef> below, UnaryOperator<SessionRef> session) {
        var opened = Promise.<SessionRef>create(loop, what, SessionRef::close);
        opened.onCancel(below::cancel);
        below.onEnd(ended -> {
            var lower = ended.take();
            if (lower == null) {
                opened.fail(new GraphException(what, ended.failure()));
            } else {
                opened.done(session.apply(lower));
            }
        });
        return opened;
    }
}
