// SPDX-License-Identifier: Apache-2.0
// Dialogs about a channel: topic, settings, key, inviting.

import { h } from 'preact';
import { useState } from 'preact/hooks';
import { AskForm, Dialog, Field } from './dialog.js';
import { Text } from './text.js';
import { fullText } from './times.js';
import { operatorRank, ownRank } from './usermenu.js';
import { useShared } from './base.js';

export function mayChange(state, buffer) {
  return ownRank(state, buffer) <= operatorRank(state.features);
}

export function Topic({ state, buffer }) {
  const { actions, settings } = useShared();
  const [text, setText] = useState(buffer.topic.text);
  const may = mayChange(state, buffer) || !buffer.modes.includes('t');
  const { topic } = buffer;
  return h(
    Dialog,
    { title: `Topic of ${buffer.name}` },
    topic.text && h('p', { class: 'topic-text' }, h(Text, { text: topic.text })),
    topic.by &&
      h('p', { class: 'hint' }, `Set by ${topic.by}${topic.at ? ', ' + fullText(topic.at, settings.clock) : ''}`),
    may
      ? h(
          AskForm,
          { submit: 'Set the topic', run: () => actions.ask('TOPIC', [buffer.name, text.replace(/\n/g, ' ')]) },
          h(
            Field,
            { label: 'Topic', id: 'topic-input' },
            h('textarea', {
              id: 'topic-input',
              rows: 3,
              maxLength: state.features.topicLength,
              value: text,
              onInput: (event) => setText(event.currentTarget.value),
            }),
          ),
        )
      : !topic.text && h('p', null, 'No topic is set, and only operators may set one.'),
  );
}

const FLAGS = [
  ['i', 'By invitation only'],
  ['m', 'Moderated: only voiced people speak'],
  ['n', 'No messages from outside'],
  ['t', 'Only operators set the topic'],
  ['s', 'Hidden from lists'],
  ['R', 'Only people with an account join'],
  ['M', 'Only people with an account speak'],
  ['c', 'No colours and other formatting'],
  ['C', 'No client requests (CTCP)'],
];

/** The changes that lead from one set of modes to another, as the words of a MODE command. */
function modeWords(before, after, keyBefore, key, limit) {
  const added = FLAGS.filter(([flag]) => after.has(flag) && !before.includes(flag)).map(([flag]) => flag);
  const removed = FLAGS.filter(([flag]) => !after.has(flag) && before.includes(flag)).map(([flag]) => flag);
  const words = [];
  let plus = added.join('');
  let minus = removed.join('');
  if (key !== keyBefore) {
    if (key === '') minus += 'k';
    else plus += 'k';
    words.push(key === '' ? keyBefore || '*' : key);
  }
  if (limit !== undefined) {
    if (limit === '') minus += 'l';
    else {
      plus += 'l';
      words.push(limit);
    }
  }
  const signs = (plus && '+' + plus) + (minus && '-' + minus);
  // A key that is taken away has its word after the words of what is set.
  if (key === '' && key !== keyBefore && words.length > 1) words.reverse();
  return signs === '' ? [] : [signs, ...words];
}

export function ChannelSettings({ state, buffer }) {
  const { actions } = useShared();
  const [flags, setFlags] = useState(() => new Set(buffer.modes));
  const [key, setKey] = useState(buffer.channelKey ?? '');
  const [limit, setLimit] = useState('');
  const may = mayChange(state, buffer);
  const known = FLAGS.filter(([flag]) => state.features.chanmodes.join('').includes(flag));
  const toggle = (flag) => {
    const next = new Set(flags);
    if (!next.delete(flag)) next.add(flag);
    setFlags(next);
  };
  const run = async () => {
    const words = modeWords(
      buffer.modes,
      flags,
      buffer.channelKey ?? '',
      key.trim(),
      limit === '' ? undefined : limit === '0' ? '' : limit,
    );
    if (words.length > 0) await actions.ask('MODE', [buffer.name, ...words]);
  };
  const boxes = h(
    'fieldset',
    { disabled: !may },
    h('legend', null, may ? 'Who may do what' : 'Only operators of the channel may change these.'),
    known.map(([flag, label]) =>
      h(
        'label',
        { key: flag, class: 'check' },
        h('input', { type: 'checkbox', checked: flags.has(flag), onChange: () => toggle(flag) }),
        label,
      ),
    ),
  );
  return h(
    Dialog,
    { title: `Settings of ${buffer.name}` },
    may
      ? h(
          AskForm,
          { submit: 'Save', run },
          boxes,
          h(Field, {
            label: 'Key',
            id: 'channel-key',
            hint: 'Needed to join. Empty: none.',
            value: key,
            maxLength: 23,
            onInput: (event) => setKey(event.currentTarget.value),
          }),
          h(Field, {
            label: 'Most members',
            id: 'channel-limit',
            hint: 'Leave empty to keep it as it is; 0 takes the limit away.',
            type: 'number',
            min: 0,
            value: limit,
            onInput: (event) => setLimit(event.currentTarget.value),
          }),
        )
      : boxes,
  );
}

export function Invite({ state, buffer, nick: first }) {
  const { actions } = useShared();
  const [nick, setNick] = useState(first ?? '');
  const channels = Object.values(state.buffers).filter((one) => one.joined);
  const [channel, setChannel] = useState(buffer?.kind === 'channel' ? buffer.name : (channels[0]?.name ?? ''));
  return h(
    Dialog,
    { title: first ? `Invite ${first}` : `Invite to ${channel}` },
    h(
      AskForm,
      { submit: 'Invite', disabled: channel === '', run: () => actions.ask('INVITE', [nick.trim() || '*', channel]) },
      !first &&
        h(Field, {
          label: 'Nick',
          id: 'invite-nick',
          value: nick,
          required: true,
          autofocus: true,
          onInput: (event) => setNick(event.currentTarget.value),
        }),
      first &&
        h(
          Field,
          { label: 'To which channel', id: 'invite-channel' },
          h(
            'select',
            { id: 'invite-channel', value: channel, onChange: (event) => setChannel(event.currentTarget.value) },
            channels.map((one) => h('option', { key: one.key, value: one.name }, one.name)),
          ),
        ),
    ),
  );
}

export function Key({ name }) {
  const { actions } = useShared();
  const [key, setKey] = useState('');
  return h(
    Dialog,
    { title: `${name} needs a key` },
    h(
      AskForm,
      { submit: 'Join', run: () => actions.join(name, key.trim()) },
      h(Field, {
        label: 'Key',
        id: 'join-key',
        value: key,
        required: true,
        autofocus: true,
        onInput: (event) => setKey(event.currentTarget.value),
      }),
    ),
  );
}
