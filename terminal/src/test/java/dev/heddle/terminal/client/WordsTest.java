// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.terminal.wire.IrcLine;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static String words(String line) {
        return Words.refusal(Objects.requireNonNull(IrcLine.parse(line)));
    }

    @Test
    void everyCounterpartOfTheElevenResultsHasItsWords() {
        assertThat(words(":s 405 me #a :x")).isEqualTo("you are in too many channels to join #a"); // EXCEED
        assertThat(words("FAIL REGISTER ACCOUNT_EXISTS a :x")).contains("exists already"); // DUPLICATE_ID
        assertThat(words(":s 433 me a :taken")).contains("the name a is in use"); // DUPLICATE_ID, ALREADY_ONLINE
        assertThat(words(":s 432 me a* :x")).contains("not a name that this server allows"); // INVALID
        assertThat(words(":s 403 me #a :x")).contains("no channel #a"); // ID_NOT_EXIST
        assertThat(words(":s 401 me a :x")).contains("nobody called a"); // ID_NOT_EXIST, ID_NOT_ONLINE
        assertThat(words(":s 904 me :x")).isEqualTo("wrong account or password"); // WRONG_PWD
        assertThat(words("FAIL PRIVMSG MESSAGE_NOT_STORED a :x")).contains("could not store"); // FAILED
        assertThat(words(":s 599 me :something new")).isEqualTo("something new");
        assertThat(words(":s 599")).contains("599");
    }
}
