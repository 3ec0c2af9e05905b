// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One counted piece of memory of a [UnitHeap]: a handle on the Java heap, a payload outside of it.
///
/// Thread: the count may be changed from any thread. The payload may be written while the count is 1, by its
/// holder; everybody who holds a unit may read it. Handing a unit to another thread through a queue makes it
/// visible there.
///
/// Lifetime: [Allocator#allocate()] gives count 1. Whoever hands one on to several retains before; each holder
/// releases once and then forgets the handle. The last release sends the unit home, even if its heap was closed
/// long ago.
///
/// There is no `tryRetain`: a unit can only be retained by somebody who holds it. What must be found again
/// while it may be dying is counted with a [RefCount].
///
/// Limits: 2^30 holders. Positions and lengths are in bytes; one outside throws [IndexOutOfBoundsException].
public final class Unit {
    /* Why a release can do without a read-modify-write: a count of 1 means that the reader of that 1 is the only holder.
    Nobody else may touch the count, because raising it needs a share and there is only one. So he stores 0 plainly,
    and puts the unit where others find it with a release or stronger. The acquire that reads the 1 pairs with the
    full-strength decrement of whoever held the second-last share, so that his use of the payload is over before the
    unit is reused. For the same reason a sole holder retains with a plain store. A weak look-up that raises the count
    without holding a share would break all of this; that is why there is none (jcstress: UnitCountStress).

    A checked handle is a second Unit object in front of the one in the heap. Its own count stays at CHECKED, so that the
    fast paths above miss it and need no further test. */

    static final int MAX_HOLDERS = 1 << 30;
    private static final int CHECKED = Integer.MIN_VALUE;
    private static final int FRESH = -2;
    private static final int UNTOUCHED = -1;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(Unit.class, "count", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final UnitHeap heap;
    final int index;
    private final MemorySegment room;
    private final MemorySegment payload;
    private final @Nullable Custody custody;

    @SuppressWarnings("unused") // read and written through a VarHandle
    private int count;

    private int lengthBytes;

    /// Whose list it goes home to; null: the shared store's. Written by whoever takes it out of the store.
    @Nullable
    LocalHeap home;

    /// The thread of `home`: kept here, so that a release elsewhere need not look at what that thread writes.
    @Nullable
    Thread homeThread;

    /// The next one of a free chain.
    @Nullable
    Unit next;

    /// On the head of a chain: the next chain, and how many units this one has.
    @Nullable
    Unit nextChain;

    int chainCount;

    /// The chain object that was made for this unit, kept for its next use. Its holder's.
    @Nullable
    Chain chain;

    Unit(UnitHeap heap, int index, MemorySegment room) {
        this.heap = heap;
        this.index = index;
        this.room = room;
        this.payload = heap.headroomBytes() == 0 ? room : room.asSlice(heap.headroomBytes());
        this.custody = null;
        this.lengthBytes = FRESH;
    }

    Unit(Unit slot, Custody custody) {
        this.heap = slot.heap;
        this.index = slot.index;
        this.room = slot.room;
        this.payload = slot.payload;
        this.custody = custody;
        this.count = CHECKED;
    }

    /// One more holder. Any thread; the caller must hold the unit.
    ///
    /// @return the handle for the new holder: this one, or in checked mode a new one, so that each holder's
    ///     release can be told from the others'
    /// @throws IllegalStateException when the unit is already home, or saturated
    @CheckReturnValue
    public Unit retain() {
        return retain(1);
    }

    /// More holders in one step, for a fan-out. Any thread; the caller must hold the unit.
    ///
    /// @param holders at least 1
    /// @return the handle that stands for all new holders and may be released as often; [#separate()] takes
    ///     single ones off it. Outside checked mode it is this one
    /// @throws IllegalStateException when the unit is already home, or saturated
    @CheckReturnValue
    public Unit retain(int holders) {
        if (holders < 1) {
            throw new IllegalArgumentException(this + ": retain: wanted at least 1 holder, got " + holders);
        }
        int seen = (int) COUNT.getAcquire(this);
        if (seen == 1 && holders < MAX_HOLDERS) {
            COUNT.set(this, 1 + holders); // the only holder: see above
            return this;
        }
        if (custody != null) {
            return custody.retain(holders);
        }
        raise(seen, holders);
        return this;
    }

    /// Takes one holder's handle off one that [#retain(int)] gave for several: the receiver stands for one
    /// less. Outside checked mode this does nothing and answers this unit. The count does not change.
    @CheckReturnValue
    public Unit separate() {
        return custody == null ? this : custody.separate();
    }

    /// Gives up the caller's share; the last one sends the unit home. Any thread. The handle is dead for the
    /// caller, whatever the others still do with the unit.
    ///
    /// @throws IllegalStateException when the unit is already home; in checked mode, when this handle was
    ///     released
    public void release() {
        int seen = (int) COUNT.getAcquire(this);
        if (seen == 1) {
            COUNT.set(this, 0); // the only holder: see above
        } else if (!releaseShared(seen)) {
            return;
        }
        LocalHeap owner = home;
        if (owner == null || homeThread != Thread.currentThread() || !owner.takeBack(this)) {
            heap.comeHome(this);
        }
    }

    /// Whether the caller is the only holder, and so may write. Only holders may ask.
    public boolean isSole() {
        return (int) COUNT.getAcquire(slot()) == 1;
    }

    /// How many bytes the payload has room for.
    public int capacityBytes() {
        return heap.unitBytes();
    }

    /// How many bytes of the payload are in use, by the word of whoever filled it: 0 in a new unit.
    public int lengthBytes() {
        if (custody == null) {
            return lengthBytes;
        }
        return custody.forReading("lengthBytes").lengthBytes;
    }

    /// Says how many bytes of the payload are in use.
    ///
    /// @param lengthBytes 0 to the capacity
    public void lengthBytes(int lengthBytes) {
        if (lengthBytes < 0 || lengthBytes > capacityBytes()) {
            throw new IllegalArgumentException(
                    this + ": length in bytes: wanted 0 to " + capacityBytes() + ", got " + lengthBytes);
        }
        if (custody == null) {
            this.lengthBytes = lengthBytes;
        } else {
            custody.forReading("lengthBytes").lengthBytes = lengthBytes; // one who reads on behind a shared part may
        }
    }

    /// The whole capacity, whatever the length: always the same object, without a position that holders could
    /// share. It must not be used after the release; only checked mode can catch that, and only when it wrote.
    public MemorySegment payload() {
        if (custody != null) {
            custody.forReading("payload");
        }
        return payload;
    }

    /// Headroom and payload in one: the payload begins at [#headroomBytes()].
    public MemorySegment room() {
        if (custody != null) {
            custody.forReading("room");
        }
        return room;
    }

    /// Bytes in front of the payload.
    public int headroomBytes() {
        return heap.headroomBytes();
    }

    /// A new view of the first [#lengthBytes()] bytes, big-endian as all byte buffers. It is garbage: for the
    /// edges.
    public ByteBuffer toByteBuffer() {
        return payload().asSlice(0, lengthBytes()).asByteBuffer();
    }

    /// The four bytes at a position, in the machine's byte order.
    public int getInt(int atBytes) {
        return payload().get(INT, atBytes);
    }

    /// Sets the four bytes at a position, in the machine's byte order.
    public void putInt(int atBytes, int value) {
        if (custody != null) {
            custody.forWriting("putInt");
        }
        payload.set(INT, atBytes, value);
    }

    /// Writes text as UTF-8; an unpaired surrogate becomes `?`. The length is not changed.
    ///
    /// @return how many bytes were written
    /// @throws IndexOutOfBoundsException when it does not fit: then nothing was written
    public int putUtf8(int atBytes, CharSequence text) {
        if (custody != null) {
            custody.forWriting("putUtf8");
        }
        Objects.checkIndex(atBytes, capacityBytes() + 1);
        long needed = Utf8.lengthBytes(text);
        if (needed > capacityBytes() - atBytes) {
            throw new IndexOutOfBoundsException(this + ": putUtf8 at " + atBytes + ": wanted " + needed
                    + " bytes, got room for " + (capacityBytes() - atBytes));
        }
        Utf8.write(text, payload, atBytes);
        return (int) needed;
    }

    /// Reads UTF-8 text; malformed bytes become U+FFFD. Makes a string: for the edges.
    public String getUtf8(int atBytes, int lengthBytes) {
        Objects.checkFromIndexSize(atBytes, lengthBytes, capacityBytes());
        var bytes = new byte[lengthBytes];
        MemorySegment.copy(payload(), ValueLayout.JAVA_BYTE, atBytes, bytes, 0, lengthBytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "unit " + index + " of heap " + heap.label();
    }

    /// The unit itself, where this is a checked handle of it.
    Unit slot() {
        return custody == null ? this : custody.slot();
    }

    boolean isChecked() {
        return custody != null;
    }

    /// From now on it goes home there; only whoever took it out of the store may say so.
    void livesAt(@Nullable LocalHeap owner) {
        home = owner;
        homeThread = owner == null ? null : owner.thread();
    }

    /// Free to be handed out: now it is, with count 1. Only whoever took it out of the store or a free list.
    void begin() {
        COUNT.set(this, 1); // published with the hand-over
        lengthBytes = 0;
    }

    int count() {
        return (int) COUNT.getVolatile(this);
    }

    /// Whether it was ever handed out.
    boolean wasUsed() {
        return lengthBytes != FRESH;
    }

    /// Marks a free unit, so that [#isUntouched()] tells whether it was handed out since.
    void markUntouched() {
        if (lengthBytes != FRESH) {
            lengthBytes = UNTOUCHED;
        }
    }

    boolean isUntouched() {
        return lengthBytes < 0;
    }

    /// Raises the count by a full-strength add; for holders. Nothing is changed when it fails.
    void raise(int seen, int holders) {
        int before = seen <= 0 ? seen : (int) COUNT.getAndAdd(this, holders);
        if (before > 0 && before <= MAX_HOLDERS - holders) {
            return;
        }
        if (seen > 0) {
            COUNT.getAndAdd(this, -holders);
        }
        throw new IllegalStateException(this + ": retain: wanted 1 to " + (MAX_HOLDERS - holders) + " holders, got "
                + before + (before <= 0 ? ": it is already home" : ""));
    }

    /// Lowers the count by a full-strength add.
    ///
    /// @return whether this was the last share
    boolean lower(int seen) {
        int before = seen <= 0 ? seen : (int) COUNT.getAndAdd(this, -1);
        if (before > 0) {
            return before == 1;
        }
        if (seen > 0) {
            COUNT.getAndAdd(this, 1);
        }
        throw new IllegalStateException(this + ": release: wanted at least 1 holder, got " + before
                + ": released more often than retained (checked mode names both places)");
    }

    /// Lowers the count if it is still what was seen.
    boolean lowerFrom(int seen) {
        return COUNT.compareAndSet(this, seen, seen - 1);
    }

    private boolean releaseShared(int seen) {
        if (custody != null) {
            custody.release();
            Reference.reachabilityFence(this); // until then it is not dropped
            return false; // the custody has done it all
        }
        return lower(seen);
    }
}
