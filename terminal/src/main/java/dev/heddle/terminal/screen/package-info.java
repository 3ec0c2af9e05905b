// SPDX-License-Identifier: Apache-2.0
/// The full-screen mode: conversations at the left, messages in the middle, members at the right, a line to
/// type in below.
///
/// Neighbours below: `command`, `client`, `model`, `text`. Thread: everything that is shown is composed on the
/// client's loop, which owns it; one thread reads keys, one writes frames, so that a terminal that is slow or
/// stopped holds up nobody.
///
/// ```
///  keys thread ─▶ message queue ─▶ ScreenApp ─▶ Frame ─▶ queue of one, the newest wins ─▶ frames thread ─▶ terminal
/// ```
/// Reading order: [InputLine], [LineWrap], [EntryLines], [Viewport], [Layout], [Painter], [ScreenApp],
/// [FullScreen].
@NullMarked
package dev.heddle.terminal.screen;

import org.jspecify.annotations.NullMarked;
