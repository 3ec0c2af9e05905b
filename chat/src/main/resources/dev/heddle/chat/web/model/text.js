// SPDX-License-Identifier: Apache-2.0
// A message's text as a list of tokens that the view draws: { type, text, look, … }. Types: text, code, link, channel,
// mention. Pure: nothing here touches the page.

import { runs } from '../wire/format.js';

// Closing punctuation belongs to the sentence and not to the address, unless a bracket inside it was opened.
const LINK = /\bhttps?:\/\/[^\s<>"\x00-\x20]+/g;
const CHANNEL = /(^|[\s([{,])(#[^\s,:!?'")\]}\x00-\x20]*[^\s,:.;!?'")\]}\x00-\x20])/g;
const CODE_SPAN = /\x60([^\x60]+)\x60/g;

function trimmedLink(address) {
  let end = address.length;
  while (end > 0) {
    const last = address[end - 1];
    const opened = (address.slice(0, end).match(/\(/g) ?? []).length;
    const closed = (address.slice(0, end).match(/\)/g) ?? []).length;
    if ('.,;:!?\'"*_'.includes(last) || (last === ')' && closed > opened)) end--;
    else break;
  }
  return address.slice(0, end);
}

/** Cuts what `find` finds out of the text tokens; the rest stays as it is. */
function cut(tokens, find) {
  return tokens.flatMap((token) => {
    if (token.type !== 'text') return [token];
    const out = [];
    let at = 0;
    for (const found of find(token.text)) {
      if (found.from > at) out.push({ ...token, text: token.text.slice(at, found.from) });
      out.push({ ...token, ...found.token });
      at = found.to;
    }
    if (at < token.text.length) out.push({ ...token, text: token.text.slice(at) });
    return out;
  });
}

function findAll(pattern, make) {
  return (text) => [...text.matchAll(pattern)].map(make).filter((found) => found !== null && found.to > found.from);
}

const code = findAll(CODE_SPAN, (match) => ({
  from: match.index,
  to: match.index + match[0].length,
  token: { type: 'code', text: match[1] },
}));

const links = findAll(LINK, (match) => {
  const href = trimmedLink(match[0]);
  return { from: match.index, to: match.index + href.length, token: { type: 'link', text: href, href } };
});

const channels = findAll(CHANNEL, (match) => {
  const from = match.index + match[1].length;
  return { from, to: from + match[2].length, token: { type: 'channel', text: match[2] } };
});

function escapeRegExp(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

const patterns = new Map();

function mentionPattern(nick) {
  let pattern = patterns.get(nick);
  if (pattern === undefined) {
    if (patterns.size > 50) patterns.clear();
    pattern = new RegExp(`(?<![\\p{L}\\p{N}_\\-])${escapeRegExp(nick)}(?![\\p{L}\\p{N}_\\-])`, 'giu');
    patterns.set(nick, pattern);
  }
  return pattern;
}

/** Whether the text names this nick as a word of its own. */
export function mentions(text, nick) {
  // Not test(): it would leave its place in the pattern behind.
  return nick !== '' && text.search(mentionPattern(nick)) >= 0;
}

/** The tokens of a text; `nick` is the reader's own, to be marked where it is named. */
export function tokens(text, nick = '') {
  let list = runs(text).map(({ text: part, ...look }) => ({ type: 'text', text: part, look }));
  list = cut(list, code);
  list = cut(list, links);
  list = cut(list, channels);
  if (nick === '') return list;
  const own = findAll(mentionPattern(nick), (match) => ({
    from: match.index,
    to: match.index + match[0].length,
    token: { type: 'mention', text: match[0] },
  }));
  return cut(list, own);
}
