// SPDX-License-Identifier: Apache-2.0
// The client as a whole, without its face: wires connection, history, outbox and storage to the state.

import { createStore } from '../model/reduce.js';
import { SERVER, activeBuffer, isMe, keyOf } from '../model/state.js';
import { canKeepKeys, saltedKey } from '../wire/sasl.js';
import { createActions } from './actions.js';
import { createConnection } from './connection.js';
import { createHistory } from './history.js';
import { createNotifier } from './notify.js';
import { createOutbox } from './outbox.js';
import { createReading } from './reading.js';
import { isError, sentence } from './requests.js';

const JOINED_AT_ONCE = 20;
/** Who is away is asked for in channels up to this size; in larger ones it shows as people come and go. */
const ASKED_ABOUT_MAX = 500;
const TICK_MILLIS = 2000;
const KEY_IS_WRONG = new Set(['login-failed', 'key-stale']);

export function createClient({ address, storage, settings, where }) {
  const store = createStore();
  const dispatch = store.dispatch;
  let login = null;
  let asked = new Set();
  let savedRooms = '';
  let entering = false;
  let madeKey = null;

  const connection = createConnection({
    address,
    on: {
      connecting: () => dispatch({ type: 'connecting' }),
      message: onMessage,
      online: onOnline,
      offline(retryAt) {
        history.forget();
        dispatch({ type: 'offline', retryAt });
      },
      refused: onRefused,
    },
  });
  const history = createHistory({ store, connection, flush: (key) => outbox.flush(key) });
  const outbox = createOutbox({ store, connection, isBehind: history.isBehind });
  const actions = createActions({ store, connection, outbox, history, logOut });
  const reading = createReading({ store, connection });
  const notifier = createNotifier({ store, settings, show: actions.show });

  store.subscribe(keepRooms);
  store.subscribe(askAboutMembers);
  store.subscribe((state) => state.phase === 'online' && !entering && where.show(activeBuffer(state)));
  setInterval(() => dispatch({ type: 'tick', now: connection.now() }), TICK_MILLIS);
  addEventListener('online', connection.hurry);
  addEventListener('beforeunload', (event) => outbox.hasPending() && event.preventDefault());
  for (const name of ['focus', 'blur']) addEventListener(name, () => looked());
  document.addEventListener('visibilitychange', () => looked());

  function looked() {
    const focused = document.visibilityState === 'visible' && document.hasFocus();
    dispatch({ type: 'focus', focused });
    if (focused) connection.hurry();
  }

  const owner = () => keyOf(store.get(), login?.nick ?? '');

  // --- what comes

  function onMessage(message) {
    const before = store.get();
    const own = message.nick !== '' && isMe(before, message.nick);
    dispatch({ type: 'line', message, now: connection.now() });
    if (message.command === 'JOIN' && own) {
      const key = keyOf(store.get(), message.params[0]);
      asked.delete(key);
      history.catchUp(key);
      if (store.get().active === null) actions.show(key);
    } else if (message.command === 'PART' && own) {
      dispatch({ type: 'close', key: keyOf(store.get(), message.params[0]) });
    } else if (message.command === 'NICK' && own) {
      connection.renamed(message.params[0]);
      if (login?.mode === 'guest') storage.saveGuest(message.params[0]);
    } else if (message.command === '305' || message.command === '306') {
      connection.awayIs(store.get().me.away);
    }
    adopt(before, message);
    notifier.heard(message);
  }

  /** Somebody wrote for the first time: what was said before is fetched, and their coming and going is heard of. */
  function adopt(before, message) {
    if (message.command !== 'PRIVMSG' && message.command !== 'NOTICE') return;
    const state = store.get();
    for (const name of [message.nick, message.params[0]]) {
      const key = keyOf(state, name);
      if (state.buffers[key]?.kind !== 'private' || before.buffers[key] !== undefined || /serv$/i.test(name)) continue;
      actions.watch([name]);
      if (state.me.account !== null && state.phase === 'online') history.catchUp(key);
    }
  }

  function onRefused(problem) {
    // A key that the server does not take is of no use any more; for anything else it may be right next time.
    if (login?.kept && KEY_IS_WRONG.has(problem.code)) storage.keepLogin(null);
    dispatch({ type: 'signedOut', problem });
  }

  async function onOnline(facts) {
    const nick = facts.account ?? facts.nick;
    storage.saveLastNick(nick);
    storage.saveGuest(login.mode === 'guest' ? facts.nick : null);
    if (login.mode === 'register') login = { ...login, mode: 'login' };
    if (madeKey !== null) await storage.keepLogin(madeKey);
    madeKey = null;
    asked = new Set();
    entering = true;
    const rooms = storage.rooms(owner());
    dispatch({ type: 'online', ...facts });
    if (store.get().active === null) dispatch({ type: 'activate', key: SERVER });
    await Promise.allSettled([enter(channelsToEnter(rooms)), restorePrivates(rooms.privates)]);
    entering = false;
    keepRooms(store.get());
    goWhereAsked();
  }

  /** What the address names (`#channel` behind the page's own sign), or else a conversation rather than the server. */
  function goWhereAsked() {
    const state = store.get();
    const wanted = where.take();
    if (wanted.startsWith('@')) actions.open(wanted.slice(1));
    else if (wanted !== '') actions.join(wanted).catch((error) => actions.complain(SERVER, error));
    else if (state.active === SERVER || state.active === null) {
      const first = Object.values(state.buffers).find((buffer) => buffer.joined);
      if (first !== undefined) actions.show(first.key);
    }
  }

  function channelsToEnter(rooms) {
    const wanted = new Map(rooms.channels.map(([name, key]) => [keyOf(store.get(), name), [name, key]]));
    for (const buffer of Object.values(store.get().buffers)) {
      if (buffer.wasJoined) wanted.set(buffer.key, [buffer.name, buffer.channelKey]);
    }
    // Those with a key come first: keys are matched to channels by their place.
    return [...wanted.values()].sort(([, a], [, b]) => (b ? 1 : 0) - (a ? 1 : 0));
  }

  async function enter(channels) {
    for (let at = 0; at < channels.length; at += JOINED_AT_ONCE) {
      const some = channels.slice(at, at + JOINED_AT_ONCE);
      const keys = some.map(([, key]) => key).filter((key) => key);
      const names = some.map(([name]) => name).join(',');
      const { messages } = await connection.ask('JOIN', keys.length > 0 ? [names, keys.join(',')] : [names], {
        tolerant: true,
      });
      for (const error of messages.filter(isError)) {
        const name = some
          .map(([one]) => one)
          .find((one) => keyOf(store.get(), one) === keyOf(store.get(), error.params[1] ?? ''));
        if (name === undefined) continue;
        dispatch({ type: 'open', name });
        dispatch({ type: 'refused', key: keyOf(store.get(), name), text: sentence(error) });
      }
    }
  }

  async function restorePrivates(names) {
    const isUser = store.get().me.account !== null;
    const known = isUser ? await history.conversations().catch(() => []) : [];
    for (const name of [...names, ...known]) dispatch({ type: 'open', name });
    const privates = Object.values(store.get().buffers).filter((buffer) => buffer.kind === 'private');
    actions.watch(privates.map((buffer) => buffer.name));
    // The newest ones, and those that go on; older ones are fetched when they are opened.
    const wanted = new Set(known.map((name) => keyOf(store.get(), name)));
    for (const { key, entries } of privates) {
      if (!isUser) outbox.flush(key);
      else if (wanted.has(key) || entries.length > 0) history.catchUp(key);
    }
  }

  // --- what is kept and asked for along the way

  function keepRooms(state) {
    // Nothing is forgotten while the channels are still being entered.
    if (state.phase !== 'online' || login === null || entering) return;
    const all = Object.values(state.buffers);
    const rooms = {
      channels: all.filter((buffer) => buffer.wasJoined).map((buffer) => [buffer.name, buffer.channelKey]),
      privates: all.filter((buffer) => buffer.kind === 'private').map((buffer) => buffer.name),
    };
    const text = JSON.stringify(rooms);
    if (text === savedRooms) return;
    savedRooms = text;
    storage.saveRooms(owner(), rooms);
  }

  function askAboutMembers(state) {
    const buffer = activeBuffer(state);
    if (state.phase !== 'online' || !buffer?.joined || asked.has(buffer.key)) return;
    const count = Object.keys(buffer.members).length;
    if (count === 0) return;
    asked.add(buffer.key);
    connection.ask('MODE', [buffer.name], { tolerant: true }).catch(() => {});
    if (state.features.whox && count <= ASKED_ABOUT_MAX) {
      connection.ask('WHO', [buffer.name, '%tcuhnfar,7'], { tolerant: true }).catch(() => {});
    }
  }

  // --- coming and going

  /** `who`: { mode, nick, password, serverPassword, keep }; `keep`: stay logged in on this device. */
  function signIn(who) {
    login = { ...who };
    if (who.keep && canKeepKeys() && who.mode !== 'guest') {
      login.getKey = async (salt, iterations) => {
        const key = await saltedKey(who.password, salt, iterations);
        // Kept only when the server has taken it.
        madeKey = { nick: who.nick, salt, iterations, key };
        return key;
      };
    }
    connection.start(login);
  }

  /** Uses what was kept, if anything was, and does not give up when the server is not there just now. */
  async function resume() {
    const kept = await storage.keptLogin();
    const guest = storage.guest();
    if (kept !== null) {
      const same = (salt) => salt.length === kept.salt.length && salt.every((byte, at) => byte === kept.salt[at]);
      const getKey = async (salt, iterations) => (same(salt) && iterations === kept.iterations ? kept.key : null);
      login = { mode: 'login', nick: kept.nick, kept: true, getKey };
    } else if (guest !== null) {
      login = { mode: 'guest', nick: guest };
    } else {
      return;
    }
    dispatch({ type: 'resuming' });
    connection.start(login, true);
  }

  function logOut() {
    connection.stop('Logged out');
    history.forget();
    storage.keepLogin(null);
    storage.saveGuest(null);
    login = null;
    savedRooms = '';
    dispatch({ type: 'signedOut' });
  }

  return {
    store,
    actions,
    reading,
    signIn,
    resume,
    logOut,
    hurry: connection.hurry,
    now: connection.now,
    drafts: () => storage.drafts(owner()),
    saveDraft: (key, text) => storage.saveDraft(owner(), key, text),
  };
}
