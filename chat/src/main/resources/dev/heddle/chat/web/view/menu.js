// SPDX-License-Identifier: Apache-2.0
// A menu beside the button that opened it. Arrow keys move, a letter jumps, Escape and Tab close; the focus goes back to where
// it came from.

import { h } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

const MARGIN = 8;

/** Below the anchor if there is room, above it otherwise; never out of the window. */
function place(box, anchor) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = at.bottom + 4 + height < innerHeight - MARGIN;
  const left = Math.max(MARGIN, Math.min(at.left, innerWidth - width - MARGIN));
  const top = below ? at.bottom + 4 : Math.max(MARGIN, at.top - 4 - height);
  box.style.left = left + 'px';
  box.style.top = top + 'px';
}

export function Menu({ anchor, items, label, onClose }) {
  const box = useRef(null);

  useLayoutEffect(() => {
    place(box.current, anchor);
    box.current.querySelector('[role=menuitem]')?.focus();
  }, [anchor, items]);

  useEffect(() => {
    const outside = (event) => box.current.contains(event.target) || onClose();
    addEventListener('pointerdown', outside, true);
    addEventListener('resize', onClose);
    return () => {
      removeEventListener('pointerdown', outside, true);
      removeEventListener('resize', onClose);
    };
  }, [onClose]);

  const close = () => {
    onClose();
    // What opened it may be gone by now; then the focus is where the next thing put it.
    if (anchor.isConnected) anchor.focus({ preventScroll: true });
  };

  const onKeyDown = (event) => {
    const all = [...box.current.querySelectorAll('[role=menuitem]')];
    const at = all.indexOf(document.activeElement);
    const go = (index) => all[(index + all.length) % all.length].focus();
    if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(-1);
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const next = [...all.slice(at + 1), ...all].find((item) =>
        item.textContent.toLowerCase().startsWith(event.key.toLowerCase()),
      );
      next?.focus();
    } else return;
    if (event.key !== 'Enter' && event.key !== ' ') event.preventDefault();
    event.stopPropagation();
  };

  return h(
    'div',
    { class: 'menu', role: 'menu', 'aria-label': label, ref: box, onKeyDown },
    items.map((item, at) =>
      item === null
        ? h('hr', { key: at, role: 'separator' })
        : h(
            'button',
            {
              key: at,
              type: 'button',
              role: 'menuitem',
              tabIndex: -1,
              class: item.danger ? 'danger' : undefined,
              onClick: () => {
                close();
                item.run();
              },
            },
            item.label,
          ),
    ),
  );
}
