// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.wsgi;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// One serving process, as its parent sees it.
///
/// Thread: the supervisor's; the end is told on another one.
final class Generation {
    private static final int SIGNAL_STATUS = 128;

    private final Process process;
    private final Path readyFile;
    private final long startNanos = System.nanoTime();
    private boolean leaving;

    private Generation(Process process, Path readyFile) {
        this.process = process;
        this.readyFile = readyFile;
    }

    /// Starts one: this program again, with the same arguments.
    ///
    /// @param ownArguments how many followed "wsgi" here
    /// @param args those of the new one
    /// @param directory for the file in which it says that it is ready
    /// @param onEnd told once when it has ended
    static Generation start(int ownArguments, List<String> args, Path directory, Consumer<Generation> onEnd)
            throws IOException {
        var readyFile = Files.createTempFile(directory, "ready", "");
        Files.delete(readyFile);
        var builder = new ProcessBuilder(command(ownArguments, args))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put(Supervised.READY, readyFile.toString());
        var made = new Generation(builder.start(), readyFile);
        var _ = made.process.onExit().thenRun(() -> onEnd.accept(made));
        return made;
    }

    /** This process's own command line, its arguments replaced by others. */
    private static List<String> command(int ownArguments, List<String> args) throws IOException {
        var own = new ArrayList<>(Arrays.asList(Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8)
                .split("\0")));
        int verb = own.size() - ownArguments - 1;
        if (verb < 1 || !own.get(verb).equals("wsgi")) {
            throw new IOException("wanted 'wsgi' and " + ownArguments + " arguments at the end of this process's"
                    + " command line, got " + own);
        }
        List<String> command = new ArrayList<>(own.subList(0, verb + 1));
        command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(args);
        return command;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it listens. */
    boolean isReady() {
        return Files.exists(readyFile);
    }

    /** Where it listens, one line for each place. */
    List<String> listening() throws IOException {
        return Files.readAllLines(readyFile);
    }

    /** For how long it has been there. */
    long ageNanos() {
        return System.nanoTime() - startNanos;
    }

    /** Whether it was told to end. */
    boolean isLeaving() {
        return leaving;
    }

    /** Tells it to end. */
    void leave() {
        leaving = true;
        process.toHandle().destroy();
    }

    /** Ends it. */
    void kill() {
        leaving = true;
        process.destroyForcibly();
    }

    /** Asks for its status report. */
    void status() {
        try {
            OutputStream to = process.getOutputStream();
            to.write((Supervised.STATUS + "\n").getBytes(StandardCharsets.US_ASCII));
            to.flush();
        } catch (IOException e) {
            // it has ended, which is told elsewhere
        }
    }

    /** Waits; false: not in time. */
    boolean await(long nanos) throws InterruptedException {
        return process.waitFor(Math.max(1, nanos), TimeUnit.NANOSECONDS);
    }

    /** How it ended, in words. */
    String end() {
        int status = process.exitValue();
        return status > SIGNAL_STATUS ? "by signal " + (status - SIGNAL_STATUS) : "with status " + status;
    }

    int exitStatus() {
        return process.exitValue();
    }
}
