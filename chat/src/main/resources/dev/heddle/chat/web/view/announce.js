// SPDX-License-Identifier: Apache-2.0
// What screen readers are told: new messages of the open conversation, errors at once. Several in a moment are one announcement.

import { h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

const GATHER_MILLIS = 350;
const LENGTH_MAX = 600;

export function Announcer({ spoken }) {
  const [polite, setPolite] = useState('');
  const [urgent, setUrgent] = useState('');
  const waiting = useRef([]);
  const timer = useRef(null);

  useEffect(() => {
    if (spoken.count === 0) return;
    if (spoken.urgent) {
      setUrgent(spoken.text);
      return;
    }
    waiting.current.push(spoken.text);
    timer.current ??= setTimeout(() => {
      timer.current = null;
      const text = waiting.current.join('\n');
      waiting.current = [];
      setPolite(text.slice(0, LENGTH_MAX));
    }, GATHER_MILLIS);
  }, [spoken]);

  return h(
    'div',
    { class: 'hidden' },
    h('div', { role: 'status', 'aria-live': 'polite' }, polite),
    h('div', { role: 'alert' }, urgent),
  );
}
