// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

class NioPollerTest extends PollerContract {
    @Override
    Poller open(int batch) {
        return NioPoller.open(batch);
    }
}
