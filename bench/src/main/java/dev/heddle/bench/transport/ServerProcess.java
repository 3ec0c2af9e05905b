// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.transport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One server process, which has said its port; closing it kills it.
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final String port;

    ServerProcess(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        port = word("port");
    }

    String port() {
        return port;
    }

    String pid() {
        return "" + process.pid();
    }

    /// A figure of a Java server: see [Questions].
    long ask(char question, String answer) throws IOException {
        process.getOutputStream().write(question);
        process.getOutputStream().flush();
        return Long.parseLong(word(answer));
    }

    private String word(String name) throws IOException {
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(name + " ")) {
                return line.substring(name.length() + 1);
            }
        }
        throw new IOException("the server ended before it said " + name);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(2, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
