// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Several listeners of one server.
@Timeout(600)
class ListenersTest {
    @TempDir
    private Path directory;

    /// The server's certificate is one that it made itself.
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new IllegalStateException("a client is asked about a client");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            assertThat(chain).isNotEmpty();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static Visitor secure(int port, String nick) throws Exception {
        var tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
        var visitor = new Visitor(tls.getSocketFactory().createSocket("127.0.0.1", port));
        visitor.send("NICK " + nick, "USER " + nick + " 0 * :" + nick);
        visitor.await(" 422 ");
        return visitor;
    }

    @Test
    void whoeverComesInWherebyIsNeverTakenForSomebodyElse() throws Exception {
        var toml = "[[listener]]\nport = 0\n[[listener]]\nport = 0\nspeaks = \"irc-tls\"\n";
        try (var site = Site.open(directory, toml)) {
            List<Visitor> visitors = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                visitors.add(Visitor.join(site.port(), "plain" + i));
                visitors.add(secure(site.port("irc over tls"), "tls" + i));
            }
            for (int i = 0; i < visitors.size(); i++) {
                var nick = (i % 2 == 0 ? "plain" : "tls") + i / 2;
                visitors.get(i).send("WHOIS plain0", "PRIVMSG plain0 :here");
                visitors.get(i).await(" 318 " + nick + " plain0 ");
                visitors.getFirst().await(":" + nick + "!~" + nick + "@127.0.0.1 PRIVMSG plain0 :here");
            }
            visitors.forEach(Visitor::close);
        }
    }
}
