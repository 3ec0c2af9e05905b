// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ServerAddressTest {
    @Test
    void whatIsNotSaidIsChosenSoThatNoPasswordGoesInTheClearToAnotherMachine() {
        assertThat(ServerAddress.parse("127.0.0.1", null)).isEqualTo(new ServerAddress("127.0.0.1", 6667, false));
        assertThat(ServerAddress.parse("localhost", null)).isEqualTo(new ServerAddress("localhost", 6667, false));
        assertThat(ServerAddress.parse("localhost:6697", null)).isEqualTo(new ServerAddress("localhost", 6697, true));
        assertThat(ServerAddress.parse("irc.example.org", null))
                .isEqualTo(new ServerAddress("irc.example.org", 6697, true));
        assertThat(ServerAddress.parse("irc.example.org:6667", null).tls()).isTrue();
        assertThat(ServerAddress.parse("irc.example.org", false))
                .isEqualTo(new ServerAddress("irc.example.org", 6667, false));
        assertThat(ServerAddress.parse("127.0.0.1:7000", true)).isEqualTo(new ServerAddress("127.0.0.1", 7000, true));
    }

    @Test
    void addressesOfVersionSixAreRead() {
        assertThat(ServerAddress.parse("[::1]:7000", null)).isEqualTo(new ServerAddress("::1", 7000, false));
        assertThat(ServerAddress.parse("[2001:db8::1]", null)).isEqualTo(new ServerAddress("2001:db8::1", 6697, true));
        assertThat(ServerAddress.parse("2001:db8::1", null).host()).isEqualTo("2001:db8::1");
        assertThat(ServerAddress.parse("[::1]:7000", null)).hasToString("[::1]:7000");
    }

    @Test
    void whatIsNoAddressIsToldWithWhatWasWanted() {
        assertThatThrownBy(() -> ServerAddress.parse("host:port", null))
                .hasMessageContaining("wanted HOST or HOST:PORT, got 'host:port'");
        assertThatThrownBy(() -> ServerAddress.parse("host:0", null))
                .hasMessageContaining("wanted a port from 1 to 65535, got 0");
        assertThatThrownBy(() -> ServerAddress.parse("host:70000", null)).hasMessageContaining("got 70000");
        assertThatThrownBy(() -> ServerAddress.parse("", null)).hasMessageContaining("wanted a host");
    }
}
