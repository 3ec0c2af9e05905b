// SPDX-License-Identifier: Apache-2.0
/// The `heddle` command: wiring and configuration, nothing else.
///
/// Purpose: finds the subcommand that the first argument names and runs it.
/// Neighbours below: chat, gateway, terminal and, through them, protocols and runtime.
/// Thread: the JVM's main thread; what a subcommand starts has threads of its own.
/// Reading order: [Main], [Subcommand], then the subcommands.
@NullMarked
package dev.heddle.app;

import org.jspecify.annotations.NullMarked;
