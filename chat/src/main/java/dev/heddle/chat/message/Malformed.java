// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

/// Why a line is not a message. A value, because a peer's error is no exception of ours.
public enum Malformed implements Parsed {
    /// Nothing but spaces: ignored by every server.
    EMPTY,
    /// Not strict UTF-8 (overlong forms, surrogates, cut sequences): `FAIL * INVALID_UTF8`.
    NOT_UTF8,
    /// More than [MessageParser#CLIENT_TAG_BYTES_MAX] bytes of tags: numeric 417.
    TAGS_TOO_LONG,
    /// More than [MessageParser#BODY_BYTES_MAX] bytes after the tags: numeric 417.
    BODY_TOO_LONG,
    /// A NUL, CR or LF inside the line.
    FORBIDDEN_BYTE,
    /// Tags or a source, and no command after them; or a command of other than letters or three digits.
    NO_COMMAND
}
