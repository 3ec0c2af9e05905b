// SPDX-License-Identifier: Apache-2.0
// Dialogs about oneself and the client: settings, nick, away, help, and the card that says who somebody is.

import { h } from 'preact';
import { useState } from 'preact/hooks';
import { COMMANDS } from '../model/commands.js';
import { askToNotify, canNotify } from '../session/notify.js';
import { AskForm, Dialog, Field } from './dialog.js';
import { Text } from './text.js';
import { durationText, fullText } from './times.js';
import { useShared } from './base.js';

function Choice({ legend, name, options, value, onChange }) {
  return h(
    'fieldset',
    { class: 'choice' },
    h('legend', null, legend),
    options.map(([option, label]) =>
      h(
        'label',
        { key: option, class: 'check' },
        h('input', { type: 'radio', name, checked: value === option, onChange: () => onChange(option) }),
        label,
      ),
    ),
  );
}

/** `run()` sends them. */
export function ManyDialog({ lines, run }) {
  return h(
    Dialog,
    { title: `Send ${lines} messages?` },
    h(
      AskForm,
      { submit: 'Send', ready: true, run },
      h('p', null, 'Each line is a message of its own, for everybody in the conversation.'),
    ),
  );
}

export function SettingsDialog() {
  const { settings, setSettings } = useShared();
  const [refused, setRefused] = useState(canNotify() && Notification.permission === 'denied');
  const set = (name) => (value) => setSettings({ ...settings, [name]: value });
  const notify = async (wanted) => {
    const allowed = wanted && (await askToNotify());
    setRefused(wanted && !allowed);
    set('notifications')(allowed);
  };
  const box = (name, label, change = set(name)) =>
    h(
      'label',
      { class: 'check' },
      h('input', {
        type: 'checkbox',
        checked: settings[name],
        onChange: (event) => change(event.currentTarget.checked),
      }),
      label,
    );
  return h(
    Dialog,
    { title: 'Settings' },
    h(Choice, {
      legend: 'Theme',
      name: 'theme',
      value: settings.theme,
      onChange: set('theme'),
      options: [
        ['system', 'As the system'],
        ['light', 'Light'],
        ['dark', 'Dark'],
      ],
    }),
    h(Choice, {
      legend: 'Messages',
      name: 'density',
      value: settings.density,
      onChange: set('density'),
      options: [
        ['comfortable', 'Comfortable'],
        ['compact', 'Compact'],
      ],
    }),
    h(Choice, {
      legend: 'Clock',
      name: 'clock',
      value: settings.clock,
      onChange: set('clock'),
      options: [
        ['system', 'As the system'],
        ['24', '24 hours'],
        ['12', '12 hours'],
      ],
    }),
    h(
      'fieldset',
      null,
      h('legend', null, 'Also'),
      canNotify() && box('notifications', 'Desktop notifications for mentions and private messages', notify),
      refused &&
        h(
          'p',
          { class: 'form-error', role: 'alert' },
          'This browser does not allow notifications from this page. Its site settings can change that.',
        ),
      box('comings', 'Show who joins and leaves'),
      box('typing', 'Let others see that I am typing'),
    ),
  );
}

export function NickDialog({ state }) {
  const { actions } = useShared();
  const [nick, setNick] = useState(state.me.nick);
  return h(
    Dialog,
    { title: 'Change your nick' },
    h(
      AskForm,
      { submit: 'Change', run: () => actions.ask('NICK', [nick.trim() || '*']) },
      h(Field, {
        label: 'Nick',
        id: 'nick-input',
        value: nick,
        maxLength: state.features.nickLength,
        required: true,
        autofocus: true,
        onInput: (event) => setNick(event.currentTarget.value),
      }),
    ),
  );
}

export function AwayDialog() {
  const { actions } = useShared();
  const [text, setText] = useState('');
  return h(
    Dialog,
    { title: 'Be away' },
    h(
      AskForm,
      { submit: 'Be away', run: () => actions.ask('AWAY', [text.trim() || 'Away']) },
      h(Field, {
        label: 'What others see',
        id: 'away-input',
        value: text,
        placeholder: 'Away',
        autofocus: true,
        onInput: (event) => setText(event.currentTarget.value),
      }),
    ),
  );
}

export function WhoisDialog({ nick, facts }) {
  const { actions, settings } = useShared();
  const rows = [
    ['Name', facts.realname && facts.realname !== facts.nick ? h(Text, { text: facts.realname }) : ''],
    ['Account', facts.account ?? 'none: a guest'],
    ['Away', facts.away ? h(Text, { text: facts.away }) : ''],
    ['Address', facts.user ? `${facts.user}@${facts.host}` : ''],
    ['Channels', facts.channels?.join(' ') ?? ''],
    ['Silent for', facts.idleSeconds === undefined ? '' : durationText(facts.idleSeconds)],
    ['Here since', facts.since ? fullText(facts.since, settings.clock) : ''],
    [
      'Also',
      [facts.operator && 'operator of the server', facts.bot && 'a bot', facts.secure && 'connected securely']
        .filter(Boolean)
        .join(', '),
    ],
  ];
  return h(
    Dialog,
    { title: facts.nick ?? nick },
    h(
      'dl',
      { class: 'facts' },
      rows
        .filter(([, value]) => value !== '')
        .flatMap(([name, value]) => [h('dt', { key: name }, name), h('dd', { key: name + '-value' }, value)]),
    ),
    h(
      'div',
      { class: 'buttons' },
      h('button', { type: 'button', class: 'primary', onClick: () => actions.open(facts.nick ?? nick) }, 'Message'),
    ),
  );
}

export const SHORTCUTS = [
  ['Ctrl+K', 'Go to a conversation by name'],
  ['Alt+↑ Alt+↓', 'The conversation above or below'],
  ['Alt+Shift+↑ Alt+Shift+↓', 'The next one with something new'],
  ['Ctrl+Shift+F', 'Search in this conversation'],
  ['F6', 'The next part of the page: conversations, messages, input, members'],
  ['Page Up Page Down', 'Scroll the messages, also while writing'],
  ['↑ ↓ in the messages', 'From message to message; Enter opens what can be done'],
  ['↑ ↓ in the input', 'What you wrote before'],
  ['Tab', 'Complete a nick, channel, command or :emoji:'],
  ['Shift+Enter', 'A new line'],
  ['Esc', 'Close what is open; back to the input; jump to now'],
  ['Ctrl+/', 'This help'],
];

export function HelpDialog() {
  return h(
    Dialog,
    { title: 'Help', wide: true },
    h('h3', null, 'Keys'),
    h(
      'dl',
      { class: 'facts keys' },
      SHORTCUTS.flatMap(([keys, what]) => [h('dt', { key: keys }, h('kbd', null, keys)), h('dd', { key: what }, what)]),
    ),
    h('h3', null, 'Commands'),
    h(
      'dl',
      { class: 'facts keys' },
      Object.entries(COMMANDS).flatMap(([name, command]) => [
        h('dt', { key: name }, h('kbd', null, `/${name} ${command.usage}`)),
        h('dd', { key: name + '-help' }, command.help),
      ]),
    ),
    h('h3', null, 'Text'),
    h(
      'p',
      null,
      'Between `backticks`, text is shown as code. ',
      h('code', null, ':smile:'),
      ' becomes 😄. Addresses and #channels can be clicked.',
    ),
  );
}
