// SPDX-License-Identifier: Apache-2.0
// The one function that makes a new state: reduce(state, action). Pure, so that a test can replay anything.

import { ENTRIES_MAX, SERVER, emptyBuffer, initialState, opened, spoken, withBuffer, withEachBuffer } from './state.js';
import { withEntry } from './changes.js';
import { entryOf, infoEntry, merged, newestId, pendingEntry } from './entries.js';
import { onLine } from './lines.js';
import { counted, left, markedRead, visited } from './unread.js';

// --- the connection

function connecting(state) {
  return { ...state, phase: 'connecting', problem: null };
}

function online(state, { nick, account, granted }) {
  const back = state.attempts > 0;
  const next = {
    ...state,
    phase: 'online',
    resuming: false,
    attempts: 0,
    granted,
    users: {},
    me: { ...state.me, nick, account: account ?? null },
  };
  const server = next.buffers[SERVER] ?? emptyBuffer(SERVER, 'Server', 'server');
  const whole = { ...next, buffers: { ...next.buffers, [SERVER]: server } };
  return back ? spoken(whole, 'Connected again.') : whole;
}

/** What was said stays, and what is missed will be asked for. Who was there is shown until it is known anew. */
function offline(state, { retryAt }) {
  const next = withEachBuffer(state, (buffer) => ({
    ...buffer,
    joined: false,
    wasJoined: buffer.joined || buffer.wasJoined,
    typing: {},
    loading: null,
    resumeAfter: buffer.resumeAfter ?? newestId(buffer.entries),
  }));
  const waiting = { ...next, phase: 'waiting', attempts: state.attempts + 1, retryAt };
  return state.phase === 'online' ? spoken(waiting, 'The connection is lost. Trying again.', true) : waiting;
}

function signedOut(state, { problem }) {
  return { ...initialState, focused: state.focused, problem: problem ?? null };
}

// --- conversations

function open(state, { name }) {
  return opened(state, name);
}

function activate(state, { key }) {
  if (state.active === key) return state;
  let next = state.active === null ? state : withBuffer(state, state.active, left);
  next = { ...next, active: key };
  return key === null ? next : withBuffer(next, key, visited);
}

function close(state, { key }) {
  const { [key]: gone, ...buffers } = state.buffers;
  return { ...state, buffers, active: state.active === key ? null : state.active };
}

function focus(state, { focused }) {
  if (state.focused === focused) return state;
  const next = { ...state, focused };
  // The line marks where the reader looked away; coming back does not move it.
  return focused || state.active === null ? next : withBuffer(next, state.active, (buffer) => left(buffer));
}

/** Somebody said something while the reader was not looking at the open conversation: the line begins there. */
function drawLine(state, { key }) {
  return withBuffer(state, key, (buffer) => (buffer.lineAt === null ? visited(buffer) : buffer));
}

function read(state, { key }) {
  return withBuffer(state, key, markedRead);
}

// --- history

function loading(state, { key, edge }) {
  return withBuffer(state, key, { loading: edge });
}

/**
 * A page of the history. edge: `older` and `latest` say whether there is more before it (`complete`: no); `newer` is the last
 * page of what was missed, `gap` one before it, both behind the message `after`; `replace` throws away what was there, because
 * too much was missed.
 */
function history(state, { key, messages, edge, after, complete, now }) {
  const incoming = messages.map((message) => entryOf(state, message, now)).filter((entry) => entry !== null);
  return withBuffer(state, key, (buffer) => {
    const kept = edge === 'replace' ? buffer.entries.filter((entry) => entry.state !== '') : buffer.entries;
    const filling = edge === 'newer' || edge === 'gap';
    const entries = merged(kept, incoming, filling ? after : 'start');
    const hasOlder = filling ? buffer.hasOlder : !complete && entries.length < ENTRIES_MAX;
    const resumeAfter = edge === 'older' || edge === 'gap' ? buffer.resumeAfter : null;
    const next = counted({
      ...buffer,
      entries,
      hasOlder,
      resumeAfter,
      loading: edge === 'gap' ? buffer.loading : null,
    });
    // What comes while the conversation is open, after an absence, is new all the same.
    return edge === 'older' || state.active !== key || buffer.lineAt !== null ? next : visited(next);
  });
}

// --- one's own messages

function send(state, { key, text, kind, nonce, now }) {
  return withBuffer(state, key, (buffer) => ({
    ...buffer,
    notice: null,
    lineAt: null,
    entries: [...buffer.entries, pendingEntry(state, { text, kind, nonce }, now)],
  }));
}

function withPending(state, key, nonce, change) {
  return withBuffer(state, key, (buffer) => {
    const at = buffer.entries.findIndex((entry) => entry.nonce === nonce && entry.state !== '');
    if (at < 0) return buffer;
    const changed = change(buffer.entries[at]);
    const entries = changed === null ? buffer.entries.toSpliced(at, 1) : buffer.entries.with(at, changed);
    return { ...buffer, entries };
  });
}

function failed(state, { key, nonce, text }) {
  const next = withPending(state, key, nonce, (entry) => ({ ...entry, state: 'failed', error: text }));
  return spoken(next, `Not sent: ${text}`, true);
}

function retried(state, { key, nonce }) {
  return withPending(state, key, nonce, (entry) => ({ ...entry, state: 'pending', error: undefined }));
}

function discarded(state, { key, nonce }) {
  return withPending(state, key, nonce, () => null);
}

/** A channel that could not be entered keeps nothing waiting. */
function refused(state, { key, text }) {
  const next = withBuffer(state, key, (buffer) => ({
    ...buffer,
    wasJoined: false,
    notice: { text, kind: 'error' },
    entries: buffer.entries.map((entry) =>
      entry.state === 'pending' ? { ...entry, state: 'failed', error: text } : entry,
    ),
  }));
  return spoken(next, text, true);
}

// --- what the client says

function notice(state, { key, text, kind = 'error' }) {
  const next = withBuffer(state, key, { notice: text === null ? null : { text, kind } });
  return text === null ? next : spoken(next, text, kind === 'error');
}

function info(state, { key, text, now }) {
  return spoken(
    withBuffer(state, key, (buffer) => withEntry(buffer, infoEntry(text, now, { silent: true }))),
    text,
  );
}

const ACTIONS = {
  resuming: (state) => ({ ...state, resuming: true }),
  line: (state, { message, now }) => onLine(state, message, now),
  lines: (state, { messages, now }) => messages.reduce((next, message) => onLine(next, message, now), state),
  connecting,
  online,
  offline,
  signedOut,
  open,
  activate,
  close,
  focus,
  drawLine,
  read,
  loading,
  history,
  send,
  failed,
  retried,
  discarded,
  refused,
  notice,
  info,
  clear: (state, { key }) =>
    withBuffer(state, key, (buffer) => ({
      ...buffer,
      entries: buffer.entries.filter((entry) => entry.state !== ''),
      hasOlder: true,
    })),
  ui: (state, { change }) => ({ ...state, ui: { ...state.ui, ...change } }),
  forgetInvitation: (state) => ({ ...state, invitation: undefined }),
  speak: (state, { text, urgent }) => spoken(state, text, urgent),
  /** Names that are nobody's typing any more. */
  tick: (state, { now }) =>
    withEachBuffer(state, (buffer) => {
      const still = Object.entries(buffer.typing).filter(([, typing]) => typing.until > now);
      return still.length === Object.keys(buffer.typing).length
        ? buffer
        : { ...buffer, typing: Object.fromEntries(still) };
    }),
};

export function reduce(state, action) {
  const change = ACTIONS[action.type];
  if (change === undefined)
    throw new Error(`action: wanted one of ${Object.keys(ACTIONS).join(', ')}, got '${action.type}'`);
  return change(state, action);
}

/** Holds the state, and tells those who look at it when it is another one. */
export function createStore(first = initialState) {
  let state = first;
  const listeners = new Set();
  return {
    get: () => state,
    dispatch(action) {
      const next = reduce(state, action);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener(state);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
