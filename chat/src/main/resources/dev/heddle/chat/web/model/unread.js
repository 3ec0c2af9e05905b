// SPDX-License-Identifier: Apache-2.0
// How much is unread, where the line "new messages" stands, and what is worth a notification.

import { isTalk } from './entries.js';

/** The conversation with its counts made anew, after entries or the read position changed. */
export function counted(buffer) {
  let unread = 0;
  let mentions = 0;
  // From the end, and only until the read position: that is all there is to count.
  for (let i = buffer.entries.length - 1; i >= 0; i--) {
    const entry = buffer.entries[i];
    if (entry.state !== '') continue;
    if (buffer.readAt !== null && entry.at <= buffer.readAt) break;
    if (!isTalk(entry) || entry.mine || entry.silent) continue;
    unread++;
    if (entry.mention) mentions++;
  }
  if (buffer.kind === 'private') mentions = unread;
  if (buffer.kind === 'server') mentions = 0;
  return unread === buffer.unread && mentions === buffer.mentions ? buffer : { ...buffer, unread, mentions };
}

/** Everything is read now. The line stays where it is: it goes when the reader does. */
export function markedRead(buffer) {
  const last = buffer.entries.findLast((entry) => entry.state === '');
  if (last === undefined || (buffer.readAt !== null && buffer.readAt >= last.at)) return buffer;
  return counted({ ...buffer, readAt: last.at });
}

/** Another device, or the server at joining, says how far it is read. It never goes back. */
export function readUpTo(buffer, at) {
  if (at === null || (buffer.readAt !== null && buffer.readAt >= at)) return buffer;
  return counted({ ...buffer, readAt: at });
}

/** The reader comes: the line is drawn where they left off, if anything new is there. */
export function visited(buffer) {
  return { ...buffer, lineAt: buffer.unread > 0 ? (buffer.readAt ?? 0) : null };
}

/** The reader goes. */
export function left(buffer) {
  return buffer.lineAt === null ? buffer : { ...buffer, lineAt: null };
}

/** Whether an entry deserves a desktop notification: said to the reader, by somebody else. */
export function isCall(buffer, entry) {
  return isTalk(entry) && !entry.mine && !entry.silent && (entry.mention || buffer.kind === 'private');
}
