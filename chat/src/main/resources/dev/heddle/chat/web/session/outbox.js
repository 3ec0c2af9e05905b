// SPDX-License-Identifier: Apache-2.0
// One's own messages on their way: each has a nonce, so that after a lost connection it is known again in the history, and the
// server says it once however often it is sent.
//
//   typed ──▶ pending ──▶ echo: in the history
//                └──────▶ refused: failed, with the reason; to be sent again or thrown away

import { NONCE_TAG } from '../model/entries.js';
import { keyOf, kindOf } from '../model/state.js';
import { pieces, roomFor } from '../wire/length.js';

function newNonce() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function createOutbox({ store, connection, isBehind }) {
  function maySend(key) {
    const state = store.get();
    const buffer = state.buffers[key];
    return (
      state.phase === 'online' && buffer !== undefined && !isBehind(key) && (buffer.kind !== 'channel' || buffer.joined)
    );
  }

  async function transmit(key, { text, kind, nonce }) {
    const { name } = store.get().buffers[key];
    const command = kind === 'notice' ? 'NOTICE' : 'PRIVMSG';
    try {
      await connection.ask(command, [name, kind === 'action' ? `\x01ACTION ${text}\x01` : text], {
        tags: { [NONCE_TAG]: nonce },
      });
    } catch (error) {
      // Without a line that says no, nobody knows yet what became of it: it stays, and is looked for later.
      if (error.line !== undefined) store.dispatch({ type: 'failed', key, nonce, text: error.message });
    }
  }

  return {
    /** Says something in a conversation that is open, in as many messages as it takes. */
    say(name, text, kind) {
      const state = store.get();
      const key = keyOf(state, name);
      const room = roomFor(state.me.mask || state.me.nick + '!'.padEnd(84, 'x'), name) - (kind === 'action' ? 9 : 0);
      for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
        for (const piece of pieces(line, room)) {
          const message = { text: piece, kind, nonce: newNonce() };
          store.dispatch({ type: 'send', key, ...message, now: connection.now() });
          if (maySend(key)) transmit(key, message);
          else if (kindOf(state, name) === 'channel' && state.phase === 'online' && !store.get().buffers[key].joined) {
            store.dispatch({ type: 'failed', key, nonce: message.nonce, text: `You are not in ${name}.` });
          }
        }
      }
    },

    /** The conversation is up to date: what is not in its history by now was not received. */
    flush(key) {
      if (!maySend(key)) return;
      for (const entry of store.get().buffers[key].entries) {
        if (entry.state === 'pending') transmit(key, entry);
      }
    },

    retry(key, nonce) {
      store.dispatch({ type: 'retried', key, nonce });
      const entry = store.get().buffers[key]?.entries.find((one) => one.nonce === nonce && one.state === 'pending');
      if (entry !== undefined && maySend(key)) transmit(key, entry);
    },

    discard: (key, nonce) => store.dispatch({ type: 'discarded', key, nonce }),

    /** Whether anything would be lost if the page were closed now. */
    hasPending: () =>
      Object.values(store.get().buffers).some((buffer) => buffer.entries.some((entry) => entry.state === 'pending')),
  };
}
