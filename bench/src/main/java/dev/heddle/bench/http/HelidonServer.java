// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.net.InetAddress;

/// Helidon, a virtual thread for each connection: `HelidonServer hello|tiny|large|block`. Prints its port.
public final class HelidonServer {
    private HelidonServer() {}

    /// Takes the mode.
    public static void main(String[] args) {
        boolean block = args[0].equals("block");
        var body = Work.body(args[0]);
        var routing = HttpRouting.builder().any((request, response) -> {
            if (block) {
                Work.block();
            }
            response.header(HeaderNames.CONTENT_TYPE, "text/plain");
            response.send(body);
        });
        var server = WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(0)
                .backlog(4096)
                .routing(routing)
                .build()
                .start();
        System.out.println("port " + server.port());
    }
}
