// SPDX-License-Identifier: Apache-2.0
/// `heddle serve` and `heddle config`: from a file and a few arguments to a running server.
///
/// Neighbours below: `config`, and the chat server. Reading order: `ServeCommand`, `Serving`, `ServeSettings`,
/// `Certificates`, `ConfigCommand`.
@NullMarked
package dev.heddle.app.serve;

import org.jspecify.annotations.NullMarked;
