// SPDX-License-Identifier: Apache-2.0
// The conversations: channels, private ones, the server; with what is unread. Above them, who one is.

import { h } from 'preact';
import { useRef } from 'preact/hooks';
import { SERVER } from '../model/state.js';
import { Hidden, Icon, IconButton, memo, useShared } from './base.js';

function byName(a, b) {
  return a.name.localeCompare(b.name);
}

/** What stands over a conversation. */
export function titleOf({ kind, name }) {
  return kind === 'server' ? 'Server messages' : name;
}

/** The conversations in the order in which they are shown, and in which Alt and the arrows walk. */
export function ordered(buffers) {
  const all = Object.values(buffers);
  return [
    ...all.filter((buffer) => buffer.kind === 'channel').sort(byName),
    ...all.filter((buffer) => buffer.kind === 'private').sort(byName),
    ...all.filter((buffer) => buffer.kind === 'server'),
  ];
}

/** here, away or offline; null for what is no person. */
export function presence(buffer, user) {
  if (buffer.kind !== 'private') return null;
  if (user?.online === false) return 'offline';
  return user?.away ? 'away' : user?.online ? 'here' : 'offline';
}

/** A dot; who does not see it reads the word. */
export function Dot({ of }) {
  return h('span', { class: 'presence ' + of, 'aria-hidden': 'true' });
}

export function presenceWord(of) {
  return of === 'here' ? ', online' : `, ${of}`;
}

const Conversation = memo(function Conversation({ name, kind, unread, mentions, of, active, joined, bufferKey }) {
  const { actions } = useShared();
  const classes = ['conversation'];
  if (active) classes.push('active');
  if (unread > 0) classes.push('unread');
  if (kind === 'channel' && !joined) classes.push('left');
  const calls = kind === 'channel' && mentions > 0 ? `, ${mentions} mention${mentions > 1 ? 's' : ''} of you` : '';
  const close = kind === 'channel' ? `Leave ${name}` : `Close the conversation with ${name}`;
  return h(
    'li',
    { class: classes.join(' ') },
    h(
      'button',
      {
        type: 'button',
        class: 'open',
        'aria-current': active ? 'page' : undefined,
        onClick: () => actions.show(bufferKey),
      },
      kind === 'channel' ? h('span', { class: 'hash' }, '#') : of && h(Dot, { of }),
      h('span', { class: 'name' }, kind === 'channel' ? name.slice(1) : name),
      of && h(Hidden, null, presenceWord(of)),
      unread > 0 &&
        h(
          'span',
          { class: mentions > 0 ? 'badge call' : 'badge' },
          unread > 99 ? '99+' : unread,
          h(Hidden, null, ` unread${calls}`),
        ),
    ),
    kind !== 'server' &&
      h(IconButton, {
        icon: 'close',
        // Tab goes from one conversation to the next; the same is in the menu of the open one.
        tabIndex: -1,
        label: close,
        onClick: () => actions.close(bufferKey),
      }),
  );
});

function Group({ title, buffers, state, empty, add }) {
  const id = 'group-' + title.replace(/ /g, '-');
  return h(
    'section',
    { class: 'group', 'aria-labelledby': id },
    h('div', { class: 'group-head' }, h('h2', { id }, title), add),
    buffers.length === 0
      ? h('p', { class: 'empty' }, empty)
      : h(
          'ul',
          null,
          buffers.map((buffer) =>
            h(Conversation, {
              key: buffer.key,
              bufferKey: buffer.key,
              name: buffer.name,
              kind: buffer.kind,
              unread: buffer.unread,
              mentions: buffer.mentions,
              joined: buffer.joined || buffer.wasJoined,
              active: state.active === buffer.key,
              of: presence(buffer, state.users[buffer.key]),
            }),
          ),
        ),
  );
}

function ownMenu({ client, actions, state }) {
  const dialog = (type) => () => actions.ui({ dialog: { type } });
  return [
    state.me.away
      ? { label: 'I am back', run: () => actions.command(state.active, 'AWAY') }
      : { label: 'Be away…', run: dialog('away') },
    { label: 'Change nick…', run: dialog('nick') },
    null,
    { label: 'Settings', run: dialog('settings') },
    { label: 'Help and shortcuts', run: dialog('help') },
    null,
    { label: 'Log out', run: () => client.logOut() },
  ];
}

function ownNote({ phase, me }) {
  if (phase !== 'online') return 'Not connected';
  if (me.away) return `Away: ${me.away}`;
  return me.account ? 'Online' : 'Guest';
}

export function Sidebar({ state, open }) {
  const { client, actions, openMenu } = useShared();
  const list = useRef(null);
  const all = ordered(state.buffers);
  const { me } = state;

  // One of the list is enough for Tab; arrows go on from there.
  const onKeyDown = (event) => {
    if (event.altKey || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
    const items = [...list.current.querySelectorAll('.open')];
    const at = items.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    items[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
  };

  return h(
    'nav',
    { class: 'sidebar' + (open ? ' drawn' : ''), id: 'sidebar', 'aria-label': 'Conversations' },
    h(
      'div',
      { class: 'sidebar-head' },
      h('span', { class: 'network' }, state.features.network || 'Heddle'),
      h(IconButton, {
        icon: 'close',
        label: 'Close the list',
        class: 'icon-button narrow-only',
        onClick: () => actions.ui({ drawer: null }),
      }),
    ),
    h(
      'div',
      { class: 'rooms', ref: list, onKeyDown },
      h(Group, {
        title: 'Channels',
        buffers: all.filter((buffer) => buffer.kind === 'channel'),
        state,
        empty: 'You are in no channel yet.',
        add: h(IconButton, {
          icon: 'plus',
          label: 'Find or make a channel',
          onClick: () => actions.ui({ dialog: { type: 'browse', filter: '' } }),
        }),
      }),
      h(Group, {
        title: 'Direct messages',
        buffers: all.filter((buffer) => buffer.kind === 'private'),
        state,
        empty: 'Nobody yet.',
        add: h(IconButton, {
          icon: 'people',
          label: 'Who is online',
          onClick: () => actions.ui({ dialog: { type: 'people' } }),
        }),
      }),
      h(
        'section',
        { class: 'group', 'aria-label': 'Server' },
        h(
          'ul',
          null,
          all
            .filter((buffer) => buffer.key === SERVER)
            .map((buffer) =>
              h(Conversation, {
                key: 'server',
                bufferKey: SERVER,
                name: titleOf({ kind: 'server' }),
                kind: 'server',
                unread: 0,
                mentions: 0,
                active: state.active === SERVER,
              }),
            ),
        ),
      ),
    ),
    h(
      'button',
      {
        type: 'button',
        class: 'own',
        'aria-haspopup': 'menu',
        onClick: (event) => openMenu(event.currentTarget, ownMenu({ client, actions, state }), 'Your menu'),
      },
      h(Dot, { of: state.phase !== 'online' ? 'offline' : me.away ? 'away' : 'here' }),
      h(
        'span',
        { class: 'own-name' },
        h('strong', null, me.nick),
        h('span', { class: 'own-note' }, ownNote(state)),
        h(Hidden, null, 'Your menu'),
      ),
      h(Icon, { name: 'more' }),
    ),
  );
}
