// SPDX-License-Identifier: Apache-2.0
// Entries: what stands in a conversation, one per message or event, and how lists of them are merged.
//
// An entry: { key, id, at, kind, nick, account, text, mine, mention, state, … }. `key` is its name in the page and never
// changes, `id` the server's message id. kind: message, action, notice, join, part, quit, kick, nick, mode, topic, info.
// state: '' (from the server), pending (on its way) or failed.

import { timeOf } from '../wire/line.js';
import { stripCodes } from '../wire/format.js';
import { isMe } from './state.js';
import { mentions } from './text.js';

export const NONCE_TAG = '+heddle/nonce';

let made = 0;

/** A name for an entry that has no message id. */
export function localKey() {
  return `local-${++made}`;
}

const TALK = new Set(['message', 'action', 'notice']);

/** Whether somebody said it, so that it counts as unread. */
export function isTalk(entry) {
  return TALK.has(entry.kind);
}

const ACTION = /^\x01ACTION (.*?)\x01?$/s;

/** The entry of a PRIVMSG or NOTICE; null for other CTCP. */
function talk(state, message) {
  const text = message.params[1] ?? '';
  const action = ACTION.exec(text);
  if (!action && text.startsWith('\x01')) return null;
  return {
    kind: message.command === 'NOTICE' ? 'notice' : action ? 'action' : 'message',
    text: action ? action[1] : text,
    nonce: message.tags[NONCE_TAG],
    bot: message.tags.bot !== undefined,
  };
}

const OF_COMMAND = {
  PRIVMSG: talk,
  NOTICE: talk,
  JOIN: () => ({ kind: 'join', text: '' }),
  PART: (state, message) => ({ kind: 'part', text: message.params[1] ?? '' }),
  QUIT: (state, message) => ({ kind: 'quit', text: message.params[0] ?? '' }),
  KICK: (state, message) => ({ kind: 'kick', whom: message.params[1], text: message.params[2] ?? '' }),
  NICK: (state, message) => ({ kind: 'nick', text: message.params[0] }),
  MODE: (state, message) => ({ kind: 'mode', text: message.params.slice(1).join(' ') }),
  TOPIC: (state, message) => ({ kind: 'topic', text: message.params[1] ?? '' }),
};

/** The entry that a message is, live or from the history; null for a message that is none. */
export function entryOf(state, message, now) {
  const make = OF_COMMAND[message.command];
  const what = make === undefined ? null : make(state, message);
  if (what === null) return null;
  const mine = isMe(state, message.nick);
  const id = message.tags.msgid ?? null;
  return {
    key: id ?? localKey(),
    id,
    at: timeOf(message, now),
    nick: message.nick,
    account: message.tags.account ?? null,
    mine,
    mention: !mine && TALK.has(what.kind) && mentions(stripCodes(what.text), state.me.nick),
    state: '',
    ...what,
  };
}

/** An entry that only this client has: an answer, a hint. */
export function infoEntry(text, at, more = {}) {
  return {
    key: localKey(),
    id: null,
    at,
    kind: 'info',
    nick: '',
    account: null,
    text,
    mine: false,
    mention: false,
    state: '',
    ...more,
  };
}

/** A message that was just typed and is on its way. */
export function pendingEntry(state, { text, kind, nonce }, at) {
  return {
    key: 'nonce-' + nonce,
    id: null,
    at,
    kind,
    nick: state.me.nick,
    account: state.me.account,
    text,
    mine: true,
    mention: false,
    nonce,
    state: 'pending',
  };
}

/** The server's clock may be set back by so much without an entry being taken for another one. */
const CLOCK_SLACK_MILLIS = 60_000;

/**
 * The entries with those that came, each once; `incoming` is in order. `place`: `end` for what was just said, `start` for older
 * pages, or the id after which a page of what was missed belongs. The server's order counts and not the time: a hundred messages
 * may have the same millisecond. What is pending stays at the end until its echo takes its place (and its key, so that the page
 * keeps the same row).
 */
export function merged(entries, incoming, place) {
  if (incoming.length === 0) return entries;
  const { ids, waiting } = overlap(entries, incoming[0].at - CLOCK_SLACK_MILLIS);
  const arrived = new Set();
  const fresh = [];
  for (const entry of incoming) {
    if (entry.id !== null) {
      if (ids.has(entry.id)) continue;
      ids.add(entry.id);
    }
    const own = entry.mine && entry.nonce !== undefined ? waiting.get(entry.nonce) : undefined;
    if (own !== undefined) arrived.add(own.key);
    fresh.push(own === undefined ? entry : { ...entry, key: own.key });
  }
  if (fresh.length === 0) return entries;
  const settled = [];
  const pending = [];
  for (const entry of entries) {
    if (arrived.has(entry.key)) continue;
    (entry.state === '' ? settled : pending).push(entry);
  }
  if (place === 'end') return [...settled, ...fresh, ...pending];
  // A page that belongs after an entry which is gone (too many came since) is older than all that is here.
  const at = place === 'start' ? 0 : settled.findLastIndex((entry) => entry.id === place) + 1;
  return [...settled.slice(0, at), ...fresh, ...settled.slice(at), ...pending];
}

/** What of the known entries can be the same as something at or after this time: an id means one time. */
function overlap(entries, from) {
  const ids = new Set();
  const waiting = new Map();
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i];
    if (entry.state !== '') waiting.set(entry.nonce, entry);
    else if (entry.at < from) break;
    else if (entry.id !== null) ids.add(entry.id);
  }
  return { ids, waiting };
}

/** The id of the newest entry that the server knows; null for none. */
export function newestId(entries) {
  for (let i = entries.length - 1; i >= 0; i--) {
    if (entries[i].id !== null) return entries[i].id;
  }
  return null;
}

export function oldestId(entries) {
  return entries.find((entry) => entry.id !== null)?.id ?? null;
}
