// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An accessibility checker finds nothing to complain about, in any view, light or dark, wide or narrow. */
class WebAccessTest extends WebScene {
    private static final String CHECK = """
            const done = arguments[0];
            axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
              .then(({ violations, passes }) => done({
                passes: passes.length,
                violations: violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`),
              }));""";

    @ParameterizedTest
    @CsvSource({"light, 1280", "dark, 1280", "light, 360", "dark, 360"})
    void noViewIsClosedToAnybody(String theme, int width) throws IOException {
        Tab tab = open();
        tab.tell(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
        tab.tell(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 800, "deviceScaleFactor", 1, "mobile", width < 900));
        tab.one("#nick");
        check(tab, "signing in");
        String anna = nick("anna");
        tab.register(anna);
        check(tab, "the first steps");
        tab.join(channel);
        try (var ben = new IrcUser(server(), nick("ben"))) {
            ben.join(channel);
            ben.send(
                    "PRIVMSG " + channel + " :`code` https://example.org #other \u0002bold\u0002 \u00034red " + anna,
                    "PRIVMSG " + channel + " :\u0001ACTION waves\u0001",
                    "AWAY :out",
                    "PRIVMSG " + anna + " :psst");
            tab.untilShows(".conversation.unread", "ben");
            tab.say("mine");
            tab.one(".message.newest");
            tab.one("#input").sendKeys("/kick nobody\n");
            tab.one(".notice.error");
            check(tab, "a channel");
            tab.empty("#input");
            tab.one("#input").sendKeys("/t");
            tab.one(".offers");
            check(tab, "suggestions");
            tab.empty("#input");
            tab.run("document.querySelector('.log .nick').click()");
            tab.one(".menu");
            check(tab, "a menu");
            tab.keys(org.openqa.selenium.Keys.ESCAPE);
            tab.say("/search bold");
            tab.one(".found");
            check(tab, "the search");
            tab.press(".search", "Close the search");
        }
        for (String command : List.of("/list", "/who", "/settings", "/help", "/ban")) {
            tab.say(command);
            tab.one("dialog[open]");
            check(tab, command);
            tab.press("dialog", "Close");
            tab.gone("dialog");
        }
    }

    private static void check(Tab tab, String view) throws IOException {
        if (!Boolean.TRUE.equals(tab.run("return typeof axe === 'object'"))) {
            // Through the driver, which the page's policy does not bind: the page itself could not load it.
            try (var in = Objects.requireNonNull(WebAccessTest.class.getResourceAsStream("/axe.min.js"))) {
                tab.tell(
                        "Runtime.evaluate",
                        Map.of("expression", new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
        var found = (Map<?, ?>) Objects.requireNonNull(tab.runLater(CHECK));
        assertThat(((Number) found.get("passes")).intValue())
                .as("rules that looked at " + view)
                .isGreaterThan(10);
        assertThat((List<?>) found.get("violations")).as(view).isEmpty();
    }
}
