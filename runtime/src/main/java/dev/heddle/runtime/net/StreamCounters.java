// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.status.StatusRow;

/// What a stream protocol has done so far. Written by its loop; a report on another thread may be a moment old.
final class StreamCounters {
    int open;
    long accepted;
    long refused;
    long connected;
    long connectsFailed;
    long bytesIn;
    long bytesOut;
    long reads;
    long sends;
    long dropped;
    long closedBehind;
    long closedIdle;
    long closedStalled;
    long proxyRefused;
    long filesExhausted;
    long starved;

    void report(StatusRow row) {
        row.count("open", open)
                .count("accepted", accepted)
                .count("refused", refused)
                .count("connected", connected)
                .count("connectsFailed", connectsFailed)
                .count("bytesIn", bytesIn)
                .count("bytesOut", bytesOut)
                .count("reads", reads)
                .count("sends", sends)
                .count("dropped", dropped)
                .count("closedBehind", closedBehind)
                .count("closedIdle", closedIdle)
                .count("closedStalled", closedStalled)
                .count("proxyRefused", proxyRefused)
                .count("filesExhausted", filesExhausted)
                .count("starved", starved);
    }
}
