// SPDX-License-Identifier: Apache-2.0
/// How fast the chat server's store is.
@NullMarked
package dev.heddle.bench.store;

import org.jspecify.annotations.NullMarked;
