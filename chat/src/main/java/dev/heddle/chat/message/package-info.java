// SPDX-License-Identifier: Apache-2.0
/// IRC on paper: what a line, a name, a mask, a mode, a numeric and a token look like. Nothing here knows a user or a
/// socket.
///
/// Below: the JDK only. Above: `store`, `hub`, `command`, `session`.
///
/// Thread: values are immutable; [dev.heddle.chat.message.MessageParser], [dev.heddle.chat.message.LineWriter] and
/// [dev.heddle.chat.message.ServerTime] are confined to one loop each, [dev.heddle.chat.message.MaskSet] to its
/// owner.
///
/// Reading order: `Parsed`, `Message`, `Tags`, `MessageParser`, `LineWriter`; then `Casemapping`, `Names`,
/// `Mask`, `MaskSet`; the tables (`Numeric`, `Capability`, `ChannelMode`, `UserMode`, `Prefix`) last.
@NullMarked
package dev.heddle.chat.message;

import org.jspecify.annotations.NullMarked;
