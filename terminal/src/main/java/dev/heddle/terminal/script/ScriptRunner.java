// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.script;

import dev.heddle.terminal.link.KnownServers;
import dev.heddle.terminal.link.ServerAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs a script: each line in turn, each until the server has done it.
///
/// Thread: the caller's, which waits. Limits: [#CLIENTS_MAX] clients, [#LINE_CHARS_MAX] characters in a line.
public final class ScriptRunner {
    static final int CLIENTS_MAX = 100;
    static final int LINE_CHARS_MAX = 10_000;
    private static final String FIRST = "me";

    private final String file;
    private final KnownServers known;
    private final PrintStream out;
    private final Map<String, Person> people = new LinkedHashMap<>();
    private final Verbs verbs;
    private String current = FIRST;

    private ScriptRunner(String file, ServerAddress server, KnownServers known, PrintStream out) {
        this.file = file;
        this.known = known;
        this.out = out;
        this.verbs = new Verbs(this, server, known);
    }

    /// Runs one.
    ///
    /// @param file its name, for messages
    /// @param lines its lines; read one by one as they are run
    /// @param server where its clients connect, if it does not say otherwise
    /// @param known which certificates its clients believe
    /// @param out for what happens
    /// @param err for why it does not go on
    /// @return 0: everything happened as it says; 1: something did not; 2: a line is none of the language
    public static int run(
            String file,
            BufferedReader lines,
            ServerAddress server,
            KnownServers known,
            PrintStream out,
            PrintStream err) {
        var runner = new ScriptRunner(file, server, known, out);
        try {
            runner.run(lines);
            return 0;
        } catch (ScriptError e) {
            out.flush();
            err.println("heddle chat: " + e.getMessage());
            return e.status();
        } catch (IOException e) {
            err.println("heddle chat: cannot read " + file + ": " + e.getMessage());
            return 2;
        } finally {
            runner.people.values().forEach(Person::close);
            out.flush();
        }
    }

    private void run(BufferedReader lines) throws ScriptError, IOException {
        int number = 0;
        for (String text = lines.readLine(); text != null; text = lines.readLine()) {
            number++;
            if (text.length() > LINE_CHARS_MAX) {
                throw ScriptError.unknown(file + ":" + number + ": wanted at most " + LINE_CHARS_MAX
                        + " characters, got " + text.length());
            }
            var line = ScriptLine.parse(file, number, text);
            if (line != null) {
                run(line);
            }
        }
    }

    private void run(ScriptLine line) throws ScriptError {
        out.println("> " + line.shown());
        try {
            verbs.run(line);
        } catch (ScriptError e) {
            if (!line.mayFail() || e.status() != 1) {
                throw e;
            }
            out.println("tried: " + e.getMessage());
        } finally {
            people.values().forEach(Person::drain);
        }
        for (var person : people.values()) {
            if (person.hasOverflowed()) {
                throw line.failed("more than " + Person.EVENTS_MAX + " things happened to " + person.name()
                        + " that the script has not looked at");
            }
        }
    }

    /// Shows a line of the script's own.
    void print(String text) {
        out.println(text);
    }

    /// The client that the lines are about.
    @Nullable
    Person current() {
        return people.get(current);
    }

    /// The client that the lines are about; the first one may be begun without a word.
    Person begun(ScriptLine line) throws ScriptError {
        var there = people.get(current);
        if (there != null) {
            return there;
        }
        if (people.size() >= CLIENTS_MAX) {
            throw line.failed("wanted at most " + CLIENTS_MAX + " clients, got one more");
        }
        var begun = new Person(current, known, out::println);
        people.put(current, begun);
        return begun;
    }

    /// From now on the lines are about this client.
    void use(String name) {
        current = name;
    }

    /// The client has gone, and may be begun anew.
    void forget(Person person) {
        person.close();
        people.remove(person.name());
    }

    /// What happened to everybody that nobody expected, for a message.
    List<String> unseen(Person person) {
        var shown = new ArrayList<String>();
        var all = person.unseen();
        for (String line : all.subList(Math.max(0, all.size() - 20), all.size())) {
            shown.add("    " + line);
        }
        return shown;
    }
}
