// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.web;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium: Debian's, with the driver that belongs to it. Nothing is downloaded. */
final class Chrome implements AutoCloseable {
    private static final Path BROWSER = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    /** Whatever breaks the page's policy is remembered by the page itself, before any script of ours runs. */
    private static final String WATCH =
            "globalThis.violations = []; addEventListener('securitypolicyviolation', (event) => "
                    + "violations.push(event.violatedDirective + ' ' + event.blockedURI));";

    private final ChromeDriver driver;
    private final Path profile;

    private Chrome(ChromeDriver driver, Path profile) {
        this.driver = driver;
        this.profile = profile;
    }

    static Chrome start() throws IOException {
        assumeTrue(
                Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER),
                "NOT RUN: install chromium and chromium-driver");
        Path profile = Files.createTempDirectory("heddle-chromium");
        var options = new ChromeOptions();
        options.setBinary(BROWSER.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1280,800",
                "--lang=en",
                "--user-data-dir=" + profile);
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        return new Chrome(new ChromeDriver(service, options), profile);
    }

    /**
     * A tab of its own for one person at {@code address}. Each person comes by another name of this machine, which to
     * a browser is another site: what one's page keeps, the other's does not see.
     */
    Tab open(String address) {
        driver.switchTo().newWindow(WindowType.WINDOW);
        var tab = new Tab(driver, driver.getWindowHandle());
        tab.tell("Page.addScriptToEvaluateOnNewDocument", Map.of("source", WATCH));
        tab.tell("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
        tab.tell("Storage.clearDataForOrigin", Map.of("origin", address, "storageTypes", "all"));
        tab.go(address);
        return tab;
    }

    /** Forgets what was complained about until now, such as a connection that a test has cut. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                complaints.add(entry.getLevel() + " " + entry.getMessage());
            }
        }
        return complaints;
    }

    ChromeDriver driver() {
        return driver;
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        try (var paths = Files.walk(profile)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
