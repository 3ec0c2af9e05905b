// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A configuration that is loaded again.
@Timeout(600)
class ReloadTest {
    @TempDir
    private Path directory;

    @Test
    void whatCanChangeChangesAndWhatCannotIsNamed() {
        try (var site = Site.open(directory, "[[oper]]\nname = \"root\"\npassword = \"toor\"\n");
                var root = Visitor.join(site.port(), "root");
                var other = Visitor.connect(site.port()).send("CAP LS 302", "NICK other", "USER o 0 * :o", "CAP END")) {
            other.await(" 422 ");
            var lines = site.reload("[server]\nname = \"other.example.org\"\nmotd = [\"hello\"]\n"
                    + "[accounts]\nregistration = false\n[[oper]]\nname = \"root\"\npassword = \"toor\"\n");
            assertThat(lines)
                    .containsExactly(
                            "server.name differs, and changes only with a restart",
                            "configuration and certificates loaded again");
            other.await("CAP other DEL :draft/account-registration");
            other.send("MOTD");
            other.await(" 372 other :- hello");
            root.send("OPER root toor", "REHASH");
            root.await(" 382 ");
            root.await("NOTICE root :*** configuration and certificates loaded again");
        }
    }

    @Test
    void aFileWithAMistakeChangesNothingAndNamesIt() {
        try (var site = Site.open(directory, "[server]\nmotd = [\"as before\"]\n");
                var visitor = Visitor.connect(site.port()).send("NICK a", "USER a 0 * :a")) {
            visitor.await(" 376 ");
            assertThat(site.reload("[server]\nmotto = \"x\"\n"))
                    .singleElement()
                    .asString()
                    .startsWith("nothing changed: ")
                    .contains("heddle.toml:4:1: unknown key \"server.motto\"");
            visitor.send("MOTD");
            visitor.await("as before");
        }
    }
}
