// SPDX-License-Identifier: Apache-2.0
// A field of a form with its label and what helps to fill it in.

import { h } from 'preact';

export function Field({ label, hint, children, id, ...input }) {
  return h(
    'div',
    { class: 'field' },
    h('label', { for: id }, label),
    children ?? h('input', { id, 'aria-describedby': hint ? id + '-hint' : undefined, autocomplete: 'off', ...input }),
    hint && h('p', { class: 'hint', id: id + '-hint' }, hint),
  );
}
