// SPDX-License-Identifier: Apache-2.0
/// CPython inside this process, through `java.lang.foreign`; no native code of ours.
///
/// Purpose: finds libpython and its standard library, starts it, and lets threads run Python code. Knows nothing
/// of HTTP.
/// Neighbours below: none. Thread: each type says; what touches a Python object runs on a thread that holds its
/// interpreter's lock (the GIL). Pointers to Python objects travel as `long`, 0 is "none, and an error is set".
/// Reading order: `PythonLibrary`, `PythonLookup`, `CApi`, `Cpython`, `Interpreter`, `PythonThread`.
@NullMarked
package dev.heddle.gateway.python;

import org.jspecify.annotations.NullMarked;
