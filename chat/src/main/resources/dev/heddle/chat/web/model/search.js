// SPDX-License-Identifier: Apache-2.0
// Looking for words in what is loaded of a conversation.

import { stripCodes } from '../wire/format.js';
import { isTalk } from './entries.js';

export const FOUND_MAX = 200;

function plain(text) {
  return stripCodes(text).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/**
 * The messages that hold every word, newest first, at most FOUND_MAX. `from:nick` asks for an author. Letters are the same
 * with and without accents, large or small.
 */
export function search(entries, query) {
  const words = query.split(/\s+/).filter((word) => word !== '');
  const authors = words
    .filter((word) => word.startsWith('from:') && word.length > 5)
    .map((word) => plain(word.slice(5)));
  const wanted = words.filter((word) => !word.startsWith('from:')).map(plain);
  if (authors.length === 0 && wanted.length === 0) return [];
  const found = [];
  for (let i = entries.length - 1; i >= 0 && found.length < FOUND_MAX; i--) {
    const entry = entries[i];
    if (!isTalk(entry)) continue;
    if (authors.length > 0 && !authors.includes(plain(entry.nick))) continue;
    const text = plain(entry.text);
    if (wanted.every((word) => text.includes(word))) found.push(entry);
  }
  return found;
}
