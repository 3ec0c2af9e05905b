// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.heddle.gateway.python.Cpython;
import dev.heddle.gateway.python.PythonException;
import dev.heddle.gateway.python.PythonLookup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interpreters with a lock of their own: Python 3.12 and newer, found where a version manager keeps them. */
class InterpretersTest {
    private static Path prefix(String version) {
        var named = System.getProperty("heddle.python." + version);
        var versions = Path.of(System.getProperty("user.home"), ".pyenv", "versions");
        try (var all = Files.list(named == null ? versions : Path.of(named).getParent())) {
            return all.filter(each -> named == null
                            ? each.getFileName().toString().startsWith(version + ".")
                            : each.equals(Path.of(named)))
                    .filter(each -> Files.exists(each.resolve("lib/libpython" + version + ".so")))
                    .findFirst()
                    .orElseGet(() -> abort("NOT RUN: install a Python " + version
                            + " with a shared library, or name its" + " prefix with -Dheddle.python." + version));
        } catch (IOException e) {
            return abort("NOT RUN: install a Python " + version + " with a shared library");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.12", "3.13"})
    void eachHasItsOwnModulesAndAllServe(String version) throws Exception {
        try (var server = Child.ours("burn", "python=" + prefix(version), "interpreters=3", "threads=2")) {
            assertThat(server.log()).startsWith(version + ".");
            assertThat(server.get("/flags").body()).startsWith("True True");
            Set<String> states = ConcurrentHashMap.newKeySet();
            var clients = new HashSet<Thread>();
            for (int i = 0; i < 8; i++) {
                clients.add(Thread.startVirtualThread(() -> {
                    try (var client = server.client()) {
                        for (int n = 0; n < 50; n++) {
                            states.add(client.get("/state").answer().body());
                            client.get("/burn?20000").answer();
                        }
                    }
                }));
            }
            for (var client : clients) {
                client.join();
            }
            assertThat(states).hasSize(3);
            try (var client = server.client()) {
                for (int i = 0; i < 6; i++) {
                    assertThat(client.post("/read", "x".repeat(100_000))
                                    .answer()
                                    .body())
                            .isEqualTo("100000");
                    assertThat(client.get("/stream").answer().body()).endsWith("999 ");
                    assertThat(client.get("/raise").answer().status()).isEqualTo(500);
                }
            }
            server.stop();
            assertThat(server.log()).doesNotContain("wsgi-bridge-failed").endsWith(" clean");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.12", "3.13"})
    void theCasesAreKeptByNewerPythonsToo(String version) throws Exception {
        try (var server = Child.ours("compliance", "python=" + prefix(version))) {
            for (var one : ComplianceCases.all()) {
                try {
                    one.proof().check(server);
                } catch (AssertionError e) {
                    throw new AssertionError(one.name(), e);
                }
            }
            server.stop();
            assertThat(server.log()).endsWith(" clean");
        }
    }

    @Test
    void anOlderPythonSaysThatItHasNone() {
        Child.needs("/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0", "libpython3.11");
        var library = new PythonLookup().find(Path.of("/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0"), null);
        assertThatThrownBy(() -> Cpython.start(library, 2))
                .isInstanceOf(PythonException.class)
                .hasMessageStartingWith(
                        "python: wanted Python 3.12 or newer for 2 interpreters with a lock of their own, got Python 3.11");
    }
}
