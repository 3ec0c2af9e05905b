// SPDX-License-Identifier: Apache-2.0
// From an open connection to a user: CAP LS 302, CAP REQ, NICK and USER, SASL or REGISTER, CAP END, 001.
//
//   LS ──▶ REQ ──▶ ACK ──▶ login: AUTHENTICATE … 903 ─┐
//                     ├──▶ register: REGISTER … SUCCESS ├─▶ END ──▶ 001
//                     └──▶ guest ──────────────────────┘
//
// It sends through `send(command, params)`, and ends by calling `done(facts)` or `failed({ code, text })`. After a
// failure that another name or password can mend, the connection is of no more use: the caller closes it.

import { encode } from './line.js';
import { chunks, plain, scram } from './sasl.js';

export const WANTED = [
  'account-notify',
  'account-tag',
  'away-notify',
  'batch',
  'chghost',
  'echo-message',
  'extended-join',
  'extended-monitor',
  'invite-notify',
  'labeled-response',
  'message-tags',
  'multi-prefix',
  'sasl',
  'server-time',
  'setname',
  'standard-replies',
  'draft/account-registration',
  'draft/chathistory',
  'draft/event-playback',
  'draft/message-redaction',
  'draft/pre-away',
  'draft/read-marker',
];

/** Without these, nothing can be kept from being lost or doubled. */
const NEEDED = ['batch', 'echo-message', 'labeled-response', 'message-tags', 'server-time'];

// With no name of their own in an answer, these say best what went wrong.
const REFUSALS = { 432: 'nick-invalid', 433: 'nick-taken', 437: 'nick-taken', 464: 'server-password', 465: 'banned' };
const LOGIN_FAILED = { 902: 1, 904: 1, 905: 1, 906: 1, 908: 1 };

/**
 * `who`: { mode: 'login' | 'register' | 'guest', nick, password, email, serverPassword, away, getKey, realname }. With
 * `getKey` (see wire/sasl.js) a login uses SCRAM and needs no password.
 */
export function createHandshake(who, { send, done, failed }) {
  const offered = new Map();
  let granted = new Set();
  let exchange = null;
  let account = null;
  let over = false;
  let welcomed = null;

  const say = (command, ...params) => send(encode(command, params));

  function fail(code, text) {
    if (over) return;
    over = true;
    failed({ code, text });
  }

  function start() {
    say('CAP', 'LS', '302');
    if (who.serverPassword) say('PASS', who.serverPassword);
    say('NICK', who.nick);
    say('USER', who.nick.replace(/[^A-Za-z0-9._-]/g, '') || 'user', '0', '*', who.realname || who.nick);
  }

  function onCap(params) {
    const verb = params[1];
    const tokens = (params[params.length - 1] ?? '').split(' ').filter((token) => token !== '');
    if (verb === 'LS') {
      for (const token of tokens) {
        const [name, value] = token.split(/=(.*)/s);
        offered.set(name, value ?? '');
      }
      if (params[2] === '*') return;
      const wanted = WANTED.filter((name) => offered.has(name));
      if (wanted.length === 0) fail('too-old', 'This server has no capabilities.');
      else say('CAP', 'REQ', wanted.join(' '));
    } else if (verb === 'ACK') {
      granted = new Set(tokens);
      const lacking = NEEDED.filter((name) => !granted.has(name));
      if (lacking.length > 0) fail('too-old', `This server lacks ${lacking.join(', ')}.`);
      else identify();
    } else if (verb === 'NAK') {
      fail('too-old', 'This server takes back what it offers.');
    }
  }

  function identify() {
    if (who.away && granted.has('draft/pre-away')) say('AWAY', who.away);
    if (who.mode === 'login') {
      if (!granted.has('sasl')) return fail('no-accounts', 'This server keeps no accounts.');
      authenticate();
    } else if (who.mode === 'register') {
      const how = offered.get('draft/account-registration');
      if (how === undefined) return fail('no-registration', 'This server does not let people make accounts.');
      if (how.split(',').includes('before-connect')) say('REGISTER', '*', who.email || '*', who.password);
      else say('CAP', 'END');
    } else {
      say('CAP', 'END');
    }
    return undefined;
  }

  function authenticate() {
    if (who.getKey) exchange = scram(who.nick, who.getKey);
    say('AUTHENTICATE', exchange ? 'SCRAM-SHA-256' : 'PLAIN');
  }

  /** A password that SCRAM prepares in another way than this browser may still be right. */
  function loginFailed(text) {
    if (account !== null) {
      say('CAP', 'END');
    } else if (exchange !== null && who.password) {
      exchange = null;
      say('AUTHENTICATE', 'PLAIN');
    } else {
      fail('login-failed', text);
    }
  }

  async function onAuthenticate(payload) {
    try {
      let bytes = null;
      if (exchange) bytes = payload === '+' ? exchange.first() : await exchange.answer(payload);
      const pieces = bytes === null ? plain(who.nick, who.password) : bytes.length === 0 ? ['+'] : chunks(bytes);
      for (const piece of pieces) say('AUTHENTICATE', piece);
    } catch (error) {
      if (who.password) say('AUTHENTICATE', '*');
      else fail('key-stale', error.message);
    }
  }

  function onWelcome(message) {
    if (who.mode === 'register' && account === null) {
      // The server wants a finished connection first; what comes of it decides.
      say('REGISTER', '*', who.email || '*', who.password);
      return;
    }
    finish(message.params[0]);
  }

  function finish(nick) {
    over = true;
    done({ nick, account, granted });
  }

  function onRegister(params, nickNow) {
    if (params[0] !== 'SUCCESS') return fail('verify', params[params.length - 1]);
    account = params[1];
    if (welcomed) finish(nickNow);
    else if (who.getKey && granted.has('sasl')) authenticate();
    else say('CAP', 'END');
    return undefined;
  }

  return {
    start,
    /** Takes a message; answers whether it belonged to the handshake and is used up. */
    take(message) {
      const { command, params } = message;
      if (over) return false;
      if (command === 'CAP') onCap(params);
      else if (command === 'AUTHENTICATE') onAuthenticate(params[0]);
      else if (command === '900') account = params[2];
      else if (command === '903') say('CAP', 'END');
      else if (LOGIN_FAILED[command]) loginFailed(params[params.length - 1]);
      else if (REFUSALS[command]) fail(REFUSALS[command], params[params.length - 1]);
      else if (command === 'REGISTER') onRegister(params, welcomed);
      else if (command === 'FAIL') fail(params[1], params[params.length - 1]);
      else if (command === 'ERROR') fail('closed', params[params.length - 1]);
      else if (command === '001') {
        welcomed = params[0];
        onWelcome(message);
        return false;
      } else return false;
      return true;
    },
  };
}
