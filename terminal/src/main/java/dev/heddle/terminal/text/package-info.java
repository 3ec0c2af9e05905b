// SPDX-License-Identifier: Apache-2.0
/// What a peer wrote, made fit to be shown.
///
/// Purpose: nothing that a peer can send may move the cursor, change a colour for good or hide what others
/// said; the formatting that IRC has is kept as styles. Neighbours below: `wire`. Thread: any. Reading order:
/// [SafeText], [Formatting], [Styles].
@NullMarked
package dev.heddle.terminal.text;

import org.jspecify.annotations.NullMarked;
