// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.store.Snapshot.StoredChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a [MemoryStore] has committed: what would be on the disk. Survives [MemoryStore#reopen].
///
/// Thread: the stepper's.
final class MemoryTables implements HistorySource {
    private record SentRow(Query.Sent sent, @Nullable Place place) {}

    private record ChannelRow(
            RegisteredChannel channel, Map<String, ChannelMask> masks, Map<String, Character> roles) {}

    private final Casemapping casemapping;
    private final Map<Place, TreeMap<Long, HistoryEntry>> buffers = new LinkedHashMap<>();
    private final Map<Nonce, SentRow> nonces = new LinkedHashMap<>();
    private final Map<String, Account> accounts = new TreeMap<>();
    private final Map<String, ChannelRow> channels = new LinkedHashMap<>();
    private final Map<String, ServerBan> bans = new LinkedHashMap<>();
    /// By account, then by buffer name.
    private final Map<String, Map<String, ReadPosition>> positions = new TreeMap<>();

    /// By account, then by channel.
    private final Map<String, Map<String, Long>> stays = new TreeMap<>();

    private final Map<String, String> settings = new TreeMap<>();
    private long lastSequence;
    private long lastTimeMillis;
    private int nextExpired;

    MemoryTables(Casemapping casemapping) {
        this.casemapping = casemapping;
    }

    Snapshot snapshot(boolean created) {
        var stored = new ArrayList<StoredChannel>();
        for (var row : channels.values()) {
            stored.add(new StoredChannel(row.channel, List.copyOf(row.masks.values()), Map.copyOf(row.roles)));
        }
        return new Snapshot(
                casemapping,
                created,
                lastSequence,
                lastTimeMillis,
                stored,
                List.copyOf(bans.values()),
                Map.copyOf(settings));
    }

    /// Why the event contradicts what is stored; null if it does not, and then it is stored.
    @Nullable
    StoreFailure apply(long sequence, StoreEvent event) {
        lastSequence = sequence;
        return switch (event) {
            case StoreEvent.Posted posted -> post(posted);
            case StoreEvent.AccountCreated(var account) -> {
                var taken = accounts.containsKey(account.folded())
                        ? "account " + account.folded() + " exists"
                        : fingerprintTaken(account);
                yield taken == null ? put(accounts, account.folded(), account) : rejected(taken);
            }
            case StoreEvent.AccountChanged(var account) -> changeAccount(account);
            case StoreEvent.AccountDeleted(var folded) -> deleteAccount(folded);
            case StoreEvent.BanAdded(var ban) -> put(bans, ban.kind() + " " + ban.mask(), ban);
            case StoreEvent.BanRemoved(var kind, var mask) -> remove(bans, kind + " " + mask);
            case StoreEvent.SettingSaved(var key, var value) -> put(settings, key, value);
            case StoreEvent.SettingRemoved(var key) -> remove(settings, key);
            case StoreEvent.ReadPositionSet(var account, var name, var position) -> {
                positions
                        .computeIfAbsent(account, k -> new TreeMap<>())
                        .merge(name, position, (was, now) -> now.sequence() > was.sequence() ? now : was);
                yield null;
            }
            case StoreEvent.Redacted(var message, var places) -> redact(message, places);
            case StoreEvent.HistoryPurged(var place, var upToSequence) -> purge(place, upToSequence);
            case StoreEvent.HistoryExpired expired -> expire(expired);
            default -> applyToChannel(event);
        };
    }

    private @Nullable StoreFailure applyToChannel(StoreEvent event) {
        return switch (event) {
            case StoreEvent.StayBegan(var account, var channel, var sequence) -> beginStay(account, channel, sequence);
            case StoreEvent.StayEnded(var account, var channel) -> {
                var mine = stays.get(account);
                yield mine == null ? null : remove(mine, channel);
            }
            case StoreEvent.ChannelSaved(var channel) -> saveChannel(channel);
            case StoreEvent.ChannelDropped(var folded) -> remove(channels, folded);
            case StoreEvent.ListMaskAdded(var channel, var mask) -> {
                var row = channels.get(channel);
                yield row == null ? noChannel(channel) : put(row.masks, mask.list() + mask.mask(), mask);
            }
            case StoreEvent.ListMaskRemoved(var channel, var list, var mask) -> {
                var row = channels.get(channel);
                yield row == null ? null : remove(row.masks, list + mask);
            }
            case StoreEvent.AccessSet(var channel, var account, var role) -> {
                var row = channels.get(channel);
                yield row == null ? noChannel(channel) : put(row.roles, account, role);
            }
            case StoreEvent.AccessRemoved(var channel, var account) -> {
                var row = channels.get(channel);
                yield row == null ? null : remove(row.roles, account);
            }
            default -> throw new IllegalStateException("event not handled: " + event);
        };
    }

    private @Nullable StoreFailure beginStay(String account, String channel, long sequence) {
        var mine = stays.computeIfAbsent(account, k -> new TreeMap<>());
        mine.putIfAbsent(channel, sequence);
        if (mine.size() > StoreEvent.STAYS_MAX) {
            mine.remove(mine.entrySet().stream()
                    .min(Map.Entry.comparingByValue())
                    .orElseThrow()
                    .getKey());
        }
        return null;
    }

    Map<String, Long> stays(String account) {
        return Map.copyOf(stays.getOrDefault(account, Map.of()));
    }

    private static <K, V> @Nullable StoreFailure put(Map<K, V> map, K key, V value) {
        map.put(key, value);
        return null;
    }

    private static @Nullable StoreFailure remove(Map<String, ?> map, String key) {
        map.remove(key);
        return null;
    }

    private static StoreFailure rejected(String why) {
        return new StoreFailure(StoreFailure.Kind.REJECTED, why);
    }

    private static StoreFailure noChannel(String folded) {
        return rejected("channel " + folded + " is not registered");
    }

    private @Nullable StoreFailure post(StoreEvent.Posted posted) {
        var entry = posted.entry();
        lastTimeMillis = entry.timeMillis();
        for (var place : posted.places()) {
            buffers.computeIfAbsent(place, k -> new TreeMap<>()).put(entry.id().sequence(), entry);
        }
        if (posted.nonce() != null) {
            var place = posted.places().isEmpty() ? null : posted.places().getFirst();
            nonces.putIfAbsent(
                    posted.nonce(),
                    new SentRow(new Query.Sent(entry.id(), entry.timeMillis(), Optional.empty()), place));
        }
        return null;
    }

    private @Nullable StoreFailure changeAccount(Account account) {
        if (!accounts.containsKey(account.folded())) {
            return rejected("account " + account.folded() + " does not exist");
        }
        var taken = fingerprintTaken(account);
        return taken == null ? put(accounts, account.folded(), account) : rejected(taken);
    }

    private @Nullable String fingerprintTaken(Account account) {
        for (var fingerprint : account.fingerprints()) {
            var owner = accountWithFingerprint(fingerprint);
            if (owner != null && !owner.folded().equals(account.folded())) {
                return "fingerprint " + fingerprint + " belongs to another account";
            }
        }
        return null;
    }

    private @Nullable StoreFailure deleteAccount(String folded) {
        accounts.remove(folded);
        positions.remove(folded);
        stays.remove(folded);
        buffers.keySet()
                .removeIf(place ->
                        place instanceof Place.OfAccount mine && mine.account().equals(folded));
        channels.values().forEach(row -> row.roles.remove(folded));
        nonces.keySet().removeIf(nonce -> nonce.owner().equals(folded));
        return null;
    }

    private @Nullable StoreFailure saveChannel(RegisteredChannel channel) {
        var was = channels.get(channel.folded());
        return put(
                channels,
                channel.folded(),
                was == null
                        ? new ChannelRow(channel, new LinkedHashMap<>(), new TreeMap<>())
                        : new ChannelRow(channel, was.masks, was.roles));
    }

    private @Nullable StoreFailure redact(MessageId message, List<Place> places) {
        for (var place : places) {
            var buffer = buffers.get(place);
            if (buffer != null) {
                buffer.values().removeIf(entry -> entry.id().equals(message));
            }
        }
        return null;
    }

    private @Nullable StoreFailure purge(Place place, long upToSequence) {
        var buffer = buffers.get(place);
        if (buffer != null) {
            buffer.headMap(upToSequence, true).clear();
        }
        return null;
    }

    private @Nullable StoreFailure expire(StoreEvent.HistoryExpired expired) {
        nonces.values().removeIf(row -> row.sent.timeMillis() < expired.nowMillis() - expired.nonceAgeMillisMax());
        var places = List.copyOf(buffers.keySet());
        var left = expired.entriesMax();
        for (var i = 0; i < Math.min(expired.placesMax(), places.size()) && left > 0; i++) {
            nextExpired = nextExpired >= places.size() ? 0 : nextExpired;
            left -= expire(places.get(nextExpired++), expired, left);
        }
        return null;
    }

    private int expire(Place place, StoreEvent.HistoryExpired expired, int entriesMax) {
        var row = place instanceof Place.OfChannel ? channels.get(place.name()) : null;
        var own = row == null ? null : row.channel.retention();
        var retention = own == null ? expired.retention() : own;
        var buffer = buffers.getOrDefault(place, new TreeMap<>());
        var oldest = retention.ageMillisMax() == 0 ? 0 : expired.nowMillis() - retention.ageMillisMax();
        var deleted = 0;
        while (!buffer.isEmpty()
                && deleted < entriesMax
                && ((retention.countMax() != 0 && buffer.size() > retention.countMax())
                        || buffer.firstEntry().getValue().timeMillis() < oldest)) {
            buffer.pollFirstEntry();
            deleted++;
        }
        return deleted;
    }

    @Nullable
    Account account(String folded) {
        return accounts.get(folded);
    }

    @Nullable
    Account accountWithFingerprint(String fingerprint) {
        for (var account : accounts.values()) {
            if (account.fingerprints().contains(fingerprint)) {
                return account;
            }
        }
        return null;
    }

    List<Query.AccountName> accountNames() {
        return accounts.values().stream()
                .map(account -> new Query.AccountName(account.name(), account.folded(), account.role()))
                .toList();
    }

    Map<String, ReadPosition> readPositions(String account) {
        return Map.copyOf(positions.getOrDefault(account, Map.of()));
    }

    Optional<Query.Sent> firstWithNonce(Nonce nonce) {
        var row = nonces.get(nonce);
        if (row == null) {
            return Optional.empty();
        }
        var buffer = row.place == null ? null : buffers.get(row.place);
        var entry = buffer == null ? null : buffer.get(row.sent.id().sequence());
        return Optional.of(new Query.Sent(row.sent.id(), row.sent.timeMillis(), Optional.ofNullable(entry)));
    }

    @Override
    public long firstSequenceAtOrAfter(Place place, long millis) {
        for (var entry : buffers.getOrDefault(place, new TreeMap<>()).values()) {
            if (entry.timeMillis() >= millis) {
                return entry.id().sequence();
            }
        }
        return Long.MAX_VALUE;
    }

    @Override
    public List<HistoryEntry> between(Place place, Range range) {
        var part = buffers.getOrDefault(place, new TreeMap<>())
                .subMap(range.fromExclusive(), false, range.toExclusive(), false);
        var ordered = range.newest() ? part.descendingMap() : part;
        var entries = new ArrayList<HistoryEntry>();
        for (var entry : ordered.values()) {
            if (entries.size() == range.limit()) {
                break;
            }
            if (range.events() || entry.kind().isMessage()) {
                entries.add(entry);
            }
        }
        return range.newest() ? entries.reversed() : entries;
    }

    @Override
    public List<Place> conversationsOf(String account) {
        return buffers.keySet().stream()
                .filter(place ->
                        place instanceof Place.OfAccount mine && mine.account().equals(account))
                .toList();
    }

    @Override
    public @Nullable ReadPosition readPosition(String account, String name) {
        return positions.getOrDefault(account, Map.of()).get(name);
    }

    @Override
    public String foldAccount(String displayed) {
        return casemapping.fold(displayed);
    }
}
