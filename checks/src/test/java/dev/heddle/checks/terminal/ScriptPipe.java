// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.terminal;

import dev.heddle.terminal.link.ServerAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** {@code heddle chat --script -} as a process of its own, which is told what to do piece by piece. */
final class ScriptPipe implements AutoCloseable {
    private final Process process;
    private final OutputStream in;
    private final BufferedReader out;
    private final StringBuilder heard = new StringBuilder();

    ScriptPipe(ServerAddress server, Path settings) throws IOException {
        List<String> command = ServerProcess.java(
                "chat", "--server", server.toString(), "--settings", settings.toString(), "--script", "-");
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        in = process.getOutputStream();
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** More lines of the script. */
    void say(String lines) throws IOException {
        in.write(lines.getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** Reads until this line. */
    void await(String line) throws IOException {
        for (String text = out.readLine(); text != null; text = out.readLine()) {
            heard.append(text).append('\n');
            if (text.equals(line)) {
                return;
            }
        }
        throw new IOException("wanted '" + line + "', got\n" + heard);
    }

    /** No more lines follow; the exit status. */
    int end() throws IOException, InterruptedException {
        in.close();
        for (String text = out.readLine(); text != null; text = out.readLine()) {
            heard.append(text).append('\n');
        }
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Everything that it has said. */
    @Override
    public String toString() {
        return heard.toString();
    }
}
