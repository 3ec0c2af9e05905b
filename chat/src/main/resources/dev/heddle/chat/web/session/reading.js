// SPDX-License-Identifier: Apache-2.0
// What the reader has seen: keeps the counts, the line "new messages" and the server's read marker in step with it.

import { activeBuffer } from '../model/state.js';

/** The server is told at most this often. */
const TELL_MILLIS = 1000;

export function createReading({ store, connection }) {
  let atEnd = true;
  let queued = false;
  const untold = new Map();
  let timer = null;

  function tell() {
    timer = null;
    if (store.get().phase !== 'online') return;
    for (const [name, at] of untold) {
      connection.send(`MARKREAD ${name} timestamp=${new Date(at).toISOString()}`);
    }
    untold.clear();
  }

  function look() {
    queued = false;
    const state = store.get();
    const buffer = activeBuffer(state);
    if (buffer === undefined || buffer.unread === 0) return;
    if (!state.focused || !atEnd) {
      if (buffer.lineAt === null) store.dispatch({ type: 'drawLine', key: buffer.key });
      return;
    }
    store.dispatch({ type: 'read', key: buffer.key });
    const { readAt } = store.get().buffers[buffer.key];
    if (buffer.kind === 'server' || readAt === null) return;
    untold.set(buffer.name, readAt);
    timer ??= setTimeout(tell, TELL_MILLIS);
  }

  function later() {
    if (queued) return;
    queued = true;
    // Not inside of the change that is being told: this may make another one.
    queueMicrotask(look);
  }

  store.subscribe(later);

  return {
    /** The log says whether its last message is in sight. */
    atEnd(value) {
      if (atEnd === value) return;
      atEnd = value;
      later();
    },
    isAtEnd: () => atEnd,
  };
}
