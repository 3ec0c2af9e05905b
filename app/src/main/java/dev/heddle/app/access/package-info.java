// SPDX-License-Identifier: Apache-2.0
/// Where the access logs of `heddle serve` and `heddle wsgi` are written.
///
/// Neighbours below: the HTTP server of `protocols`. Reading order: [AccessFile].
@NullMarked
package dev.heddle.app.access;

import org.jspecify.annotations.NullMarked;
