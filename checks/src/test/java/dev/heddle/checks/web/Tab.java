// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * One person's view of the web client. Every wait ends as soon as what is waited for is there; its limit only says
 * when to give up.
 */
final class Tab {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(40);

    private final ChromeDriver driver;
    private final String window;

    Tab(ChromeDriver driver, String window) {
        this.driver = driver;
        this.window = window;
    }

    private ChromeDriver here() {
        if (!window.equals(driver.getWindowHandle())) {
            driver.switchTo().window(window);
        }
        return driver;
    }

    void go(String address) {
        here().get(address);
    }

    void reload() {
        here().navigate().refresh();
    }

    void close() {
        here().close();
        driver.switchTo().window(driver.getWindowHandles().iterator().next());
    }

    /** A command of the browser's own protocol. */
    void tell(String command, Map<String, Object> parameters) {
        here().executeCdpCommand(command, parameters);
    }

    Object run(String script, Object... arguments) {
        return here().executeScript(script, arguments);
    }

    Object runLater(String script, Object... arguments) {
        return here().executeAsyncScript(script, arguments);
    }

    // --- waiting

    void until(String what, BooleanSupplier holds) {
        here();
        try {
            new WebDriverWait(driver, PATIENCE, LOOK_AGAIN)
                    .ignoring(org.openqa.selenium.StaleElementReferenceException.class)
                    .until(nothing -> holds.getAsBoolean());
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "wanted " + what + ", got this page (focus at " + focused() + "): " + text("body"), e);
        }
    }

    /** Waits until this script answers true. */
    void untilTrue(String what, String script, Object... arguments) {
        until(what, () -> Boolean.TRUE.equals(run("return " + script, arguments)));
    }

    WebElement one(String css) {
        until(
                css + " to be there",
                () -> !here().findElements(By.cssSelector(css)).isEmpty());
        return here().findElement(By.cssSelector(css));
    }

    void gone(String css) {
        until(
                css + " to be gone",
                () -> here().findElements(By.cssSelector(css)).isEmpty());
    }

    void untilShows(String css, String text) {
        untilTrue(
                "'" + text + "' in " + css,
                "[...document.querySelectorAll(arguments[0])].some((one) => one.textContent.includes(arguments[1]))",
                css,
                text);
    }

    // --- looking

    String text(String css) {
        return String.valueOf(run(
                "return [...document.querySelectorAll(arguments[0])].map((one) => one.innerText).join('\\n')", css));
    }

    @SuppressWarnings("unchecked")
    List<String> texts(String css) {
        return (List<String>) Objects.requireNonNull(
                run("return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent)", css));
    }

    /** What people said, as it stands in the log: one text per message, with its state if it has not arrived. */
    @SuppressWarnings("unchecked")
    List<String> said() {
        return (List<String>) Objects.requireNonNull(run("""
                return [...document.querySelectorAll('.message')].map((row) =>
                  row.querySelector('.text').firstChild.textContent
                    + (row.matches('.pending') ? ' [pending]' : row.matches('.failed') ? ' [failed]' : ''))"""));
    }

    boolean has(String css) {
        return !here().findElements(By.cssSelector(css)).isEmpty();
    }

    String focused() {
        return String.valueOf(run("const at = document.activeElement; return at.id || at.className || at.tagName"));
    }

    // --- doing

    void click(String css) {
        var element = one(css);
        until(css + " to be in sight", element::isDisplayed);
        element.click();
    }

    /** Clicks the button with this text or label. */
    void press(String within, String label) {
        String find = "[...document.querySelectorAll(arguments[0] + ' button')].find((one) => one.offsetParent &&"
                + " (one.textContent.trim() === arguments[1] || one.getAttribute('aria-label') === arguments[1]))";
        untilTrue("a button '" + label + "' in " + within, find + " !== undefined", within, label);
        ((WebElement) Objects.requireNonNull(run("return " + find, within, label))).click();
    }

    /** Clicks the label with this text in the open dialog. */
    void choose(String label) {
        String find =
                "[...document.querySelectorAll('dialog label')].find((one) => one.textContent.includes(arguments[0]))";
        untilTrue("a choice '" + label + "'", find + " !== undefined", label);
        run(find + ".click()", label);
    }

    void keys(CharSequence... keys) {
        here();
        new Actions(driver).sendKeys(keys).perform();
    }

    void chord(Keys modifier, CharSequence key) {
        here();
        new Actions(driver).keyDown(modifier).sendKeys(key).keyUp(modifier).perform();
    }

    void fill(String css, String text) {
        empty(css);
        one(css).sendKeys(text);
    }

    /** With keys, as people do: the driver's own way tells the page nothing. */
    void empty(String css) {
        one(css).sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
    }

    /** Types a line where messages are written, and sends it. */
    void say(String line) {
        one("#input").sendKeys(line);
        one("#input").sendKeys(Keys.ENTER);
        untilTrue("the input to be empty after '" + line + "'", "document.querySelector('#input')?.value === ''");
    }

    void register(String nick) {
        signIn("New account", nick, "correct horse");
        one("#input");
    }

    void signIn(String how, String nick, String password) {
        press(".modes", how);
        fill("#nick", nick);
        if (!password.isEmpty()) {
            fill("#password", password);
        }
        click(".signin button[type=submit]");
    }

    void join(String channel) {
        say("/join " + channel);
        untilShows("h1", channel);
    }

    // --- judging

    void brokeNoPolicy() {
        assertThat((List<?>) run("return globalThis.violations ?? ['nobody watched']"))
                .isEmpty();
    }
}
