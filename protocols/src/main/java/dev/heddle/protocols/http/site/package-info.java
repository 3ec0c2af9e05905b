// SPDX-License-Identifier: Apache-2.0
/// What a web site is made of: routes, and files with everything that caches and browsers ask of them.
///
/// Neighbours below: `protocols.http`. Thread: handlers run on the loop and never block; all are immutable and
/// may be shared. Reading order: `Router`, `StaticFiles`, `StaticFilesBuilder`, `Representation`.
@NullMarked
package dev.heddle.protocols.http.site;

import org.jspecify.annotations.NullMarked;
