// SPDX-License-Identifier: Apache-2.0
// The small changes that the functions for commands, numerics and actions are made of.

import { parseModes, withRank } from '../wire/features.js';
import { infoEntry, merged } from './entries.js';
import { ENTRIES_MAX, SERVER, emptyBuffer, keyOf } from './state.js';
import { counted } from './unread.js';

/** How many entries go at once when a conversation is full, so that it does not happen at every message. */
const TRIM = 2000;

/** The conversation with one entry more. */
export function withEntry(buffer, entry) {
  let entries = merged(buffer.entries, [entry], 'end');
  if (entries === buffer.entries) return buffer;
  let hasOlder = buffer.hasOlder;
  if (entries.length > ENTRIES_MAX) {
    entries = entries.slice(TRIM);
    hasOlder = true;
  }
  return counted({ ...buffer, entries, hasOlder });
}

export function withServerLine(state, text, now, more) {
  const server = state.buffers[SERVER] ?? emptyBuffer(SERVER, 'Server', 'server');
  return {
    ...state,
    buffers: { ...state.buffers, [SERVER]: withEntry(server, infoEntry(text, now, { silent: true, ...more })) },
  };
}

export function stoppedTyping(buffer, nickKey) {
  if (buffer.typing[nickKey] === undefined) return buffer;
  const { [nickKey]: gone, ...typing } = buffer.typing;
  return { ...buffer, typing };
}

export function withMember(buffer, nickKey, nick, symbols) {
  return { ...buffer, members: { ...buffer.members, [nickKey]: { nick, symbols } } };
}

export function withoutMember(buffer, nickKey) {
  if (buffer.members[nickKey] === undefined) return buffer;
  const { [nickKey]: gone, ...members } = buffer.members;
  return stoppedTyping({ ...buffer, members }, nickKey);
}

export function withModes(state, buffer, params) {
  let { members, modes, channelKey } = buffer;
  for (const change of parseModes(params, state.features)) {
    if (change.kind === 'rank') {
      const nickKey = keyOf(state, change.param ?? '');
      const member = members[nickKey];
      if (member !== undefined) {
        const symbols = withRank(member.symbols, change.letter, change.add, state.features);
        members = { ...members, [nickKey]: { ...member, symbols } };
      }
    } else if (change.kind !== 'list') {
      modes = modes.replace(change.letter, '') + (change.add ? change.letter : '');
      if (change.kind === 'key') channelKey = change.add ? change.param : '';
    }
  }
  return { ...buffer, members, modes, channelKey };
}
