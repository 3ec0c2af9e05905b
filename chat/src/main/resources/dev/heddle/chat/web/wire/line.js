// SPDX-License-Identifier: Apache-2.0
// IRC lines: text on one side, { tags, source, nick, user, host, command, params } on the other.
// Source: modern.ircdocs.horse, IRCv3 message-tags.

const UNESCAPED = { ':': ';', s: ' ', '\\': '\\', r: '\r', n: '\n' };
const ESCAPED = { ';': '\\:', ' ': '\\s', '\\': '\\\\', '\r': '\\r', '\n': '\\n' };

export function unescapeTag(text) {
  // A backslash before any other letter, or at the end, is dropped: the specification says so.
  return text.replace(/\\(.?)/gs, (whole, letter) => UNESCAPED[letter] ?? letter);
}

export function escapeTag(text) {
  return text.replace(/[; \\\r\n]/g, (letter) => ESCAPED[letter]);
}

function parseTags(text) {
  const tags = {};
  for (const part of text.split(';')) {
    const equals = part.indexOf('=');
    const key = equals < 0 ? part : part.slice(0, equals);
    if (key !== '') tags[key] = equals < 0 ? '' : unescapeTag(part.slice(equals + 1));
  }
  return tags;
}

/** Splits `nick!user@host`; a server's name is all nick. */
export function parseSource(source) {
  const at = source.lastIndexOf('@');
  const bang = source.indexOf('!');
  const nick = source.slice(0, bang >= 0 ? bang : at >= 0 ? at : source.length);
  return {
    nick,
    user: bang >= 0 ? source.slice(bang + 1, at > bang ? at : source.length) : '',
    host: at >= 0 ? source.slice(at + 1) : '',
  };
}

/** One line without its end; null if there is no command in it. */
export function parse(line) {
  let rest = line.replace(/[\r\n]+$/, '');
  let tags = {};
  if (rest.startsWith('@')) {
    const space = rest.indexOf(' ');
    if (space < 0) return null;
    tags = parseTags(rest.slice(1, space));
    rest = rest.slice(space).trimStart();
  }
  let source = '';
  if (rest.startsWith(':')) {
    const space = rest.indexOf(' ');
    if (space < 0) return null;
    source = rest.slice(1, space);
    rest = rest.slice(space).replace(/^ +/, '');
  }
  // Spaces inside the last parameter count, so it is cut off before the rest is split.
  const colon = rest.indexOf(' :');
  const words = (colon < 0 ? rest : rest.slice(0, colon)).split(' ').filter((word) => word !== '');
  if (words.length === 0) return null;
  const params = words.slice(1);
  if (colon >= 0) params.push(rest.slice(colon + 2));
  return { tags, source, ...parseSource(source), command: words[0].toUpperCase(), params };
}

/**
 * The line of a command. The last parameter may be anything but a line end; what does not fit into another one is an
 * error of the caller, because a cut parameter would be another command.
 */
export function encode(command, params = [], tags = null) {
  const parts = [];
  const keys = tags ? Object.keys(tags) : [];
  if (keys.length > 0) {
    parts.push('@' + keys.map((key) => (tags[key] === '' ? key : key + '=' + escapeTag(tags[key]))).join(';'));
  }
  parts.push(command);
  params.forEach((param, index) => {
    const text = String(param).replace(/[\r\n\0]+/g, ' ');
    if (index === params.length - 1) {
      parts.push(text === '' || text.startsWith(':') || text.includes(' ') ? ':' + text : text);
    } else if (text === '' || text.startsWith(':') || text.includes(' ')) {
      throw new Error(`${command}: parameter ${index + 1} wanted one word, got '${text}'`);
    } else {
      parts.push(text);
    }
  });
  return parts.join(' ');
}

/** The tag `time` in milliseconds since 1970; `fallback` when there is none. */
export function timeOf(message, fallback) {
  const millis = Date.parse(message.tags.time ?? '');
  return Number.isNaN(millis) ? fallback : millis;
}
