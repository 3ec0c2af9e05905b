// SPDX-License-Identifier: Apache-2.0
// Desktop notifications, and the number in the page's title.

import { stripCodes } from '../wire/format.js';
import { activeBuffer, bufferNamed, isMe, keyOf, kindOf } from '../model/state.js';
import { isCall } from '../model/unread.js';

const TEXT_LENGTH_MAX = 180;

export function canNotify() {
  return 'Notification' in globalThis;
}

/** Asks for permission: only ever from a click or a key. */
export async function askToNotify() {
  return canNotify() && (await Notification.requestPermission()) === 'granted';
}

export function titleOf(state) {
  if (state.phase === 'signedOut') return 'Heddle';
  const calls = Object.values(state.buffers).reduce((sum, buffer) => sum + buffer.mentions, 0);
  const others = Object.values(state.buffers).some((buffer) => buffer.kind !== 'server' && buffer.unread > 0);
  const mark = calls > 0 ? `(${calls}) ` : others ? '• ' : '';
  const where = activeBuffer(state)?.name;
  return mark + (where ? `${where} – ` : '') + (state.features.network || 'Heddle');
}

export function createNotifier({ store, settings, show }) {
  let title = null;
  store.subscribe((state) => {
    const next = titleOf(state);
    if (next !== title) document.title = title = next;
  });

  return {
    /** After a live message: tells the reader if it is for them and they are not looking. */
    heard(message) {
      if (message.command !== 'PRIVMSG' && message.command !== 'NOTICE') return;
      const state = store.get();
      const target = message.params[0];
      const buffer = bufferNamed(state, kindOf(state, target) === 'channel' ? target : message.nick);
      const entry = buffer?.entries.findLast((one) => one.id === message.tags.msgid);
      if (entry === undefined || isMe(state, entry.nick) || !isCall(buffer, entry)) return;
      if (state.focused && state.active === buffer.key) return;
      if (!settings().notifications || !canNotify() || Notification.permission !== 'granted') return;
      const text = stripCodes(entry.text);
      const note = new Notification(buffer.kind === 'channel' ? `${entry.nick} in ${buffer.name}` : entry.nick, {
        body: text.length > TEXT_LENGTH_MAX ? text.slice(0, TEXT_LENGTH_MAX - 1) + '…' : text,
        tag: keyOf(state, buffer.name),
        icon: 'icon.svg',
      });
      note.onclick = () => {
        globalThis.focus();
        show(buffer.key);
        note.close();
      };
    },
  };
}
