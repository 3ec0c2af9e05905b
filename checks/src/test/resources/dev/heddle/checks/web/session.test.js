// SPDX-License-Identifier: Apache-2.0
// Questions and answers, the outbox and the history, with a server that the test plays.

import { parse } from '../wire/line.js';
import { createStore } from '../model/reduce.js';
import { createHistory } from '../session/history.js';
import { createOutbox } from '../session/outbox.js';
import { createRequests, sentence } from '../session/requests.js';
import { factsOf } from '../session/actions.js';
import { equal, ok, test } from './harness.js';

function requests() {
  const sent = [];
  const all = createRequests((line) => sent.push(parse(line)));
  const label = () => sent.at(-1).tags.label;
  const answer = (text) => all.take({ message: parse(`@label=${label()} ${text}`) });
  return { all, sent, label, answer };
}

const rejection = (promise) => promise.then(() => null, (error) => error);

test('an answer goes to who asked and to the state', async () => {
  const { all, answer } = requests();
  const asked = all.ask('TOPIC', ['#loom', 'new']);
  const seen = answer(':me!m@h TOPIC #loom :new');
  equal(seen.map((message) => message.command), ['TOPIC']);
  equal((await asked).messages.length, 1);
});

test('an error goes to who asked, as a sentence, and nowhere else', async () => {
  const { all, answer } = requests();
  const asked = rejection(all.ask('KICK', ['#loom', 'bob']));
  equal(answer(":s 482 me #loom :You're not channel operator"), []);
  const error = await asked;
  equal([error.message, error.code, error.line.command], ['You must be an operator of #loom to do that.', '482', '482']);
});

test('a FAIL says what it says', async () => {
  const { all, answer } = requests();
  const asked = rejection(all.ask('CHATHISTORY', ['LATEST', '#x', '*', '5']));
  answer(':s FAIL CHATHISTORY INVALID_TARGET LATEST #x :Messages could not be retrieved');
  equal((await asked).code, 'INVALID_TARGET');
});

test('what is asked quietly, and what nobody asked for in a batch of the history, is not for the state', () => {
  const { all, answer } = requests();
  all.ask('LIST', [], { quiet: true });
  equal(answer(':s 323 me :End'), []);
  equal(all.take({ batch: { type: 'chathistory', messages: [parse(':b!b@h PRIVMSG #loom :x')], batches: [] } }), []);
});

test('a lost connection answers every question', async () => {
  const { all } = requests();
  const asked = [rejection(all.ask('A', [])), rejection(all.ask('B', []))];
  all.abandon();
  for (const one of asked) equal((await one).line, undefined);
});

test('errors that nobody translated are shown as they are', () => {
  equal(sentence(parse(':s 404 me #loom :Cannot send to channel (+m)')), 'Cannot send to channel (+m)');
  equal(sentence(parse(':s 433 me bob :This nickname belongs to an account; log in to use it')), 'bob belongs to an account.');
});

test('WHOIS becomes facts', () => {
  const lines = [':s 311 me bob b h * :Bob B', ':s 319 me bob :@#loom #weave', ':s 330 me bob bobby :is logged in as', ':s 317 me bob 61 1700000000 :idle'];
  equal(factsOf(lines.map(parse)), { nick: 'bob', user: 'b', host: 'h', realname: 'Bob B', channels: ['@#loom', '#weave'], account: 'bobby', idleSeconds: 61, since: 1700000000000 });
});

// --- outbox and history

/** A store that is online in #loom, and a server that answers with `answers(command, params, tags)`. */
function world(answers) {
  const store = createStore();
  const asked = [];
  const line = (text) => store.dispatch({ type: 'line', message: parse(text), now: 0 });
  line(':s 001 me :Welcome me!m@h');
  line(':s 005 me CASEMAPPING=ascii CHANTYPES=# CHATHISTORY=3 :are supported');
  store.dispatch({ type: 'online', nick: 'me', account: 'me', granted: new Set() });
  line('@msgid=j1;time=2026-01-01T00:00:00.000Z :me!m@h JOIN #loom me :Me');
  line(':s MARKREAD #loom timestamp=2026-01-01T00:00:00.000Z');
  const connection = {
    now: () => 0,
    async ask(command, params, how = {}) {
      asked.push([command, ...params]);
      const answer = await answers(command, params, how.tags ?? {});
      if (answer instanceof Error) throw answer;
      return { messages: [], batches: answer ? [{ messages: answer.map(parse), batches: [] }] : [] };
    },
  };
  const behind = new Set();
  const outbox = createOutbox({ store, connection, isBehind: (key) => behind.has(key) });
  const history = createHistory({ store, connection, flush: outbox.flush });
  const entries = () => store.get().buffers['#loom'].entries.slice(1);
  return { store, line, outbox, history, behind, asked, entries };
}

const at = (second, id, text, more = '') => `@time=2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z;msgid=${id}${more} :bob!b@h PRIVMSG #loom :${text}`;
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function refusal() {
  return Object.assign(new Error('no'), { line: {} });
}

test('each line is a message of its own with a nonce of its own', async () => {
  const nonces = [];
  const { outbox, asked } = world((command, params, tags) => void nonces.push(tags['+heddle/nonce']));
  outbox.say('#loom', 'one\n\ntwo', 'message');
  outbox.say('#loom', 'waves', 'action');
  await settle();
  equal(asked, [['PRIVMSG', '#loom', 'one'], ['PRIVMSG', '#loom', 'two'], ['PRIVMSG', '#loom', '\x01ACTION waves\x01']]);
  equal(new Set(nonces).size, 3);
});

test('a refused message fails, one without an answer stays', async () => {
  let answer = refusal();
  const { outbox, entries } = world(() => answer);
  outbox.say('#loom', 'one', 'message');
  await settle();
  answer = new Error('the connection was lost');
  outbox.say('#loom', 'two', 'message');
  await settle();
  equal(entries().map((entry) => entry.state), ['failed', 'pending']);
  equal(outbox.hasPending(), true);
});

test('what is typed while a conversation is behind waits, and goes out in order', async () => {
  const { outbox, behind, asked } = world(() => null);
  behind.add('#loom');
  outbox.say('#loom', 'one', 'message');
  outbox.say('#loom', 'two', 'message');
  await settle();
  equal(asked, []);
  behind.clear();
  outbox.flush('#loom');
  await settle();
  equal(asked.map((words) => words[2]), ['one', 'two']);
});

test('a first page is the latest one, and says whether there is more', async () => {
  const { store, history, asked } = world((command) => (command === 'CHATHISTORY' ? [at(1, 'a', 'a'), at(2, 'b', 'b')] : null));
  history.catchUp('#loom');
  await settle();
  equal(asked, [['CHATHISTORY', 'LATEST', '#loom', '*', '3']]);
  const { entries, hasOlder } = store.get().buffers['#loom'];
  equal(entries.map((entry) => entry.text), ['a', 'b', '']);
  equal(hasOlder, false);
});

test('what was missed comes page by page, and only then what waited is sent', async () => {
  const pages = [[at(2, 'b', 'b'), at(3, 'c', 'c'), at(4, 'd', 'd')], [at(5, 'e', 'e')]];
  const { store, line, outbox, history, asked, entries } = world((command) => (command === 'CHATHISTORY' ? pages.shift() : null));
  line(at(1, 'a', 'a'));
  outbox.say('#loom', 'unsent', 'message');
  store.dispatch({ type: 'offline', retryAt: 0 });
  store.dispatch({ type: 'online', nick: 'me', account: 'me', granted: new Set() });
  line('@msgid=j2;time=2026-01-01T00:00:09.000Z :me!m@h JOIN #loom me :Me');
  history.catchUp('#loom');
  await settle();
  await settle();
  equal(asked.slice(1), [['CHATHISTORY', 'AFTER', '#loom', 'msgid=a', '3'], ['CHATHISTORY', 'AFTER', '#loom', 'msgid=d', '3'], ['PRIVMSG', '#loom', 'unsent']]);
  equal(entries().filter((entry) => entry.kind === 'message').map((entry) => entry.text), ['a', 'b', 'c', 'd', 'e', 'unsent']);
});

test('what the history knows by its nonce is not sent again', async () => {
  const { store, line, outbox, history, asked, entries } = world((command) => {
    if (command !== 'CHATHISTORY') return new Error('the connection was lost');
    const { nonce } = entries().find((entry) => entry.state === 'pending');
    return [at(2, 'own', 'once', ';+heddle/nonce=' + nonce).replace('bob!b@h', 'me!m@h')];
  });
  line(at(1, 'a', 'a'));
  outbox.say('#loom', 'once', 'message');
  await settle();
  store.dispatch({ type: 'offline', retryAt: 0 });
  store.dispatch({ type: 'online', nick: 'me', account: 'me', granted: new Set() });
  line(':me!m@h JOIN #loom me :Me');
  history.catchUp('#loom');
  await settle();
  await settle();
  equal(asked.filter((words) => words[0] === 'PRIVMSG').length, 1);
  equal(entries().filter((entry) => entry.text === 'once').map((entry) => [entry.id, entry.state]), [['own', '']]);
});

test('older messages are asked for before the oldest one, once at a time', async () => {
  const { history, line, asked, store } = world(() => []);
  line(at(1, 'a', 'a'));
  history.older('#loom');
  history.older('#loom');
  await settle();
  equal(asked, [['CHATHISTORY', 'BEFORE', '#loom', 'msgid=j1', '3']]);
  ok(!store.get().buffers['#loom'].hasOlder, 'the beginning to be reached');
});

test('a refused history is the end of it, a lost connection is not', async () => {
  let answer = new Error('the connection was lost');
  const { store, history } = world(() => answer);
  history.catchUp('#loom');
  await settle();
  equal(store.get().buffers['#loom'].hasOlder, true);
  history.forget();
  answer = refusal();
  history.catchUp('#loom');
  await settle();
  equal(store.get().buffers['#loom'].hasOlder, false);
});
