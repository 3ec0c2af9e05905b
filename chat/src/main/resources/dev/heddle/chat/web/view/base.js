// SPDX-License-Identifier: Apache-2.0
// What all components stand on: memo, the state of the store, what is shared, icons.

import { Component, createContext, h } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';

/** { client, actions, settings, setSettings, openMenu }: see view/app.js. */
export const Shared = createContext(null);

export function useShared() {
  return useContext(Shared);
}

function same(a, b) {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]));
}

/** A component that is drawn again only when one of its properties is another one. */
export function memo(Inner) {
  return class extends Component {
    shouldComponentUpdate(next) {
      return !same(this.props, next);
    }

    render(props) {
      return h(Inner, props);
    }
  };
}

/** The state, at most once per frame: a thousand lines at once are one drawing. */
export function useStore(store) {
  const [state, setState] = useState(store.get());
  useEffect(() => {
    let waiting = false;
    const draw = () => {
      waiting = false;
      setState(store.get());
    };
    const unsubscribe = store.subscribe(() => {
      if (waiting) return;
      waiting = true;
      // A hidden page gets no frames.
      if (document.hidden) setTimeout(draw, 100);
      else requestAnimationFrame(draw);
    });
    draw();
    return unsubscribe;
  }, [store]);
  return state;
}

const PATHS = {
  menu: 'M4 7h16M4 12h16M4 17h16',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM20 20l-4.8-4.8',
  people:
    'M9 11.500a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 4.800a3.5 3.5 0 0 1 0 6.400M18 14.500c2.1.9 3.5 2.9 3.5 5.5',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  send: 'M5 12h13M12.5 5.5 19 12l-6.5 6.5',
  down: 'M12 5v14M6 13l6 6 6-6',
  back: 'M19 12H5M11 6l-6 6 6 6',
  check: 'M5 12.500l4.5 4.500L19 7.5',
  moon: 'M20 14.500A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.500Z',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3 2',
  warning: 'M12 4 2.5 20h19L12 4ZM12 10v4.500M12 17.500h.01',
};

/** Decoration: what it means stands beside it, or in the label of its button. */
export function Icon({ name }) {
  return h(
    'svg',
    {
      class: name === 'more' ? 'icon dots' : 'icon',
      viewBox: '0 0 24 24',
      width: 20,
      height: 20,
      'aria-hidden': 'true',
      focusable: 'false',
    },
    h('path', { d: PATHS[name] }),
  );
}

export function IconButton({ icon, label, ...rest }) {
  return h(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': label, title: label, ...rest },
    h(Icon, { name: icon }),
    rest.children,
  );
}

/** For screen readers only. */
export function Hidden({ children }) {
  return h('span', { class: 'hidden' }, children);
}

/** A hue for a name: always the same one, and far apart for names that are alike. */
export function hueOf(name) {
  let hash = 0;
  for (const letter of name.toLowerCase()) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 13), 0x5bd1e995);
  return ((hash ^ (hash >>> 15)) >>> 0) % 360;
}
