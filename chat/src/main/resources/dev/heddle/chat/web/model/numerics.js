// SPDX-License-Identifier: Apache-2.0
// What numeric replies change: (state, message, now) → state. Those that only answer a question are read by who asked
// (session/requests.js), and are not here.

import { splitRanks, withTokens } from '../wire/features.js';
import { withModes, withServerLine } from './changes.js';
import { bufferNamed, keyOf, withBuffer, withUser } from './state.js';

function welcome(state, message) {
  const mask = message.params[1].split(' ').at(-1);
  return { ...state, me: { ...state.me, nick: message.params[0], mask: mask.includes('!') ? mask : '' } };
}

function features(state, message) {
  return { ...state, features: withTokens(state.features, message.params) };
}

function topic(state, { params: [, name, text] }) {
  return withBuffer(state, keyOf(state, name), (buffer) => ({ ...buffer, topic: { ...buffer.topic, text } }));
}

function topicSetter(state, { params: [, name, setter, at] }) {
  return withBuffer(state, keyOf(state, name), (buffer) => ({
    ...buffer,
    topic: { ...buffer.topic, by: setter.split('!')[0], at: Number(at) * 1000 },
  }));
}

function names(state, { params: [, , name, list] }) {
  const key = keyOf(state, name);
  if (!bufferNamed(state, name)?.joined) return state;
  const found = {};
  const users = { ...state.users };
  for (const word of list.split(' ').filter((one) => one !== '')) {
    const { symbols, rest: nick } = splitRanks(word, state.features);
    const nickKey = keyOf(state, nick);
    found[nickKey] = { nick, symbols };
    users[nickKey] ??= { nick, account: null, away: null, realname: '', user: '', host: '', online: true };
  }
  return withBuffer({ ...state, users }, key, (buffer) => ({ ...buffer, members: { ...buffer.members, ...found } }));
}

function modes(state, { params: [, name, ...rest] }) {
  return withBuffer(state, keyOf(state, name), (buffer) => withModes(state, { ...buffer, modes: '' }, rest));
}

function created(state, { params: [, name, at] }) {
  return withBuffer(state, keyOf(state, name), { createdAt: Number(at) * 1000 });
}

/** WHOX with the fields `tcuhnfar`, as this client asks for it. */
function whox(state, { params }) {
  if (params.length !== 9) return state;
  const [, , , user, host, nick, flags, account, realname] = params;
  return withUser(state, nick, {
    nick,
    user,
    host,
    realname,
    account: account === '0' ? null : account,
    away: flags.includes('G') ? (state.users[keyOf(state, nick)]?.away ?? 'away') : null,
    bot: flags.includes('B'),
    online: true,
  });
}

function online(state, { params: [, list] }) {
  return list.split(',').reduce((next, mask) => withUser(next, mask.split('!')[0], { online: true }), state);
}

function offline(state, { params: [, list] }) {
  return list.split(',').reduce((next, nick) => withUser(next, nick, { online: false, away: null }), state);
}

function away(state, { params: [, nick, text] }) {
  return withUser(state, nick, { away: text });
}

function ownAway(value) {
  return (state) => ({ ...state, me: { ...state.me, away: value(state) } });
}

function loggedIn(state, { params }) {
  return { ...state, me: { ...state.me, account: params[2] } };
}

function loggedOut(state) {
  return { ...state, me: { ...state.me, account: null } };
}

/** Every line of the message of the day begins with a dash, for the terminals of 1990. */
function motd(state, message, now) {
  return withServerLine(state, message.params[1].replace(/^- /, ''), now);
}

const silent = (state) => state;

export const NUMERICS = {
  '001': welcome,
  '002': silent,
  '003': silent,
  '004': silent,
  '005': features,
  221: silent,
  251: silent,
  252: silent,
  253: silent,
  254: silent,
  255: silent,
  265: silent,
  266: silent,
  301: away,
  305: ownAway(() => null),
  306: ownAway((state) => state.me.away ?? 'away'),
  315: silent,
  324: modes,
  329: created,
  331: (state, { params: [, name] }) => topic(state, { params: ['', name, ''] }),
  332: topic,
  333: topicSetter,
  353: names,
  354: whox,
  366: silent,
  372: motd,
  375: silent,
  376: silent,
  422: silent,
  730: online,
  731: offline,
  900: loggedIn,
  901: loggedOut,
};
