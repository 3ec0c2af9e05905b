// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import dev.heddle.runtime.worker.Append;
import dev.heddle.runtime.worker.Exchange;
import dev.heddle.runtime.worker.ExchangeListener;
import dev.heddle.runtime.worker.ExchangePort;
import dev.heddle.runtime.worker.WorkerGroup;
import dev.heddle.runtime.worker.WorkerOptions;
import java.util.ArrayList;
import java.util.List;

/** A loop that hands exchanges to workers and gets bodies back in parts. */
// region pages
final class PageServerExample implements ExchangeListener<PageServerExample.Page> {
    record Page(String path) {}

    private final ExchangePort<Page> port;
    final List<String> sent = new ArrayList<>();

    PageServerExample(Loop loop, WorkerGroup<Page> workers) {
        port = workers.port(loop);
    }

    static WorkerGroup<Page> workers(UnitHeap heap) {
        return WorkerGroup.start(WorkerOptions.of("pages", 4, 1024, heap), () -> (page, body, reply) -> {
            for (int i = 0; i < 10; i++) {
                Unit part = reply.heap().allocate();
                part.lengthBytes(part.putUtf8(0, page.path() + " line " + i + "\n"));
                if (reply.append(part) != Append.ACCEPTED) {
                    return; // client gone or we are stopping: nothing leaks
                }
            }
            reply.done();
        });
    }

    void onRequest(long connection, Page page) { // on the loop
        switch (port.offer(Exchange.of(connection, page, this))) {
            case ACCEPTED -> {}
            case FULL -> sent.add(connection + " 503 busy");
            case CLOSED -> sent.add(connection + " 503 stopping");
        }
    }

    @Override
    public boolean onPart(Exchange<Page> exchange, Unit part) {
        sent.add(exchange.sessionKey() + " " + part.lengthBytes() + " bytes");
        part.release();
        return true;
    }

    @Override
    public void onDone(Exchange<Page> exchange) {
        sent.add(exchange.sessionKey() + " end of body");
    }

    @Override
    public void onFailed(Exchange<Page> exchange, Throwable why) {
        sent.add(exchange.sessionKey() + " aborted: " + why);
    }
}
// end
