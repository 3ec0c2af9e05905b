// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/// A request queue on a loop that is turned by hand, and a log of what was started.
abstract class RequestQueueFixture {
    final LoopFixture on = new LoopFixture();
    final List<String> log = new ArrayList<>();
    final List<Promise<String>> started = new ArrayList<>();
    final RequestQueue queue = open(RequestQueueOptions.of("q", 10_000).inlineDepth(0));

    final RequestQueue open(RequestQueueOptions options) {
        return RequestQueue.open(on.loop, options);
    }

    @AfterEach
    void close() {
        on.close();
    }

    final Request<String> add(RequestQueue to, String label) {
        return to.add(label, this::start, value -> log.add("disposed " + value));
    }

    final void start(Promise<String> promise) {
        log.add("start " + promise.label());
        started.add(promise);
    }
}
