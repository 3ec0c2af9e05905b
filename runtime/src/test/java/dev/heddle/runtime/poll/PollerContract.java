// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every backend does alike. */
@Timeout(20)
abstract class PollerContract {
    private static final long SOON = 5_000_000_000L;

    @TempDir
    Path directory;

    private final Arena arena = Arena.ofShared();
    private final List<Poller> opened = new ArrayList<>();
    private Poller poller;

    abstract Poller open(int batch);

    @BeforeEach
    void openPoller() {
        poller = newPoller(256);
    }

    @AfterEach
    void closePollers() {
        opened.forEach(Poller::close);
        arena.close();
    }

    private Poller newPoller(int batch) {
        opened.add(open(batch));
        return opened.getLast();
    }

    private static SocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private int listen(SocketAddress at) {
        int listener = poller.listen(at, ListenOptions.defaults());
        assertThat(listener).as("listen: " + poller.fault()).isNotNegative();
        return listener;
    }

    private SocketAddress addressOf(int handle) {
        var address = poller.local(handle);
        assertThat(address).isNotNull();
        return address;
    }

    /** Waits until this one socket is ready for one of the ops. */
    private int await(Poller on, int handle, int ops) {
        on.interest(handle, ops);
        long end = System.nanoTime() + SOON;
        while (System.nanoTime() < end) {
            int found = on.poll(SOON);
            for (int i = 0; i < found; i++) {
                if (on.readyHandle(i) == handle && on.readyOps(i) != 0) {
                    int ready = on.readyOps(i);
                    on.interest(handle, 0);
                    return ready;
                }
            }
        }
        throw new AssertionError("handle " + handle + " was not ready for " + ops);
    }

    /** A connected pair: client, server. */
    private int[] pair(int listener) {
        int client = poller.connect(addressOf(listener));
        assertThat(client).as("connect: " + poller.fault()).isNotNegative();
        await(poller, listener, Poller.READ);
        int server = poller.accept(listener);
        assertThat(server).isNotNegative();
        await(poller, client, Poller.WRITE);
        assertThat(poller.finishConnect(client)).isEqualTo(1);
        return new int[] {client, server};
    }

    private MemorySegment text(String text) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String textOf(MemorySegment segment, int length) {
        return new String(segment.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    @Test
    void bytesGoBothWaysAndKnowTheirAddresses() {
        int listener = listen(anyPort());
        int[] pair = pair(listener);
        assertThat(poller.peer(pair[0])).isEqualTo(poller.local(listener));
        assertThat(poller.peer(pair[1])).isEqualTo(poller.local(pair[0]));
        assertThat(poller.write(pair[0], text("..hello"), 2, 5)).isEqualTo(5);
        assertThat(await(poller, pair[1], Poller.READ)).isEqualTo(Poller.READ);
        var into = arena.allocate(16);
        assertThat(poller.read(pair[1], into, 0, 16)).isEqualTo(5);
        assertThat(textOf(into, 5)).isEqualTo("hello");
        assertThat(poller.read(pair[1], into, 0, 16)).isZero();
        assertThat(poller.write(pair[1], text("back"), 0, 4)).isEqualTo(4);
        await(poller, pair[0], Poller.READ);
        assertThat(poller.read(pair[0], into, 3, 13)).isEqualTo(4);
        assertThat(textOf(into.asSlice(3), 4)).isEqualTo("back");
    }

    @Test
    void memoryOnTheHeapWorksToo() {
        int[] pair = pair(listen(anyPort()));
        var bytes = MemorySegment.ofArray("heap".getBytes(StandardCharsets.UTF_8));
        assertThat(poller.write(pair[0], bytes, 1, 3)).isEqualTo(3);
        await(poller, pair[1], Poller.READ);
        var into = MemorySegment.ofArray(new byte[8]);
        assertThat(poller.read(pair[1], into, 4, 4)).isEqualTo(3);
        assertThat(textOf(into.asSlice(4), 3)).isEqualTo("eap");
    }

    @Test
    void halfCloseEndsOneSideAndTheOtherMayStillSpeak() {
        int[] pair = pair(listen(anyPort()));
        assertThat(poller.shutdownOutput(pair[0])).isZero();
        await(poller, pair[1], Poller.READ);
        var into = arena.allocate(16);
        assertThat(poller.read(pair[1], into, 0, 16)).isEqualTo(Poller.END);
        assertThat(poller.write(pair[1], text("late"), 0, 4)).isEqualTo(4);
        await(poller, pair[0], Poller.READ);
        assertThat(poller.read(pair[0], into, 0, 16)).isEqualTo(4);
        assertThat(poller.write(pair[0], text("no"), 0, 2)).isEqualTo(Poller.FAILED);
        assertThat(poller.fault()).isEqualTo(SocketFault.BROKEN);
    }

    @Test
    void aCloseWithUnreadBytesCutsThePeerOff() {
        int[] pair = pair(listen(anyPort()));
        assertThat(poller.write(pair[0], text("never read"), 0, 10)).isEqualTo(10);
        await(poller, pair[1], Poller.READ);
        poller.close(pair[1]);
        await(poller, pair[0], Poller.READ);
        int answer = poller.read(pair[0], arena.allocate(4), 0, 4);
        if (answer == Poller.END) { // NIO says goodbye first and resets at its next select
            poller.poll(0);
            assertThat(poller.write(pair[0], text("x"), 0, 1)).isIn(1, Poller.FAILED);
            return;
        }
        assertThat(answer).isEqualTo(Poller.FAILED);
        assertThat(poller.fault()).isEqualTo(SocketFault.RESET);
        assertThat(poller.failure("peer 7: read"))
                .hasMessageContaining("peer 7: read")
                .hasMessageContaining("RESET");
    }

    @Test
    void aConnectToNobodyIsRefused() {
        int listener = listen(anyPort());
        var gone = addressOf(listener);
        poller.close(listener);
        int client = poller.connect(gone);
        if (client >= 0) {
            await(poller, client, Poller.WRITE);
            assertThat(poller.finishConnect(client)).isEqualTo(Poller.FAILED);
        }
        assertThat(poller.fault()).isEqualTo(SocketFault.REFUSED);
    }

    @Test
    void aFullPeerMakesWritesShortAndThenBlockUntilItReads() {
        int[] pair = pair(listen(anyPort()));
        var lump = arena.allocate(1 << 20);
        long sent = 0;
        int last = 1;
        while (last > 0 && sent < (1L << 28)) {
            last = poller.write(pair[0], lump, 0, 1 << 20);
            assertThat(last).isNotNegative();
            sent += last;
        }
        assertThat(last).isZero();
        var into = arena.allocate(1 << 20);
        long got = 0;
        while (got < sent) {
            await(poller, pair[1], Poller.READ);
            got += poller.read(pair[1], into, 0, 1 << 20);
        }
        assertThat(got).isEqualTo(sent);
        assertThat(await(poller, pair[0], Poller.WRITE)).isEqualTo(Poller.WRITE);
    }

    @Test
    void readinessStaysUntilTheBytesAreReadAndParkedSocketsAreSilent() {
        int[] pair = pair(listen(anyPort()));
        assertThat(poller.write(pair[0], text("x"), 0, 1)).isEqualTo(1);
        await(poller, pair[1], Poller.READ);
        poller.interest(pair[1], Poller.READ);
        assertThat(poller.poll(SOON)).isEqualTo(1);
        assertThat(poller.poll(SOON)).isEqualTo(1);
        assertThat(poller.readyHandle(0)).isEqualTo(pair[1]);
        poller.interest(pair[1], 0);
        assertThat(poller.poll(0)).isZero();
        poller.close(pair[0]);
        assertThat(poller.poll(0)).isZero(); // parked: not even the end is reported
        poller.interest(pair[1], Poller.READ);
        assertThat(poller.poll(SOON)).isEqualTo(1);
    }

    @Test
    void whatAReadLeftIsReportedAgainAndTheEndBehindIt() {
        int[] pair = pair(listen(anyPort()));
        assertThat(poller.write(pair[0], text("abcdefg"), 0, 7)).isEqualTo(7);
        assertThat(poller.shutdownOutput(pair[0])).isZero();
        var into = arena.allocate(16);
        for (int bytes : new int[] {4, 3, Poller.END, Poller.END}) {
            await(poller, pair[1], Poller.READ);
            poller.interest(pair[1], Poller.READ);
            assertThat(poller.poll(SOON)).isEqualTo(1);
            assertThat(poller.readyHandle(0)).isEqualTo(pair[1]);
            assertThat(poller.read(pair[1], into, 0, 4)).isEqualTo(bytes);
        }
    }

    @Test
    void anEndThatComesAfterAllWasReadIsReported() {
        int[] pair = pair(listen(anyPort()));
        assertThat(poller.write(pair[0], text("abc"), 0, 3)).isEqualTo(3);
        poller.interest(pair[1], Poller.READ);
        assertThat(poller.poll(SOON)).isEqualTo(1);
        assertThat(poller.shutdownOutput(pair[0])).isZero(); // reported, not yet read
        var into = arena.allocate(16);
        assertThat(poller.read(pair[1], into, 0, 16)).isEqualTo(3);
        assertThat(poller.poll(SOON)).isEqualTo(1);
        assertThat(poller.readyHandle(0)).isEqualTo(pair[1]);
        assertThat(poller.read(pair[1], into, 0, 16)).isEqualTo(Poller.END);
    }

    @Test
    void anEndBehindBytesIsReportedThoughAWriteHasBlockedBetween() {
        int[] pair = pair(listen(anyPort()));
        assertThat(poller.write(pair[0], text("abc"), 0, 3)).isEqualTo(3);
        assertThat(poller.shutdownOutput(pair[0])).isZero();
        poller.interest(pair[1], Poller.READ);
        assertThat(poller.poll(SOON)).isEqualTo(1);
        var much = arena.allocate(1 << 20);
        for (int sent = 1; sent > 0; ) {
            sent = poller.write(pair[1], much, 0, 1 << 20);
        }
        assertThat(poller.read(pair[1], much, 0, 16)).isEqualTo(3);
        assertThat(poller.poll(SOON)).isEqualTo(1);
        assertThat(poller.read(pair[1], much, 0, 16)).isEqualTo(Poller.END);
    }

    @Test
    void connectionsLeftWaitingAreReportedAgain() {
        int listener = listen(anyPort());
        for (int i = 0; i < 3; i++) {
            int client = poller.connect(addressOf(listener));
            await(poller, client, Poller.WRITE);
        }
        poller.interest(listener, Poller.READ);
        for (int i = 0; i < 3; i++) {
            assertThat(poller.poll(SOON)).isEqualTo(1);
            assertThat(poller.readyHandle(0)).isEqualTo(listener);
            assertThat(poller.accept(listener)).isNotNegative();
        }
        assertThat(poller.accept(listener)).isEqualTo(Poller.END);
        assertThat(poller.poll(0)).isZero();
    }

    @Test
    void aSocketWithRoomIsWritableInEveryWaitThatAsksForIt() {
        int[] pair = pair(listen(anyPort()));
        poller.interest(pair[0], Poller.WRITE);
        for (int i = 0; i < 3; i++) {
            assertThat(poller.poll(SOON)).isEqualTo(1);
            assertThat(poller.readyOps(0)).isEqualTo(Poller.WRITE);
            assertThat(poller.write(pair[0], text("x"), 0, 1)).isEqualTo(1);
        }
    }

    @Test
    void aSocketClosedWhileItsBatchIsServedIsNotReported() {
        int listener = listen(anyPort());
        int[] one = pair(listener);
        int[] two = pair(listener);
        for (int client : new int[] {one[0], two[0]}) {
            assertThat(poller.write(client, text("x"), 0, 1)).isEqualTo(1);
        }
        await(poller, one[1], Poller.READ);
        await(poller, two[1], Poller.READ);
        poller.interest(one[1], Poller.READ);
        poller.interest(two[1], Poller.READ);
        assertThat(poller.poll(SOON)).isEqualTo(2);
        int second = poller.readyHandle(1);
        poller.close(second);
        assertThat(poller.readyHandle(1)).isEqualTo(-1);
        int again = poller.connect(addressOf(listener)); // takes the number that is free now
        assertThat(again).isEqualTo(second);
        assertThat(poller.readyHandle(1)).isEqualTo(-1);
    }

    @Test
    void unixSocketsConnectByPath() {
        var path = UnixDomainSocketAddress.of(directory.resolve("socket"));
        int listener = listen(path);
        assertThat(poller.local(listener)).isEqualTo(path);
        int client = poller.connect(path);
        assertThat(client).isNotNegative();
        await(poller, listener, Poller.READ);
        int server = poller.accept(listener);
        assertThat(server).isNotNegative();
        assertThat(poller.write(server, text("unix"), 0, 4)).isEqualTo(4);
        await(poller, client, Poller.READ);
        assertThat(poller.read(client, arena.allocate(8), 0, 8)).isEqualTo(4);
    }

    @Test
    void datagramsKeepTheirEdgesAndTheirSender() {
        int one = poller.datagram(anyPort(), false);
        int two = poller.datagram(anyPort(), false);
        var into = arena.allocate(16);
        assertThat(poller.receive(two, into, 0, 16)).isEqualTo(Poller.END);
        assertThat(poller.send(one, text("first"), 0, 5, addressOf(two))).isEqualTo(5);
        assertThat(poller.send(one, text("second"), 0, 6, addressOf(two))).isEqualTo(6);
        await(poller, two, Poller.READ);
        assertThat(poller.receive(two, into, 0, 16)).isEqualTo(5);
        assertThat(textOf(into, 5)).isEqualTo("first");
        assertThat(poller.sender()).isEqualTo(poller.local(one));
        await(poller, two, Poller.READ);
        assertThat(poller.receive(two, into, 0, 3)).isEqualTo(3);
        assertThat(textOf(into, 3)).isEqualTo("sec");
        assertThat(poller.receive(two, into, 0, 16)).isEqualTo(Poller.END);
    }

    @Test
    void aTakenPortIsInUseAndASharedOneIsNot() {
        int listener = listen(anyPort());
        assertThat(poller.listen(addressOf(listener), ListenOptions.defaults())).isEqualTo(Poller.FAILED);
        assertThat(poller.fault()).isEqualTo(SocketFault.IN_USE);
        var shared = new ListenOptions(16, true);
        int first = poller.listen(anyPort(), shared);
        assertThat(first).isNotNegative();
        assertThat(poller.listen(addressOf(first), shared)).isNotNegative();
    }

    @Test
    void nobodyWaitingIsNotAFailure() {
        assertThat(poller.accept(listen(anyPort()))).isEqualTo(Poller.END);
    }

    @Test
    void aDetachedSocketWorksOnThePollerThatAdoptsIt() {
        int[] pair = pair(listen(anyPort()));
        var other = newPoller(16);
        int before = poller.open();
        var detached = poller.detach(pair[1]);
        assertThat(poller.open()).isEqualTo(before - 1);
        int adopted = other.adopt(detached);
        assertThatThrownBy(() -> other.adopt(detached)).isInstanceOf(IllegalStateException.class);
        assertThat(poller.write(pair[0], text("moved"), 0, 5)).isEqualTo(5);
        await(other, adopted, Poller.READ);
        assertThat(other.read(adopted, arena.allocate(8), 0, 8)).isEqualTo(5);
        detached.close(); // adopted: nothing happens
        assertThat(other.write(adopted, text("x"), 0, 1)).isEqualTo(1);
    }

    @Test
    void aWakeEndsTheWaitFromAnotherThread() throws Exception {
        var waker = Thread.ofPlatform().start(() -> poller.wake());
        long before = System.nanoTime();
        assertThat(reported(poller.poll(SOON))).isZero();
        assertThat(System.nanoTime() - before).isLessThan(SOON);
        waker.join();
    }

    @Test
    void aWakeBeforeTheWaitEndsItAtOnceAndManyAreOne() {
        for (int i = 0; i < 100_000; i++) {
            poller.wake();
        }
        assertThat(reported(poller.poll(SOON))).isZero();
        assertThat(poller.poll(1_000_000)).isZero();
    }

    private int reported(int found) {
        int sockets = 0;
        for (int i = 0; i < found; i++) {
            sockets += poller.readyHandle(i) >= 0 ? 1 : 0;
        }
        return sockets;
    }

    @Test
    void aWaitEndsWithItsTimeout() {
        assertThat(poller.poll(0)).isZero();
        assertThat(poller.poll(100_000)).isZero();
        assertThat(poller.poll(3_000_000)).isZero();
    }

    @Test
    void aSmallBatchServesEveryoneInTurn() {
        var small = newPoller(2);
        int listener = small.listen(anyPort(), ListenOptions.defaults());
        var at = small.local(listener);
        assertThat(at).isNotNull();
        for (int i = 0; i < 5; i++) {
            int client = small.connect(at);
            int server = Poller.END;
            while (server == Poller.END) {
                server = small.accept(listener);
            }
            while (small.finishConnect(client) == 0) {
                Thread.onSpinWait();
            }
            assertThat(small.write(client, text("x"), 0, 1)).isEqualTo(1);
            small.interest(server, Poller.READ);
        }
        var seen = new HashSet<Integer>();
        for (int i = 0; i < 20; i++) {
            int found = small.poll(SOON);
            assertThat(found).isBetween(1, 2);
            for (int k = 0; k < found; k++) {
                seen.add(small.readyHandle(k));
            }
        }
        assertThat(seen).hasSize(5);
    }

    @Test
    void optionsAreTaken() {
        int[] pair = pair(listen(anyPort()));
        for (var option : SocketTuning.values()) {
            assertThat(poller.tune(pair[0], option, 1)).as(option.name()).isZero();
        }
    }

    @Test
    void badArgumentsAreErrorsThatSayWhatWasWanted() {
        int[] pair = pair(listen(anyPort()));
        assertThatThrownBy(() -> poller.read(pair[0], arena.allocate(4), 2, 3))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new ListenOptions(0, false)).hasMessageContaining("at least 1, got 0");
        poller.close(pair[0]);
        assertThatThrownBy(() -> poller.close(pair[0])).hasMessageContaining(Integer.toString(pair[0]));
    }

    @Test
    void closingThePollerClosesItsSocketsAndLeavesWakeHarmless() {
        int[] pair = pair(listen(anyPort()));
        assertThat(poller.open()).isEqualTo(3);
        var other = newPoller(4);
        int moved = other.adopt(poller.detach(pair[1]));
        poller.close();
        poller.wake();
        await(other, moved, Poller.READ);
        assertThat(other.read(moved, arena.allocate(4), 0, 4)).isIn(Poller.END, Poller.FAILED);
    }
}
