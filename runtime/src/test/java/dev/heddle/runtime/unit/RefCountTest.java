// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class RefCountTest {
    @Test
    void startsAtOneAndTheLastReleaseSaysSo() {
        var count = RefCount.of("session 1");
        count.retain(2);
        assertThat(count.release()).isFalse();
        assertThat(count.release()).isFalse();
        assertThat(count.release()).isTrue();
    }

    @Test
    void deadStaysDead() {
        var count = RefCount.of("session 2");
        assertThat(count.tryRetain()).isTrue();
        count.release();
        count.release();
        assertThat(count.tryRetain()).isFalse();
        assertThatIllegalStateException().isThrownBy(count::retain).withMessageContaining("session 2: retain");
    }

    @Test
    void overReleaseThrowsAndChangesNothing() {
        var count = RefCount.of("session 3");
        count.release();
        assertThatIllegalStateException()
                .isThrownBy(count::release)
                .withMessage("session 3: release: wanted at least 1 holder, got 0: released more often than retained");
        assertThat(count.count()).isZero();
    }

    @Test
    void saturationThrowsAndChangesNothing() {
        var count = RefCount.of("session 4");
        count.retain((1 << 30) - 1);
        assertThatIllegalStateException().isThrownBy(count::retain).withMessageContaining("at most 1073741824");
        assertThatIllegalStateException().isThrownBy(count::tryRetain);
        assertThat(count.count()).isEqualTo(1 << 30);
    }

    @Test
    void wrongNumberOfHoldersIsAnError() {
        var count = RefCount.of("session 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> count.retain(0))
                .withMessage("session 5: retain: wanted at least 1 holder, got 0");
        assertThatIllegalArgumentException().isThrownBy(() -> count.retain(-1));
    }
}
