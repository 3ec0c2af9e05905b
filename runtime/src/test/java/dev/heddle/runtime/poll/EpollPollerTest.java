// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("isSupported")
class EpollPollerTest extends PollerContract {
    static boolean isSupported() {
        return EpollPoller.isSupported();
    }

    @Override
    Poller open(int batch) {
        return EpollPoller.open(batch);
    }
}
