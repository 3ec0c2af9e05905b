// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** What the web client says when something does not work, and what can be done without typing a command. */
class WebMenusTest extends WebScene {
    @Test
    void whatKeepsSomebodyOutIsSaidOnTheFirstPage() throws IOException {
        Tab tab = open();
        String anna = nick("anna");
        tab.register(anna);
        tab.press("#sidebar", ownButton(tab));
        tab.press(".menu", "Log out");

        tab.signIn("Log in", anna, "wrong");
        tab.untilShows(".form-error", "do not belong together");
        tab.signIn("Guest", anna, "");
        tab.untilShows(".form-error", "belongs to an account");
        tab.signIn("New account", anna, "another");
        tab.untilShows(".form-error", "already");
        tab.signIn("Guest", "1nick", "");
        tab.untilShows(".form-error", "A nick has letters");
        try (var ben = new IrcUser(server(), nick("ben"))) {
            ben.settle();
            tab.signIn("Guest", nick("anna"), "");
            tab.one("#input");
        }
    }

    private static String ownButton(Tab tab) {
        return tab.texts(".own").getFirst().trim();
    }

    @Test
    void anErrorStandsWhereItWasMadeAndTheLineCanBeMended() throws IOException {
        Tab tab = open();
        tab.register(nick("anna"));
        tab.join(channel);
        for (var wrong : Map.of(
                        "/kick nobody", "There is nobody here called nobody.",
                        "/nonsense", "There is no command /nonsense",
                        "/topic #nowhere x", "There is no channel #nowhere.")
                .entrySet()) {
            tab.one("#input").sendKeys(wrong.getKey(), Keys.ENTER);
            tab.untilShows(".notice.error", wrong.getValue());
            tab.untilTrue("the line to come back", "document.querySelector('#input').value !== ''");
            tab.empty("#input");
        }
        try (var ben = new IrcUser(server(), nick("ben"))) {
            String locked = channel + "locked";
            ben.join(locked);
            ben.send("MODE " + locked + " +k sesame");
            ben.settle();
            tab.say("/list");
            tab.press("dialog", locked + "1 person");
            tab.untilShows("dialog h2", locked + " needs a key");
            tab.fill("#join-key", "wrong");
            tab.keys(Keys.ENTER);
            tab.untilShows("dialog .form-error", "needs a key");
            tab.fill("#join-key", "sesame");
            tab.keys(Keys.ENTER);
            tab.untilShows("h1", locked);

            ben.send("MODE " + locked + " +m");
            tab.untilShows(".event-text", "+m");
            tab.say("may I?");
            tab.untilShows(".message.failed .delivery", "Not sent: Cannot send to channel (+m)");
            ben.send("MODE " + locked + " -m");
            tab.untilShows(".event-text", "-m");
            tab.press(".message.failed", "Send again");
            tab.gone(".message.failed");
            tab.one(".message.newest");
        }
    }

    @Test
    void manyLinesAtOnceAreAskedAbout() {
        Tab tab = open();
        tab.register(nick("anna"));
        tab.join(channel);
        List<String> lines =
                IntStream.rangeClosed(1, 9).mapToObj(i -> "line " + i).toList();
        for (String line : lines) {
            tab.keys(line);
            if (!line.equals(lines.getLast())) {
                tab.chord(Keys.SHIFT, Keys.ENTER);
            }
        }
        tab.keys(Keys.ENTER);
        tab.untilShows("dialog h2", "Send 9 messages?");
        tab.press("dialog", "Cancel");
        tab.gone("dialog");
        assertThat(tab.said()).isEmpty();
        tab.one("#input").sendKeys(Keys.ENTER);
        tab.one("dialog[open]");
        tab.keys(Keys.ENTER);
        tab.gone("dialog");
        tab.untilShows(".text", "line 9");
        tab.gone(".message.pending");
        assertThat(tab.said()).isEqualTo(lines);
    }

    @Test
    void anOperatorKeepsOrderThroughMenus() throws IOException {
        Tab tab = open();
        tab.register(nick("anna"));
        tab.join(channel);
        String ben = nick("ben");
        try (var user = new IrcUser(server(), ben)) {
            user.join(channel);
            tab.click("button.topic");
            tab.fill("#topic-input", "threads");
            tab.press("dialog", "Set the topic");
            user.await("TOPIC " + channel + " :threads");

            openChannelMenu(tab);
            tab.press(".menu", "Channel settings…");
            tab.choose("Moderated");
            tab.press("dialog", "Save");
            user.await("MODE " + channel + " +m");

            tab.press("#members", ben);
            tab.press(".menu", "Give voice");
            user.await("MODE " + channel + " +v " + ben);
            user.send("PRIVMSG " + channel + " :too loud");
            tab.untilShows(".text", "too loud");

            tab.press("#members", ben);
            tab.press(".menu", "Ban…");
            tab.press("dialog", "Ban");
            user.await("KICK " + channel + " " + ben);
            openChannelMenu(tab);
            tab.press(".menu", "Bans…");
            tab.untilShows("dialog .list-name", ben);
            tab.press("dialog", "Lift the ban of " + ben + "!*@*");
            tab.untilShows("dialog", "Nobody is banned.");
            tab.keys(Keys.ESCAPE);
            tab.gone("dialog");

            openChannelMenu(tab);
            tab.press(".menu", "Invite…");
            tab.fill("#invite-nick", ben);
            tab.press("dialog", "Invite");
            user.await("INVITE " + ben + " " + channel);
        }
    }

    private void openChannelMenu(Tab tab) {
        tab.press(".header", "More about " + channel);
    }

    @Test
    void whatIsNewIsCountedMarkedAndReadOnce() throws IOException {
        Tab tab = open();
        String anna = nick("anna");
        tab.register(anna);
        tab.join(channel);
        tab.join(channel + "b");
        try (var ben = new IrcUser(server(), nick("ben"))) {
            ben.join(channel);
            for (String text : List.of("old news", "for " + anna, "third")) {
                ben.send("PRIVMSG " + channel + " :" + text);
            }
            tab.untilShows(".conversation.unread", channel.substring(1) + "3 unread, 1 mention of you");
            tab.untilTrue("the title to say so", "document.title.startsWith('(1) ')");
            tab.press("#sidebar", tab.texts(".conversation.unread .open").getFirst());
            tab.untilShows(".line", "New messages");
            tab.gone(".conversation.unread");

            tab.say("/search news");
            tab.one(".found");
            tab.press(".search", tab.texts(".found").getFirst());
            tab.untilTrue("the message to be found", "document.activeElement.textContent.includes('old news')");
            ben.send("PRIVMSG " + channel + " :<img src=x onerror=alert(1)> \u0002bold\u0002 https://example.org/a.");
            tab.untilShows(".text .bold", "bold");
            assertThat(tab.texts(".text a")).containsExactly("https://example.org/a");
            assertThat(tab.has(".text img")).isFalse();
        }
        Tab other = open();
        other.signIn("Log in", anna, "correct horse");
        other.untilShows("h1", channel.substring(0, 5));
        other.untilShows(".conversation", channel.substring(1));
        other.gone(".conversation.unread");
    }

    @Test
    void aMentionIsADesktopNotificationWhenTheReaderWantsThem() throws IOException {
        Tab tab = open();
        tab.tell("Page.addScriptToEvaluateOnNewDocument", Map.of("source", """
                globalThis.notes = [];
                globalThis.Notification = class {
                  static permission = 'default';
                  static async requestPermission() { return (this.permission = 'granted'); }
                  constructor(title, { body }) { notes.push(title + ': ' + body); }
                };"""));
        tab.reload();
        String anna = nick("anna");
        tab.register(anna);
        tab.join(channel);
        tab.say("/settings");
        tab.choose("notifications");
        tab.untilTrue("the wish to be kept", "JSON.parse(localStorage['heddle.settings']).notifications");
        tab.choose("Dark");
        tab.untilTrue("the theme to change", "document.documentElement.dataset.theme === 'dark'");
        tab.keys(Keys.ESCAPE);
        tab.join(channel + "b");
        String ben = nick("ben");
        try (var user = new IrcUser(server(), ben)) {
            user.join(channel);
            user.send("PRIVMSG " + channel + " :nothing special", "PRIVMSG " + channel + " :" + anna + ": look!");
            tab.untilTrue("one notification", "notes.length === 1");
            assertThat(tab.run("return notes[0]")).isEqualTo(ben + " in " + channel + ": " + anna + ": look!");
        }
    }

    @Test
    void aMessageThatWasTakenBackIsGoneForAll() throws IOException {
        Tab tab = open();
        tab.register(nick("anna"));
        tab.join(channel);
        tab.say("oops");
        tab.one(".message.newest");
        tab.chord(Keys.SHIFT, Keys.F6);
        tab.keys(Keys.ARROW_UP, Keys.ENTER);
        tab.press(".menu", "Delete…");
        tab.press("dialog", "Delete");
        tab.untilShows(".redacted", "Message deleted");
        tab.reload();
        tab.untilShows("h1", channel);
        assertThat(tab.said()).doesNotContain("oops");
    }
}
