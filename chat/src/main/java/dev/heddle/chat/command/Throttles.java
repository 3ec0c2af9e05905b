// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.message.AddressMask;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// How much one address or account may do in a time: connections at once and in a window, accounts made,
/// logins failed.
///
/// Thread: the hub; time is the hub's clock. Limit: [#ENTRIES_MAX] addresses per counter; beyond that the one
/// that was counted longest ago is forgotten, so that memory is bounded whatever arrives. IPv6 addresses count
/// by /64. Exempt networks are never counted.
public final class Throttles {
    static final int ENTRIES_MAX = 65_536;

    private static final class Window {
        long startNanos;
        int count;
    }

    /// A counter per key that starts again when its window is over.
    private static final class Counter {
        private final Map<String, Window> windows = new LinkedHashMap<>();

        int count(String key, long nowNanos, long lengthNanos) {
            Window window = windows.get(key);
            return window == null || nowNanos - window.startNanos >= lengthNanos ? 0 : window.count;
        }

        void add(String key, long nowNanos, long lengthNanos) {
            Window window = windows.remove(key);
            if (window == null || nowNanos - window.startNanos >= lengthNanos) {
                window = new Window();
                window.startNanos = nowNanos;
            }
            window.count++;
            windows.put(key, window);
            if (windows.size() > ENTRIES_MAX) {
                windows.remove(windows.keySet().iterator().next());
            }
        }
    }

    private final Hub hub;
    private final Counter connects = new Counter();
    private final Counter failures = new Counter();
    private final Counter registrations = new Counter();
    private final Counter knocks = new Counter();
    private final Map<String, Integer> open = new LinkedHashMap<>();
    private HubSettings.Flood parsedFor;
    private AddressMask[] exempt;

    Throttles(Hub hub) {
        this.hub = hub;
        parsedFor = hub.settings().flood();
        exempt = parse(parsedFor);
    }

    private static AddressMask[] parse(HubSettings.Flood flood) {
        return flood.exempt().stream()
                .map(AddressMask::parse)
                .filter(java.util.Objects::nonNull)
                .toArray(AddressMask[]::new);
    }

    /// Whether no limit of rates applies to this address.
    public boolean isExempt(String address) {
        HubSettings.Flood flood = hub.settings().flood();
        if (flood != parsedFor) {
            parsedFor = flood;
            exempt = parse(flood);
        }
        byte[] bytes = AddressMask.parseAddress(address);
        return bytes != null && Arrays.stream(exempt).anyMatch(mask -> mask.contains(bytes));
    }

    /// The address itself, or its /64.
    static String key(String address) {
        byte[] bytes = AddressMask.parseAddress(address);
        return bytes == null || bytes.length == 4 ? address : HexFormat.of().formatHex(bytes, 0, 8);
    }

    /// Counts a new connection. Answers why it may not stay; empty: it may.
    public String connected(String address) {
        HubSettings settings = hub.settings();
        String key = key(address);
        int now = open.merge(key, 1, Integer::sum);
        if (hub.clientCount() > settings.limits().connections()) {
            return "This server is full";
        }
        if (isExempt(address)) {
            return "";
        }
        if (now > settings.limits().perAddress()) {
            return "Too many connections from your address";
        }
        long window = settings.flood().connectWindow().toNanos();
        if (connects.count(key, hub.clock().nanos(), window) >= settings.flood().connects()) {
            return "You are connecting too fast";
        }
        connects.add(key, hub.clock().nanos(), window);
        return "";
    }

    /// A connection that was counted is gone.
    public void disconnected(String address) {
        open.computeIfPresent(key(address), (key, count) -> count == 1 ? null : count - 1);
    }

    /// Whether a login may be tried for this account from this address.
    boolean mayLogIn(String address, String accountFolded) {
        HubSettings.Flood flood = hub.settings().flood();
        long window = flood.loginWindow().toNanos();
        long now = hub.clock().nanos();
        return isExempt(address)
                || failures.count("a " + key(address), now, window) < flood.loginFailures()
                        && failures.count("n " + accountFolded, now, window) < flood.loginFailures();
    }

    void loginFailed(String address, String accountFolded) {
        if (!isExempt(address)) {
            long window = hub.settings().flood().loginWindow().toNanos();
            failures.add("a " + key(address), hub.clock().nanos(), window);
            failures.add("n " + accountFolded, hub.clock().nanos(), window);
        }
    }

    /// Whether this user may knock at this channel: once in a window.
    boolean mayKnock(long user, String channel, long windowNanos) {
        String key = user + " " + channel;
        boolean may = knocks.count(key, hub.clock().nanos(), windowNanos) == 0;
        if (may) {
            knocks.add(key, hub.clock().nanos(), windowNanos);
        }
        return may;
    }

    /// Whether an account may be made from this address; counts it.
    boolean mayRegister(String address) {
        if (isExempt(address)) {
            return true;
        }
        long hour = Duration.ofHours(1).toNanos();
        String key = key(address);
        if (registrations.count(key, hub.clock().nanos(), hour)
                >= hub.settings().flood().registrations()) {
            return false;
        }
        registrations.add(key, hub.clock().nanos(), hour);
        return true;
    }
}
