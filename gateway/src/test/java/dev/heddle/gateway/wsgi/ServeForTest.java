// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import dev.heddle.gateway.exchange.ServerOptions;
import dev.heddle.gateway.python.PythonException;
import dev.heddle.gateway.python.PythonLookup;
import dev.heddle.protocols.http.HttpLimits;
import dev.heddle.protocols.tls.Identities;
import dev.heddle.protocols.tls.Identity;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.status.StatusReport;
import dev.heddle.runtime.status.StatusSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * The program of {@link Child}: serves `APPLICATION DIRECTORY [KEY=VALUE]...` on a free port of the loopback until
 * SIGTERM. Keys: threads, interpreters, python, venv, trust, body (most bytes), stop
 * (seconds), certificate, key.
 */
public final class ServeForTest {
    private ServeForTest() {}

    public static void main(String[] args) throws InterruptedException, IOException {
        Map<String, String> keys = new HashMap<>();
        for (int i = 2; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            keys.put(args[i].substring(0, equals), args[i].substring(equals + 1));
        }
        try {
            var library = new PythonLookup().find(path(keys.get("python")), path(keys.get("venv")));
            var options = WsgiOptions.of(args[0], "test")
                    .directory(Path.of(args[1]))
                    .workers(number(keys, "threads", 1), number(keys, "interpreters", 1))
                    .trusting(TrustedProxies.of(keys.containsKey("trust") ? List.of(keys.get("trust")) : List.of()));
            var limits = HttpLimits.defaults().bodyBytes(number(keys, "body", 8 << 20));
            var identities = keys.containsKey("certificate")
                    ? Identities.of(List.of(Identity.read(Path.of(keys.get("certificate")), Path.of(keys.get("key")))))
                    : null;
            var server = WsgiServer.start(
                    library,
                    options,
                    new ServerOptions(
                            List.of(new ServerOptions.Listen(new Endpoint("127.0.0.1", 0), identities)),
                            1,
                            limits,
                            false,
                            null));
            long stop = number(keys, "stop", 10) * 1_000_000_000L;
            var told = new CountDownLatch(1);
            server.onSignal("TERM", told::countDown);
            System.out.println(server.pythonVersion());
            System.out.println("listening " + server.listening().getFirst().port());
            var report = StatusReport.open("wsgi");
            server.report(report);
            told.await();
            var end = server.stop(stop, () -> System.out.println("draining"));
            report.rows().stream()
                    .filter(row -> row.section().equals(StatusSource.HEAPS))
                    .forEach(row ->
                            System.out.println("units in use: " + row.columns().get("inUse")));
            System.out.println(end + (end.isClean() ? " clean" : " unclean"));
            System.exit(0);
        } catch (PythonException e) {
            System.out.println(e.getMessage());
            System.exit(2);
        }
    }

    private static Path path(String text) {
        return text == null ? null : Path.of(text);
    }

    private static int number(Map<String, String> keys, String key, int otherwise) {
        return Integer.parseInt(keys.getOrDefault(key, String.valueOf(otherwise)));
    }
}
