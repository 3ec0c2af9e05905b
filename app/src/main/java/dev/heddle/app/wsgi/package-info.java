// SPDX-License-Identifier: Apache-2.0
/// `heddle wsgi`: serves a Python application, and, when asked to, watches over the process that does.
///
/// Reading order: `WsgiCommand`, `WsgiArguments`, `Serving` (one process), `Supervisor` (the parent of such
/// processes), `Generation` (one of them as the parent sees it). Neighbours below: `gateway`, `app.config`.
@NullMarked
package dev.heddle.app.wsgi;

import org.jspecify.annotations.NullMarked;
