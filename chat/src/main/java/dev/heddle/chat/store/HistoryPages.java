// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import dev.heddle.chat.store.HistorySource.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Turns the questions about history into ranges of sequences, the same way for every implementation.
public final class HistoryPages {
    private static final long NO_END = Long.MAX_VALUE;

    private HistoryPages() {}

    /// The page that was asked for.
    public static HistoryPage page(HistorySource source, Query.History query) {
        var entries = switch (query.span()) {
            case Query.Span.Latest() -> range(source, query, 0, NO_END, true);
            case Query.Span.LatestAfter(var bound) ->
                range(source, query, after(source, query.place(), bound), NO_END, true);
            case Query.Span.Before(var bound) -> range(source, query, 0, before(source, query.place(), bound), true);
            case Query.Span.After(var bound) ->
                range(source, query, after(source, query.place(), bound), NO_END, false);
            case Query.Span.Around(var bound) -> around(source, query, before(source, query.place(), bound));
            case Query.Span.Between(var first, var second) -> between(source, query, first, second);
        };
        return new HistoryPage(query.place(), entries);
    }

    private static List<HistoryEntry> around(HistorySource source, Query.History query, long middle) {
        var half = query.limit() / 2;
        var entries = new ArrayList<HistoryEntry>(query.limit());
        if (half > 0) {
            entries.addAll(between(source, query, 0, middle, true, half));
        }
        entries.addAll(
                between(source, query, middle == NO_END ? NO_END : middle - 1, NO_END, false, query.limit() - half));
        return entries;
    }

    private static List<HistoryEntry> between(
            HistorySource source, Query.History query, Query.Bound first, Query.Bound second) {
        var from = after(source, query.place(), first);
        var to = before(source, query.place(), second);
        if (before(source, query.place(), first) <= to) {
            return range(source, query, from, to, false);
        }
        return range(source, query, after(source, query.place(), second), before(source, query.place(), first), true);
    }

    private static List<HistoryEntry> range(
            HistorySource source, Query.History query, long fromExclusive, long toExclusive, boolean newest) {
        return between(source, query, fromExclusive, toExclusive, newest, query.limit());
    }

    private static List<HistoryEntry> between(
            HistorySource source,
            Query.History query,
            long fromExclusive,
            long toExclusive,
            boolean newest,
            int limit) {
        var from = Math.max(fromExclusive, query.visibleFrom() - 1);
        if (from >= toExclusive || limit <= 0) {
            return List.of();
        }
        return source.between(query.place(), new Range(from, toExclusive, newest, limit, query.events()));
    }

    /// The sequence below which entries are before the bound.
    private static long before(HistorySource source, Place place, Query.Bound bound) {
        return switch (bound) {
            case Query.Bound.AtMessage(var id) -> id.sequence();
            case Query.Bound.AtTime(var millis) -> source.firstSequenceAtOrAfter(place, millis);
        };
    }

    /// The sequence above which entries are after the bound.
    private static long after(HistorySource source, Place place, Query.Bound bound) {
        return switch (bound) {
            case Query.Bound.AtMessage(var id) -> id.sequence();
            case Query.Bound.AtTime(var millis) -> {
                var first = millis == Long.MAX_VALUE ? NO_END : source.firstSequenceAtOrAfter(place, millis + 1);
                yield first == NO_END ? NO_END : first - 1;
            }
        };
    }

    /// The targets that were asked for.
    public static List<Query.Target> targets(HistorySource source, Query.Targets query) {
        var low = Math.min(query.fromMillis(), query.toMillis());
        var high = Math.max(query.fromMillis(), query.toMillis());
        var found = new ArrayList<Query.Target>();
        for (var view : views(source, query.account(), query.channels())) {
            var latest = source.between(view.place, new Range(view.visibleFrom - 1, NO_END, true, 1, false));
            if (!latest.isEmpty()
                    && latest.getFirst().timeMillis() > low
                    && latest.getFirst().timeMillis() < high) {
                found.add(new Query.Target(view.place, latest.getFirst()));
            }
        }
        found.sort(Comparator.comparingLong(
                        (Query.Target target) -> target.latest().timeMillis())
                .thenComparing(target -> target.latest().id()));
        if (found.size() <= query.limit()) {
            return List.copyOf(found);
        }
        return List.copyOf(
                query.fromMillis() <= query.toMillis()
                        ? found.subList(0, query.limit())
                        : found.subList(found.size() - query.limit(), found.size()));
    }

    private record View(Place place, long visibleFrom) {}

    private static List<View> views(HistorySource source, String account, List<Query.ChannelView> channels) {
        var views = new ArrayList<View>();
        for (var channel : channels) {
            views.add(new View(Place.channel(channel.name()), Math.max(1, channel.visibleFrom())));
        }
        if (!account.isEmpty()) {
            for (var place : source.conversationsOf(account)) {
                views.add(new View(place, 1));
            }
        }
        return views;
    }

    /// What the account has not read.
    public static List<HistoryPage> unread(HistorySource source, Query.Unread query) {
        var pages = new ArrayList<HistoryPage>();
        for (var view : views(source, query.account(), query.channels())) {
            var position = source.readPosition(query.account(), view.place.name());
            var from = Math.max(position == null ? 0 : position.sequence(), view.visibleFrom - 1);
            var entries = source.between(view.place, new Range(from, NO_END, true, query.limit(), query.events()));
            if (!entries.stream().allMatch(entry -> isOwn(source, query.account(), entry))) {
                pages.add(new HistoryPage(view.place, entries));
            }
        }
        pages.sort(Comparator.comparing(
                        (HistoryPage page) -> page.entries().getLast().id())
                .reversed());
        return List.copyOf(pages.subList(0, Math.min(query.placesMax(), pages.size())));
    }

    private static boolean isOwn(HistorySource source, String account, HistoryEntry entry) {
        return entry.account() != null && source.foldAccount(entry.account()).equals(account);
    }
}
