// SPDX-License-Identifier: Apache-2.0
/// HTTP servers side by side: ours and its peers as small mains, and the run that measures CPU per request.
///
/// Neighbours below: `runtime`, `protocols`. Reading order: `HttpRun`, `HeddleServer`.
@NullMarked
package dev.heddle.bench.http;

import org.jspecify.annotations.NullMarked;
