// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc.channel;

import dev.heddle.runtime.unit.UnitHeap;
import java.time.Duration;

/// The limits and times of [Channel]. Immutable, any thread.
///
/// @param heap for messages that have only a header, and replies that are failures
/// @param boot grows with each start of this host's program; 0: the loop's wall clock in milliseconds
/// @param calling what holds for calls from here
/// @param answering what holds for calls to here
public record ChannelOptions(UnitHeap heap, long boot, Callers calling, Answers answering) {
    private static final int CHANNELS_MAX = 255;

    /// What holds for calls from here.
    ///
    /// @param channels calls under way to one peer at once, 1 to 255; the peer may offer fewer
    /// @param waitingMax calls to one peer that may wait for a channel; one more fails
    /// @param firstRetry after which a request is sent again; doubled each time
    /// @param lastRetry the longest time between two
    /// @param sends of one request without a sign of life, after which it fails
    /// @param ackAfter a reply is acknowledged by the next call, or after this time
    public record Callers(
            int channels, int waitingMax, Duration firstRetry, Duration lastRetry, int sends, Duration ackAfter) {
        /// Checks the limits.
        public Callers {
            if (channels < 1 || channels > CHANNELS_MAX || waitingMax < 0 || sends < 1) {
                throw new IllegalArgumentException("channel: wanted 1 to " + CHANNELS_MAX
                        + " channels, waiting calls from 0 and sends from 1, got " + channels + ", " + waitingMax + ", "
                        + sends);
            }
            if (!firstRetry.isPositive() || lastRetry.compareTo(firstRetry) < 0 || ackAfter.isNegative()) {
                throw new IllegalArgumentException("channel: wanted a first retry before the last, got " + firstRetry
                        + ", " + lastRetry + "; ack after " + ackAfter);
            }
        }
    }

    /// What holds for calls to here.
    ///
    /// @param channels that a peer may use, 1 to 255
    /// @param peersMax who are remembered; a new one beyond it gets no answer
    /// @param remember a peer and its last replies after it was last heard; longer than a caller tries
    public record Answers(int channels, int peersMax, Duration remember) {
        /// Checks the limits.
        public Answers {
            if (channels < 1 || channels > CHANNELS_MAX || peersMax < 1 || !remember.isPositive()) {
                throw new IllegalArgumentException("channel: wanted 1 to " + CHANNELS_MAX
                        + " channels and to remember somebody, got " + channels + ", " + peersMax + ", " + remember);
            }
        }
    }

    /// 8 channels; 256 waiting calls; sent at 50 ms, doubling to 1 s, 8 times; 1024 peers for a minute.
    public static ChannelOptions of(UnitHeap heap) {
        return new ChannelOptions(
                heap,
                0,
                new Callers(8, 256, Duration.ofMillis(50), Duration.ofSeconds(1), 8, Duration.ofMillis(200)),
                new Answers(8, 1024, Duration.ofMinutes(1)));
    }

    /// With a boot id of one's own.
    public ChannelOptions boot(long id) {
        return new ChannelOptions(heap, id, calling, answering);
    }

    /// With other limits for calls from here.
    public ChannelOptions calling(Callers limits) {
        return new ChannelOptions(heap, boot, limits, answering);
    }

    /// With other limits for calls to here.
    public ChannelOptions answering(Answers limits) {
        return new ChannelOptions(heap, boot, calling, limits);
    }
}
