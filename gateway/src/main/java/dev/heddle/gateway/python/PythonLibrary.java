// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.python;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One CPython that can be loaded: the shared library and what belongs to it.
///
/// @param file libpython itself
/// @param minor 11 for Python 3.11
/// @param prefix the directory that has `lib/python3.N/os.py`
/// @param venv the virtual environment whose packages are used; null: none
public record PythonLibrary(
        Path file, int minor, Path prefix, @Nullable Path venv) {
    /** The oldest that has all the functions that are called. */
    static final int OLDEST_MINOR = 11;

    /** The first with interpreters that have a lock of their own. */
    static final int OWN_LOCK_MINOR = 12;

    /// The interpreter program that belongs to it: what `sys.executable` says, and what a child process of the
    /// application is started with.
    public Path executable() {
        return venv != null ? venv.resolve("bin/python3") : prefix.resolve("bin/python3." + minor);
    }

    /// Whether it offers interpreters with a lock of their own (PEP 684).
    public boolean hasOwnLocks() {
        return minor >= OWN_LOCK_MINOR;
    }

    @Override
    public String toString() {
        return "Python 3." + minor + " " + file + (venv == null ? "" : " with " + venv);
    }
}
