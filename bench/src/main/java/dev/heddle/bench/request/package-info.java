// SPDX-License-Identifier: Apache-2.0
/// What serialised requests and workers cost, beside what else one could use.
///
/// Thread: as each benchmark says. Reading order: any.
@NullMarked
package dev.heddle.bench.request;

import org.jspecify.annotations.NullMarked;
