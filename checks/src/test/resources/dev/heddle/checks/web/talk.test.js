// SPDX-License-Identifier: Apache-2.0
// Words: what is typed, what is shown, what is completed and found.

import { withTokens, DEFAULTS } from '../wire/features.js';
import { COMMANDS, banMask, interpreted } from '../model/commands.js';
import { nicksOf, offersAt, taken } from '../model/complete.js';
import { EMOJI, withEmoji } from '../model/emoji.js';
import { newer, nothingTyped, older, recalledText, remembered } from '../model/recall.js';
import { search } from '../model/search.js';
import { mentions, tokens } from '../model/text.js';
import { equal, ok, test } from './harness.js';

const features = withTokens(DEFAULTS, ['me', 'CHANTYPES=#', 'CASEMAPPING=ascii', 'ok']);
const loom = { name: '#loom', kind: 'channel', features };
const bob = { name: 'bob', kind: 'private', features };
const server = { name: 'Server', kind: 'server', features };

// --- text

function brief(text, nick) {
  return tokens(text, nick).map((token) => (token.type === 'text' ? token.text : [token.type, token.text]));
}

test('addresses are links without the punctuation behind them', () => {
  equal(brief('see https://example.org/a_(b), or (http://x.org/y?z=1).'), [
    'see ', ['link', 'https://example.org/a_(b)'], ', or (', ['link', 'http://x.org/y?z=1'], ').',
  ]);
});

test('only http is a link', () => {
  equal(brief('javascript:alert(1) data:text/html,x file:///etc'), ['javascript:alert(1) data:text/html,x file:///etc']);
});

test('channels are found, numbers of issues too, colours in code are not', () => {
  equal(brief('in #loom, and `#fff` there'), ['in ', ['channel', '#loom'], ', and ', ['code', '#fff'], ' there']);
  equal(brief('a#b https://x.org/#part'), ['a#b ', ['link', 'https://x.org/#part']]);
});

test('a mention is marked as a whole word, whatever its letters', () => {
  equal(brief('hi Ann[x], annx', 'ann[x]'), ['hi ', ['mention', 'Ann[x]'], ', annx']);
  equal([mentions('ann-marie', 'ann'), mentions('@ann!', 'ann'), mentions('', 'ann'), mentions('x', '')], [false, true, false, false]);
});

test('looks go over the borders of tokens', () => {
  equal(tokens('\x02bold https://x.org\x02 plain'), [
    { type: 'text', text: 'bold ', look: { bold: true } },
    { type: 'link', text: 'https://x.org', href: 'https://x.org', look: { bold: true } },
    { type: 'text', text: ' plain', look: {} },
  ]);
});

// --- commands

test('what has no slash is said, and two slashes say one', () => {
  equal(interpreted('hello', loom), { say: { target: '#loom', text: 'hello', kind: 'message' } });
  equal(interpreted('//etc', loom).say.text, '/etc');
  equal(interpreted('/usr/bin/env', loom).say.text, '/usr/bin/env');
  ok(interpreted('hello', server).error, 'an error');
});

test('channel commands are about the channel where they were typed, or the one that is named', () => {
  equal(interpreted('/topic new one', loom).line, ['TOPIC', '#loom', 'new one']);
  equal(interpreted('/topic #other new one', loom).line, ['TOPIC', '#other', 'new one']);
  equal(interpreted('/kick bob too loud', loom).line, ['KICK', '#loom', 'bob', 'too loud']);
  equal(interpreted('/part', loom).line, ['PART', '#loom']);
  equal(interpreted('/part #other bye all', loom).line, ['PART', '#other', 'bye all']);
  ok(interpreted('/kick bob', bob).error, 'an error');
});

test('ranks are given to several at once', () => {
  equal(interpreted('/op ann bob', loom).line, ['MODE', '#loom', '+oo', 'ann', 'bob']);
  equal(interpreted('/devoice ann', loom).line, ['MODE', '#loom', '-v', 'ann']);
});

test('a nick is banned as a mask, a mask as it is', () => {
  equal([banMask('bob'), banMask('*!*@192.0.2.1'), banMask('~a:bob')], ['bob!*@*', '*!*@192.0.2.1', '~a:bob']);
  equal(interpreted('/ban bob', loom).line, ['MODE', '#loom', '+b', 'bob!*@*']);
  equal(interpreted('/ban', loom).ask, 'bans');
});

test('messages and actions keep their spaces', () => {
  equal(interpreted('/msg bob  two  spaces', loom).say, { target: 'bob', text: 'two  spaces', kind: 'message' });
  equal(interpreted('/me waves', bob).say, { target: 'bob', text: 'waves', kind: 'action' });
});

test('a line for the server is split as the server will read it', () => {
  equal(interpreted('/quote privmsg #loom :a  b', loom).line, ['PRIVMSG', '#loom', 'a  b']);
  equal(interpreted('/raw list', loom).line, ['LIST']);
});

test('what is missing, and what does not exist, is said', () => {
  ok(interpreted('/join', loom).error.includes('/join #channel'));
  ok(interpreted('/nonsense', loom).error.includes('/nonsense'));
  equal(interpreted('/join loom key', loom), { ask: 'join', name: '#loom', key: 'key' });
});

test('every command has a help, and answers something even without words', () => {
  for (const [name, command] of Object.entries(COMMANDS)) {
    ok(command.help.length > 0, `a help of /${name}`);
    for (const here of [loom, bob, server]) ok(typeof interpreted('/' + name, here) === 'object', `an answer of /${name}`);
  }
});

// --- completing

const context = { nicks: ['bob', 'Bobby', 'carol'], channels: ['#loom', '#lounge'], emoji: EMOJI };

function labels(text, caret = text.length) {
  return offersAt(text, caret, context)?.offers.map((offer) => offer.insert);
}

test('nicks are completed, with a colon at the start', () => {
  equal(labels('bo'), ['bob: ', 'Bobby: ']);
  equal(labels('hi bo'), ['bob ', 'Bobby ']);
  equal(labels('hi @ca'), ['carol ']);
  equal(offersAt('bo', 2, context).open, false);
  equal(offersAt('hi @bo', 6, context).open, true);
});

test('channels, commands and emoji are offered as they are typed', () => {
  equal(labels('see #lo'), ['#loom ', '#lounge ']);
  equal(labels('/to'), ['/topic ']);
  equal(labels(':tad'), ['🎉 ']);
  equal(labels(':t'), undefined);
  equal(labels('12:30'), undefined);
});

test('what is complete is not offered any more', () => {
  equal([labels('#loom'), labels('/me'), labels('nobody')], [undefined, undefined, undefined]);
});

test('an offer replaces the word at the caret and nothing else', () => {
  const text = 'hi bo there';
  const found = offersAt(text, 5, context);
  equal(taken(text, found, found.offers[0]), { text: 'hi bob there', caret: 6 });
});

test('who spoke last is offered first, oneself never', () => {
  const member = (nick) => [nick, { nick, symbols: '' }];
  const buffer = { kind: 'channel', members: Object.fromEntries(['ann', 'bob', 'carol', 'me'].map(member)), entries: [{ nick: 'bob' }, { nick: 'carol' }] };
  equal(nicksOf(buffer, 'me'), ['carol', 'bob', 'ann']);
});

test('emoji names are replaced, but not in code, and unknown ones stay', () => {
  equal(withEmoji('well :tada: `:tada:` 12:30:45 :nope:'), 'well 🎉 `:tada:` 12:30:45 :nope:');
  ok(EMOJI.every(([name, sign]) => /^[a-z0-9_+-]+$/.test(name) && /\P{ASCII}/u.test(sign)), 'names and signs in pairs');
});

// --- what was typed before

test('what was typed comes back, and so does the draft', () => {
  let recall = remembered(remembered(nothingTyped, 'one'), 'two');
  recall = older(recall, 'draft');
  equal(recalledText(recall), 'two');
  recall = older(recall, 'two');
  equal(recalledText(recall), 'one');
  equal(older(recall, 'one'), null);
  recall = newer(newer(recall));
  equal(recalledText(recall), 'draft');
  equal(newer(recall), null);
});

test('the same line twice is remembered once', () => {
  equal(remembered(remembered(nothingTyped, 'a'), 'a').lines, ['a']);
});

// --- searching

test('every word must be there, whatever its accents and size', () => {
  const entries = [
    { kind: 'message', nick: 'ann', text: 'The \x02Café\x02 is open' },
    { kind: 'join', nick: 'cafe', text: '' },
    { kind: 'message', nick: 'bob', text: 'cafe closed' },
  ];
  equal(search(entries, 'CAFE').map((entry) => entry.nick), ['bob', 'ann']);
  equal(search(entries, 'cafe open').map((entry) => entry.nick), ['ann']);
  equal(search(entries, 'from:bob').map((entry) => entry.nick), ['bob']);
  equal(search(entries, 'from:bob open'), []);
  equal(search(entries, '  '), []);
});
