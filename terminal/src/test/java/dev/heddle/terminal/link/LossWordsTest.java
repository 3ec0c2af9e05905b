// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.graph.GraphException;
import dev.heddle.runtime.poll.SocketFault;
import dev.heddle.runtime.poll.SocketFaultException;
import dev.heddle.runtime.request.RequestTimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class LossWordsTest {
    private static String words(Throwable why) {
        return LossWords.of(new GraphException("tls: open host:1", new GraphException("tcp: open host:1", why)));
    }

    @Test
    void whatTheSystemSaysIsToldForPeople() {
        assertThat(words(new SocketFaultException(SocketFault.REFUSED, "connect", "errno 111")))
                .isEqualTo("nobody answers there (the connection was refused)");
        assertThat(words(new SocketFaultException(SocketFault.UNREACHABLE, "connect", "errno 113")))
                .isEqualTo("there is no way to that machine");
        assertThat(words(new SocketFaultException(SocketFault.DENIED, "connect", "errno 13")))
                .isEqualTo("connect: DENIED (errno 13)");
        assertThat(words(new RequestTimeoutException("open", "late"))).isEqualTo("the server has not answered in time");
        assertThat(words(new GraphException("tcp: open nowhere:1: unknown host")))
                .isEqualTo("there is no machine of that name");
        assertThat(words(new SSLHandshakeException("no protocol in common")))
                .isEqualTo("TLS did not come about: no protocol in common");
        assertThat(words(new SSLHandshakeException("Unsupported or unrecognized SSL message")))
                .isEqualTo("the server does not speak TLS there");
        assertThat(words(new SSLHandshakeException("Unrecognized SSL message, plaintext connection?")))
                .isEqualTo("the server does not speak TLS there");
        assertThat(LossWords.of(null)).isEqualTo("no reason was given");
    }

    @Test
    void anEndWithoutTheGoodbyeOfTlsIsToldFromAProperOne() {
        assertThat(LossWords.closed("")).isEqualTo("the server has closed the connection");
        assertThat(LossWords.closed("end of stream")).isEqualTo("the server has closed the connection");
        assertThat(LossWords.closed("end of stream without close_notify")).contains("cut short");
        assertThat(LossWords.closed("idle for 60 s")).isEqualTo("idle for 60 s");
    }
}
