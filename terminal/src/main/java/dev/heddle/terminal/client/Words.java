// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import dev.heddle.terminal.wire.IrcLine;

/// What a server's refusal means, in words. The counterparts of the results of the 2015 chat room are in
/// docs/chat/results.md.
public final class Words {
    private Words() {}

    /// A refusal as a sentence without its full stop; what the server says itself is in it, and not made safe
    /// for a terminal.
    public static String refusal(IrcLine line) {
        String about = line.param(1);
        return switch (line.command()) {
            case "401", "406" -> "there is nobody called " + about + ", and no account of that name";
            case "403" -> "there is no channel " + about;
            case "404" -> "you may not say anything in " + about + ": " + line.last();
            case "405" -> "you are in too many channels to join " + about;
            case "407" -> "too many receivers at once";
            case "417" -> "the line is too long";
            case "432" -> about + " is not a name that this server allows";
            case "433" -> "the name " + about + " is in use: " + line.last();
            case "441" -> about + " is not in " + line.param(2);
            case "442" -> "you are not in " + about;
            case "443" -> about + " is in " + line.param(2) + " already";
            case "464" -> "this server wants a password of its own, or another one";
            case "465" -> "this server has banned you: " + line.last();
            case "471" -> about + " is full";
            case "473" -> about + " takes only those who are invited";
            case "474" -> "you are banned from " + about;
            case "475" -> about + " wants a key, or another one";
            case "477" -> about + " takes only those who are logged in";
            case "478" -> "that list of " + about + " is full";
            case "482" -> "you are no operator of " + about;
            case "734" -> "the list of watched people is full";
            case "902", "904", "905" -> "wrong account or password";
            case "FAIL" -> fail(line);
            default -> line.last().isEmpty() ? "the server refused it (" + line.command() + ")" : line.last();
        };
    }

    private static String fail(IrcLine line) {
        return switch (line.param(1)) {
            case "ACCOUNT_EXISTS" -> "an account of that name exists already";
            case "BAD_ACCOUNT_NAME" -> "that is not a name that this server allows for an account";
            case "UNACCEPTABLE_PASSWORD", "WEAK_PASSWORD" -> "the server does not take that password: " + line.last();
            case "MESSAGE_NOT_STORED" -> "the server could not store the message";
            case "INVALID_TARGET" -> "there is nothing to be read there for you";
            default -> line.last();
        };
    }
}
