// SPDX-License-Identifier: Apache-2.0
// The first page: log in, make an account, or look in as a guest.

import { h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { canKeepKeys } from '../wire/sasl.js';
import { Field } from './field.js';

const MODES = [
  ['login', 'Log in'],
  ['register', 'New account'],
  ['guest', 'Guest'],
];

const SUBMIT = { login: 'Log in', register: 'Make the account', guest: 'Continue as a guest' };

const EXPLAINED = {
  'login-failed': 'That nick and password do not belong together.',
  'key-stale': 'Please log in again.',
  'nick-invalid':
    'A nick has letters, digits and - _ [ ] { } | ^ in it, begins with neither a digit nor -, and is not too long.',
  unreachable: 'The server cannot be reached. Look at your network, or try again in a moment.',
  ACCOUNT_EXISTS: 'There is an account or somebody with that nick already. Log in, or take another nick.',
  BAD_ACCOUNT_NAME: 'That nick cannot be an account.',
  UNACCEPTABLE_PASSWORD: 'That password is too long.',
  TEMPORARILY_UNAVAILABLE: 'Too many accounts were made from here, or the server is busy. Try again later.',
  INVALID_EMAIL: 'This server wants an email address for an account.',
  ACCOUNT_REQUIRED: 'This server lets nobody in without an account.',
  'server-password': 'This server has a password of its own. Ask who runs it.',
};

function explained({ code, text }) {
  if (code === 'nick-taken') {
    return text.includes('account')
      ? 'That nick belongs to an account. Log in, or take another nick.'
      : 'Somebody is using that nick. Take another one.';
  }
  return EXPLAINED[code] ?? text;
}

/** `onBegin()`: somebody is about to come in. */
export function SignIn({ client, state, lastNick, onBegin }) {
  const [mode, setMode] = useState(lastNick === '' ? 'register' : 'login');
  const [nick, setNick] = useState(lastNick);
  const [password, setPassword] = useState('');
  const [email, setEmail] = useState('');
  const [serverPassword, setServerPassword] = useState('');
  const [keep, setKeep] = useState(true);
  const alert = useRef(null);
  const busy = state.phase === 'connecting';
  const { problem } = state;
  const asksEmail = mode === 'register' && problem?.code === 'INVALID_EMAIL';
  const asksServer = problem?.code === 'server-password' || serverPassword !== '';

  useEffect(() => {
    if (problem !== null) alert.current?.focus();
  }, [problem]);

  const onSubmit = (event) => {
    event.preventDefault();
    client.signIn({ mode, nick: nick.trim(), password, email: email.trim(), serverPassword, keep });
  };

  return h(
    'main',
    { class: 'signin' },
    h(
      'div',
      { class: 'card' },
      h('img', { src: 'icon.svg', alt: '', width: 44, height: 44 }),
      h('h1', null, 'Welcome'),
      h('p', { class: 'lead' }, 'Chat with the people on this server.'),
      h(
        'div',
        { class: 'modes', role: 'group', 'aria-label': 'How to come in' },
        MODES.map(([value, label]) =>
          h(
            'button',
            {
              key: value,
              type: 'button',
              'aria-pressed': mode === value ? 'true' : 'false',
              onClick: () => setMode(value),
            },
            label,
          ),
        ),
      ),
      problem !== null && h('p', { class: 'form-error', role: 'alert', tabIndex: -1, ref: alert }, explained(problem)),
      h(
        'form',
        { onSubmit, onInput: onBegin },
        h(Field, {
          label: 'Nick',
          id: 'nick',
          name: 'username',
          autocomplete: 'username',
          autocapitalize: 'off',
          spellcheck: false,
          required: true,
          autofocus: true,
          value: nick,
          onInput: (event) => setNick(event.currentTarget.value),
          hint: mode === 'register' ? 'The name that others see, and that of your account.' : undefined,
        }),
        mode !== 'guest' &&
          h(Field, {
            label: 'Password',
            id: 'password',
            name: 'password',
            type: 'password',
            autocomplete: mode === 'login' ? 'current-password' : 'new-password',
            required: true,
            value: password,
            onInput: (event) => setPassword(event.currentTarget.value),
          }),
        asksEmail &&
          h(Field, {
            label: 'Email',
            id: 'email',
            type: 'email',
            autocomplete: 'email',
            required: true,
            value: email,
            onInput: (event) => setEmail(event.currentTarget.value),
          }),
        asksServer &&
          h(Field, {
            label: 'Password of the server',
            id: 'server-password',
            type: 'password',
            value: serverPassword,
            onInput: (event) => setServerPassword(event.currentTarget.value),
          }),
        mode !== 'guest' &&
          canKeepKeys() &&
          h(
            'label',
            { class: 'check' },
            h('input', { type: 'checkbox', checked: keep, onChange: () => setKeep(!keep) }),
            'Stay logged in on this device',
          ),
        mode === 'guest' &&
          h('p', { class: 'hint' }, 'Guests keep no history: what is said while you are gone is gone for you.'),
        h('button', { type: 'submit', class: 'primary large', disabled: busy }, busy ? 'Connecting…' : SUBMIT[mode]),
      ),
    ),
  );
}

/** While what was kept logs in: nothing to fill in, and a way out. */
export function Resuming({ client, state }) {
  const waiting = state.phase === 'waiting';
  return h(
    'main',
    { class: 'signin' },
    h(
      'div',
      { class: 'card' },
      h('img', { src: 'icon.svg', alt: '', width: 44, height: 44 }),
      h('h1', null, waiting ? 'Nobody answers' : 'Welcome back'),
      h(
        'p',
        { class: 'lead', role: 'status' },
        waiting ? 'The server cannot be reached just now. Trying again.' : 'Logging you in…',
      ),
      waiting &&
        h(
          'div',
          { class: 'buttons' },
          h('button', { type: 'button', onClick: client.logOut }, 'Log out'),
          h('button', { type: 'button', class: 'primary', onClick: client.hurry }, 'Try now'),
        ),
    ),
  );
}
