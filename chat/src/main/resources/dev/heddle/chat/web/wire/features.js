// SPDX-License-Identifier: Apache-2.0
// What the server supports: the tokens of numeric 005, with the defaults of RFC 1459 until they come.

export const DEFAULTS = Object.freeze({
  network: '',
  casemapping: 'rfc1459',
  chantypes: '#&',
  ranks: [
    { letter: 'o', symbol: '@' },
    { letter: 'v', symbol: '+' },
  ],
  chanmodes: ['b', 'k', 'l', 'imnpst'],
  historyPage: 0,
  monitor: 0,
  whox: false,
  nickLength: 30,
  topicLength: 300,
  tokens: Object.freeze({}),
});

function unescapeValue(value) {
  return value.replace(/\\x([0-9A-Fa-f]{2})/g, (whole, hex) => String.fromCharCode(parseInt(hex, 16)));
}

function ranksOf(value) {
  const match = /^\((.*)\)(.*)$/.exec(value);
  if (!match) return [];
  return [...match[1]].map((letter, index) => ({ letter, symbol: match[2][index] ?? '' }));
}

function number(value, otherwise) {
  return /^\d+$/.test(value ?? '') ? Number(value) : otherwise;
}

/** The features after one more 005 line; `params` as they came, with nick and closing text. */
export function withTokens(features, params) {
  const tokens = { ...features.tokens };
  for (const token of params.slice(1, -1)) {
    const equals = token.indexOf('=');
    const name = equals < 0 ? token : token.slice(0, equals);
    if (name.startsWith('-')) delete tokens[name.slice(1)];
    else tokens[name] = equals < 0 ? '' : unescapeValue(token.slice(equals + 1));
  }
  return {
    network: tokens.NETWORK ?? DEFAULTS.network,
    casemapping: tokens.CASEMAPPING ?? DEFAULTS.casemapping,
    chantypes: tokens.CHANTYPES ?? DEFAULTS.chantypes,
    ranks: tokens.PREFIX === undefined ? DEFAULTS.ranks : ranksOf(tokens.PREFIX),
    chanmodes: tokens.CHANMODES === undefined ? DEFAULTS.chanmodes : tokens.CHANMODES.split(','),
    historyPage: number(tokens.CHATHISTORY, 0),
    monitor: number(tokens.MONITOR, 0),
    whox: tokens.WHOX !== undefined,
    nickLength: number(tokens.NICKLEN, DEFAULTS.nickLength),
    topicLength: number(tokens.TOPICLEN, DEFAULTS.topicLength),
    tokens,
  };
}

/** Two names that fold to the same are the same name. */
export function fold(name, casemapping) {
  if (casemapping === 'precis') return name.normalize('NFC').toLowerCase();
  const lower = name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  if (casemapping === 'ascii') return lower;
  // rfc1459 counts the Scandinavian letters that lie on these signs; the strict form leaves ^ out.
  const wide = lower.replace(/\[/g, '{').replace(/\]/g, '}').replace(/\\/g, '|');
  return casemapping === 'rfc1459-strict' ? wide : wide.replace(/\^/g, '~');
}

export function isChannel(name, features) {
  return name !== '' && features.chantypes.includes(name[0]);
}

/** Splits `@+nick` into the symbols of its ranks and the rest. */
export function splitRanks(text, features) {
  let at = 0;
  while (at < text.length && features.ranks.some((rank) => rank.symbol === text[at])) at++;
  return { symbols: text.slice(0, at), rest: text.slice(at) };
}

/** 0 for the highest rank; as many as there are ranks for none. */
export function rankIndex(symbols, features) {
  const found = features.ranks.findIndex((rank) => symbols.includes(rank.symbol));
  return found < 0 ? features.ranks.length : found;
}

/** The symbols with one rank added or taken away, highest first. */
export function withRank(symbols, letter, add, features) {
  return features.ranks
    .filter((rank) => (rank.letter === letter ? add : symbols.includes(rank.symbol)))
    .map((rank) => rank.symbol)
    .join('');
}

/** A mode change as a list of { add, letter, param, kind }; kind: rank, list, key, limit or flag. */
export function parseModes(params, features) {
  const changes = [];
  const rest = params.slice(1);
  let add = true;
  for (const letter of params[0] ?? '') {
    if (letter === '+' || letter === '-') {
      add = letter === '+';
      continue;
    }
    const kind = modeKind(letter, features);
    const takes = kind === 'rank' || kind === 'key' || kind === 'list' || (kind === 'limit' && add);
    changes.push({ add, letter, kind, param: takes ? rest.shift() : undefined });
  }
  return changes;
}

function modeKind(letter, features) {
  if (features.ranks.some((rank) => rank.letter === letter)) return 'rank';
  const group = features.chanmodes.findIndex((letters) => letters.includes(letter));
  return ['list', 'key', 'limit'][group] ?? 'flag';
}
