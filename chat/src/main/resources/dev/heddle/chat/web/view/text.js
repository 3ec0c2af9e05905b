// SPDX-License-Identifier: Apache-2.0
// Draws the text of a message: its tokens (model/text.js) with their look.

import { h } from 'preact';
import { tokens } from '../model/text.js';
import { memo, useShared } from './base.js';

const FLAGS = ['bold', 'italic', 'underline', 'strike', 'mono', 'reverse'];
/** The classes of app.css that follow the theme; beyond them colours are computed. */
const NAMED_COLOURS = 16;
const HUES = [0, 30, 60, 90, 120, 150, 180, 210, 240, 280, 300, 330];
const LIGHTNESS = [22, 36, 48, 60, 74, 86];
const GREY_FIRST = 88;

function css(colour) {
  if (typeof colour === 'string') return colour;
  if (colour >= GREY_FIRST) return `hsl(0 0% ${(colour - GREY_FIRST) * 10}%)`;
  const at = colour - NAMED_COLOURS;
  return `hsl(${HUES[at % 12]} 80% ${LIGHTNESS[Math.floor(at / 12)]}%)`;
}

/** Class and style of a look. A colour without a ground of its own follows the theme, so that it can be read. */
function dress(look) {
  const classes = FLAGS.filter((flag) => look[flag]);
  const style = {};
  for (const [side, property] of [
    ['fg', 'color'],
    ['bg', 'backgroundColor'],
  ]) {
    const colour = look[side];
    if (colour === undefined) continue;
    if (typeof colour === 'number' && colour < NAMED_COLOURS && (side === 'bg' || look.bg === undefined))
      classes.push(`${side}-${colour}`);
    else style[property] = css(colour);
  }
  return { class: classes.join(' ') || undefined, style };
}

function Token({ token, actions }) {
  const plain = Object.keys(token.look).length === 0;
  const inner =
    token.type === 'link'
      ? h('a', { href: token.href, target: '_blank', rel: 'noopener noreferrer nofollow' }, token.text)
      : token.type === 'channel'
        ? h('button', { type: 'button', class: 'link', onClick: () => actions.enter(token.text) }, token.text)
        : token.type === 'code'
          ? h('code', null, token.text)
          : token.type === 'mention'
            ? h('mark', null, token.text)
            : token.text;
  return plain ? inner : h('span', dress(token.look), inner);
}

export const Text = memo(function Text({ text, nick = '' }) {
  const { actions } = useShared();
  return tokens(text, nick).map((token, at) => h(Token, { key: at, token, actions }));
});
