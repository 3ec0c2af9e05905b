// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The clients that people use, driven through a terminal: irssi and WeeChat.
@Timeout(600)
class ClientsTest {
    @TempDir
    private Path directory;

    private Terminal irssi(String nick) throws IOException {
        var home = Files.createDirectories(directory.resolve("irssi-" + nick));
        return Terminal.start(home, "irssi", "--home=" + home, "--nick=" + nick).await("irssi.org");
    }

    private Terminal weechat(String nick) throws IOException {
        var home = Files.createDirectories(directory.resolve("weechat-" + nick));
        return Terminal.start(
                        home, "weechat-curses", "-d", home.toString(), "-r", "'/set weechat.look.paste_max_lines -1'")
                .await("Plugins loaded");
    }

    @Test
    void irssiAndWeechatRegisterTalkLeaveAndFindWhatTheyMissed() throws IOException {
        try (var site = Site.open(directory, "[history]\nvisible = \"members\"\n");
                var irene = irssi("irene");
                var wendy = weechat("wendy")) {
            irene.type("/connect 127.0.0.1 " + site.port()).await("MOTD File is missing");
            wendy.type("/server add h 127.0.0.1/" + site.port() + " -notls -nicks=wendy");
            wendy.type("/connect h").await("Welcome to the Heddle network");
            irene.type("/msg NickServ REGISTER secret-i").await("now logged in as");
            wendy.type("/msg NickServ REGISTER secret-w").await("now logged in as");
            irene.type("/join #weave").await("irene").await("has joined #weave");
            wendy.type("/join #weave").await("#weave");
            irene.await("wendy");
            wendy.type("hello from weechat");
            irene.await("hello from weechat");
            irene.type("hello from irssi");
            wendy.await("hello from irssi");
            irene.type("/quit that was nice").awaitEnd();
            wendy.await("that was nice");
            wendy.type("said while irssi was away");
            wendy.type("/msg irene and this for you alone");
            comeBack(site, wendy);
            wendy.type("/quit");
            wendy.awaitEnd();
        }
    }

    /// The same person at another terminal.
    private void comeBack(Site site, Terminal wendy) throws IOException {
        try (var irene = irssi("irene2")) {
            irene.type("/connect 127.0.0.1 " + site.port()).await("MOTD File is missing");
            irene.type("/msg NickServ IDENTIFY irene secret-i")
                    .await("now logged in as")
                    .await("Act: 2, 3");
            irene.type("/window goto 3").await("and this for you alone");
            irene.type("/nick irene").await("irene");
            irene.type("/join #weave").await("said while irssi was away");
            irene.type("/msg #weave see you");
            wendy.await("see you");
            irene.type("/quit").awaitEnd();
        }
    }
}
