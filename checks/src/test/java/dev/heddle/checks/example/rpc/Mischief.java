// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example.rpc;

import dev.heddle.bench.rpc.PassThrough;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.loop.TimerWatcher;
import dev.heddle.runtime.unit.Chain;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** A layer above UDP that loses, doubles and holds back datagrams by a seed, so that they overtake each other. */
final class Mischief extends PassThrough {
    private final SplittableRandom random;
    private final int percent;
    private final Map<TimerWatcher, Held> held = new LinkedHashMap<>();
    int lost;
    int doubled;
    int heldBack;
    boolean severed;

    private record Held(SessionRef lower, Chain message) {}

    Mischief(long seed, int percent) {
        this.random = new SplittableRandom(seed);
        this.percent = percent;
    }

    @Override
    protected Push send(SessionRef lower, Chain message) {
        if (severed || random.nextInt(100) < percent) {
            lost++;
            message.release();
            return Push.ACCEPTED;
        }
        if (random.nextInt(100) < percent) {
            doubled++;
            holdBack(lower, message.duplicate());
        }
        if (random.nextInt(100) < percent) {
            heldBack++;
            holdBack(lower, message);
            return Push.ACCEPTED;
        }
        return lower.push(message);
    }

    private void holdBack(SessionRef lower, Chain message) {
        var timer = new TimerWatcher[1];
        timer[0] = loop().timer("held back", () -> {
            var due = held.remove(timer[0]);
            due.lower().push(due.message());
            due.lower().close();
        });
        held.put(timer[0], new Held(lower.duplicate(), message));
        timer[0].startAfter(random.nextLong(200_000_000));
    }

    @Override
    protected void onClose() {
        held.forEach((timer, late) -> {
            timer.stop();
            late.message().release();
            late.lower().close();
        });
        held.clear();
    }
}
