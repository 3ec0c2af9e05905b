// SPDX-License-Identifier: Apache-2.0
// The chat: conversations on the left, the open one in the middle, its members on the right; on narrow screens the sides are
// drawers. The keys that work everywhere are here.

import { Fragment, h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { activeBuffer } from '../model/state.js';
import { IconButton, useShared } from './base.js';
import { Composer } from './composer.js';
import { Header } from './header.js';
import { Log } from './log.js';
import { Members } from './members.js';
import { Menu } from './menu.js';
import { Search } from './search.js';
import { Sidebar, ordered } from './sidebar.js';
import { messageMenu } from './usermenu.js';

/** Focus goes to the input by itself, but not where fingers type: there the keyboard would cover half of the page. */
function hasKeyboard() {
  return !matchMedia('(pointer: coarse)').matches;
}

function focusInput() {
  document.getElementById('input')?.focus();
}

const PARTS = ['.conversation.active .open, .sidebar .open', '.log', '#input', '.member'];

/** F6: from part to part, as far as they are there and in sight. */
function nextPart(back) {
  const parts = PARTS.map((selector) => document.querySelector(selector)).filter((part) => part?.offsetParent);
  const active = document.activeElement;
  const at = parts.findIndex(
    (part) =>
      part.closest('.sidebar, .log, .composer, .members') === active.closest('.sidebar, .log, .composer, .members'),
  );
  parts[(at + (back ? parts.length - 1 : 1)) % parts.length]?.focus();
}

function step(state, by, onlyUnread) {
  const all = ordered(state.buffers);
  const at = all.findIndex((buffer) => buffer.key === state.active);
  for (let i = 1; i <= all.length; i++) {
    const buffer = all[(at + by * i + all.length * i) % all.length];
    if (!onlyUnread || (buffer.unread > 0 && buffer.kind !== 'server')) return buffer.key;
  }
  return null;
}

function useKeys({ client, actions, log }) {
  useEffect(() => {
    const onKeyDown = (event) => {
      const state = client.store.get();
      const command = (event.ctrlKey || event.metaKey) && !event.altKey;
      if (document.querySelector('dialog[open]') && event.key !== 'F6') return;
      if (event.altKey && !command && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
        const key = step(state, event.key === 'ArrowUp' ? -1 : 1, event.shiftKey);
        if (key !== null) actions.show(key);
      } else if (command && event.key.toLowerCase() === 'k' && !event.shiftKey)
        actions.ui({ dialog: { type: 'switcher' } });
      else if (command && event.key.toLowerCase() === 'f' && event.shiftKey) actions.ui({ search: '' });
      else if (command && event.key === '/') actions.ui({ dialog: { type: 'help' } });
      else if (event.key === 'F6') nextPart(event.shiftKey);
      else if (event.key === 'Escape') {
        if (state.ui.drawer !== null) actions.ui({ drawer: null });
        else if (state.ui.search !== null) actions.ui({ search: null });
        else if (document.activeElement?.id === 'input') log.current?.toNow();
        focusInput();
      } else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}

function Countdown({ until }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  return seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again.';
}

/** What is the matter with the connection, and who invites one. */
function Banner({ state }) {
  const { client, actions } = useShared();
  const { phase, retryAt, invitation } = state;
  if (phase === 'waiting') {
    return h(
      'div',
      { class: 'banner' },
      h('span', null, 'The connection is lost. ', h(Countdown, { until: retryAt })),
      h('button', { type: 'button', class: 'link', onClick: client.hurry }, 'Try now'),
    );
  }
  if (phase === 'connecting') return h('div', { class: 'banner' }, 'Connecting again…');
  if (invitation === undefined) return null;
  const answer = (yes) => {
    actions.forgetInvitation();
    if (yes) actions.enter(invitation.channel);
  };
  return h(
    'div',
    { class: 'banner calm' },
    h('span', null, `${invitation.nick} invites you to ${invitation.channel}.`),
    h('button', { type: 'button', class: 'link', onClick: () => answer(true) }, 'Join'),
    h('button', { type: 'button', class: 'link', onClick: () => answer(false) }, 'Not now'),
  );
}

function typingText(buffer) {
  const nicks = Object.values(buffer.typing).map((one) => one.nick);
  if (nicks.length === 0) return '';
  if (nicks.length === 1) return `${nicks[0]} is typing…`;
  return nicks.length === 2 ? `${nicks[0]} and ${nicks[1]} are typing…` : 'Several people are typing…';
}

function Notice({ buffer }) {
  const { actions } = useShared();
  if (buffer.notice === null) return null;
  return h(
    'div',
    { class: 'notice ' + buffer.notice.kind },
    h('span', null, buffer.notice.text),
    h(IconButton, { icon: 'close', label: 'Dismiss', onClick: () => actions.dismiss(buffer.key) }),
  );
}

function NotJoined({ buffer }) {
  const { actions } = useShared();
  return h(
    'div',
    { class: 'not-joined' },
    h('span', null, `You are not in ${buffer.name}.`),
    h('button', { type: 'button', class: 'primary', onClick: () => actions.enter(buffer.name) }, 'Join'),
    h('button', { type: 'button', onClick: () => actions.close(buffer.key) }, 'Close'),
  );
}

/** A new person has no channel yet: the server's conversation says where to go. */
function FirstSteps({ state }) {
  const { actions } = useShared();
  if (Object.values(state.buffers).some((buffer) => buffer.kind !== 'server')) return null;
  return h(
    'div',
    { class: 'first-steps' },
    h('h2', null, `Welcome, ${state.me.nick}`),
    h('p', null, 'Choose a channel to talk in, or make one. You can also write to somebody alone.'),
    h(
      'div',
      { class: 'buttons' },
      h(
        'button',
        { type: 'button', class: 'primary', onClick: () => actions.ui({ dialog: { type: 'browse', filter: '' } }) },
        'Find a channel',
      ),
      h('button', { type: 'button', onClick: () => actions.ui({ dialog: { type: 'people' } }) }, 'Who is online'),
    ),
  );
}

export function Chat({ state, menu, closeMenu }) {
  const { client, actions, settings, openMenu } = useShared();
  const log = useRef(null);
  const [target, setTarget] = useState(null);
  const buffer = activeBuffer(state);
  useKeys({ client, actions, log });

  useEffect(() => {
    setTarget(null);
    if (hasKeyboard()) focusInput();
  }, [state.active]);

  const closed = state.ui.dialog === null;
  useEffect(() => {
    if (closed && hasKeyboard() && (document.activeElement === document.body || document.activeElement === null))
      focusInput();
  }, [closed]);

  if (buffer === undefined) return h(Lost, { state });
  const waiting = buffer.kind === 'channel' && !buffer.joined && !buffer.wasJoined;
  const membersOpen =
    buffer.kind === 'channel' &&
    buffer.joined &&
    state.ui.search === null &&
    (state.ui.drawer === 'members' || settings.members);
  const channels = Object.values(state.buffers)
    .filter((one) => one.kind === 'channel')
    .map((one) => one.name);
  return h(
    'div',
    { class: 'chat' },
    h(
      'a',
      { class: 'skip', href: '#input', onClick: (event) => (event.preventDefault(), focusInput()) },
      'Skip to the input',
    ),
    h(Sidebar, { state, open: state.ui.drawer === 'rooms' }),
    state.ui.drawer !== null && h('div', { class: 'shade', onClick: () => actions.ui({ drawer: null }) }),
    h(
      'main',
      { class: 'main' },
      h(Header, { buffer, state, membersOpen }),
      h(Banner, { state }),
      buffer.kind === 'server' && h(FirstSteps, { state }),
      h(Log, {
        key: buffer.key,
        ref: log,
        buffer,
        me: state.me.nick,
        comings: settings.comings,
        target,
        onOlder: actions.older,
        onEnd: client.reading.atEnd,
        onMenu: (row, key) => openMenu(row, messageMenu(client, buffer.key, key), 'Message'),
      }),
      h(Notice, { buffer }),
      waiting
        ? h(NotJoined, { buffer })
        : h(
            Fragment,
            null,
            h(Composer, { key: buffer.key, buffer, state, channels }),
            h('p', { class: 'typing' }, typingText(buffer)),
          ),
      menu !== null && h(Menu, { ...menu, onClose: closeMenu }),
    ),
    state.ui.search !== null
      ? h(Search, { entries: buffer.entries, query: state.ui.search, onGo: (key) => setTarget({ key }) })
      : membersOpen &&
          h(Members, {
            members: buffer.members,
            bufferKey: buffer.key,
            name: buffer.name,
            users: state.users,
            features: state.features,
            open: state.ui.drawer === 'members',
          }),
  );
}

/** The open conversation was closed: another one is shown at once. */
function Lost({ state }) {
  const { actions } = useShared();
  useEffect(() => {
    const [first] = ordered(state.buffers);
    if (first !== undefined) actions.show(first.key);
  });
  return null;
}
