// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The cases are not our own invention: each is kept by at least one other server, except those that are named here, so
 * that a case which nobody else keeps cannot slip in unseen.
 */
@Timeout(300)
class OracleTest {
    enum Oracle {
        GUNICORN("/usr/bin/gunicorn", "gunicorn") {
            @Override
            List<String> command(int port) {
                return List.of(
                        "/usr/bin/python3",
                        "/usr/bin/gunicorn",
                        "-k",
                        "gthread",
                        "--threads",
                        "4",
                        "-b",
                        "127.0.0.1:" + port,
                        "compliance");
            }
        },
        WAITRESS("/usr/bin/waitress-serve", "python3-waitress") {
            @Override
            List<String> command(int port) {
                return List.of(
                        "/usr/bin/python3", "-m", "waitress", "--listen=127.0.0.1:" + port, "compliance:application");
            }
        },
        UWSGI("/usr/lib/uwsgi/plugins/python311_plugin.so", "uwsgi-plugin-python3") {
            @Override
            List<String> command(int port) {
                return List.of(
                        "/usr/bin/uwsgi-core",
                        "--plugin",
                        "http,python3",
                        "--http",
                        "127.0.0.1:" + port,
                        "--http-keepalive",
                        "--wsgi-file",
                        "compliance.py",
                        "--enable-threads",
                        "--threads",
                        "4",
                        "--need-app",
                        "--master",
                        "--die-on-term");
            }
        };

        private final String file;
        private final String debianPackage;

        Oracle(String file, String debianPackage) {
            this.file = file;
            this.debianPackage = debianPackage;
        }

        abstract List<String> command(int port);
    }

    /** What PEP 3333 or RFC 9112 asks for and none of them does in these versions. */
    private static final Set<String> NOBODY_ELSE = Set.of(
            "HEAD is answered without a body",
            "a bad head is refused while the application runs: status",
            "cookies are joined as cookies",
            "text instead of bytes is answered 500");

    @Test
    void eachCaseIsKeptBySomebodyElse() throws IOException {
        for (var oracle : Oracle.values()) {
            Child.needs(oracle.file, oracle.debianPackage);
        }
        var names =
                ComplianceCases.all().stream().map(ComplianceCases.Case::name).toList();
        Set<String> nobody = new TreeSet<>(names);
        for (var oracle : Oracle.values()) {
            var kept = kept(oracle);
            System.out.println(oracle + " keeps " + kept.size() + " of " + names.size());
            nobody.removeAll(kept);
        }
        assertThat(nobody).isSubsetOf(NOBODY_ELSE);
        assertThat(names).containsAll(NOBODY_ELSE);
    }

    private static List<String> kept(Oracle oracle) throws IOException {
        List<String> kept = new ArrayList<>();
        int port = freePort();
        try (var server = Child.other(port, oracle.command(port).toArray(String[]::new))) {
            for (var one : ComplianceCases.all()) {
                try {
                    one.proof().check(server);
                    kept.add(one.name());
                } catch (Exception | AssertionError e) {
                    System.out.println(oracle + ": " + one.name() + ": "
                            + String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
                }
            }
        }
        return kept;
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
