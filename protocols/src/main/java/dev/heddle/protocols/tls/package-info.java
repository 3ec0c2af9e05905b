// SPDX-License-Identifier: Apache-2.0
/// TLS 1.2 and 1.3 as a layer over a stream, with the JDK's engine.
///
/// Neighbours below: `runtime.graph`, `runtime.net`, `runtime.worker`. Thread: everything belongs to the loop,
/// except `Identities`, `Identity` and the options, which are any thread's. Reading order: `Identity`,
/// `Identities`, `TlsOptions`, `Tls`, `TlsSession`, `TlsFacts`.
@NullMarked
package dev.heddle.protocols.tls;

import org.jspecify.annotations.NullMarked;
