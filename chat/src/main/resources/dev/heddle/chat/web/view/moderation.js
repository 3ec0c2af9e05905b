// SPDX-License-Identifier: Apache-2.0
// Dialogs for keeping the peace: bans, removing somebody, deleting a message.

import { h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { banMask } from '../model/commands.js';
import { mayChange } from './channeldialogs.js';
import { AskForm, Dialog, Field } from './dialog.js';
import { fullText } from './times.js';
import { useShared } from './base.js';

export function Bans({ state, buffer }) {
  const { actions, settings } = useShared();
  const [bans, setBans] = useState(null);
  const [error, setError] = useState('');
  const [mask, setMask] = useState('');
  const may = mayChange(state, buffer);
  const load = () =>
    actions.ask('MODE', [buffer.name, '+b'], { quiet: true }).then(
      ({ messages }) =>
        setBans(
          messages
            .filter((one) => one.command === '367')
            .map(({ params }) => ({ mask: params[2], by: params[3], at: Number(params[4]) * 1000 })),
        ),
      (failure) => setError(failure.message),
    );
  useEffect(() => void load(), []);
  const change = async (sign, what) => {
    setError('');
    try {
      await actions.ask('MODE', [buffer.name, sign + 'b', what]);
      await load();
      return true;
    } catch (failure) {
      setError(failure.message);
      return false;
    }
  };
  return h(
    Dialog,
    { title: `Bans in ${buffer.name}`, wide: true },
    h('p', { class: 'form-error', role: 'alert' }, error),
    bans !== null && bans.length === 0 && h('p', { class: 'empty' }, 'Nobody is banned.'),
    h(
      'ul',
      { class: 'list plain' },
      (bans ?? []).map((ban) =>
        h(
          'li',
          { key: ban.mask },
          h('span', { class: 'list-name' }, ban.mask),
          h(
            'span',
            { class: 'list-note' },
            ban.by ? `by ${ban.by.split('!')[0]}${ban.at ? ', ' + fullText(ban.at, settings.clock) : ''}` : '',
          ),
          may &&
            h(
              'button',
              { type: 'button', onClick: () => change('-', ban.mask) },
              'Lift',
              h('span', { class: 'hidden' }, ` the ban of ${ban.mask}`),
            ),
        ),
      ),
    ),
    may &&
      h(
        'form',
        {
          class: 'find',
          async onSubmit(event) {
            event.preventDefault();
            if (mask.trim() !== '' && (await change('+', banMask(mask.trim())))) setMask('');
          },
        },
        h('input', {
          'aria-label': 'Nick or mask to ban',
          placeholder: 'Nick or mask, such as *!*@192.0.2.*',
          value: mask,
          onInput: (event) => setMask(event.currentTarget.value),
        }),
        h('button', { type: 'submit', class: 'primary danger' }, 'Ban'),
      ),
  );
}

export function Kick({ buffer, nick }) {
  const { actions } = useShared();
  const [reason, setReason] = useState('');
  return h(
    Dialog,
    { title: `Remove ${nick} from ${buffer.name}?` },
    h(
      AskForm,
      {
        submit: 'Remove',
        danger: true,
        run: () => actions.ask('KICK', [buffer.name, nick, ...(reason ? [reason] : [])]),
      },
      h('p', { class: 'hint' }, 'They may come back, unless they are banned too.'),
      h(Field, {
        label: 'Reason',
        id: 'kick-reason',
        value: reason,
        autofocus: true,
        onInput: (event) => setReason(event.currentTarget.value),
      }),
    ),
  );
}

export function Ban({ state, buffer, nick }) {
  const { actions } = useShared();
  const user = Object.values(state.users).find((one) => one.nick === nick);
  const masks = [
    [`${nick}!*@*`, 'this nick'],
    ...(user?.account ? [[`~a:${user.account}`, 'this account']] : []),
    ...(user?.host ? [[`*!*@${user.host}`, 'everybody from this address']] : []),
  ];
  const [mask, setMask] = useState(masks[user?.account ? 1 : 0][0]);
  const [out, setOut] = useState(true);
  const run = async () => {
    await actions.ask('MODE', [buffer.name, '+b', mask]);
    if (out) await actions.ask('KICK', [buffer.name, nick], { tolerant: true });
  };
  return h(
    Dialog,
    { title: `Ban ${nick} from ${buffer.name}?` },
    h(
      AskForm,
      { submit: 'Ban', danger: true, run },
      h(
        'fieldset',
        null,
        h('legend', null, 'What is banned'),
        masks.map(([value, label]) =>
          h(
            'label',
            { key: value, class: 'check' },
            h('input', { type: 'radio', name: 'mask', checked: mask === value, onChange: () => setMask(value) }),
            h('span', null, label, ' ', h('code', null, value)),
          ),
        ),
      ),
      h(
        'label',
        { class: 'check' },
        h('input', { type: 'checkbox', checked: out, onChange: () => setOut(!out) }),
        'Remove them from the channel now',
      ),
    ),
  );
}

export function Delete({ buffer, id }) {
  const { actions } = useShared();
  return h(
    Dialog,
    { title: 'Delete this message?' },
    h(
      AskForm,
      { submit: 'Delete', danger: true, run: () => actions.ask('REDACT', [buffer.name, id]) },
      h('p', null, 'It goes for everybody, and does not come back.'),
    ),
  );
}
