// SPDX-License-Identifier: Apache-2.0
// Who is in a channel, by rank, with who is away.

import { h } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { rankIndex } from '../wire/features.js';
import { Hidden, IconButton, memo, useShared } from './base.js';
import { userMenu } from './usermenu.js';

const SHOWN_MAX = 300;
/** From so many on there is a filter. */
const FILTERED_FROM = 20;

const RANK_NAMES = { '~': 'Founders', '&': 'Protected', '@': 'Operators', '%': 'Half-operators', '+': 'Voiced' };

/** Groups of { title, members }, highest rank first; inside of one those who are here come first. */
function grouped(all, users, features, filter) {
  const wanted = filter.toLowerCase();
  const groups = new Map();
  for (const [key, member] of Object.entries(all)) {
    if (!key.includes(wanted) && !member.nick.toLowerCase().includes(wanted)) continue;
    const rank = rankIndex(member.symbols, features);
    if (!groups.has(rank)) groups.set(rank, []);
    groups
      .get(rank)
      .push({ ...member, away: users[key]?.away ?? null, account: users[key]?.account, bot: users[key]?.bot });
  }
  return [...groups.entries()]
    .sort(([a], [b]) => a - b)
    .map(([rank, members]) => ({
      title: RANK_NAMES[features.ranks[rank]?.symbol] ?? 'Members',
      members: members.sort((a, b) => (a.away ? 1 : 0) - (b.away ? 1 : 0) || a.nick.localeCompare(b.nick)),
    }));
}

function Member({ member, bufferKey }) {
  const { client, openMenu } = useShared();
  const open = (event) => openMenu(event.currentTarget, userMenu(client, bufferKey, member.nick), member.nick);
  return h(
    'li',
    null,
    h(
      'button',
      {
        type: 'button',
        class: 'member' + (member.away ? ' is-away' : ''),
        'aria-haspopup': 'menu',
        title: member.away ? `Away: ${member.away}` : undefined,
        onClick: open,
      },
      h('span', { class: 'presence ' + (member.away ? 'away' : 'here'), 'aria-hidden': 'true' }),
      h('span', { class: 'name' }, member.nick),
      member.away && h(Hidden, null, ', away'),
      member.bot && h('span', { class: 'tag' }, 'bot'),
    ),
  );
}

function onKeyDown(event) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const all = [...event.currentTarget.querySelectorAll('.member')];
  const at = all.indexOf(document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  all[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
}

export const Members = memo(function Members({ members: all, bufferKey, name, users, features, open }) {
  const { actions } = useShared();
  const [filter, setFilter] = useState('');
  const groups = useMemo(() => grouped(all, users, features, filter), [all, users, features, filter]);
  const count = Object.keys(all).length;
  let room = SHOWN_MAX;
  return h(
    'aside',
    { class: 'members' + (open ? ' drawn' : ''), id: 'members', 'aria-label': `Members of ${name}`, onKeyDown },
    h(
      'div',
      { class: 'panel-head' },
      h('h2', null, `Members`, ' ', h('span', { class: 'count' }, count)),
      h(IconButton, {
        icon: 'close',
        label: 'Close the member list',
        class: 'icon-button narrow-only',
        onClick: () => actions.ui({ drawer: null }),
      }),
    ),
    count >= FILTERED_FROM &&
      h('input', {
        type: 'text',
        role: 'searchbox',
        class: 'filter',
        'aria-label': 'Filter members',
        placeholder: 'Filter',
        value: filter,
        onInput: (event) => setFilter(event.currentTarget.value),
      }),
    groups.map(({ title, members }) => {
      const shown = members.slice(0, Math.max(0, room));
      room -= shown.length;
      return h(
        'section',
        { key: title, 'aria-label': title },
        h('h3', null, title, ' ', h('span', { class: 'count' }, members.length)),
        h(
          'ul',
          null,
          shown.map((member) => h(Member, { key: member.nick, member, bufferKey })),
        ),
        shown.length < members.length && h('p', { class: 'empty' }, `and ${members.length - shown.length} more`),
      );
    }),
  );
});
