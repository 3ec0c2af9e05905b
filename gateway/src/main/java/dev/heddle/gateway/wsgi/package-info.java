// SPDX-License-Identifier: Apache-2.0
/// The WSGI gateway: Python applications (PEP 3333) answer HTTP requests in this process.
///
/// Purpose: a worker's handler that makes the environ, calls the application, and carries its answer back.
/// Neighbours below: `exchange` (requests to workers and back), `python` (CPython). Thread: a worker's, with the
/// interpreter's lock from one exchange to the next for as long as there is a next one; each type says.
/// Half of it is Python: `heddle_wsgi.py`, a resource.
/// Reading order: `WsgiOptions`, `WsgiServer`, `WsgiApplication`, `WsgiHandler`, `Environ`, `Answer`.
@NullMarked
package dev.heddle.gateway.wsgi;

import org.jspecify.annotations.NullMarked;
