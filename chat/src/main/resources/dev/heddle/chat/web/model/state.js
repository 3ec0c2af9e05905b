// SPDX-License-Identifier: Apache-2.0
// What the client knows, as one plain value that is replaced and never changed. No time, no network, no page.

import { DEFAULTS, fold, isChannel } from '../wire/features.js';

/** The conversation with the server itself: notices, the message of the day, answers nobody waits for. */
export const SERVER = '';

/**
 * Entries of one conversation that are kept in memory. Beyond that the oldest go when new ones come, and no older ones are
 * loaded.
 */
export const ENTRIES_MAX = 20_000;

export const initialState = Object.freeze({
  /** signedOut, connecting, online, or waiting (for the next attempt). */
  phase: 'signedOut',
  /** Logging in by itself with what was kept; nobody typed anything. */
  resuming: false,
  /** Why signing in failed: { code, text }; null for no reason to complain. */
  problem: null,
  /** While waiting: when the next attempt is made. */
  retryAt: 0,
  attempts: 0,
  me: { nick: '', account: null, away: null, mask: '' },
  features: DEFAULTS,
  granted: new Set(),
  buffers: {},
  /** The key of the conversation that is shown; null for none. */
  active: null,
  /** By folded nick: { nick, account, away, realname, user, host, online }. */
  users: {},
  /** What the reader can see: is the page in front? */
  focused: true,
  /** What is open beside the conversation: dialog { type, … }, drawer (rooms or members, on narrow screens), search (text). */
  ui: { dialog: null, drawer: null, search: null },
  /** What was said last, for screen readers: { text, urgent, count }. */
  spoken: { text: '', urgent: false, count: 0 },
});

export function emptyBuffer(key, name, kind) {
  return {
    key,
    name,
    /** channel, private or server. */
    kind,
    joined: false,
    /** Whether it is to be entered again after a reconnect. */
    wasJoined: false,
    /** By folded nick: { nick, symbols }. */
    members: {},
    topic: { text: '', by: '', at: 0 },
    modes: '',
    channelKey: '',
    entries: [],
    /** Whether the server may have older entries than the first one here. */
    hasOlder: kind !== 'server',
    /** older, newer or null: which end is being loaded. */
    loading: null,
    /** Up to when everything is read, as the server knows it; null while that is unknown. */
    readAt: null,
    /** Where the line "new messages" is drawn: above the first entry later than this; null for none. */
    lineAt: null,
    unread: 0,
    mentions: 0,
    /** A message for this conversation alone, above the input: { text, kind }. */
    notice: null,
    /** By folded nick: until when somebody counts as typing. */
    typing: {},
    /** The message after which a reconnect asks for what was missed; null for none. */
    resumeAfter: null,
    createdAt: 0,
  };
}

export function keyOf(state, name) {
  return fold(name, state.features.casemapping);
}

export function kindOf(state, name) {
  return isChannel(name, state.features) ? 'channel' : 'private';
}

export function bufferNamed(state, name) {
  return state.buffers[keyOf(state, name)];
}

export function activeBuffer(state) {
  return state.active === null ? undefined : state.buffers[state.active];
}

export function isMe(state, nick) {
  return keyOf(state, nick) === keyOf(state, state.me.nick);
}

/** The state with one conversation changed; the state itself when there is no such conversation. */
export function withBuffer(state, key, change) {
  const buffer = state.buffers[key];
  if (buffer === undefined) return state;
  const changed = typeof change === 'function' ? change(buffer) : { ...buffer, ...change };
  return changed === buffer ? state : { ...state, buffers: { ...state.buffers, [key]: changed } };
}

/** The state in which the conversation exists. */
export function opened(state, name) {
  const key = keyOf(state, name);
  if (state.buffers[key] !== undefined) return state;
  return { ...state, buffers: { ...state.buffers, [key]: emptyBuffer(key, name, kindOf(state, name)) } };
}

/** The state after a change of every conversation. */
export function withEachBuffer(state, change) {
  const buffers = {};
  let same = true;
  for (const [key, buffer] of Object.entries(state.buffers)) {
    buffers[key] = change(buffer);
    same &&= buffers[key] === buffer;
  }
  return same ? state : { ...state, buffers };
}

/** What is known of a user, changed; the state itself if that is known already. */
export function withUser(state, nick, change) {
  const key = keyOf(state, nick);
  const known = state.users[key];
  if (known !== undefined && Object.keys(change).every((name) => known[name] === change[name])) return state;
  const first = { nick, account: null, away: null, realname: '', user: '', host: '', online: true };
  return { ...state, users: { ...state.users, [key]: { ...first, ...known, ...change } } };
}

export function userNamed(state, nick) {
  return state.users[keyOf(state, nick)];
}

/** Forgets a user with whom nothing connects us any more, so that what is known of others stays bounded. */
export function withoutStranger(state, nick) {
  const key = keyOf(state, nick);
  if (state.users[key] === undefined || isMe(state, nick)) return state;
  const known = Object.values(state.buffers).some((buffer) => buffer.key === key || buffer.members[key] !== undefined);
  if (known) return state;
  const { [key]: gone, ...users } = state.users;
  return { ...state, users };
}

/** Says something to screen readers. The count makes the same text twice two announcements. */
export function spoken(state, text, urgent = false) {
  return { ...state, spoken: { text, urgent, count: state.spoken.count + 1 } };
}
