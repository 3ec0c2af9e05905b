// SPDX-License-Identifier: Apache-2.0
// What the word at the caret can become: nicks, channels, commands, emoji.

import { COMMANDS } from './commands.js';

export const OFFERED_MAX = 8;

function wordBefore(text, caret) {
  const from = Math.max(text.lastIndexOf(' ', caret - 1), text.lastIndexOf('\n', caret - 1)) + 1;
  return { from, word: text.slice(from, caret) };
}

function commands(word) {
  const wanted = word.slice(1).toLowerCase();
  return Object.entries(COMMANDS)
    .filter(([name]) => name.startsWith(wanted))
    .map(([name, command]) => ({ insert: `/${name} `, label: `/${name} ${command.usage}`.trim(), hint: command.help }));
}

function emoji(word, { emoji: all }) {
  const wanted = word.slice(1).toLowerCase();
  const starting = all.filter(([name]) => name.startsWith(wanted));
  const holding = all.filter(([name]) => !name.startsWith(wanted) && name.includes(wanted));
  return [...starting, ...holding].map(([name, sign]) => ({
    insert: sign + ' ',
    label: `${sign} :${name}:`,
    hint: '',
  }));
}

function channels(word, context) {
  const wanted = word.toLowerCase();
  return context.channels
    .filter((name) => name.toLowerCase().startsWith(wanted))
    .map((name) => ({ insert: name + ' ', label: name, hint: '' }));
}

/** Nicks, those first who spoke last. At the start of a message a nick is an address and gets a colon. */
function nicks(word, context, atStart) {
  const wanted = word.replace(/^@/, '').toLowerCase();
  const ending = atStart ? ': ' : ' ';
  return context.nicks
    .filter((nick) => nick.toLowerCase().startsWith(wanted))
    .map((nick) => ({ insert: nick + ending, label: nick, hint: '' }));
}

/**
 * The offers for the word before the caret: { from, to, offers: [{ insert, label, hint }], open }, or null for none. `open`:
 * they are shown by themselves while typing; nicks without `@` wait for Tab. `context`: { nicks, channels, emoji }.
 */
export function offersAt(text, caret, context) {
  const { from, word } = wordBefore(text, caret);
  let offers = [];
  let open = true;
  if (from === 0 && /^\/[a-z]*$/i.test(word)) offers = commands(word);
  else if (/^:[a-z0-9_+-]{2,}$/i.test(word)) offers = emoji(word, context);
  else if (word.startsWith('#')) offers = channels(word, context);
  else if (word.startsWith('@')) offers = nicks(word, context, from === 0);
  else if (word !== '') {
    open = false;
    offers = nicks(word, context, from === 0);
  }
  // What is there already needs no offer, and Enter sends it.
  if (offers.length === 0 || (open && offers.some((offer) => offer.insert.trimEnd() === word))) return null;
  return { from, to: caret, offers: offers.slice(0, OFFERED_MAX), open };
}

/** The text after an offer was taken, and where the caret is then. */
export function taken(text, found, offer) {
  const rest = text.slice(found.to);
  // The space that comes with an offer is not doubled.
  const insert = rest.startsWith(' ') ? offer.insert.trimEnd() : offer.insert;
  return { text: text.slice(0, found.from) + insert + rest, caret: found.from + insert.length };
}

/** The nicks of a conversation in the order in which they are offered. */
export function nicksOf(buffer, me) {
  const all = new Map(Object.values(buffer.members).map((member) => [member.nick.toLowerCase(), member.nick]));
  if (buffer.kind === 'private') all.set(buffer.name.toLowerCase(), buffer.name);
  const recent = [];
  for (let i = buffer.entries.length - 1; i >= 0 && buffer.entries.length - i < 200; i--) {
    const nick = all.get(buffer.entries[i].nick.toLowerCase());
    if (nick !== undefined && !recent.includes(nick)) recent.push(nick);
  }
  const others = [...all.values()].filter((nick) => !recent.includes(nick)).sort((a, b) => a.localeCompare(b));
  return [...recent, ...others].filter((nick) => nick.toLowerCase() !== me.toLowerCase());
}
