// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import dev.heddle.gateway.python.CApi;
import dev.heddle.gateway.python.Interpreter;
import dev.heddle.gateway.python.PythonException;
import dev.heddle.runtime.net.Endpoint;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The application in one interpreter, and what all its requests have in common.
///
/// Thread: each method wants the interpreter's lock. Lifetime: the process's.
final class WsgiApplication {
    private static final String MODULE = "heddle_wsgi";

    private final Interpreter interpreter;
    private final WsgiCallbacks callbacks;
    private final long module;
    private final long template;
    private final WsgiKeys keys;
    private final HeaderKeys headerKeys;
    private final Clients clients;
    private final TrustedProxies trust;
    private final long clientDisconnected;
    private final long makeInput;
    private boolean loaded;
    private long requests;

    /// Runs the Python half and prepares the interpreter; on Python's main thread.
    WsgiApplication(Interpreter interpreter, WsgiOptions options, WsgiCallbacks callbacks) {
        this.interpreter = interpreter;
        this.callbacks = callbacks;
        trust = options.trustedProxies();
        module = interpreter.runModule(MODULE, "<heddle>/heddle_wsgi.py", source());
        api().decRef(call(
                "prepare",
                callbacks.log(),
                interpreter.text(paths(options)),
                interpreter.text(options.application()),
                interpreter.text(
                        options.directory() == null ? "" : options.directory().toString())));
        keys = new WsgiKeys(interpreter);
        headerKeys = new HeaderKeys(interpreter);
        clients = new Clients(interpreter);
        clientDisconnected = interpreter.attribute(module, "ClientDisconnected");
        makeInput = interpreter.attribute(module, "make_input");
        template = call(
                "make_template",
                api().truth(options.threads() > 1),
                api().truth(options.interpreters() > 1 || options.hasSuccessors()));
        // Those that each request sets are there too, so that a copy of the dict has room for more without growing.
        for (var own : List.of("REQUEST_METHOD", "SERVER_PROTOCOL", "REQUEST_URI", "PATH_INFO", "REMOTE_ADDR")) {
            constant(own, "");
        }
        constant("SCRIPT_NAME", "");
        constant("QUERY_STRING", "");
        constant("CONTENT_TYPE", "");
        constant("CONTENT_LENGTH", "");
        listeningAt(new Endpoint("localhost", 0));
        constant("SERVER_SOFTWARE", "heddle/" + options.version());
    }

    /** SERVER_NAME and SERVER_PORT. */
    void listeningAt(Endpoint at) {
        constant("SERVER_NAME", at.host().equals("*") ? hostName() : at.host());
        constant("SERVER_PORT", String.valueOf(at.port()));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static String source() {
        try (var in = WsgiApplication.class.getResourceAsStream("heddle_wsgi.py")) {
            if (in == null) {
                throw new IllegalStateException("wsgi: wanted the resource heddle_wsgi.py, got none");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("wsgi: the resource heddle_wsgi.py cannot be read", e);
        }
    }

    private static String paths(WsgiOptions options) {
        List<String> paths = new ArrayList<>();
        var directory = options.directory();
        paths.add((directory == null ? Path.of("") : directory).toAbsolutePath().toString());
        return String.join(File.pathSeparator, paths);
    }

    private void constant(String name, String value) {
        long text = interpreter.text(value);
        api().dictSet(template, HeaderKeys.interned(interpreter, name), text);
        api().decRef(text);
    }

    private CApi api() {
        return interpreter.api();
    }

    private long call(String function, long... arguments) {
        long found = interpreter.attribute(module, function);
        long answer = interpreter.call(found, arguments);
        api().decRef(found);
        return answer;
    }

    /// Imports the application, unless that has been done. Never on Python's main thread: it is the application's
    /// code that runs.
    ///
    /// @throws PythonException with Python's traceback
    void load(String name) {
        if (!loaded) {
            long text = interpreter.text(name);
            long why = call("load", text);
            api().decRef(text);
            if (why != api().none()) {
                throw new PythonException("wsgi: " + name + " cannot be imported:\n"
                        + api().string(why).stripTrailing());
            }
            loaded = true;
        }
    }

    /** The functions for a worker's requests, a new tuple: `start_response`, `write`, `serve`. */
    long makeServe(int worker) {
        return call(
                "make_serve",
                callbacks.begin(worker),
                callbacks.send(worker),
                callbacks.end(worker),
                callbacks.report(worker));
    }

    /** A function that receives a worker's request bodies, new. */
    long makeReceive(int worker) {
        return callbacks.receive(worker);
    }

    /** What is raised in a thread whose time is over, new. */
    long interruptException() {
        return interpreter.attribute(module, "StopRequested");
    }

    /** Runs what an application wants run at its end; on Python's main thread. */
    void finish() {
        api().decRef(call("finish"));
    }

    /** The names of threads that have not ended. */
    List<String> threads() {
        long names = call("threads");
        var text = api().string(names);
        api().decRef(names);
        return text.isEmpty() ? List.of() : List.of(text.split("\n"));
    }

    Interpreter interpreter() {
        return interpreter;
    }

    /** A number that no request of this interpreter had. */
    long nextRequest() {
        return ++requests;
    }

    /** A dict; borrowed. */
    long template() {
        return template;
    }

    WsgiKeys keys() {
        return keys;
    }

    HeaderKeys headerKeys() {
        return headerKeys;
    }

    Clients clients() {
        return clients;
    }

    TrustedProxies trust() {
        return trust;
    }

    /** The exception class; borrowed. */
    long clientDisconnected() {
        return clientDisconnected;
    }

    /** A function of receiver and ticket; borrowed. */
    long makeInput() {
        return makeInput;
    }
}
