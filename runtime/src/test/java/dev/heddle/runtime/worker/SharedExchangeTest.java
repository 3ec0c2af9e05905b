// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

class SharedExchangeTest extends ExchangeContract {
    @Override
    WorkerOptions arrange(WorkerOptions options) {
        return options.sharedQueue();
    }
}
