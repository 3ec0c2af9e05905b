// SPDX-License-Identifier: Apache-2.0
// Searching in what is loaded of a conversation.

import { h } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { stripCodes } from '../wire/format.js';
import { FOUND_MAX, search } from '../model/search.js';
import { IconButton, memo, useShared } from './base.js';
import { dayText, timeText } from './times.js';

export const Search = memo(function Search({ entries, query, onGo }) {
  const { actions, settings } = useShared();
  const input = useRef(null);
  const found = useMemo(() => search(entries, query), [entries, query]);
  useEffect(() => input.current.focus(), []);
  return h(
    'aside',
    { class: 'members search drawn', 'aria-label': 'Search' },
    h(
      'div',
      { class: 'panel-head' },
      h('h2', null, 'Search'),
      h(IconButton, { icon: 'close', label: 'Close the search', onClick: () => actions.ui({ search: null }) }),
    ),
    h('input', {
      ref: input,
      type: 'text',
      role: 'searchbox',
      class: 'filter',
      'aria-label': 'Words to search for',
      placeholder: 'Words, or from:nick',
      value: query,
      onInput: (event) => actions.ui({ search: event.currentTarget.value }),
    }),
    h(
      'p',
      { class: 'empty', role: 'status' },
      query.trim() === ''
        ? 'Searches what is loaded of this conversation.'
        : found.length >= FOUND_MAX
          ? `The newest ${FOUND_MAX}.`
          : `${found.length} found.`,
    ),
    h(
      'ul',
      null,
      found.map((entry) =>
        h(
          'li',
          { key: entry.key },
          h(
            'button',
            { type: 'button', class: 'found', onClick: () => onGo(entry.key) },
            h(
              'span',
              { class: 'found-head' },
              h('strong', null, entry.nick),
              ' ',
              `${dayText(entry.at)}, ${timeText(entry.at, settings.clock)}`,
            ),
            h('span', { class: 'found-text' }, stripCodes(entry.text)),
          ),
        ),
      ),
    ),
  );
});
