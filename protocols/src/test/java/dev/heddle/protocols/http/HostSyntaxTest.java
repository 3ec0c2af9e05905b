// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostSyntaxTest {
    private static boolean isValid(String host) {
        var bytes = ("x" + host + "]1").getBytes(StandardCharsets.ISO_8859_1);
        return HostSyntax.isValid(MemorySegment.ofArray(bytes), 1, host.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a.b-c.example",
                "a:",
                "a:0",
                "a:65535",
                "127.0.0.1:80",
                "a_b",
                "%41b",
                "[::]",
                "[::1]",
                "[1::]:443",
                "[1:2:3:4:5:6:7:8]",
                "[1:2:3:4:5:6:7::]",
                "[::ffff:127.0.0.1]",
                "[1:2:3:4:5:6:1.2.3.4]",
                "[fe80::aBcD]",
                "xn--bcher-kva.example"
            })
    void namesAHost(String host) {
        assertThat(isValid(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":",
                ":80",
                "a b",
                "a/b",
                "a@b",
                "a:b",
                "a::",
                "a:+1",
                "a:65536",
                "a:99999999999",
                "[::1",
                "[::1]x",
                "[::1]:x",
                "[]",
                "[:]",
                "[:::]",
                "[:::1]",
                "[1:::2]",
                "[1::2::3]",
                "[:1]",
                "[1:]",
                "[1:2:3:4:5:6:7]",
                "[1:2:3:4:5:6:7:8:9]",
                "[1:2:3:4:5:6:7:8::]",
                "[12345::]",
                "[g::]",
                "[::1.2.3]",
                "[::1.2.3.4.5]",
                "[::1.2.3.256]",
                "[::1..2.3]",
                "[v1.a]",
                "%4",
                "%zz",
                "a\u00e4"
            })
    void namesNone(String host) {
        assertThat(isValid(host)).isFalse();
    }
}
