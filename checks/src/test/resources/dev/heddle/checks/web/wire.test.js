// SPDX-License-Identifier: Apache-2.0
import { createBatches } from '../wire/batches.js';
import { DEFAULTS, fold, parseModes, splitRanks, withRank, withTokens } from '../wire/features.js';
import { runs, stripCodes } from '../wire/format.js';
import { createHandshake } from '../wire/handshake.js';
import { pieces, roomFor } from '../wire/length.js';
import { encode, escapeTag, parse, timeOf, unescapeTag } from '../wire/line.js';
import { chunks, plain, saltedKey, scram } from '../wire/sasl.js';
import { equal, ok, test, throws } from './harness.js';

// --- lines

test('a line has tags, source, command and parameters', () => {
  const message = parse('@time=2026-01-02T03:04:05.678Z;+x=a\\:b\\sc;flag :bob!b@host PRIVMSG #loom :hello  there : you');
  equal(message.tags, { time: '2026-01-02T03:04:05.678Z', '+x': 'a;b c', flag: '' });
  equal([message.nick, message.user, message.host, message.command], ['bob', 'b', 'host', 'PRIVMSG']);
  equal(message.params, ['#loom', 'hello  there : you']);
  equal(timeOf(message, 0), Date.UTC(2026, 0, 2, 3, 4, 5, 678));
});

test('an empty last parameter and colons inside of words are kept', () => {
  equal(parse('TOPIC #loom :').params, ['#loom', '']);
  equal(parse('MODE #loom +b a:b').params, ['#loom', '+b', 'a:b']);
  equal(parse(':irc.example 001 me  :hi').params, ['me', 'hi']);
});

test('a line without a command is none', () => {
  for (const text of ['', ' ', '@a=b', ':source', '@a=b :source ']) equal(parse(text), null);
});

test('a source is a nick, a mask or a server', () => {
  const source = (line) => {
    const { nick, user, host } = parse(line);
    return [nick, user, host];
  };
  equal(source(':irc.example.org PING x'), ['irc.example.org', '', '']);
  equal(source(':bob@host PING x'), ['bob', '', 'host']);
  equal(source(':bob!u@h@x PING x'), ['bob', 'u@h', 'x']);
});

test('what is encoded is parsed the same', () => {
  const line = encode('PRIVMSG', ['#loom', ':) a b'], { '+n': 'a;b c\\d', label: '7', flag: '' });
  equal(line, '@+n=a\\:b\\sc\\\\d;label=7;flag PRIVMSG #loom ::) a b');
  const message = parse(line);
  equal(message.params, ['#loom', ':) a b']);
  equal(message.tags, { '+n': 'a;b c\\d', label: '7', flag: '' });
});

test('a line end cannot be smuggled into a command', () => {
  equal(encode('PRIVMSG', ['#loom', 'a\r\nQUIT']), 'PRIVMSG #loom :a QUIT');
  throws(() => encode('PRIVMSG', ['a b', 'x']), 'wanted one word');
  throws(() => encode('PRIVMSG', ['', 'x']), 'wanted one word');
});

test('escapes of tags are undone, unknown ones lose their backslash', () => {
  equal(unescapeTag('a\\qb\\'), 'aqb');
  const text = 'a;b c\\d\r\n';
  equal(unescapeTag(escapeTag(text)), text);
});

// --- features

const FEATURES = withTokens(DEFAULTS, [
  'me', 'CASEMAPPING=ascii', 'CHANMODES=beI,k,l,imnst', 'PREFIX=(qaohv)~&@%+', 'NETWORK=Our\\x20Net', 'CHATHISTORY=100', 'WHOX', 'are supported',
]);

test('tokens of several lines add up, and one can be taken back', () => {
  equal([FEATURES.network, FEATURES.historyPage, FEATURES.whox, FEATURES.casemapping], ['Our Net', 100, true, 'ascii']);
  const fewer = withTokens(FEATURES, ['me', '-WHOX', 'are supported']);
  equal([fewer.whox, fewer.network], [false, 'Our Net']);
});

test('names fold as the server says', () => {
  equal(fold('#Loom[A]', 'ascii'), '#loom[a]');
  equal(fold('Nick[]\\^', 'rfc1459'), 'nick{}|~');
  equal(fold('Nick^', 'rfc1459-strict'), 'nick^');
  equal(fold('É', 'ascii'), 'É');
  equal(fold('É', 'precis'), 'é');
});

test('modes take their parameters by kind', () => {
  equal(parseModes(['+ko-vl+b', 'key', 'ann', 'bob', '*!*@x'], FEATURES), [
    { add: true, letter: 'k', kind: 'key', param: 'key' },
    { add: true, letter: 'o', kind: 'rank', param: 'ann' },
    { add: false, letter: 'v', kind: 'rank', param: 'bob' },
    { add: false, letter: 'l', kind: 'limit', param: undefined },
    { add: true, letter: 'b', kind: 'list', param: '*!*@x' },
  ]);
  equal(parseModes(['+nt'], FEATURES).map((change) => change.kind), ['flag', 'flag']);
});

test('ranks are split off, added in order and taken away', () => {
  equal(splitRanks('@+bob', FEATURES), { symbols: '@+', rest: 'bob' });
  equal(withRank('+', 'o', true, FEATURES), '@+');
  equal(withRank('@+', 'o', false, FEATURES), '+');
});

// --- batches

function feed(batches, lines) {
  return lines.map((line) => batches.take(parse(line)));
}

test('a batch is handed over when it ends', () => {
  const [open, first, end] = feed(createBatches(), [
    '@label=5 :s BATCH +1 chathistory #loom', '@batch=1 :bob!b@h PRIVMSG #loom :a', ':s BATCH -1',
  ]);
  equal([open, first], [null, null]);
  equal([end.batch.type, end.batch.label, end.batch.params], ['chathistory', '5', ['#loom']]);
  equal(end.batch.messages.map((message) => message.params[1]), ['a']);
});

test('an inner batch is found in the outer one', () => {
  const all = feed(createBatches(), [
    '@label=5 :s BATCH +1 labeled-response', '@batch=1 :s BATCH +2 chathistory #loom', '@batch=2 :b!b@h PRIVMSG #loom :a', ':s BATCH -2', '@batch=1 :s NOTE X Y :z', ':s BATCH -1',
  ]);
  equal(all.slice(0, 5), [null, null, null, null, null]);
  const { batch } = all[5];
  equal([batch.messages.length, batch.batches.length, batch.batches[0].messages.length], [1, 1, 1]);
});

test('what is in no batch goes through, and the end of an unknown one is nothing', () => {
  const [message, end] = feed(createBatches(), [':b!b@h PRIVMSG #loom :a', ':s BATCH -9']);
  equal([message.message.command, end], ['PRIVMSG', null]);
});

test('too many open batches give up the oldest', () => {
  const batches = createBatches();
  for (let i = 0; i < 65; i++) batches.take(parse(`:s BATCH +${i} x`));
  equal(batches.take(parse(':s BATCH -0')), null);
  ok(batches.take(parse(':s BATCH -64')).batch);
});

// --- text that fits

test('a long text is cut at spaces, and every piece fits', () => {
  const text = 'word '.repeat(300).trim();
  const cut = pieces(text, 100);
  equal(cut.join(' '), text);
  ok(cut.every((piece) => new TextEncoder().encode(piece).length <= 100), 'every piece to fit');
});

test('a long word is cut between code points', () => {
  const cut = pieces('🧵'.repeat(60), 50);
  equal(cut.join(''), '🧵'.repeat(60));
  ok(cut.every((piece) => !piece.includes('\ufffd') && new TextEncoder().encode(piece).length <= 50), 'whole code points');
});

test('the room counts the mask that the server puts in front', () => {
  equal(roomFor('ann!~a@host', '#loom'), 510 - ':ann!~a@host PRIVMSG #loom :'.length);
});

// --- formatting

test('formatting codes make runs of one look', () => {
  equal(runs('a\x02b\x1dc\x0fd'), [
    { text: 'a' },
    { bold: true, text: 'b' },
    { bold: true, italic: true, text: 'c' },
    { text: 'd' },
  ]);
});

test('colours have a ground or none, and end', () => {
  equal(runs('\x034,12red\x035 still\x03 plain'), [
    { fg: 4, bg: 12, text: 'red' },
    { bg: 12, fg: 5, text: ' still' },
    { text: ' plain' },
  ]);
  equal(runs('\x03,5'), [{ text: ',5' }]);
  equal(runs('\x04ff8800x'), [{ fg: '#ff8800', text: 'x' }]);
  equal(runs('\x0399own'), [{ text: 'own' }]);
});

test('a text without codes is what people see', () => {
  equal(stripCodes('\x02a\x02 \x0304,01b\x03 \x04ff0000c\x0f'), 'a b c');
});

// --- logging in

test('a SASL payload is cut at 400, and a full last piece is followed by a plus', () => {
  equal(plain('ann', 'secret'), [btoa('\0ann\0secret')]);
  equal(chunks(new Uint8Array(300)).map((piece) => piece.length), [400, 1]);
  equal(chunks(new Uint8Array(301)).map((piece) => piece.length), [400, 4]);
});

test('SCRAM answers as RFC 7677 says, and knows a wrong server', async () => {
  const exchange = scram('user', (salt, iterations) => saltedKey('pencil', salt, iterations), 'rOprNGfwEbeRWgbNEkqO');
  const text = (bytes) => new TextDecoder().decode(bytes);
  equal(text(exchange.first()), 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO');
  const server = 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096';
  equal(
    text(await exchange.answer(btoa(server))),
    'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
  );
  let refused = '';
  await exchange.answer(btoa('v=AAAA')).catch((error) => (refused = error.message));
  ok(refused.includes('does not know the password'), 'a refusal');
});

test('SCRAM takes the right server, and refuses a nonce that is not its own', async () => {
  const key = (salt, iterations) => saltedKey('pencil', salt, iterations);
  const right = scram('user', key, 'rOprNGfwEbeRWgbNEkqO');
  await right.answer(btoa('r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096'));
  equal((await right.answer(btoa('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4='))).length, 0);
  let refused = '';
  await scram('user', key, 'abc').answer(btoa('r=other,s=W22Z,i=4096')).catch((error) => (refused = error.message));
  ok(refused.includes('nonce'), 'a refusal');
});

// --- the handshake

const OFFER = 'CAP * LS :batch echo-message labeled-response message-tags server-time sasl=PLAIN draft/account-registration=before-connect draft/chathistory';

function handshake(who, lines) {
  const sent = [];
  const outcome = {};
  const machine = createHandshake(who, {
    send: (line) => sent.push(line),
    done: (facts) => (outcome.done = facts),
    failed: (problem) => (outcome.failed = problem),
  });
  machine.start();
  for (const line of lines) machine.take(parse(':s ' + line));
  return { sent, outcome, machine };
}

const ACK = 'CAP * ACK :batch echo-message labeled-response message-tags server-time sasl draft/account-registration draft/chathistory';

test('a guest asks for what it can use, and comes in', () => {
  const { sent, outcome } = handshake({ mode: 'guest', nick: 'ann' }, [OFFER, ACK, '001 ann :Welcome ann!a@h']);
  equal(sent, [
    'CAP LS 302', 'NICK ann', 'USER ann 0 * ann',
    'CAP REQ :batch echo-message labeled-response message-tags sasl server-time draft/account-registration draft/chathistory',
    'CAP END',
  ]);
  equal([outcome.done.nick, outcome.done.account], ['ann', null]);
});

test('a login says its password only when it is asked to', () => {
  const { sent, outcome, machine } = handshake({ mode: 'login', nick: 'ann', password: 'pw' }, [OFFER, ACK]);
  equal(sent.at(-1), 'AUTHENTICATE PLAIN');
  machine.take(parse('AUTHENTICATE +'));
  equal(sent.at(-1), 'AUTHENTICATE ' + btoa('\0ann\0pw'));
  for (const line of ['900 ann ann!*@h ann :logged in', '903 ann :ok', '001 ann :Welcome ann!a@h']) machine.take(parse(':s ' + line));
  equal(sent.at(-1), 'CAP END');
  equal(outcome.done.account, 'ann');
});

test('a wrong password ends the handshake with a reason', () => {
  const { outcome } = handshake({ mode: 'login', nick: 'ann', password: 'pw' }, [OFFER, ACK, '904 ann :SASL authentication failed']);
  equal(outcome.failed.code, 'login-failed');
});

test('a new account is made before the connection is complete', () => {
  const { sent, outcome } = handshake({ mode: 'register', nick: 'ann', password: 'pw' }, [
    OFFER, ACK, 'REGISTER SUCCESS ann :ok', '900 ann ann!*@h ann :logged in', '001 ann :Welcome ann!a@h',
  ]);
  equal(sent.slice(-2), ['REGISTER * * pw', 'CAP END']);
  equal(outcome.done.account, 'ann');
});

test('a new account waits where the server wants a complete connection first', () => {
  const { sent, outcome } = handshake({ mode: 'register', nick: 'ann', password: 'pw' }, [
    OFFER.replace('=before-connect', ''), ACK, '001 ann :Welcome ann!a@h', 'REGISTER SUCCESS ann :ok',
  ]);
  equal(sent.slice(-2), ['CAP END', 'REGISTER * * pw']);
  equal(outcome.done.account, 'ann');
});

test('a taken nick, a ban, a password of the server and a FAIL each have their code', () => {
  const failure = (line) => handshake({ mode: 'guest', nick: 'ann' }, [OFFER, ACK, line]).outcome.failed;
  equal(failure('433 * ann :Nickname is already in use').code, 'nick-taken');
  equal(failure('465 ann :You are banned from this server: spam').code, 'banned');
  equal(failure('464 ann :Password incorrect').code, 'server-password');
  equal(failure('FAIL * ACCOUNT_REQUIRED :You must log in').code, 'ACCOUNT_REQUIRED');
  equal(failure('ERROR :Closing link').code, 'closed');
});

test('a server that cannot keep messages from being doubled is refused', () => {
  const { outcome } = handshake({ mode: 'guest', nick: 'ann' }, ['CAP * LS :batch server-time', 'CAP * ACK :batch server-time']);
  equal(outcome.failed.code, 'too-old');
});

test('a list of capabilities in several lines is read to its end', () => {
  const { sent } = handshake({ mode: 'guest', nick: 'ann' }, ['CAP * LS * :batch echo-message', OFFER]);
  equal(sent.filter((line) => line.startsWith('CAP REQ')).length, 1);
});
