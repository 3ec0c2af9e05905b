// SPDX-License-Identifier: Apache-2.0
/// Tests over the whole: floors, format, sizes, documents, the manual's examples, and the program run from
/// outside.
///
/// Purpose: holds the rules that no single module can hold; there is nothing here to use.
/// Neighbours below: everything.
/// Thread: that of the test.
@NullMarked
package dev.heddle.checks;

import org.jspecify.annotations.NullMarked;
