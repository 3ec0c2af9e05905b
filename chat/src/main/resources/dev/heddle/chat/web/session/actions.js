// SPDX-License-Identifier: Apache-2.0
// What the reader does: everything that a button, a menu or a typed command can ask for.

import { interpreted } from '../model/commands.js';
import { SERVER, keyOf, kindOf } from '../model/state.js';
import { stripCodes } from '../wire/format.js';

/** Source: IRCv3 typing: at most one notice in this time. */
const TYPING_MILLIS = 3000;

export function createActions({ store, connection, outbox, history, logOut }) {
  const dispatch = store.dispatch;
  const ui = (change) => dispatch({ type: 'ui', change });
  const buffer = (key) => store.get().buffers[key];
  let typed = { key: null, at: 0 };

  function show(key) {
    dispatch({ type: 'activate', key });
    const { kind, entries, hasOlder, loading } = buffer(key) ?? {};
    const isUser = store.get().me.account !== null;
    if (kind === 'private' && isUser && entries.length === 0 && hasOlder && loading === null) history.catchUp(key);
    ui({ drawer: null, dialog: null, search: null });
  }

  function open(name) {
    const key = keyOf(store.get(), name);
    const fresh = buffer(key) === undefined;
    dispatch({ type: 'open', name });
    if (fresh && kindOf(store.get(), name) === 'private') watch([name]);
    show(key);
  }

  /** Hears from now on when these people come and go. */
  function watch(names) {
    if (names.length > 0 && store.get().features.monitor > 0)
      connection.ask('MONITOR', ['+', names.join(',')], { tolerant: true }).catch(() => {});
  }

  async function join(name, key) {
    const known = buffer(keyOf(store.get(), name));
    if (known?.joined) return show(known.key);
    await connection.ask('JOIN', key ? [name, key] : [name]);
    return show(keyOf(store.get(), name));
  }

  function close(key) {
    const { kind, name, joined } = buffer(key);
    if (joined) connection.ask('PART', [name]).catch((error) => complain(key, error));
    if (kind === 'private') connection.send('MONITOR - ' + name);
    dispatch({ type: 'close', key });
  }

  function complain(key, error) {
    dispatch({ type: 'notice', key: buffer(key ?? SERVER) === undefined ? SERVER : key, text: error.message });
  }

  async function whois(name) {
    const { messages } = await connection.ask('WHOIS', [name, name], { quiet: true });
    ui({ dialog: { type: 'whois', nick: name, facts: factsOf(messages) } });
  }

  /** Sends a line that was typed, and shows the answer if somebody wants to see it. */
  async function line(key, { line: [command, ...params], done, show: wanted }) {
    const { messages } = await connection.ask(command, params);
    if (done) dispatch({ type: 'notice', key, text: done, kind: 'info' });
    if (!wanted) return;
    for (const message of messages.filter((one) => one.command !== 'ACK')) {
      dispatch({
        type: 'info',
        key,
        text: stripCodes(message.params.slice(1).join(' ')) || message.command,
        now: connection.now(),
      });
    }
  }

  const ASKED = {
    join: (key, what) => join(what.name, what.key),
    open: (key, what) => open(what.name),
    close: (key) => close(key),
    whois: (key, what) => whois(what.name),
    topic(key, what) {
      const { topic } = buffer(keyOf(store.get(), what.name)) ?? { topic: { text: '' } };
      dispatch({
        type: 'info',
        key,
        text: topic.text ? `The topic is: ${topic.text}` : 'No topic is set.',
        now: connection.now(),
      });
    },
    bans: (key, what) => ui({ dialog: { type: 'bans', key: keyOf(store.get(), what.name) } }),
    browse: (key, what) => ui({ dialog: { type: 'browse', filter: what.filter } }),
    people: () => ui({ dialog: { type: 'people' } }),
    settings: () => ui({ dialog: { type: 'settings' } }),
    help: () => ui({ dialog: { type: 'help' } }),
    search: (key, what) => ui({ search: what.query }),
    clear: (key) => dispatch({ type: 'clear', key }),
    logOut: () => logOut(),
  };

  async function carryOut(key, what) {
    if (what.error !== undefined) throw new Error(what.error);
    if (what.say !== undefined) {
      if (what.show) open(what.say.target);
      else dispatch({ type: 'open', name: what.say.target });
      outbox.say(what.say.target, what.say.text, what.say.kind);
    } else if (what.ask !== undefined) {
      await ASKED[what.ask](key, what);
    } else if (store.get().phase !== 'online') {
      throw new Error('You are not connected.');
    } else {
      await line(key, what);
    }
  }

  return {
    ui,
    show,
    open,
    close,
    whois,
    watch,
    complain,

    /** Enters a channel; rejects with the reason if that is not possible. */
    join,

    /** The same from a link: the reason is shown where the reader is. */
    enter: (name) => join(name).catch((error) => complain(store.get().active, error)),

    /** What was typed in a conversation. Answers whether the input may be emptied. */
    async perform(key, text) {
      const { name, kind } = buffer(key);
      const what = interpreted(text, { name, kind, features: store.get().features });
      dispatch({ type: 'notice', key, text: null });
      try {
        await carryOut(key, what);
        return true;
      } catch (error) {
        complain(key, error);
        return false;
      }
    },

    /** A command that a menu or a dialog gives; its error is shown in the conversation. */
    command: (key, ...words) => connection.ask(words[0], words.slice(1)).catch((error) => complain(key, error)),

    /** A command whose error the caller shows. */
    ask: (command, params, how) => connection.ask(command, params, how),

    older: (key) => history.older(key),
    retry: outbox.retry,
    discard: outbox.discard,
    dismiss: (key) => dispatch({ type: 'notice', key, text: null }),
    forgetInvitation: () => dispatch({ type: 'forgetInvitation' }),

    typing(key, active) {
      const { name, kind, joined } = buffer(key);
      if (store.get().phase !== 'online' || kind === 'server' || (kind === 'channel' && !joined)) return;
      const now = Date.now();
      if (active ? typed.key === key && now - typed.at < TYPING_MILLIS : typed.key !== key) return;
      typed = active ? { key, at: now } : { key: null, at: 0 };
      connection.send(`@+typing=${active ? 'active' : 'done'} TAGMSG ${name}`);
    },
  };
}

/** The answer to WHOIS as facts. */
export function factsOf(messages) {
  const facts = {};
  for (const { command, params } of messages) {
    if (command === '311')
      Object.assign(facts, { nick: params[1], user: params[2], host: params[3], realname: params[5] });
    else if (command === '319') facts.channels = params[2].trim().split(' ');
    else if (command === '330') facts.account = params[2];
    else if (command === '301') facts.away = params[2];
    else if (command === '313') facts.operator = true;
    else if (command === '335') facts.bot = true;
    else if (command === '671') facts.secure = true;
    else if (command === '317')
      Object.assign(facts, { idleSeconds: Number(params[2]), since: Number(params[3]) * 1000 });
  }
  return facts;
}
