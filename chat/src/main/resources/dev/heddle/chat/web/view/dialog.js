// SPDX-License-Identifier: Apache-2.0
// The shell of all dialogs: the browser's own <dialog>, which keeps the focus inside and gives it back.

import { h } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { IconButton, useShared } from './base.js';

export { Field } from './field.js';

/**
 * When a text field goes away with its dialog, Chromium gives the focus back without a caret, and typing does nothing.
 */
function putCaret() {
  const field = document.activeElement;
  if (field instanceof HTMLTextAreaElement) field.setSelectionRange(field.selectionStart, field.selectionEnd);
}

export function Dialog({ title, wide, children }) {
  const { actions } = useShared();
  const box = useRef(null);
  useLayoutEffect(() => {
    const dialog = box.current;
    let open = true;
    // The browser closes it on Escape, and sometimes without asking.
    dialog.addEventListener('close', () => open && close());
    dialog.showModal();
    // Without a field to fill in, the title is a better place to begin than the button that closes.
    if (document.activeElement?.matches('.dialog-head button')) dialog.querySelector('h2').focus();
    return () => {
      open = false;
      dialog.close();
      queueMicrotask(putCaret);
    };
  }, []);
  const close = () => actions.ui({ dialog: null });
  return h(
    'dialog',
    {
      ref: box,
      class: wide ? 'dialog wide' : 'dialog',
      'aria-labelledby': 'dialog-title',
      // A press on the dialog itself, and not on what is in it, is one on the backdrop.
      onPointerDown: (event) => event.target === box.current && close(),
    },
    h(
      'div',
      { class: 'dialog-body' },
      h(
        'div',
        { class: 'dialog-head' },
        h('h2', { id: 'dialog-title', tabIndex: -1 }, title),
        h(IconButton, { icon: 'close', label: 'Close', onClick: close }),
      ),
      children,
    ),
  );
}

/**
 * A form that asks the server for something: busy while it waits, with the error where it was filled in, closed when it is done.
 * `run()` answers a promise. With `ready` there is nothing to fill in, and Enter answers yes.
 */
export function AskForm({ submit, run, danger, children, disabled, ready }) {
  const { actions } = useShared();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const onSubmit = async (event) => {
    event.preventDefault();
    setBusy(true);
    setError('');
    try {
      await run();
      actions.ui({ dialog: null });
    } catch (failure) {
      setError(failure.message);
      setBusy(false);
    }
  };
  return h(
    'form',
    { class: 'ask', onSubmit },
    children,
    h('p', { class: 'form-error', role: 'alert' }, error),
    h(
      'div',
      { class: 'buttons' },
      h('button', { type: 'button', onClick: () => actions.ui({ dialog: null }) }, 'Cancel'),
      h(
        'button',
        {
          type: 'submit',
          class: danger ? 'primary danger' : 'primary',
          disabled: busy || disabled,
          autofocus: ready,
        },
        busy ? 'One moment…' : submit,
      ),
    ),
  );
}
