// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

class AffinityExchangeTest extends ExchangeContract {
    @Override
    WorkerOptions arrange(WorkerOptions options) {
        return options;
    }
}
