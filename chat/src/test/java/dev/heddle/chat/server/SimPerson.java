// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.TimerWatcher;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Somebody who uses the server at random: connects, registers, says and does things, reads slowly, leaves
/// politely or not, comes again.
final class SimPerson {
    private static final String[] CAPS = {
        "server-time",
        "account-tag",
        "extended-join",
        "away-notify",
        "account-notify",
        "multi-prefix",
        "userhost-in-names",
        "invite-notify",
        "setname",
        "chghost",
        "standard-replies"
    };
    private static final String[] FLAGS = {"m", "i", "n", "t", "s", "C"};
    private static final long PAUSE_NANOS_MAX = 40_000_000;
    private static final long SLOW_NANOS_MAX = 400_000_000;

    private final int number;
    private final Simulation home;
    private final SplittableRandom random;
    private final Loop loop;
    private final TimerWatcher timer;
    private final String[] rooms;
    private int actions;
    private int said;
    private @Nullable SimClient client;
    private @Nullable SimView view;
    private boolean labels;
    private boolean slow;

    SimPerson(int number, Simulation home, Loop loop, SplittableRandom random, int actions, int rooms) {
        this.number = number;
        this.home = home;
        this.loop = loop;
        this.random = random;
        this.actions = actions;
        this.rooms = new String[rooms];
        for (int i = 0; i < rooms; i++) {
            this.rooms[i] = i % 2 == 0 ? "#room" + i : "#Room" + i;
        }
        timer = loop.timer("person-" + number, this::act);
    }

    void begin() {
        timer.startAfter(random.nextLong(PAUSE_NANOS_MAX));
    }

    boolean isDone() {
        return actions <= 0;
    }

    @Nullable
    SimView view() {
        SimClient now = client;
        return now == null || now.hasEnded() ? null : view;
    }

    int port() {
        SimClient now = client;
        return now == null ? 0 : now.port();
    }

    /// No more mischief: reads what is left.
    void rest() {
        timer.stop();
        SimClient now = client;
        if (now != null) {
            now.reading(true);
        }
    }

    void leave() {
        SimClient now = client;
        if (now != null && !now.hasEnded()) {
            if (random.nextInt(3) == 0) {
                now.drop();
            } else {
                send(now, "QUIT :the end");
            }
        }
    }

    // --- life

    private void act() {
        long pause = random.nextLong(PAUSE_NANOS_MAX);
        try {
            SimClient now = client;
            SimView known = view;
            if (slow && now != null) {
                slow = false;
                now.reading(true);
            }
            if (now == null || known == null || now.hasEnded()) {
                connect();
            } else if (!known.isWelcomed()) {
                send(now, "NICK " + someNick());
            } else {
                for (int burst = 1 + random.nextInt(4); burst > 0 && !now.hasEnded(); burst--) {
                    doSomething(now, known);
                }
            }
        } catch (AssertionError e) {
            home.failed(e);
        }
        if (--actions > 0) {
            timer.startAfter(slow ? random.nextLong(SLOW_NANOS_MAX) : pause);
        }
    }

    private void connect() {
        SimClient made = SimClient.connect(loop, Simulation.PORT, "person-" + number, this::line, () -> {});
        if (made == null) {
            return;
        }
        client = made;
        slow = false;
        view = new SimView(home.model(), home.store(), made.port(), home.echoes());
        labels = false;
        List<String> caps = new ArrayList<>();
        for (String cap : CAPS) {
            if (random.nextInt(3) == 0) {
                caps.add(cap);
            }
        }
        if (random.nextInt(3) > 0) {
            caps.addAll(List.of("message-tags", "batch"));
            labels = random.nextBoolean();
            if (labels) {
                caps.add("labeled-response");
            }
            if (random.nextBoolean()) {
                caps.add("draft/chathistory");
            }
        }
        if (random.nextInt(3) > 0) {
            caps.add("echo-message");
        }
        if (random.nextInt(12) == 0) {
            send(made, "PRIVMSG #room0 :before its time");
        }
        if (!caps.isEmpty()) {
            send(made, "CAP REQ :" + String.join(" ", caps));
        }
        send(made, "NICK " + someNick());
        send(made, "USER u" + number + " 0 * :person " + number);
        if (!caps.isEmpty()) {
            send(made, "CAP END");
        }
    }

    private void line(String text) {
        try {
            home.heard(number, text);
            SimLine line = SimLine.parse(text);
            SimView known = view;
            SimClient now = client;
            if (known != null && now != null) {
                if (line.command().equals("PING")) {
                    send(now, "PONG :" + line.param(0));
                }
                known.on(line);
            }
        } catch (AssertionError e) {
            home.failed(new AssertionError("person " + number + ": " + e.getMessage(), e));
        }
    }

    // --- what to do

    private String someNick() {
        int which = random.nextInt(home.people() * 3 / 2);
        return random.nextInt(6) == 0 ? "NICK" + which : "nick" + which;
    }

    private String someRoom() {
        String room = rooms[random.nextInt(rooms.length)];
        return random.nextInt(8) == 0 ? room.toUpperCase(java.util.Locale.ROOT) : room;
    }

    private String words() {
        return "said " + number + "." + ++said + " " + "x".repeat(random.nextInt(60));
    }

    private void doSomething(SimClient now, SimView known) {
        int dice = random.nextInt(100);
        if (dice < 34) {
            command(now, known, (random.nextInt(5) == 0 ? "NOTICE " : "PRIVMSG ") + targets() + " :" + words());
        } else if (dice < 50) {
            command(now, known, "JOIN " + someRoom() + (random.nextInt(4) == 0 ? "," + someRoom() : ""));
        } else if (dice < 56) {
            command(now, known, "PART " + someRoom() + (random.nextBoolean() ? " :" + words() : ""));
        } else if (dice < 60) {
            command(now, known, "NICK " + someNick());
        } else if (dice < 64) {
            command(now, known, "KICK " + someRoom() + " " + someNick() + " :" + words());
        } else if (dice < 72) {
            command(now, known, mode());
        } else if (dice < 75) {
            command(now, known, "TOPIC " + someRoom() + " :" + words());
        } else if (dice < 78) {
            command(now, known, random.nextBoolean() ? "AWAY :" + words() : "AWAY");
        } else {
            doRarer(now, known, dice);
        }
    }

    private void doRarer(SimClient now, SimView known, int dice) {
        switch (dice) {
            case 78, 79 -> command(now, known, "INVITE " + someNick() + " " + someRoom());
            case 80, 81 -> command(now, known, "NAMES " + someRoom());
            case 82 -> command(now, known, "WHO " + someRoom());
            case 83 -> command(now, known, "WHOIS " + someNick());
            case 84 -> command(now, known, "LIST");
            case 85 -> command(now, known, "SETNAME :" + words());
            case 86, 87 -> command(now, known, "CHATHISTORY LATEST " + someRoom() + " * 20");
            case 88 -> command(now, known, "@+draft/x=y TAGMSG " + someRoom());
            case 89 -> command(now, known, "MODE " + known.nick() + (random.nextBoolean() ? " +i" : " -i"));
            case 90 -> command(now, known, ":ghost!of@somebody PRIVMSG " + someRoom() + " :" + words());
            case 91 -> command(now, known, "JOIN 0");
            case 92 -> command(now, known, "CAP REQ :" + (random.nextBoolean() ? "" : "-") + "extended-join");
            case 93 -> {
                if (random.nextInt(3) == 0) {
                    send(now, "QUIT :" + words());
                }
            }
            case 94 -> {
                if (random.nextInt(3) == 0) {
                    now.sendBytes("PRIVMSG #room0 :half a li".getBytes(StandardCharsets.UTF_8));
                    now.drop();
                }
            }
            case 95 -> {
                slow = true;
                now.reading(false);
            }
            default -> {
                String token = "t" + ++said;
                known.ask("PONG " + token);
                send(now, "PING :" + token);
            }
        }
    }

    private String targets() {
        return switch (random.nextInt(10)) {
            case 0 -> someNick();
            case 1 -> someRoom() + "," + someNick();
            case 2 -> "@" + someRoom();
            default -> someRoom();
        };
    }

    private String mode() {
        String sign = random.nextBoolean() ? "+" : "-";
        return "MODE " + someRoom() + " "
                + switch (random.nextInt(5)) {
                    case 0 -> sign + "b " + someNick() + "!*@*";
                    case 1 -> sign + (random.nextBoolean() ? "o " : "v ") + someNick();
                    case 2 -> random.nextBoolean() ? "+l " + (1 + random.nextInt(12)) : "-l";
                    default -> sign + FLAGS[random.nextInt(FLAGS.length)];
                };
    }

    private void send(SimClient now, String line) {
        home.sent(number, line);
        now.send(line);
    }

    private void command(SimClient now, SimView known, String line) {
        if (labels && random.nextInt(3) == 0) {
            String label = "L" + ++said;
            known.ask("label " + label);
            send(
                    now,
                    line.startsWith("@")
                            ? "@label=" + label + ";" + line.substring(1)
                            : "@label=" + label + " " + line);
        } else {
            send(now, line);
        }
    }
}
