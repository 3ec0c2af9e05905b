// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A list of masks with a value each, indexed so that a long list costs little to ask.
///
/// Three drawers: masks of one account, by account; masks whose text ends in a whole literal host (`…@host`),
/// by host; the rest in a row, each with a filter of 256 bits: a bit for every pair of neighbouring literals. A
/// user whose spellings lack one of those pairs cannot match, and four ANDs tell so.
///
/// Thread: confined to its owner. Limit: the owner's; [#size()] tells.
///
/// @param <V> what belongs to a mask: who set it, when, why
public final class MaskSet<V> {
    private record Entry<V>(Mask mask, V value) {}

    /// By text of the mask, in the order of setting.
    private final Map<String, Entry<V>> all = new LinkedHashMap<>();

    private final Map<String, List<Entry<V>>> byAccount = new HashMap<>();
    private final Map<String, List<Entry<V>>> byHost = new HashMap<>();
    private final List<Entry<V>> row = new ArrayList<>();
    /// [MaskSubject#FILTER_WORDS] words per entry of the row.
    private long[] rowPairs = new long[0];

    private int mutes;

    /// Adds a mask; answers false if one with this text was there, whose value stays.
    public boolean add(Mask mask, V value) {
        var entry = new Entry<>(mask, value);
        if (all.putIfAbsent(mask.text(), entry) != null) {
            return false;
        }
        mutes += mask.isMute() ? 1 : 0;
        var drawer = drawer(mask);
        if (drawer != null) {
            drawer.add(entry);
        } else {
            addToRow(entry);
        }
        return true;
    }

    private void addToRow(Entry<V> entry) {
        var words = MaskSubject.FILTER_WORDS;
        var at = row.size() * words;
        if (at == rowPairs.length) {
            rowPairs = Arrays.copyOf(rowPairs, Math.max(8 * words, 2 * at));
        }
        var pairs = new long[words];
        if (entry.mask.kind() != Mask.Kind.ACCOUNT) {
            entry.mask.glob().addPairs(pairs);
        }
        System.arraycopy(pairs, 0, rowPairs, at, words);
        row.add(entry);
    }

    /// Removes the mask with this text (as [Mask#text()] gives it); answers its value, null if there was none.
    public @Nullable V remove(String text) {
        var entry = all.remove(text);
        if (entry == null) {
            return null;
        }
        mutes -= entry.mask.isMute() ? 1 : 0;
        var drawer = drawer(entry.mask);
        if (drawer != null) {
            drawer.remove(entry);
            forgetIfEmpty(entry.mask, drawer);
        } else {
            var index = row.indexOf(entry);
            var words = MaskSubject.FILTER_WORDS;
            System.arraycopy(rowPairs, (index + 1) * words, rowPairs, index * words, (row.size() - index - 1) * words);
            row.remove(index);
        }
        return entry.value;
    }

    private void forgetIfEmpty(Mask mask, List<Entry<V>> drawer) {
        if (drawer.isEmpty()) {
            if (mask.kind() == Mask.Kind.ACCOUNT) {
                byAccount.remove(mask.glob().literalText());
            } else {
                byHost.remove(hostKey(mask));
            }
        }
    }

    /// The drawer a mask belongs into, made if need be; null for the row.
    private @Nullable List<Entry<V>> drawer(Mask mask) {
        if (mask.kind() == Mask.Kind.ACCOUNT) {
            return mask.glob().isLiteral()
                    ? byAccount.computeIfAbsent(mask.glob().literalText(), k -> new ArrayList<>(1))
                    : null;
        }
        var host = hostKey(mask);
        return host.isEmpty() ? null : byHost.computeIfAbsent(host, k -> new ArrayList<>(1));
    }

    /// The literal host that the mask ends in; empty if it ends in a pattern.
    private static String hostKey(Mask mask) {
        var tail = mask.glob().literalTail();
        var at = tail.lastIndexOf('@');
        return at < 0 ? "" : tail.substring(at + 1);
    }

    /// The value of a mask that bans this user (mutes do not); null if none does. Of several, any.
    public @Nullable V ban(MaskSubject subject) {
        return find(subject, false);
    }

    /// The value of a mute extended ban that means this user; null if none does.
    public @Nullable V mute(MaskSubject subject) {
        return mutes == 0 ? null : find(subject, true);
    }

    private @Nullable V find(MaskSubject subject, boolean mute) {
        var account = subject.account();
        var found = account == null ? null : firstOf(byAccount.get(account), subject, mute);
        for (var i = 0; found == null && i < subject.spellingCount(); i++) {
            found = firstOf(byHost.get(subject.host(i)), subject, mute);
        }
        return found == null ? findInRow(subject, mute) : found;
    }

    private @Nullable V firstOf(@Nullable List<Entry<V>> drawer, MaskSubject subject, boolean mute) {
        if (drawer != null) {
            for (var entry : drawer) {
                if (entry.mask.isMute() == mute && entry.mask.matches(subject)) {
                    return entry.value;
                }
            }
        }
        return null;
    }

    private @Nullable V findInRow(MaskSubject subject, boolean mute) {
        var have = subject.pairs();
        var need = rowPairs;
        for (int i = 0, at = 0; i < row.size(); i++, at += MaskSubject.FILTER_WORDS) {
            var missing = (need[at] & ~have[0])
                    | (need[at + 1] & ~have[1])
                    | (need[at + 2] & ~have[2])
                    | (need[at + 3] & ~have[3]);
            if (missing == 0) {
                var entry = row.get(i);
                if (entry.mask.isMute() == mute && entry.mask.matches(subject)) {
                    return entry.value;
                }
            }
        }
        return null;
    }

    /// The value of the mask with this text; null if there is none.
    public @Nullable V get(String text) {
        var entry = all.get(text);
        return entry == null ? null : entry.value;
    }

    /// The texts of all masks, in the order of setting; a view.
    public Collection<String> texts() {
        return Collections.unmodifiableCollection(all.keySet());
    }

    /// How many masks there are.
    public int size() {
        return all.size();
    }

    /// Whether there are none.
    public boolean isEmpty() {
        return all.isEmpty();
    }
}
