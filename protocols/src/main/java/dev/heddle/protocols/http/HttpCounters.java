// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.status.StatusRow;

/// What an HTTP layer has done so far. Written by the loop; a report from elsewhere may be a moment old.
final class HttpCounters {
    int underWay;
    long accepted;
    long refused;
    long answered;
    long malformed;
    long timedOut;
    long cut;
    long upgraded;

    void report(StatusRow row) {
        row.count("underWay", underWay)
                .count("accepted", accepted)
                .count("answered", answered)
                .count("refused", refused)
                .count("malformed", malformed)
                .count("timedOut", timedOut)
                .count("cut", cut)
                .count("upgraded", upgraded);
    }
}
