// SPDX-License-Identifier: Apache-2.0
// The state: what lines and actions make of it.

import { parse } from '../wire/line.js';
import { createStore } from '../model/reduce.js';
import { ENTRIES_MAX, SERVER } from '../model/state.js';
import { rowsOf, summary, visibleEntries } from '../model/rows.js';
import { isCall } from '../model/unread.js';
import { equal, ok, test, throws } from './harness.js';

const T0 = Date.UTC(2026, 0, 2, 12, 0, 0);

function iso(seconds) {
  return new Date(T0 + seconds * 1000).toISOString();
}

/** A client that is online as `me` in #loom with bob and carol, at second 0. */
function world() {
  const store = createStore();
  const line = (text, now = T0) => store.dispatch({ type: 'line', message: parse(text), now });
  line(':s 001 me :Welcome me!m@h');
  line(':s 005 me CASEMAPPING=ascii CHANMODES=beI,k,l,imnst PREFIX=(qaohv)~&@%+ CHANTYPES=# NETWORK=Net CHATHISTORY=100 :are supported');
  store.dispatch({ type: 'online', nick: 'me', account: 'me', granted: new Set() });
  line(`@time=${iso(0)};msgid=j1 :me!m@h JOIN #loom me :Me`);
  line(`:s MARKREAD #loom timestamp=${iso(0)}`);
  line(':s 353 me = #loom :me @bob +carol');
  const loom = () => store.get().buffers['#loom'];
  const say = (nick, text, seconds, more = '') => line(`@time=${iso(seconds)};msgid=${nick}${seconds}${more} :${nick}!u@h PRIVMSG #loom :${text}`, T0 + seconds * 1000);
  const texts = (key = '#loom') => store.get().buffers[key].entries.filter((entry) => entry.text !== '').map((entry) => entry.text);
  return { store, line, loom, say, texts, dispatch: store.dispatch };
}

test('joining opens a channel with its members and their ranks', () => {
  const { loom } = world();
  equal(loom().joined, true);
  equal(Object.values(loom().members).map(({ nick, symbols }) => symbols + nick), ['me', '@bob', '+carol']);
});

test('a message stands in its channel and counts as unread until it is read', () => {
  const { store, loom, say, texts, dispatch } = world();
  say('bob', 'hello', 1);
  say('bob', 'me: are you there?', 2);
  equal(texts(), ['hello', 'me: are you there?']);
  equal([loom().unread, loom().mentions], [2, 1]);
  dispatch({ type: 'activate', key: '#loom' });
  equal(loom().lineAt, T0);
  dispatch({ type: 'read', key: '#loom' });
  equal([loom().unread, loom().mentions, loom().readAt], [0, 0, T0 + 2000]);
  equal(store.get().buffers['#loom'].lineAt, T0);
});

test('the read position never goes back, and another device moves it on', () => {
  const { loom, say, line } = world();
  say('bob', 'one', 1);
  say('bob', 'two', 2);
  line(`:s MARKREAD #loom timestamp=${iso(1)}`);
  equal(loom().unread, 1);
  line(`:s MARKREAD #loom timestamp=${iso(0)}`);
  equal(loom().unread, 1);
});

test('what one says oneself, and what comes and goes, is not unread', () => {
  const { loom, say, line } = world();
  say('me', 'mine', 1);
  line(`@time=${iso(2)};msgid=x1 :dave!d@h JOIN #loom dave :Dave`);
  equal(loom().unread, 0);
});

test('a name inside of a word is no mention', () => {
  const { loom, say } = world();
  say('bob', 'welcome, some methods', 1);
  equal(loom().mentions, 0);
  say('bob', 'ME!', 2);
  equal(loom().mentions, 1);
});

test('a private message opens a conversation, one to somebody else is found there too', () => {
  const { store, line, texts } = world();
  line(`@time=${iso(1)};msgid=p1 :bob!b@h PRIVMSG me :psst`);
  line(`@time=${iso(2)};msgid=p2 :me!m@h PRIVMSG Bob :yes?`);
  equal(texts('bob'), ['psst', 'yes?']);
  equal(store.get().buffers.bob.mentions, 1);
});

test('a message that comes twice stands there once', () => {
  const { texts, say } = world();
  say('bob', 'hello', 1);
  say('bob', 'hello', 1);
  equal(texts(), ['hello']);
});

test('a CTCP request is not shown, an action is', () => {
  const { loom, line } = world();
  line(`@msgid=c1;time=${iso(1)} :bob!b@h PRIVMSG #loom :\x01VERSION\x01`);
  line(`@msgid=c2;time=${iso(2)} :bob!b@h PRIVMSG #loom :\x01ACTION waves\x01`);
  equal(loom().entries.slice(1).map(({ kind, text }) => [kind, text]), [['action', 'waves']]);
});

// --- sending

function send(dispatch, nonce, text) {
  dispatch({ type: 'send', key: '#loom', text, kind: 'message', nonce, now: T0 });
}

test('an echo takes the place of the pending message, and keeps its key', () => {
  const { loom, line, dispatch } = world();
  send(dispatch, 'n1', 'hello');
  const { key, state } = loom().entries.at(-1);
  equal(state, 'pending');
  line(`@time=${iso(1)};msgid=m1;+heddle/nonce=n1 :me!m@h PRIVMSG #loom :hello`);
  equal(loom().entries.slice(1).map((entry) => [entry.key, entry.state, entry.id]), [[key, '', 'm1']]);
});

test('somebody else cannot take a pending message away with its nonce', () => {
  const { loom, line, dispatch } = world();
  send(dispatch, 'n1', 'hello');
  line(`@time=${iso(1)};msgid=m1;+heddle/nonce=n1 :bob!b@h PRIVMSG #loom :stolen`);
  equal(loom().entries.slice(1).map((entry) => entry.state), ['', 'pending']);
});

test('what comes while a message is on its way stands above it', () => {
  const { texts, say, dispatch } = world();
  send(dispatch, 'n1', 'mine');
  say('bob', 'first', 5);
  equal(texts(), ['first', 'mine']);
});

test('a refused message says why, and can be sent again or thrown away', () => {
  const { loom, dispatch } = world();
  send(dispatch, 'n1', 'hello');
  dispatch({ type: 'failed', key: '#loom', nonce: 'n1', text: 'no' });
  equal([loom().entries.at(-1).state, loom().entries.at(-1).error], ['failed', 'no']);
  dispatch({ type: 'retried', key: '#loom', nonce: 'n1' });
  equal(loom().entries.at(-1).state, 'pending');
  dispatch({ type: 'discarded', key: '#loom', nonce: 'n1' });
  equal(loom().entries.length, 1);
});

test('sending takes the line away', () => {
  const { loom, say, dispatch } = world();
  say('bob', 'new', 1);
  dispatch({ type: 'activate', key: '#loom' });
  ok(loom().lineAt !== null);
  send(dispatch, 'n1', 'hello');
  equal(loom().lineAt, null);
});

// --- history

function page(texts, from, more = () => '') {
  return texts.map((text, at) => parse(`@time=${iso(from + at)};msgid=h${from + at}${more(at)} :bob!b@h PRIVMSG #loom :${text}`));
}

test('older pages go in front, in order and without doubles', () => {
  const { loom, texts, dispatch } = world();
  dispatch({ type: 'history', key: '#loom', messages: page(['c', 'd'], 12), edge: 'latest', complete: false, now: T0 });
  dispatch({ type: 'history', key: '#loom', messages: page(['a', 'b', 'c'], 10), edge: 'older', complete: true, now: T0 });
  equal(texts(), ['a', 'b', 'c', 'd']);
  equal(loom().hasOlder, false);
});

test('pages keep their order when all messages have the same millisecond', () => {
  const { texts, dispatch } = world();
  const same = (names) => names.map((name) => parse(`@time=${iso(5)};msgid=${name} :bob!b@h PRIVMSG #loom :${name}`));
  dispatch({ type: 'history', key: '#loom', messages: same(['c', 'd']), edge: 'latest', complete: false, now: T0 });
  dispatch({ type: 'history', key: '#loom', messages: same(['a', 'b']), edge: 'older', complete: false, now: T0 });
  equal(texts(), ['a', 'b', 'c', 'd']);
  dispatch({ type: 'offline', retryAt: 0 });
  dispatch({ type: 'line', message: same(['g'])[0], now: T0 });
  dispatch({ type: 'history', key: '#loom', messages: same(['e']), edge: 'gap', after: 'd', complete: false, now: T0 });
  dispatch({ type: 'history', key: '#loom', messages: same(['f', 'g']), edge: 'newer', after: 'e', complete: true, now: T0 });
  equal(texts(), ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
});

test('what was missed is filled in between, and a pending message is found in it', () => {
  const { loom, texts, say, dispatch } = world();
  say('bob', 'before', 1);
  send(dispatch, 'n1', 'typed while away');
  dispatch({ type: 'offline', retryAt: 0 });
  equal([loom().joined, loom().wasJoined, loom().resumeAfter], [false, true, 'bob1']);
  say('bob', 'after the reconnect', 9);
  const missed = [...page(['missed'], 5), parse(`@time=${iso(6)};msgid=own;+heddle/nonce=n1 :me!m@h PRIVMSG #loom :typed while away`)];
  dispatch({ type: 'history', key: '#loom', messages: missed, edge: 'newer', after: 'bob1', complete: true, now: T0 });
  equal(texts(), ['before', 'missed', 'typed while away', 'after the reconnect']);
  equal(loom().entries.filter((entry) => entry.state !== '').length, 0);
  equal(loom().resumeAfter, null);
});

test('a connection lost while catching up goes on from where it was the first time', () => {
  const { loom, say, dispatch } = world();
  say('bob', 'seen', 1);
  dispatch({ type: 'offline', retryAt: 0 });
  say('bob', 'after the first reconnect', 9);
  dispatch({ type: 'offline', retryAt: 0 });
  equal(loom().resumeAfter, 'bob1');
});

test('when too much was missed the newest page replaces what was there, but nothing unsent', () => {
  const { loom, texts, say, dispatch } = world();
  say('bob', 'old', 1);
  send(dispatch, 'n1', 'unsent');
  dispatch({ type: 'history', key: '#loom', messages: page(['new'], 500), edge: 'replace', complete: false, now: T0 });
  equal(texts(), ['new', 'unsent']);
  equal(loom().hasOlder, true);
});

test('a conversation has a limit, and what it lets go can be loaded again', () => {
  const { loom, say, dispatch } = world();
  const many = Array.from({ length: ENTRIES_MAX - 1 }, (nothing, at) => 'm' + at);
  dispatch({ type: 'history', key: '#loom', messages: page(many, 10), edge: 'latest', complete: true, now: T0 });
  equal([loom().entries.length, loom().hasOlder], [ENTRIES_MAX, false]);
  say('bob', 'one more', ENTRIES_MAX + 100);
  ok(loom().entries.length < ENTRIES_MAX, 'fewer entries');
  equal([loom().hasOlder, loom().entries.at(-1).text], [true, 'one more']);
});

// --- people

test('who leaves, is removed or renamed is not there under the old name', () => {
  const { loom, line } = world();
  line(`@msgid=a1;time=${iso(1)} :bob!b@h NICK robert`);
  line(`@msgid=a2;time=${iso(2)} :carol!c@h PART #loom :bye`);
  equal(Object.values(loom().members).map((member) => member.symbols + member.nick), ['me', '@robert']);
  line(`@msgid=a3;time=${iso(3)} :robert!b@h QUIT :gone`);
  equal(Object.keys(loom().members), ['me']);
  equal(loom().entries.map((entry) => entry.kind), ['join', 'nick', 'part', 'quit']);
});

test('being removed says so, and does not come back by itself', () => {
  const { store, loom, line } = world();
  line(':bob!b@h KICK #loom me :enough');
  equal([loom().joined, loom().wasJoined], [false, false]);
  ok(loom().notice.text.includes('bob removed you from #loom: enough'));
  equal(store.get().spoken.urgent, true);
});

test('ranks and modes follow MODE', () => {
  const { loom, line } = world();
  line(':bob!b@h MODE #loom +o-v+ik carol carol sesame');
  equal(loom().members.carol.symbols, '@');
  equal([loom().modes, loom().channelKey], ['ik', 'sesame']);
  line(':bob!b@h MODE #loom -k *');
  equal([loom().modes, loom().channelKey], ['i', '']);
});

test('away, account and real name are known of those one shares a channel with', () => {
  const { store, line } = world();
  line(':bob!b@h AWAY :lunch');
  line(':bob!b@h ACCOUNT bobby');
  equal([store.get().users.bob.away, store.get().users.bob.account], ['lunch', 'bobby']);
  line(':bob!b@h AWAY');
  equal(store.get().users.bob.away, null);
  line(':s 354 me 7 #loom c h carol G+ carol :Carol C');
  equal([store.get().users.carol.away, store.get().users.carol.realname], ['away', 'Carol C']);
});

test('strangers are forgotten', () => {
  const { store, line } = world();
  ok(store.get().users.bob);
  line(':bob!b@h PART #loom');
  equal(store.get().users.bob, undefined);
});

test('a private conversation follows a change of nick', () => {
  const { store, line } = world();
  line(`@msgid=p1;time=${iso(1)} :bob!b@h PRIVMSG me :psst`);
  store.dispatch({ type: 'activate', key: 'bob' });
  line(':bob!b@h NICK robert');
  equal([store.get().active, store.get().buffers.robert.name, store.get().buffers.bob], ['robert', 'robert', undefined]);
});

test('typing is seen until it ends, is over, or the message comes', () => {
  const { loom, line, say, dispatch } = world();
  line('@+typing=active :bob!b@h TAGMSG #loom');
  line('@+typing=active :carol!c@h TAGMSG #loom');
  equal(Object.keys(loom().typing), ['bob', 'carol']);
  say('bob', 'there', 1);
  equal(Object.keys(loom().typing), ['carol']);
  dispatch({ type: 'tick', now: T0 + 10_000 });
  equal(Object.keys(loom().typing), []);
});

test('the server speaks in a conversation of its own, and that is nobody calling', () => {
  const { store, line } = world();
  line(':irc.example.org NOTICE me :Hello');
  line(':s 372 me :- Be kind');
  const server = store.get().buffers[SERVER];
  equal(server.entries.map((entry) => entry.text), ['Hello', 'Be kind']);
  equal([server.unread, server.entries.some((entry) => isCall(server, entry))], [0, false]);
});

test('an action that does not exist is an error that names those that do', () => {
  throws(() => world().dispatch({ type: 'nonsense' }), "got 'nonsense'");
});

// --- rows

function types(rows) {
  return rows.map((row) => (row.type === 'message' ? (row.first ? 'first' : 'more') : row.type));
}

test('messages of one author stand together, and time or another author parts them', () => {
  const { loom, say } = world();
  say('bob', 'a', 1);
  say('bob', 'b', 2);
  say('carol', 'c', 3);
  say('bob', 'd', 4);
  say('bob', 'e', 4 + 600);
  equal(types(rowsOf(loom().entries, 0, loom().entries.length, null)), ['day', 'events', 'first', 'more', 'first', 'first', 'first']);
});

test('a part of the log has the same rows as the whole', () => {
  const { loom, say } = world();
  for (let i = 0; i < 20; i++) say(i % 3 === 0 ? 'carol' : 'bob', 'm' + i, i * 20_000);
  const { entries } = loom();
  const whole = rowsOf(entries, 0, entries.length, T0 + 50_000);
  const part = rowsOf(entries, 7, entries.length, T0 + 50_000);
  equal(part, whole.slice(-part.length));
});

test('the line stands above the first new message of somebody else', () => {
  const { loom, say } = world();
  say('bob', 'old', 1);
  say('me', 'mine', 3);
  say('bob', 'new', 4);
  const rows = rowsOf(loom().entries, 0, loom().entries.length, T0 + 2000);
  equal(types(rows), ['day', 'events', 'first', 'first', 'line', 'first']);
});

test('joins and leaves can be left out', () => {
  const { loom, say } = world();
  say('bob', 'a', 1);
  equal(visibleEntries(loom().entries, false).map((entry) => entry.kind), ['message']);
});

test('comings and goings are told once per person', () => {
  const entry = (kind, nick, text = '') => ({ kind, nick, text });
  equal(
    summary([entry('join', 'ann'), entry('join', 'bob'), entry('quit', 'bob'), entry('part', 'carol'), entry('join', 'carol'), entry('nick', 'ann', 'anna'), entry('quit', 'dave')]),
    { joined: ['carol', 'anna'], left: ['dave'], passed: ['bob'], renamed: [['ann', 'anna']] },
  );
});

test('a message that is taken back leaves its place and is no news any more', () => {
  const { loom, say, line } = world();
  say('bob', 'me: oops', 1);
  equal(loom().mentions, 1);
  line(':bob!u@h REDACT #loom bob1 :typo');
  equal([loom().unread, loom().mentions, loom().entries.at(-1).text, loom().entries.at(-1).redacted], [0, 0, '', true]);
});

test('what is known already changes nothing', () => {
  const { store, line } = world();
  line(':bob!b@h AWAY :lunch');
  const { users } = store.get();
  line(':bob!b@h AWAY :lunch');
  ok(store.get().users === users, 'the same users');
});
