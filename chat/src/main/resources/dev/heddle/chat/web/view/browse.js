// SPDX-License-Identifier: Apache-2.0
// Lists from the server: the channels that there are, the people who are online; and the quick way to any conversation.

import { h } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { stripCodes } from '../wire/format.js';
import { bufferNamed, keyOf } from '../model/state.js';
import { Dialog } from './dialog.js';
import { ordered, titleOf } from './sidebar.js';
import { useShared } from './base.js';

/** Larger lists are searched by the server instead. */
const LISTED_MAX = 2000;
const SHOWN_MAX = 200;
const PAUSE_MILLIS = 300;

/** What a question to the server answers: { rows, state }; state: loading, done or the text of an error. */
function useAnswer(ask, inputs) {
  const [answer, setAnswer] = useState({ rows: [], state: 'loading' });
  useEffect(() => {
    let current = true;
    setAnswer((old) => ({ ...old, state: 'loading' }));
    const timer = setTimeout(
      () =>
        ask().then(
          (rows) => current && setAnswer({ rows, state: 'done' }),
          (error) => current && setAnswer({ rows: [], state: error.message }),
        ),
      inputs[0] ? PAUSE_MILLIS : 0,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, inputs);
  return answer;
}

function State({ state, count, nothing }) {
  const text = state === 'loading' ? 'Loading…' : state !== 'done' ? state : count === 0 ? nothing : '';
  return h('p', { class: 'list-state', role: 'status' }, text);
}

export function Browse({ filter: first }) {
  const { actions, client } = useShared();
  const [filter, setFilter] = useState(first ?? '');
  const [error, setError] = useState('');
  const [asked, setAsked] = useState('');
  const { rows, state } = useAnswer(async () => {
    const { messages } = await actions.ask('LIST', asked ? [`*${asked}*`] : [], { quiet: true });
    return messages
      .filter((message) => message.command === '322')
      .map(({ params }) => ({ name: params[1], count: Number(params[2]), topic: stripCodes(params[3] ?? '') }))
      .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));
  }, [asked]);
  const wanted = filter.trim().toLowerCase();
  const found = useMemo(
    () => rows.filter((row) => row.name.toLowerCase().includes(wanted) || row.topic.toLowerCase().includes(wanted)),
    [rows, wanted],
  );
  // A list too large to be held is narrowed by the server, which knows names only.
  useEffect(() => {
    if (rows.length >= LISTED_MAX || asked !== '') setAsked(wanted.replace(/[*?,\s]/g, ''));
  }, [wanted]);

  const name = wanted === '' ? '' : wanted.startsWith('#') ? filter.trim() : '#' + filter.trim();
  const exists = rows.some((row) => row.name.toLowerCase() === name.toLowerCase());
  const enter = (channel) =>
    actions.join(channel).catch((failure) => {
      if (failure.code === '475') actions.ui({ dialog: { type: 'key', name: channel } });
      else setError(failure.message);
    });

  return h(
    Dialog,
    { title: 'Channels', wide: true },
    h(
      'form',
      {
        class: 'find',
        onSubmit(event) {
          event.preventDefault();
          if (name !== '') enter(found.length === 1 ? found[0].name : name);
        },
      },
      h('input', {
        type: 'text',
        role: 'searchbox',
        'aria-label': 'Find a channel by name or topic',
        placeholder: 'Find by name or topic, or name a new one',
        value: filter,
        onInput: (event) => setFilter(event.currentTarget.value),
        autofocus: true,
      }),
    ),
    h('p', { class: 'form-error', role: 'alert' }, error),
    h(
      'ul',
      { class: 'list' },
      name !== '' &&
        !exists &&
        state === 'done' &&
        h(
          'li',
          null,
          h(
            'button',
            { type: 'button', onClick: () => enter(name) },
            h('span', { class: 'list-name' }, name),
            h('span', { class: 'list-note' }, 'Make this channel, or enter it if it is hidden'),
          ),
        ),
      found
        .slice(0, SHOWN_MAX)
        .map((row) =>
          h(
            'li',
            { key: row.name },
            h(
              'button',
              { type: 'button', onClick: () => enter(row.name) },
              h(
                'span',
                { class: 'list-name' },
                row.name,
                bufferNamed(client.store.get(), row.name)?.joined && h('span', { class: 'tag' }, 'joined'),
              ),
              h('span', { class: 'list-count' }, `${row.count} ${row.count === 1 ? 'person' : 'people'}`),
              row.topic && h('span', { class: 'list-note' }, row.topic),
            ),
          ),
        ),
    ),
    found.length > SHOWN_MAX &&
      h('p', { class: 'list-state' }, `and ${found.length - SHOWN_MAX} more: type to narrow them down`),
    h(State, {
      state,
      count: found.length,
      nothing: name === '' ? 'There are no channels yet. Type a name to make the first one.' : '',
    }),
  );
}

export function People() {
  const { actions, client } = useShared();
  const [filter, setFilter] = useState('');
  const { rows, state } = useAnswer(async () => {
    const { messages } = await actions.ask('WHO', ['*', '%tcuhnfar,8'], { quiet: true });
    return messages
      .filter((message) => message.command === '354' && message.params.length === 9)
      .map(({ params }) => ({
        nick: params[5],
        away: params[6].includes('G'),
        bot: params[6].includes('B'),
        account: params[7] === '0' ? null : params[7],
        realname: params[8],
      }))
      .sort((a, b) => a.nick.localeCompare(b.nick));
  }, ['']);
  const wanted = filter.trim().toLowerCase();
  const found = rows.filter(
    (row) => row.nick.toLowerCase().includes(wanted) || row.realname.toLowerCase().includes(wanted),
  );
  const me = keyOf(client.store.get(), client.store.get().me.nick);
  return h(
    Dialog,
    { title: `Online now${rows.length > 0 ? ` (${rows.length})` : ''}`, wide: true },
    h(
      'div',
      { class: 'find' },
      h('input', {
        type: 'text',
        role: 'searchbox',
        'aria-label': 'Find somebody',
        placeholder: 'Find by nick or name',
        value: filter,
        onInput: (event) => setFilter(event.currentTarget.value),
        autofocus: true,
      }),
    ),
    h(
      'ul',
      { class: 'list' },
      found.slice(0, SHOWN_MAX).map((row) =>
        h(
          'li',
          { key: row.nick },
          h(
            'button',
            {
              type: 'button',
              onClick: () =>
                keyOf(client.store.get(), row.nick) === me ? actions.whois(row.nick) : actions.open(row.nick),
            },
            h('span', { class: 'presence ' + (row.away ? 'away' : 'here'), 'aria-hidden': 'true' }),
            h(
              'span',
              { class: 'list-name' },
              row.nick,
              row.bot && h('span', { class: 'tag' }, 'bot'),
              keyOf(client.store.get(), row.nick) === me && h('span', { class: 'tag' }, 'you'),
            ),
            h(
              'span',
              { class: 'list-count' },
              [row.away ? 'away' : '', row.account === null ? 'guest' : ''].filter(Boolean).join(', '),
            ),
            row.realname && row.realname !== row.nick && h('span', { class: 'list-note' }, stripCodes(row.realname)),
          ),
        ),
      ),
    ),
    found.length > SHOWN_MAX &&
      h('p', { class: 'list-state' }, `and ${found.length - SHOWN_MAX} more: type to narrow them down`),
    h(State, { state, count: found.length, nothing: 'Nobody by that name is online.' }),
  );
}

/** Ctrl+K: the first letters, Enter. */
export function Switcher({ state }) {
  const { actions } = useShared();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef(null);
  const wanted = text.trim().toLowerCase().replace(/^[#@]/, '');
  const found = ordered(state.buffers)
    .filter((buffer) => titleOf(buffer).toLowerCase().includes(wanted))
    .sort((a, b) => b.mentions - a.mentions || Math.min(b.unread, 1) - Math.min(a.unread, 1));
  const chosen = Math.min(at, found.length - 1);
  const go = () =>
    found[chosen] !== undefined
      ? actions.show(found[chosen].key)
      : text.trim() && actions.enter(text.trim().startsWith('#') ? text.trim() : '#' + text.trim());
  const onKeyDown = (event) => {
    if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0));
    else if (event.key === 'Enter') go();
    else return;
    event.preventDefault();
  };
  useEffect(() => list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }), [chosen]);
  return h(
    Dialog,
    { title: 'Go to' },
    h(
      'div',
      { class: 'find' },
      h('input', {
        type: 'text',
        role: 'combobox',
        'aria-expanded': 'true',
        'aria-controls': 'switcher-list',
        'aria-activedescendant': found.length > 0 ? 'switch-' + chosen : undefined,
        'aria-label': 'Conversation',
        autocomplete: 'off',
        value: text,
        autofocus: true,
        onKeyDown,
        onInput: (event) => (setText(event.currentTarget.value), setAt(0)),
      }),
    ),
    h(
      'ul',
      { class: 'list', id: 'switcher-list', role: 'listbox', 'aria-label': 'Conversations', ref: list },
      found.map((buffer, index) =>
        h(
          'li',
          {
            key: buffer.key,
            id: 'switch-' + index,
            role: 'option',
            class: 'option',
            'aria-selected': index === chosen ? 'true' : 'false',
            onClick: () => actions.show(buffer.key),
          },
          titleOf(buffer),
          buffer.unread > 0 && h('span', { class: buffer.mentions > 0 ? 'badge call' : 'badge' }, buffer.unread),
        ),
      ),
    ),
    h('p', { class: 'list-state', role: 'status' }, found.length === 0 ? 'Enter joins a channel of that name.' : ''),
  );
}
