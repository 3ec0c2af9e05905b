// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ScriptedPollerTest extends PollerContract {
    private final ScriptedNetwork network = ScriptedNetwork.realTime();

    @Override
    Poller open(int batch) {
        return network.poller("scripted", batch);
    }

    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void aFailedAcceptLeavesTheConnectionWaitingAndNamesTheReason() {
        network.script(NetworkScript.failNth(ScriptedCall.ACCEPT, 1, SocketFault.TOO_MANY_FILES));
        try (var poller = open(8)) {
            int listener = poller.listen(ANY, ListenOptions.defaults());
            var at = poller.local(listener);
            assertThat(at).isNotNull();
            assertThat(poller.connect(at)).isNotNegative();
            assertThat(poller.accept(listener)).isEqualTo(Poller.FAILED);
            assertThat(poller.fault()).isEqualTo(SocketFault.TOO_MANY_FILES);
            assertThat(poller.accept(listener)).isNotNegative();
        }
    }

    @Test
    void aDelayedByteArrivesWhenTheVirtualClockReachesItAndAPollSkipsThere() {
        var clock = new AtomicLong(1000);
        var delayed = ScriptedNetwork.virtualTime(clock::get, clock::addAndGet).script(new NetworkScript() {
            @Override
            public long delayNanos() {
                return 500;
            }
        });
        try (var poller = delayed.poller("delayed", 8)) {
            int listener = poller.listen(ANY, ListenOptions.defaults());
            var at = poller.local(listener);
            assertThat(at).isNotNull();
            int client = poller.connect(at);
            assertThat(poller.finishConnect(client)).isZero();
            poller.interest(client, Poller.WRITE);
            assertThat(poller.poll(10_000)).isEqualTo(1);
            assertThat(clock.get()).isEqualTo(1500);
            assertThat(poller.finishConnect(client)).isEqualTo(1);
            int server = poller.accept(listener);
            poller.interest(client, 0);
            var bytes = MemorySegment.ofArray(new byte[] {1, 2, 3});
            assertThat(poller.write(client, bytes, 0, 3)).isEqualTo(3);
            assertThat(poller.read(server, bytes, 0, 3)).isZero();
            poller.interest(server, Poller.READ);
            assertThat(poller.poll(Long.MAX_VALUE)).isEqualTo(1);
            assertThat(clock.get()).isEqualTo(2000);
            assertThat(poller.read(server, bytes, 0, 3)).isEqualTo(3);
        }
    }

    @Test
    void aSeedDecidesEveryShortTransfer() {
        assertThat(run(7)).isEqualTo(run(7)).isNotEqualTo(run(8));
    }

    private static String run(long seed) {
        var clock = new AtomicLong();
        var disturbed = ScriptedNetwork.virtualTime(clock::get, clock::addAndGet)
                .script(NetworkScript.seeded(seed, 30, 1000))
                .pipeBytes(100);
        var story = new StringBuilder();
        try (var poller = disturbed.poller("seeded", 8)) {
            int listener = poller.listen(ANY, ListenOptions.defaults());
            var at = poller.local(listener);
            assertThat(at).isNotNull();
            int client = poller.connect(at);
            clock.addAndGet(1000);
            int server = poller.accept(listener);
            var lump = MemorySegment.ofArray(new byte[64]);
            for (int i = 0; i < 200; i++) {
                story.append(poller.write(client, lump, 0, 64)).append(' ');
                clock.addAndGet(100);
                story.append(poller.read(server, lump, 0, 64)).append('\n');
            }
        }
        return story.toString();
    }
}
