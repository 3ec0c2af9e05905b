// SPDX-License-Identifier: Apache-2.0
// What can be done with somebody or with a message, as the items of a menu: { label, run, danger } or null for a divider.

import { rankIndex } from '../wire/features.js';
import { stripCodes } from '../wire/format.js';
import { isMe, keyOf } from '../model/state.js';

function changeRank(client, buffer, nick, letter, add, label) {
  return {
    label,
    run: () => client.actions.command(buffer.key, 'MODE', buffer.name, (add ? '+' : '-') + letter, nick),
  };
}

/** The reader's place among the ranks of a channel: 0 is the highest. */
export function ownRank(state, buffer) {
  return rankIndex(buffer.members[keyOf(state, state.me.nick)]?.symbols ?? '', state.features);
}

/** The place of the rank from which on one may change what others may do. */
export function operatorRank(features) {
  return rankIndex('@', features);
}

function operatorItems(client, state, buffer, nick) {
  const { features } = state;
  const member = buffer.members[keyOf(state, nick)];
  if (buffer.kind !== 'channel' || ownRank(state, buffer) > operatorRank(features)) return [];
  const dialog = (type) => () => client.actions.ui({ dialog: { type, key: buffer.key, nick } });
  const items = [null];
  if (member !== undefined) {
    const isOp = member.symbols.includes('@');
    const isVoiced = member.symbols.includes('+');
    items.push(changeRank(client, buffer, nick, 'o', !isOp, isOp ? 'Take operator' : 'Make operator'));
    items.push(changeRank(client, buffer, nick, 'v', !isVoiced, isVoiced ? 'Take voice' : 'Give voice'));
  }
  if (isMe(state, nick)) return items;
  if (member !== undefined) items.push({ label: 'Remove…', run: dialog('kick'), danger: true });
  items.push({ label: 'Ban…', run: dialog('ban'), danger: true });
  return items;
}

export function userMenu(client, key, nick) {
  const state = client.store.get();
  const buffer = state.buffers[key];
  const { actions } = client;
  const items = [
    { label: 'Who is this?', run: () => actions.whois(nick).catch((error) => actions.complain(key, error)) },
  ];
  if (!isMe(state, nick)) {
    items.unshift({ label: 'Message', run: () => actions.open(nick) });
    if (buffer.kind === 'channel')
      items.push({ label: 'Mention', run: () => dispatchEvent(new CustomEvent('heddle-mention', { detail: nick })) });
    items.push({ label: 'Invite…', run: () => actions.ui({ dialog: { type: 'invite', nick } }) });
  }
  return [...items, ...operatorItems(client, state, buffer, nick)];
}

/** What can be done with a message, and with its author. */
export function messageMenu(client, key, entryKey) {
  const state = client.store.get();
  const buffer = state.buffers[key];
  const entry = buffer.entries.find((one) => one.key === entryKey);
  if (entry === undefined) return [];
  const items = [];
  if (navigator.clipboard !== undefined && entry.text !== '') {
    items.push({ label: 'Copy text', run: () => navigator.clipboard.writeText(stripCodes(entry.text)) });
  }
  const isOp = buffer.kind === 'channel' && ownRank(state, buffer) <= operatorRank(state.features);
  if (entry.id !== null && !entry.redacted && (entry.mine || isOp) && state.granted.has('draft/message-redaction')) {
    const dialog = { type: 'delete', key, id: entry.id };
    items.push({ label: 'Delete…', run: () => client.actions.ui({ dialog }), danger: true });
  }
  if (items.length > 0) items.push(null);
  return [...items, ...userMenu(client, key, entry.nick)];
}
