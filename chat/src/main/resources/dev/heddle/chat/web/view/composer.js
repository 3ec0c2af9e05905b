// SPDX-License-Identifier: Apache-2.0
// Where one writes: grows with the text, completes words, keeps a draft per conversation, fetches back what was typed before.

import { h } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { nicksOf, offersAt, taken } from '../model/complete.js';
import { newer, nothingTyped, older, recalledText, remembered } from '../model/recall.js';
import { Hidden, IconButton, useShared } from './base.js';

const HEIGHT_MAX = 200;
/** A draft is kept when the writer pauses. */
const KEEP_MILLIS = 400;
/** So many lines at once are asked about: each is a message of its own. */
const LINES_ASKED = 8;

/** [name, emoji] pairs and what replaces them in a text; loaded a little later than the rest. */
let emoji = { EMOJI: [], withEmoji: (text) => text };
import('../model/emoji.js').then((module) => (emoji = module));

/** Per conversation, for as long as the page lives. */
const recalls = new Map();

function Offers({ found, at, onTake }) {
  return h(
    'ul',
    { class: 'offers', id: 'offers', role: 'listbox', 'aria-label': 'Suggestions' },
    found.offers.map((offer, index) =>
      h(
        'li',
        {
          key: offer.label,
          id: 'offer-' + index,
          role: 'option',
          'aria-selected': index === at ? 'true' : 'false',
          // The caret stays in the text.
          onPointerDown: (event) => event.preventDefault(),
          onClick: () => onTake(index),
        },
        h('span', null, offer.label),
        offer.hint && h('span', { class: 'hint' }, offer.hint),
      ),
    ),
  );
}

function placeholder(buffer, online) {
  if (!online) return 'Not connected. What you write now is sent later.';
  if (buffer.kind === 'server') return 'A command, such as /help';
  return `Message ${buffer.name}`;
}

export function Composer({ buffer, state, channels }) {
  const { client, actions, settings } = useShared();
  const input = useRef(null);
  const [text, setText] = useState(() => client.drafts()[buffer.key] ?? '');
  const [found, setFound] = useState(null);
  const [at, setAt] = useState(0);
  const recall = useRef(recalls.get(buffer.key) ?? nothingTyped);
  const caret = useRef(null);
  const latest = useRef(text);
  latest.current = text;

  const context = () => ({ nicks: nicksOf(buffer, state.me.nick), channels, emoji: emoji.EMOJI });

  useLayoutEffect(() => {
    const box = input.current;
    box.style.height = 'auto';
    box.style.height = Math.min(box.scrollHeight, HEIGHT_MAX) + 'px';
    if (caret.current !== null) box.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [text]);

  useEffect(() => {
    const timer = setTimeout(() => client.saveDraft(buffer.key, text), KEEP_MILLIS);
    return () => clearTimeout(timer);
  }, [text]);

  // The last pause may be missing when one goes to another conversation.
  useEffect(() => () => client.saveDraft(buffer.key, latest.current), []);

  useEffect(() => {
    const mention = ({ detail: nick }) => {
      const next = latest.current === '' ? `${nick}: ` : `${latest.current.trimEnd()} ${nick} `;
      change(next, next.length);
      input.current.focus();
    };
    addEventListener('heddle-mention', mention);
    return () => removeEventListener('heddle-mention', mention);
  }, []);

  function change(next, position = null) {
    caret.current = position;
    setText(next);
    setFound(null);
  }

  function onInput(event) {
    const { value, selectionStart } = event.currentTarget;
    setText(value);
    const offered = offersAt(value, selectionStart, context());
    setFound(offered?.open ? offered : null);
    setAt(0);
    if (settings.typing && value !== '' && !value.startsWith('/')) actions.typing(buffer.key, true);
    else if (settings.typing && value === '') actions.typing(buffer.key, false);
  }

  function take(index, offered = found) {
    const result = taken(text, offered, offered.offers[index]);
    change(result.text, result.caret);
  }

  async function send() {
    const line = text.trimEnd();
    if (line.trim() === '') return;
    const lines = line.split('\n').filter((one) => one.trim() !== '').length;
    if (lines >= LINES_ASKED) actions.ui({ dialog: { type: 'many', lines, run: () => deliver(line) } });
    else await deliver(line);
  }

  async function deliver(line) {
    recall.current = remembered(recall.current, line);
    recalls.set(buffer.key, recall.current);
    change('');
    // A command that fails comes back, so that it can be mended.
    if (!(await actions.perform(buffer.key, emoji.withEmoji(line))) && latest.current === '') change(line, line.length);
  }

  function recalled(next) {
    if (next === null) return false;
    recall.current = next;
    const line = recalledText(next);
    change(line, line.length);
    return true;
  }

  function onOfferKey(event) {
    const count = found.offers.length;
    if (event.key === 'ArrowDown') setAt((at + 1) % count);
    else if (event.key === 'ArrowUp') setAt((at + count - 1) % count);
    else if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) take(at);
    else if (event.key === 'Escape') setFound(null);
    else return false;
    return true;
  }

  function onTextKey(event) {
    const { selectionStart, selectionEnd, value } = event.currentTarget;
    const plain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (!plain) return false;
    if (event.key === 'Enter') {
      send();
      return true;
    }
    // Tab completes a word; where there is nothing to complete it moves on, so that nobody is caught here.
    if (event.key === 'Tab') {
      const offered = selectionStart === selectionEnd ? offersAt(value, selectionStart, context()) : null;
      if (offered === null) return false;
      if (offered.offers.length === 1) take(0, offered);
      else {
        setFound(offered);
        setAt(0);
      }
      return true;
    }
    if (event.key === 'ArrowUp' && !value.slice(0, selectionStart).includes('\n'))
      return recalled(older(recall.current, value));
    if (event.key === 'ArrowDown' && !value.slice(selectionEnd).includes('\n')) return recalled(newer(recall.current));
    if (event.key === 'PageUp' || event.key === 'PageDown') {
      const log = document.querySelector('.log');
      log?.scrollBy({ top: (event.key === 'PageUp' ? -0.9 : 0.9) * log.clientHeight });
      return true;
    }
    return false;
  }

  function onKeyDown(event) {
    // Enter that ends the composing of a word (Japanese, Chinese …) does not send.
    if (event.isComposing) return;
    if ((found !== null && onOfferKey(event)) || onTextKey(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  return h(
    'form',
    {
      class: 'composer',
      onSubmit(event) {
        event.preventDefault();
        send();
      },
    },
    found !== null && h(Offers, { found, at, onTake: take }),
    h('label', { for: 'input' }, h(Hidden, null, `Message to ${buffer.name}`)),
    h('textarea', {
      id: 'input',
      ref: input,
      rows: 1,
      value: text,
      placeholder: placeholder(buffer, state.phase === 'online'),
      autocomplete: 'off',
      enterKeyHint: 'send',
      'aria-autocomplete': 'list',
      'aria-controls': found !== null ? 'offers' : undefined,
      'aria-activedescendant': found !== null ? 'offer-' + at : undefined,
      onInput,
      onKeyDown,
      onBlur: () => setFound(null),
    }),
    h(IconButton, { icon: 'send', label: 'Send', type: 'submit', disabled: text.trim() === '' }),
    h(Hidden, null, h('span', { role: 'status' }, found === null ? '' : `${found.offers.length} suggestions`)),
  );
}
