// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.MessageQueue;
import dev.heddle.runtime.loop.MessageQueueOptions;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.Sender;
import dev.heddle.runtime.unit.CheckReturnValue;
import dev.heddle.runtime.unit.Unit;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Recipients of one loop by id: one message may name many, and the answer says which of them got it and
/// which did not.
///
/// An id is a slot and a generation: an id kept beyond its recipient's end is detected as stale, even when the
/// slot has somebody else in it, and comes back in the list of failures.
///
/// Thread: its loop, except [#post].
/// Limit: `max` recipients, and `capacity` posted messages under way.
/// Lifetime: closes with its loop; messages that are still posted then are released, their listeners are not
/// called.
public final class RecipientTable {
    /** No recipient has this id. */
    public static final long NONE = 0;

    private static final int FIRST_SLOTS = 16;

    private final Loop loop;
    private final String label;
    private final int max;
    private final MessageQueue<Posted> posted;
    private @Nullable Sender<Unit>[] recipients;
    private int[] generations = new int[FIRST_SLOTS];
    private int[] nextFree = new int[FIRST_SLOTS];
    private int firstFree = -1;
    private int slotsUsed;
    private int size;

    private record Posted(Unit unit, long[] ids, DeliveryListener listener) {}

    @SuppressWarnings({"unchecked", "rawtypes"})
    private RecipientTable(Loop loop, String label, int max, int capacity) {
        this.loop = loop;
        this.label = label;
        this.max = max;
        this.recipients = new Sender[FIRST_SLOTS];
        posted = MessageQueue.open(
                loop,
                MessageQueueOptions.<Posted>of(label, capacity, lost -> lost.unit.release()),
                message -> deliver(message.unit, message.ids, message.listener));
    }

    /// An empty table.
    ///
    /// @param loop the caller's loop
    /// @param label its name in reports
    /// @param max recipients at one time, at least 1
    /// @param capacity messages posted from other threads and not yet delivered, at least 1
    /// @return the table
    public static RecipientTable open(Loop loop, String label, int max, int capacity) {
        Objects.requireNonNull(label, "label");
        loop.checkOwner(label);
        if (max < 1) {
            throw new IllegalArgumentException("recipients " + label + ": max: wanted at least 1, got " + max);
        }
        return new RecipientTable(loop, label, max, capacity);
    }

    /// Gives a recipient its id.
    ///
    /// @param recipient where units for it go; of this loop, or for any thread
    /// @return its id until [#remove], never used again; [#NONE]: the table is full
    public long add(Sender<Unit> recipient) {
        loop.checkOwner(label);
        Objects.requireNonNull(recipient, "recipient");
        if (size == max) {
            return NONE;
        }
        int slot = firstFree;
        if (slot >= 0) {
            firstFree = nextFree[slot];
        } else {
            slot = slotsUsed++;
            if (slot == recipients.length) {
                grow();
            }
        }
        recipients[slot] = recipient;
        generations[slot]++; // odd while somebody is in it
        size++;
        return id(slot);
    }

    private void grow() {
        int length = recipients.length * 2;
        recipients = Arrays.copyOf(recipients, length);
        generations = Arrays.copyOf(generations, length);
        nextFree = Arrays.copyOf(nextFree, length);
    }

    /// Ends an id.
    ///
    /// @param id any number
    /// @return false: it was stale already
    public boolean remove(long id) {
        if (find(id) == null) {
            return false;
        }
        int slot = (int) id;
        recipients[slot] = null;
        size--;
        if (++generations[slot] != 0) { // a slot whose generations are used up is never used again
            nextFree[slot] = firstFree;
            firstFree = slot;
        }
        return true;
    }

    /// The recipient of an id.
    ///
    /// @param id any number
    /// @return null: stale, or never given out
    public @Nullable Sender<Unit> find(long id) {
        loop.checkOwner(label);
        int slot = (int) id;
        if (slot < 0 || slot >= slotsUsed || id(slot) != id) {
            return null;
        }
        return recipients[slot];
    }

    /** How many recipients there are. */
    public int size() {
        loop.checkOwner(label);
        return size;
    }

    /// Offers a unit to each recipient and then tells how it went.
    ///
    /// @param unit taken over: one reference for all
    /// @param ids the recipients; one that is named twice gets it twice
    /// @param listener called before this returns
    public void deliver(Unit unit, long[] ids, DeliveryListener listener) {
        loop.checkOwner(label);
        Objects.requireNonNull(listener, "listener");
        long[] delivered = new long[ids.length];
        long[] failed = new long[ids.length];
        int good = 0;
        int bad = 0;
        Unit shared = ids.length == 0 ? unit : unit.retain(ids.length);
        for (long id : ids) {
            Sender<Unit> recipient = find(id);
            Unit one = shared.separate();
            if (recipient != null && offer(recipient, one)) {
                delivered[good++] = id;
            } else {
                one.release();
                failed[bad++] = id;
            }
        }
        unit.release();
        try {
            listener.onDelivered(Arrays.copyOf(delivered, good), Arrays.copyOf(failed, bad));
        } catch (Throwable thrown) {
            loop.report(label, thrown);
        }
    }

    private boolean offer(Sender<Unit> recipient, Unit unit) {
        try {
            return recipient.offer(unit) == Offer.ACCEPTED;
        } catch (RuntimeException thrown) {
            loop.report(label, thrown);
            return false;
        }
    }

    /// The same from any thread: a worker's answer to many. In the order of posting, per thread.
    ///
    /// @param unit taken over if ACCEPTED
    /// @param ids the recipients; not copied, leave it alone until the listener is called
    /// @param listener called on the loop
    /// @return FULL: too many messages under way; CLOSED: the loop has closed
    @CheckReturnValue
    public Offer post(Unit unit, long[] ids, DeliveryListener listener) {
        return posted.offer(new Posted(unit, ids, Objects.requireNonNull(listener)));
    }

    private long id(int slot) {
        return (long) generations[slot] << 32 | slot;
    }
}
