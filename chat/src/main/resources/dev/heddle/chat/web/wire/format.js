// SPDX-License-Identifier: Apache-2.0
// The formatting codes of IRC, as runs of text with the same look. Source: modern.ircdocs.horse/formatting.

const BOLD = '\x02';
const COLOUR = '\x03';
const HEX_COLOUR = '\x04';
const PLAIN = '\x0f';
const MONO = '\x11';
const REVERSE = '\x16';
const ITALIC = '\x1d';
const STRIKE = '\x1e';
const UNDERLINE = '\x1f';

const TOGGLES = {
  [BOLD]: 'bold',
  [MONO]: 'mono',
  [REVERSE]: 'reverse',
  [ITALIC]: 'italic',
  [STRIKE]: 'strike',
  [UNDERLINE]: 'underline',
};
const CODE =
  /[\x02\x0f\x11\x16\x1d\x1e\x1f]|\x03(?:(\d{1,2})(?:,(\d{1,2}))?)?|\x04(?:([0-9a-fA-F]{6})(?:,([0-9a-fA-F]{6}))?)?/g;
/** Colour 99 is the reader's own. */
const DEFAULT_COLOUR = 99;

function colour(digits) {
  const number = Number(digits);
  return number === DEFAULT_COLOUR ? undefined : number;
}

/** Runs of { text, bold, italic, underline, strike, mono, reverse, fg, bg }; colours are numbers, or `#rrggbb`. */
export function runs(text) {
  const out = [];
  let look = {};
  let at = 0;
  const add = (end) => {
    if (end > at) out.push({ ...look, text: text.slice(at, end) });
  };
  for (const match of text.matchAll(CODE)) {
    add(match.index);
    at = match.index + match[0].length;
    const code = match[0][0];
    if (code === PLAIN) look = {};
    else if (code === COLOUR)
      look = coloured(look, match[1] && colour(match[1]), match[2] && colour(match[2]), match[1]);
    else if (code === HEX_COLOUR)
      look = coloured(look, match[3] && '#' + match[3], match[4] && '#' + match[4], match[3]);
    else look = toggled(look, TOGGLES[code]);
  }
  add(text.length);
  return out;
}

function toggled(look, flag) {
  const { [flag]: on, ...rest } = look;
  return on ? rest : { ...rest, [flag]: true };
}

function coloured(look, fg, bg, given) {
  const { fg: oldFg, bg: oldBg, ...rest } = look;
  if (given === undefined) return rest;
  return {
    ...rest,
    ...(fg !== undefined && { fg }),
    ...(bg !== undefined ? { bg } : oldBg !== undefined && { bg: oldBg }),
  };
}

/** The text without codes: for notifications, search and screen readers. */
export function stripCodes(text) {
  return text.replace(CODE, '');
}
