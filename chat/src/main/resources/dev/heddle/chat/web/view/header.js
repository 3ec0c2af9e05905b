// SPDX-License-Identifier: Apache-2.0
// Above the log: what conversation this is, and what can be done with it.

import { h } from 'preact';
import { stripCodes } from '../wire/format.js';
import { Hidden, Icon, IconButton, useShared } from './base.js';
import { Dot, presence, presenceWord, titleOf } from './sidebar.js';
import { Text } from './text.js';
import { userMenu } from './usermenu.js';

function channelMenu(client, buffer) {
  const dialog = (type) => () => client.actions.ui({ dialog: { type, key: buffer.key } });
  if (!buffer.joined) {
    return [
      { label: 'Join again', run: () => client.actions.enter(buffer.name) },
      { label: 'Close', run: () => client.actions.close(buffer.key) },
    ];
  }
  return [
    { label: 'Topic…', run: dialog('topic') },
    { label: 'Invite…', run: dialog('invite') },
    { label: 'Channel settings…', run: dialog('modes') },
    { label: 'Bans…', run: dialog('bans') },
    null,
    { label: 'Leave', run: () => client.actions.close(buffer.key), danger: true },
  ];
}

function privateMenu(client, buffer) {
  const items = userMenu(client, buffer.key, buffer.name).filter((item) => item?.label !== 'Message');
  return [...items, null, { label: 'Close', run: () => client.actions.close(buffer.key) }];
}

function subtitle(buffer, state) {
  if (buffer.kind === 'channel') return buffer.topic.text;
  if (buffer.kind === 'server') return '';
  const user = state.users[buffer.key];
  return user?.away ? `Away: ${user.away}` : '';
}

export function Header({ buffer, state, membersOpen }) {
  const { client, actions, settings, setSettings, openMenu } = useShared();
  const others = Object.values(state.buffers).filter((one) => one.key !== buffer.key);
  const calls = others.reduce((sum, one) => sum + one.mentions, 0);
  const unread = others.some((one) => one.kind !== 'server' && one.unread > 0);
  const count = Object.keys(buffer.members).length;
  const of = presence(buffer, state.users[buffer.key]);
  const text = subtitle(buffer, state);
  const items = () => (buffer.kind === 'channel' ? channelMenu(client, buffer) : privateMenu(client, buffer));
  const narrow = () => matchMedia('(max-width: 899px)').matches;
  // Behind an open search the list is there, but not in sight.
  const toggleMembers = () => {
    if (narrow()) actions.ui({ search: null, drawer: state.ui.drawer === 'members' ? null : 'members' });
    else if (state.ui.search !== null) actions.ui({ search: null });
    else setSettings({ ...settings, members: !settings.members });
  };
  return h(
    'header',
    { class: 'header' },
    h(
      IconButton,
      {
        icon: 'menu',
        class: 'icon-button narrow-only',
        label: calls > 0 ? `Conversations, ${calls} for you` : unread ? 'Conversations, some unread' : 'Conversations',
        'aria-controls': 'sidebar',
        'aria-expanded': state.ui.drawer === 'rooms' ? 'true' : 'false',
        onClick: () => actions.ui({ drawer: 'rooms' }),
      },
      (calls > 0 || unread) && h('span', { class: calls > 0 ? 'dot call' : 'dot', 'aria-hidden': 'true' }),
    ),
    h(
      'div',
      { class: 'title' },
      h(
        'h1',
        null,
        titleOf(buffer),
        of && h(Dot, { of }),
        of && h(Hidden, null, presenceWord(of)),
        buffer.channelKey && h(Icon, { name: 'lock' }),
      ),
      buffer.kind === 'channel'
        ? h(
            'button',
            {
              type: 'button',
              class: 'topic',
              title: stripCodes(text) || undefined,
              onClick: () => actions.ui({ dialog: { type: 'topic', key: buffer.key } }),
            },
            text ? stripCodes(text) : 'Set a topic',
          )
        : text && h('p', { class: 'topic' }, h(Text, { text })),
    ),
    h(IconButton, {
      icon: 'search',
      label: 'Search in this conversation',
      onClick: () => actions.ui({ search: state.ui.search === null ? '' : null }),
    }),
    buffer.kind === 'channel' &&
      h(
        'button',
        {
          type: 'button',
          class: 'icon-button with-count',
          'aria-label': `Members, ${count}`,
          title: 'Members',
          'aria-controls': membersOpen ? 'members' : undefined,
          'aria-expanded': (narrow() ? state.ui.drawer === 'members' : membersOpen) ? 'true' : 'false',
          onClick: toggleMembers,
        },
        h(Icon, { name: 'people' }),
        h('span', { 'aria-hidden': 'true' }, count),
      ),
    buffer.kind !== 'server' &&
      h(IconButton, {
        icon: 'more',
        label: `More about ${buffer.name}`,
        'aria-haspopup': 'menu',
        onClick: (event) => openMenu(event.currentTarget, items(), `More about ${buffer.name}`),
      }),
  );
}
