// SPDX-License-Identifier: Apache-2.0
// The rows of the log: one component per kind of row in model/rows.js.

import { Fragment, h } from 'preact';
import { summary } from '../model/rows.js';
import { Hidden, Icon, IconButton, hueOf, memo, useShared } from './base.js';
import { Text } from './text.js';
import { dayText, fullText, timeText } from './times.js';
import { messageMenu, userMenu } from './usermenu.js';

const NAMES_MAX = 8;

function Time({ at, short = false }) {
  const { settings } = useShared();
  return h(
    'time',
    { dateTime: new Date(at).toISOString(), title: fullText(at, settings.clock) },
    timeText(at, settings.clock, short),
  );
}

/** A nick that opens the menu of what can be done with somebody. Reached with Enter on the message, so Tab skips it. */
function Nick({ bufferKey, nick }) {
  const { client, openMenu } = useShared();
  const open = (event) => openMenu(event.currentTarget, userMenu(client, bufferKey, nick), nick);
  return h(
    'button',
    {
      type: 'button',
      class: 'nick',
      tabIndex: -1,
      'aria-haspopup': 'menu',
      style: { '--hue': hueOf(nick) },
      onClick: open,
    },
    nick,
  );
}

function initials(nick) {
  return [...nick.replace(/[^\p{L}\p{N}]/gu, '')].slice(0, 2).join('') || nick.slice(0, 1);
}

function Avatar({ nick }) {
  return h('span', { class: 'avatar', 'aria-hidden': 'true', style: { '--hue': hueOf(nick) } }, initials(nick));
}

/** On the message under the mouse; with keys it is Enter. */
function RowMenu({ bufferKey, entry }) {
  const { client, openMenu } = useShared();
  const open = (event) => openMenu(event.currentTarget, messageMenu(client, bufferKey, entry.key), 'Message');
  const more = { tabIndex: -1, 'aria-haspopup': 'menu', class: 'icon-button row-menu', onClick: open };
  return h(IconButton, { icon: 'more', label: `More about this message of ${entry.nick}`, ...more });
}

function Delivery({ entry, bufferKey }) {
  const { actions } = useShared();
  if (entry.state === 'pending') return h('span', { class: 'delivery pending' }, h(Icon, { name: 'clock' }), 'Sending');
  if (entry.state === '')
    return h(
      'span',
      { class: 'delivery', title: 'Delivered' },
      h(Icon, { name: 'check' }),
      h(Hidden, null, 'Delivered'),
    );
  return h(
    'span',
    { class: 'delivery failed' },
    h(Icon, { name: 'warning' }),
    `Not sent: ${entry.error} `,
    h('button', { type: 'button', class: 'link', onClick: () => actions.retry(bufferKey, entry.nonce) }, 'Send again'),
    ' ',
    h('button', { type: 'button', class: 'link', onClick: () => actions.discard(bufferKey, entry.nonce) }, 'Discard'),
  );
}

const MessageRow = memo(function MessageRow({ entry, first, bufferKey, me, newest, flash, hovered }) {
  const classes = ['message', entry.kind, first ? 'first' : 'more'];
  if (entry.mention) classes.push('mentions-me');
  if (entry.state) classes.push(entry.state);
  if (newest) classes.push('newest');
  if (flash) classes.push('flash');
  const action = entry.kind === 'action';
  return h(
    'article',
    { class: classes.join(' '), tabIndex: -1, 'data-key': entry.key },
    first && !action && h(Avatar, { nick: entry.nick }),
    h(
      'div',
      { class: 'body' },
      first && !action
        ? h(
            'div',
            { class: 'head' },
            h(Nick, { bufferKey, nick: entry.nick }),
            entry.bot && h('span', { class: 'tag' }, 'bot'),
            entry.kind === 'notice' && h('span', { class: 'tag' }, 'notice'),
            h(Time, { at: entry.at }),
          )
        : h(
            Fragment,
            null,
            h('span', { class: 'gutter' }, h(Time, { at: entry.at, short: true })),
            !action && h(Hidden, null, entry.nick + ': '),
          ),
      h(
        'div',
        { class: 'text' },
        action && h(Fragment, null, h(Nick, { bufferKey, nick: entry.nick }), ' '),
        entry.redacted ? h('em', { class: 'redacted' }, 'Message deleted') : h(Text, { text: entry.text, nick: me }),
        entry.mine && h(Delivery, { entry, bufferKey }),
      ),
    ),
    hovered && h(RowMenu, { bufferKey, entry }),
  );
});

function people(names) {
  if (names.length === 1) return names[0];
  if (names.length > NAMES_MAX) return `${names.slice(0, NAMES_MAX).join(', ')} and ${names.length - NAMES_MAX} others`;
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

function summaryText(entries) {
  const { joined, left, passed, renamed } = summary(entries);
  const parts = [];
  if (joined.length > 0) parts.push(`${people(joined)} joined`);
  if (left.length > 0) parts.push(`${people(left)} left`);
  if (passed.length > 0) parts.push(`${people(passed)} came and went`);
  for (const [from, to] of renamed.slice(0, NAMES_MAX)) parts.push(`${from} is now ${to}`);
  return parts.join(' · ');
}

function reasons(entries) {
  return entries
    .filter((entry) => entry.text && entry.kind !== 'nick' && entry.kind !== 'join')
    .map((entry) => `${entry.nick}: ${entry.text}`)
    .join('\n');
}

const Events = memo(function Events({ row }) {
  const last = row.entries[row.entries.length - 1];
  return h(
    'div',
    { class: 'event', title: reasons(row.entries) || undefined, 'data-key': last.key },
    h('span', { class: 'event-text' }, summaryText(row.entries)),
    h(Time, { at: last.at }),
  );
});

function eventText(entry) {
  if (entry.kind === 'kick') return [`${entry.nick} removed ${entry.whom}`, entry.text];
  if (entry.kind === 'mode') return [`${entry.nick} set ${entry.text}`, ''];
  if (entry.kind === 'topic')
    return [entry.text ? `${entry.nick} set the topic` : `${entry.nick} removed the topic`, entry.text];
  return ['', entry.text];
}

const Event = memo(function Event({ entry }) {
  const [what, text] = eventText(entry);
  return h(
    'div',
    { class: 'event' + (entry.error ? ' error' : ''), 'data-key': entry.key },
    h('span', { class: 'event-text' }, what, what && text && ': ', text && h(Text, { text })),
    h(Time, { at: entry.at }),
  );
});

export function Row({ row, bufferKey, me, newestOwn, flashed, hovered }) {
  switch (row.type) {
    case 'day':
      return h(
        'div',
        { class: 'day', role: 'separator', 'aria-label': dayText(row.at) },
        h('span', null, dayText(row.at)),
      );
    case 'line':
      return h(
        'div',
        { class: 'line', role: 'separator', 'aria-label': 'New messages' },
        h('span', null, 'New messages'),
      );
    case 'events':
      return h(Events, { row });
    case 'event':
      return h(Event, { entry: row.entry });
    default:
      return h(MessageRow, {
        entry: row.entry,
        first: row.first,
        bufferKey,
        me,
        newest: row.key === newestOwn,
        flash: row.key === flashed,
        hovered: row.key === hovered,
      });
  }
}
