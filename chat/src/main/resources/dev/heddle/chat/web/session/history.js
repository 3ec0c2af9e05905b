// SPDX-License-Identifier: Apache-2.0
// The history of conversations: a first page, older pages as the reader scrolls, and what was missed while the connection was
// gone. Source: IRCv3 draft/chathistory, draft/read-marker.

import { oldestId } from '../model/entries.js';
import { kindOf } from '../model/state.js';

const PAGE = 100;
/** More missed pages than this are not filled in: the newest one replaces what was there. */
const MISSED_PAGES_MAX = 10;
/** How far back, and how many, private conversations are looked for at login. */
const CONVERSATIONS_MAX = 10;
const CONVERSATIONS_MILLIS = 60 * 86_400_000;

export function createHistory({ store, connection, flush }) {
  // Conversations that are being brought up to date: what is typed there meanwhile waits, to keep its place.
  const behind = new Set();
  let line = Promise.resolve();
  let run = 0;

  const buffer = (key) => store.get().buffers[key];
  const page = () => Math.min(PAGE, store.get().features.historyPage || PAGE);

  async function fetch(verb, name, bound) {
    const { batches } = await connection.ask('CHATHISTORY', [verb, name, bound, String(page())], { quiet: true });
    return batches.flatMap((batch) => batch.messages);
  }

  function show(key, messages, edge, after) {
    store.dispatch({
      type: 'history',
      key,
      messages,
      edge,
      after,
      complete: messages.length < page(),
      now: connection.now(),
    });
  }

  async function missed(key) {
    let after = buffer(key).resumeAfter;
    for (let count = 0; count < MISSED_PAGES_MAX; count++) {
      const messages = await fetch('AFTER', buffer(key).name, 'msgid=' + after);
      if (buffer(key) === undefined) return;
      const last = messages.findLast((message) => message.tags.msgid !== undefined);
      if (messages.length < page() || last === undefined) {
        show(key, messages, 'newer', after);
        return;
      }
      show(key, messages, 'gap', after);
      after = last.tags.msgid;
    }
    show(key, await fetch('LATEST', buffer(key).name, '*'), 'replace');
  }

  async function bringUp(key) {
    if (buffer(key) === undefined) return;
    store.dispatch({ type: 'loading', key, edge: 'newer' });
    try {
      if (buffer(key).readAt === null) await connection.ask('MARKREAD', [buffer(key).name], { tolerant: true });
      if (buffer(key).resumeAfter !== null) await missed(key);
      else show(key, await fetch('LATEST', buffer(key).name, '*'), 'latest');
    } catch (error) {
      // Without a line that says no, the connection is gone, and all this comes again.
      if (error.line === undefined || buffer(key) === undefined) return;
      // A guest's private conversations have no history.
      store.dispatch({ type: 'history', key, messages: [], edge: 'latest', complete: true, now: connection.now() });
    }
  }

  return {
    isBehind: (key) => behind.has(key),

    /** One conversation after the other, the one that is looked at first; then sends what waited there. */
    catchUp(key) {
      if (behind.has(key)) return;
      behind.add(key);
      const mine = run;
      const work = async () => {
        if (mine !== run) return;
        await bringUp(key);
        if (mine !== run) return;
        behind.delete(key);
        flush(key);
      };
      if (store.get().active === key) work();
      else line = line.then(work);
    },

    /** The connection is gone: everything begins anew with the next one. */
    forget() {
      run++;
      behind.clear();
      line = Promise.resolve();
    },

    async older(key) {
      const { entries, hasOlder, loading, name } = buffer(key);
      const first = oldestId(entries);
      if (!hasOlder || loading !== null || store.get().phase !== 'online' || behind.has(key) || first === null) return;
      store.dispatch({ type: 'loading', key, edge: 'older' });
      try {
        show(key, await fetch('BEFORE', name, 'msgid=' + first), 'older');
      } catch (error) {
        if (buffer(key) === undefined) return;
        store.dispatch({ type: 'loading', key, edge: null });
        store.dispatch({ type: 'notice', key, text: 'Older messages could not be loaded. ' + error.message });
      }
    },

    /** Private conversations that the server knows of; each is opened and brought up to date. */
    async conversations() {
      const now = connection.now();
      const bounds = [now + 60_000, now - CONVERSATIONS_MILLIS].map((at) => 'timestamp=' + new Date(at).toISOString());
      const { batches } = await connection.ask('CHATHISTORY', ['TARGETS', ...bounds, String(CONVERSATIONS_MAX)], {
        quiet: true,
      });
      return batches
        .flatMap((batch) => batch.messages)
        .filter((message) => message.command === 'CHATHISTORY' && message.params[0] === 'TARGETS')
        .map((message) => message.params[1])
        .filter((name) => kindOf(store.get(), name) === 'private');
    },
  };
}
