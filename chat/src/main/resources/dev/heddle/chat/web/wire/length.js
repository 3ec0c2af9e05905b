// SPDX-License-Identifier: Apache-2.0
// What fits into one message. A server repeats a message with its sender's mask in front of it, so that is what counts.

const LINE_BYTES = 510;
const encoder = new TextEncoder();

/** The bytes of text that one PRIVMSG can carry from `mask` (nick!user@host) to `target`. */
export function roomFor(mask, target) {
  return LINE_BYTES - encoder.encode(`:${mask} PRIVMSG ${target} :`).length;
}

/** The text in pieces of at most `room` bytes, cut at spaces where there are any; code points are never cut. */
export function pieces(text, room) {
  const cut = [];
  let rest = text;
  while (encoder.encode(rest).length > room) {
    const end = fitting(rest, room);
    const space = rest.lastIndexOf(' ', end);
    // A space in the first half would leave most of the line empty; a long word is cut instead.
    const at = space > end / 2 ? space : end;
    cut.push(rest.slice(0, at));
    rest = rest.slice(at).trimStart();
  }
  if (rest !== '') cut.push(rest);
  return cut;
}

function fitting(text, room) {
  let bytes = 0;
  let at = 0;
  for (const letter of text) {
    bytes += encoder.encode(letter).length;
    if (bytes > room) break;
    at += letter.length;
  }
  return Math.max(at, 1);
}
