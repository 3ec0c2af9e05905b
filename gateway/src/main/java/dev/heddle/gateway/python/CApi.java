// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.python;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The functions of CPython that are called, each as one typed Java method.
///
/// Thread: one that holds the lock of the interpreter that the objects belong to, unless a method says otherwise.
/// References: "new" is the caller's, to be given up with [#decRef]; "borrowed" is not. What answers 0 has set an
/// error. Those marked leaf end at once and run no Python code; what they make is no container, because making one
/// may start Python's collector.
@SuppressWarnings("restricted") // the library is chosen by who runs this
public final class CApi {
    /// Every address, for reading what Python points to.
    public static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final long TYPE_OFFSET = 8;

    private final SymbolLookup library;
    private final MemorySegment incRef;
    private final MemorySegment decRef;
    private final MemorySegment saveThread;
    private final MemorySegment restoreThread;
    private final MemorySegment vectorcall;
    private final MemorySegment dictCopy;
    private final MemorySegment dictSetItem;
    private final MemorySegment dictContains;
    private final MemorySegment decodeLatin1;
    private final MemorySegment textNew;
    private final MemorySegment asUtf8;
    private final MemorySegment intern;
    private final MemorySegment bytesNew;
    private final MemorySegment bytesAt;
    private final MemorySegment bytesSize;
    private final MemorySegment longNew;
    private final MemorySegment longValue;
    private final MemorySegment listSize;
    private final MemorySegment listItem;
    private final MemorySegment tupleSize;
    private final MemorySegment tupleItem;
    private final MemorySegment methodNew;
    private final MemorySegment setError;
    private final long bytesType;
    private final long textType;
    private final long listType;
    private final long tupleType;
    private final long none;
    private final long yes;
    private final long no;

    private CApi(SymbolLookup library) {
        this.library = library;
        incRef = symbol("Py_IncRef");
        decRef = symbol("Py_DecRef");
        saveThread = symbol("PyEval_SaveThread");
        restoreThread = symbol("PyEval_RestoreThread");
        vectorcall = symbol("PyObject_Vectorcall");
        dictCopy = symbol("PyDict_Copy");
        dictSetItem = symbol("PyDict_SetItem");
        dictContains = symbol("PyDict_Contains");
        decodeLatin1 = symbol("PyUnicode_DecodeLatin1");
        textNew = symbol("PyUnicode_FromStringAndSize");
        asUtf8 = symbol("PyUnicode_AsUTF8AndSize");
        intern = symbol("PyUnicode_InternInPlace");
        bytesNew = symbol("PyBytes_FromStringAndSize");
        bytesAt = symbol("PyBytes_AsString");
        bytesSize = symbol("PyBytes_Size");
        longNew = symbol("PyLong_FromLongLong");
        longValue = symbol("PyLong_AsLongLong");
        listSize = symbol("PyList_Size");
        listItem = symbol("PyList_GetItem");
        tupleSize = symbol("PyTuple_Size");
        tupleItem = symbol("PyTuple_GetItem");
        methodNew = symbol("PyMethod_New");
        setError = symbol("PyErr_SetString");
        bytesType = symbol("PyBytes_Type").address();
        textType = symbol("PyUnicode_Type").address();
        listType = symbol("PyList_Type").address();
        tupleType = symbol("PyTuple_Type").address();
        none = symbol("_Py_NoneStruct").address();
        yes = symbol("_Py_TrueStruct").address();
        no = symbol("_Py_FalseStruct").address();
    }

    /// Looks the functions up. Any thread.
    ///
    /// @throws PythonException if one is missing
    static CApi load(Path file) {
        return new CApi(SymbolLookup.libraryLookup(file, Arena.global()));
    }

    /// The address of a function or variable. Any thread.
    MemorySegment symbol(String name) {
        return library.find(name)
                .orElseThrow(() -> new PythonException("python: wanted " + name + " in the library, got none"));
    }

    /** Starting, threads, modules. */
    LifeApi life() {
        return new LifeApi(this);
    }

    /** New. */
    public long attribute(long object, long utf8Name) {
        return Downcalls.long2(symbol("PyObject_GetAttrString"), object, utf8Name);
    }

    // locks

    /// Gives the lock up. Any Python object may change from now on.
    ///
    /// @return the thread state, for [#takeLock]
    public long giveLockUp() {
        return Downcalls.long0(saveThread);
    }

    /// Waits for the lock.
    ///
    /// @param threadState the calling thread's own
    public void takeLock(long threadState) {
        Downcalls.void1(restoreThread, threadState);
    }

    // objects

    /** Leaf. */
    public void incRef(long object) {
        Downcalls.leafVoid1(incRef, object);
    }

    /** May run Python code: a destructor's. */
    public void decRef(long object) {
        Downcalls.void1(decRef, object);
    }

    /** Leaf: of an exact str or int, whose end runs no Python code. */
    public void decRefPlain(long object) {
        Downcalls.leafVoid1(decRef, object);
    }

    /// Calls an object.
    ///
    /// @param callable borrowed
    /// @param arguments address of an array of borrowed pointers
    /// @param count how many
    /// @return new, or 0
    public long call(long callable, long arguments, int count) {
        return Downcalls.long4(vectorcall, callable, arguments, count, 0);
    }

    /** The singleton; borrowed. */
    public long none() {
        return none;
    }

    /** True or False; borrowed. */
    public long truth(boolean value) {
        return value ? yes : no;
    }

    /** Leaf: whether it is bytes, and no subclass of it. */
    public boolean isBytes(long object) {
        return typeOf(object) == bytesType;
    }

    /** Leaf: whether it is str, and no subclass of it. */
    public boolean isText(long object) {
        return typeOf(object) == textType;
    }

    /** Leaf: whether it is list, and no subclass of it. */
    public boolean isList(long object) {
        return typeOf(object) == listType;
    }

    /** Leaf: whether it is tuple, and no subclass of it. */
    public boolean isTuple(long object) {
        return typeOf(object) == tupleType;
    }

    /** The header of an object is part of the stable interface of a Python that has the lock. */
    private static long typeOf(long object) {
        return MEMORY.get(JAVA_LONG, object + TYPE_OFFSET);
    }

    /** New, or 0. */
    public long dictCopy(long dict) {
        return Downcalls.long1(dictCopy, dict);
    }

    /** Whether the key is there. */
    public boolean dictHas(long dict, long key) {
        return Downcalls.int2(dictContains, dict, key) == 1;
    }

    /// Leaf: sets a key of an exact dict.
    ///
    /// @param dict whose key, if it is there, has a value that somebody else holds too, or a plain one
    /// @param key borrowed, an exact str
    /// @param value borrowed
    /// @return false: an error is set
    public boolean dictSet(long dict, long key, long value) {
        return Downcalls.leafInt3(dictSetItem, dict, key, value) == 0;
    }

    /** Leaf: new, or 0. */
    public long newText(long latin1, long lengthBytes) {
        return Downcalls.leaf3(decodeLatin1, latin1, lengthBytes, 0);
    }

    /// A method of an object that need not have it.
    ///
    /// @param function borrowed; called with the object as its first argument
    /// @param self borrowed
    /// @return new, or 0
    public long newMethod(long function, long self) {
        return Downcalls.long2(methodNew, function, self);
    }

    /** New, or 0. */
    long newUtf8(long utf8, long lengthBytes) {
        return Downcalls.long2(textNew, utf8, lengthBytes);
    }

    /// The text as UTF-8, kept with the object.
    ///
    /// @param text borrowed
    /// @param sizeAt where its length in bytes is written
    /// @return its address while the object lives, or 0
    public long utf8(long text, long sizeAt) {
        return Downcalls.long2(asUtf8, text, sizeAt);
    }

    /** Replaces the pointer at this place by the one interned object of that text. */
    public void intern(long pointerAt) {
        Downcalls.void1(intern, pointerAt);
    }

    /** New, or 0; a copy. */
    public long newBytes(long at, long lengthBytes) {
        return Downcalls.long2(bytesNew, at, lengthBytes);
    }

    /** Leaf: where the bytes are, while the object lives. */
    public long bytesAt(long bytes) {
        return Downcalls.leaf1(bytesAt, bytes);
    }

    /** Leaf. */
    public long bytesSize(long bytes) {
        return Downcalls.leaf1(bytesSize, bytes);
    }

    /** Leaf: new, or 0. */
    public long newLong(long value) {
        return Downcalls.leaf1(longNew, value);
    }

    /** Leaf, of an exact int. */
    public long longValue(long number) {
        return Downcalls.leaf1(longValue, number);
    }

    /** Leaf, of an exact list. */
    public long listSize(long list) {
        return Downcalls.leaf1(listSize, list);
    }

    /** Leaf: borrowed, of an exact list and an index below its size. */
    public long listItem(long list, long index) {
        return Downcalls.leaf2(listItem, list, index);
    }

    /** Leaf, of an exact tuple. */
    public long tupleSize(long tuple) {
        return Downcalls.leaf1(tupleSize, tuple);
    }

    /** Leaf: borrowed, of an exact tuple and an index below its size. */
    public long tupleItem(long tuple, long index) {
        return Downcalls.leaf2(tupleItem, tuple, index);
    }

    // errors

    /// Sets an error.
    ///
    /// @param exception a class
    /// @param message what the application's log will say
    public void raise(long exception, String message) {
        try (var arena = Arena.ofConfined()) {
            Downcalls.void2(setError, exception, arena.allocateFrom(message).address());
        }
    }

    /** Drops the error and says what it was. */
    public String takeError() {
        try (var arena = Arena.ofConfined()) {
            var three = arena.allocate(JAVA_LONG, 3);
            long at = three.address();
            Downcalls.void3(symbol("PyErr_Fetch"), at, at + 8, at + 16);
            long type = three.get(JAVA_LONG, 0);
            if (type == 0) {
                return "no error was set";
            }
            long name = attribute(type, arena.allocateFrom("__name__").address());
            var text = name == 0 ? "" : string(name);
            clearError();
            for (int i = 0; i < 3; i++) {
                long held = three.getAtIndex(JAVA_LONG, i);
                if (held != 0) {
                    decRef(held);
                }
            }
            return text;
        }
    }

    /** Drops the error. */
    public void clearError() {
        Downcalls.void0(symbol("PyErr_Clear"));
    }

    /// The class that a variable of the library names.
    ///
    /// @param name such as "ValueError"
    /// @return borrowed for ever
    public long exception(String name) {
        return MEMORY.get(JAVA_LONG, symbol("PyExc_" + name).address());
    }

    // texts of C

    /** The text up to the zero, as UTF-8; "" for 0. */
    static String text(long at) {
        return at == 0 ? "" : MEMORY.getString(at);
    }

    /** Bytes from any address. */
    public static byte[] copy(long at, int lengthBytes) {
        var bytes = new byte[lengthBytes];
        MemorySegment.copy(MEMORY, JAVA_BYTE, at, bytes, 0, lengthBytes);
        return bytes;
    }

    /** A Python text as a Java one, or "" with the error dropped. */
    public String string(long text) {
        try (var arena = Arena.ofConfined()) {
            var size = arena.allocate(JAVA_LONG);
            long at = utf8(text, size.address());
            if (at == 0) {
                clearError();
                return "";
            }
            return new String(copy(at, (int) size.get(JAVA_LONG, 0)), StandardCharsets.UTF_8);
        }
    }

    /** A zero-terminated wide text; wchar_t has four bytes on every system that has this library. */
    static MemorySegment wide(Arena arena, String text) {
        int[] points = text.codePoints().toArray();
        var wide = arena.allocate(ValueLayout.JAVA_INT, points.length + 1L);
        MemorySegment.copy(points, 0, wide, ValueLayout.JAVA_INT, 0, points.length);
        return wide;
    }
}
