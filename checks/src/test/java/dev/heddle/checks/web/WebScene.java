// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of the web client share: a real server, a real browser, and that neither complains. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
abstract class WebScene {
    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    private static Path directory;

    private static ServedHeddle server;
    private static Chrome chrome;

    private final List<Tab> tabs = new ArrayList<>();
    /** A channel of this test's own. */
    final String channel = "#loom" + NAMES.incrementAndGet();

    @BeforeAll
    static void start() throws IOException {
        chrome = Chrome.start();
        server = ServedHeddle.start(directory, "");
    }

    @AfterAll
    static void stop() throws IOException {
        if (chrome != null) {
            chrome.close();
            chrome = null;
        }
        if (server != null) {
            server.close();
            server = null;
        }
    }

    /** Nothing that the page's policy forbids, no error on the console, whatever the test did. */
    @AfterEach
    void nothingWasComplainedAbout() {
        try {
            tabs.forEach(Tab::brokeNoPolicy);
            assertThat(chrome.complaints()).isEmpty();
        } finally {
            tabs.forEach(Tab::close);
        }
    }

    /** What the browser complained about until now was meant to happen. */
    void forgetComplaints() {
        chrome.complaints();
    }

    /** A tab for one more person, at most two of them. */
    Tab open() {
        Tab tab = chrome.open(server.address(tabs.isEmpty() ? "127.0.0.1" : "localhost"));
        tabs.add(tab);
        return tab;
    }

    List<Tab> tabs() {
        return tabs;
    }

    ServedHeddle server() {
        return server;
    }

    /** A nick that nobody has. */
    static String nick(String name) {
        return name + NAMES.incrementAndGet();
    }
}
