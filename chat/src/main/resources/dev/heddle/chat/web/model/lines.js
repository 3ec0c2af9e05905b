// SPDX-License-Identifier: Apache-2.0
// What each command from the server changes. One function per command: (state, message, now) → state.

import { splitRanks } from '../wire/features.js';
import { timeOf } from '../wire/line.js';
import { stripCodes } from '../wire/format.js';
import { stoppedTyping, withEntry, withMember, withModes, withServerLine, withoutMember } from './changes.js';
import { entryOf, infoEntry, isTalk } from './entries.js';
import { NUMERICS } from './numerics.js';
import {
  bufferNamed,
  isMe,
  keyOf,
  kindOf,
  opened,
  spoken,
  withBuffer,
  withEachBuffer,
  withUser,
  withoutStranger,
} from './state.js';
import { counted, readUpTo } from './unread.js';

/** How long a `+typing` lasts without another one. Source: IRCv3 typing. */
const TYPING_MILLIS = 6000;

function record(state, name, message, now) {
  const entry = entryOf(state, message, now);
  return entry === null ? state : withBuffer(state, keyOf(state, name), (buffer) => withEntry(buffer, entry));
}

// --- what people say

function talk(state, message, now) {
  const fromServer = message.user === '' && message.nick.includes('.');
  const target = splitRanks(message.params[0], state.features).rest;
  if (fromServer || target === '*' || message.nick === '') {
    return withServerLine(state, message.params[message.params.length - 1], now);
  }
  const channel = kindOf(state, target) === 'channel';
  const name = channel ? target : isMe(state, message.nick) ? target : message.nick;
  const entry = entryOf(state, message, now);
  if (entry === null || (channel && bufferNamed(state, name) === undefined)) return state;
  let next = opened(state, name);
  const key = keyOf(next, name);
  next = withBuffer(next, key, (buffer) => stoppedTyping(withEntry(buffer, entry), keyOf(next, message.nick)));
  if (message.tags.account !== undefined) next = withUser(next, message.nick, { account: message.tags.account });
  return next.active === key && !entry.mine && isTalk(entry)
    ? spoken(next, `${entry.nick}: ${stripCodes(entry.text)}`)
    : next;
}

function tagmsg(state, message, now) {
  const typing = message.tags['+typing'];
  if (typing === undefined || isMe(state, message.nick)) return state;
  const name = kindOf(state, message.params[0]) === 'channel' ? message.params[0] : message.nick;
  const nickKey = keyOf(state, message.nick);
  return withBuffer(state, keyOf(state, name), (buffer) =>
    typing === 'active'
      ? { ...buffer, typing: { ...buffer.typing, [nickKey]: { nick: message.nick, until: now + TYPING_MILLIS } } }
      : stoppedTyping(buffer, nickKey),
  );
}

/** A message was taken back: its place stays, so that an answer to it does not hang in the air. */
function redact(state, message) {
  const [target, id] = message.params;
  const name = kindOf(state, target) === 'private' && isMe(state, target) ? message.nick : target;
  return withBuffer(state, keyOf(state, name), (buffer) => {
    const at = buffer.entries.findIndex((entry) => entry.id === id);
    if (at < 0) return buffer;
    const gone = { ...buffer.entries[at], text: '', mention: false, silent: true, redacted: true };
    return counted({ ...buffer, entries: buffer.entries.with(at, gone) });
  });
}

// --- who is where

function join(state, message, now) {
  const [name, account, realname] = message.params;
  const own = isMe(state, message.nick);
  let next = state;
  if (own) {
    next = opened(state, name);
    next = { ...next, me: { ...next.me, mask: message.source } };
    next = withBuffer(next, keyOf(next, name), { joined: true, wasJoined: true, name, members: {}, notice: null });
  }
  const facts = { nick: message.nick, user: message.user, host: message.host, online: true };
  if (account !== undefined) Object.assign(facts, { account: account === '*' ? null : account, realname });
  next = withUser(next, message.nick, facts);
  next = withBuffer(next, keyOf(next, name), (buffer) =>
    withMember(buffer, keyOf(next, message.nick), message.nick, ''),
  );
  // Without an id it is no event: another device of the same user hears that it is in the channel.
  return own && message.tags.msgid === undefined ? next : record(next, name, message, now);
}

function leave(state, name, nick) {
  const nickKey = keyOf(state, nick);
  const own = isMe(state, nick);
  const next = withBuffer(state, keyOf(state, name), (buffer) =>
    own ? { ...buffer, joined: false, wasJoined: false, members: {}, typing: {} } : withoutMember(buffer, nickKey),
  );
  return withoutStranger(next, nick);
}

function part(state, message, now) {
  return leave(record(state, message.params[0], message, now), message.params[0], message.nick);
}

function kick(state, message, now) {
  const [name, nick, reason] = message.params;
  const next = leave(record(state, name, message, now), name, nick);
  if (!isMe(state, nick)) return next;
  const text = `${message.nick} removed you from ${name}${reason ? ': ' + reason : '.'}`;
  return spoken(withBuffer(next, keyOf(next, name), { notice: { text, kind: 'error' } }), text, true);
}

function quit(state, message, now) {
  const nickKey = keyOf(state, message.nick);
  const entry = entryOf(state, message, now);
  let next = withEachBuffer(state, (buffer) => {
    if (buffer.members[nickKey] === undefined && buffer.key !== nickKey) return buffer;
    return withoutMember(withEntry(buffer, entry), nickKey);
  });
  next = withUser(next, message.nick, { online: false, away: null });
  return withoutStranger(next, message.nick);
}

function nick(state, message, now) {
  const [name] = message.params;
  const oldKey = keyOf(state, message.nick);
  const newKey = keyOf(state, name);
  const entry = entryOf(state, message, now);
  let next = withEachBuffer(state, (buffer) => {
    const member = buffer.members[oldKey];
    if (member === undefined) return buffer;
    const { [oldKey]: gone, ...members } = buffer.members;
    return withEntry({ ...buffer, members: { ...members, [newKey]: { ...member, nick: name } } }, entry);
  });
  if (isMe(state, message.nick)) {
    next = { ...next, me: { ...next.me, nick: name, mask: `${name}!${message.user}@${message.host}` } };
  }
  const { [oldKey]: known, ...users } = next.users;
  if (known !== undefined) next = { ...next, users: { ...users, [newKey]: { ...known, nick: name } } };
  return renamed(next, oldKey, newKey, name);
}

/** A private conversation goes on under the new nick, unless there is one with that name already. */
function renamed(state, oldKey, newKey, name) {
  const buffer = state.buffers[oldKey];
  if (buffer === undefined || buffer.kind !== 'private') return state;
  if (oldKey === newKey) return withBuffer(state, oldKey, { name });
  if (state.buffers[newKey] !== undefined) return state;
  const { [oldKey]: gone, ...buffers } = state.buffers;
  const active = state.active === oldKey ? newKey : state.active;
  return { ...state, active, buffers: { ...buffers, [newKey]: { ...buffer, key: newKey, name } } };
}

// --- what channels and people are like

function mode(state, message, now) {
  const [name, ...params] = message.params;
  if (kindOf(state, name) !== 'channel') return state;
  const next = record(state, name, message, now);
  return withBuffer(next, keyOf(next, name), (buffer) => withModes(next, buffer, params));
}

function topic(state, message, now) {
  const [name, text] = message.params;
  const next = record(state, name, message, now);
  return withBuffer(next, keyOf(next, name), { topic: { text, by: message.nick, at: timeOf(message, now) } });
}

function away(state, message) {
  const text = message.params[0] ?? '';
  const next = isMe(state, message.nick) ? { ...state, me: { ...state.me, away: text || null } } : state;
  return withUser(next, message.nick, { away: text || null });
}

function account(state, message) {
  const name = message.params[0] === '*' ? null : message.params[0];
  const next = isMe(state, message.nick) ? { ...state, me: { ...state.me, account: name } } : state;
  return withUser(next, message.nick, { account: name });
}

function chghost(state, message) {
  const [user, host] = message.params;
  return withUser(state, message.nick, { user, host });
}

function setname(state, message) {
  return withUser(state, message.nick, { realname: message.params[0] });
}

function markread(state, message, now) {
  const [name, value] = message.params;
  const at = value?.startsWith('timestamp=') ? Date.parse(value.slice('timestamp='.length)) : null;
  return withBuffer(state, keyOf(state, name), (buffer) => {
    // A channel that was never read before was entered just now: nothing in it is news.
    if (at === null && buffer.kind === 'channel' && buffer.readAt === null) return readUpTo(buffer, now);
    return readUpTo(buffer, at);
  });
}

function invite(state, message, now) {
  const [whom, channel] = message.params;
  if (!isMe(state, whom))
    return withBuffer(state, keyOf(state, channel), (buffer) =>
      withEntry(buffer, infoEntry(`${message.nick} invited ${whom}.`, now)),
    );
  const text = `${message.nick} invites you to ${channel}.`;
  const invitation = { nick: message.nick, channel };
  return spoken({ ...withServerLine(state, text, now), invitation }, text, true);
}

function standardReply(state, message, now) {
  return withServerLine(state, message.params[message.params.length - 1], now, { error: message.command === 'FAIL' });
}

const COMMANDS = {
  PRIVMSG: talk,
  NOTICE: talk,
  TAGMSG: tagmsg,
  REDACT: redact,
  JOIN: join,
  PART: part,
  KICK: kick,
  QUIT: quit,
  NICK: nick,
  MODE: mode,
  TOPIC: topic,
  AWAY: away,
  ACCOUNT: account,
  CHGHOST: chghost,
  SETNAME: setname,
  MARKREAD: markread,
  INVITE: invite,
  FAIL: standardReply,
  WARN: standardReply,
  NOTE: standardReply,
  WALLOPS: (state, message, now) => withServerLine(state, `${message.nick} to all: ${message.params[0]}`, now),
  ERROR: (state, message, now) =>
    withServerLine(state, message.params[0] ?? 'The server closed the connection.', now, { error: true }),
};

export function onLine(state, message, now) {
  const change = COMMANDS[message.command] ?? NUMERICS[message.command];
  if (change !== undefined) return change(state, message, now);
  // A numeric nobody knows is better shown than lost.
  if (/^\d{3}$/.test(message.command)) return withServerLine(state, message.params.slice(1).join(' '), now);
  return state;
}
