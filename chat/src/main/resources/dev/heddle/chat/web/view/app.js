// SPDX-License-Identifier: Apache-2.0
// The page as a whole: signing in, or the chat; and what all of it shares. Signing in is all that a first visit loads at once:
// the chat follows while one types, dialogs when they are first wanted.

import { h } from 'preact';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { activeBuffer } from '../model/state.js';
import { Announcer } from './announce.js';
import { Resuming, SignIn } from './signin.js';
import { Shared, useStore } from './base.js';

function useTheme({ theme, density }) {
  useEffect(() => {
    const root = document.documentElement;
    root.dataset.theme = theme;
    root.dataset.density = density;
  }, [theme, density]);
}

/** A module, loaded when it is first `wanted`; null until then. `failed()`: the server does not have it. */
function useModule(load, wanted, failed) {
  const [module, setModule] = useState(null);
  useEffect(() => {
    if (wanted && module === null) load().then(setModule, failed);
  }, [wanted]);
  return module;
}

function DialogOf({ state, failed }) {
  const { dialog } = state.ui;
  const module = useModule(() => import('./dialogs.js'), dialog !== null, failed);
  if (dialog === null || module === null) return null;
  const { type, key, ...rest } = dialog;
  const buffer = key === undefined ? activeBuffer(state) : state.buffers[key];
  if (key !== undefined && buffer === undefined) return null;
  return h(module.DIALOGS[type], { key: type + (rest.nick ?? ''), state, buffer, ...rest });
}

/** After an update of the server this page's parts are gone; or there is no server. */
function Stale() {
  return h(
    'div',
    { class: 'stale', role: 'alert' },
    h('span', null, 'A part of this page could not be loaded.'),
    h('button', { type: 'button', class: 'link', onClick: () => location.reload() }, 'Load the page again'),
  );
}

export function App({ client, firstSettings, save, lastNick }) {
  const state = useStore(client.store);
  const [settings, setAll] = useState(firstSettings);
  const [menu, setMenu] = useState(null);
  const [ready, setReady] = useState(false);
  const [stale, setStale] = useState(false);
  const failed = useCallback(() => setStale(true), []);
  const [begun, setBegun] = useState(false);
  const chat = useModule(() => import('./chat.js'), begun || state.resuming || state.phase !== 'signedOut', failed);
  useTheme(settings);

  const setSettings = useCallback((next) => {
    save(next);
    setAll(next);
  }, []);
  const openMenu = useCallback((anchor, items, label) => setMenu({ anchor, items, label }), []);
  const closeMenu = useCallback(() => setMenu(null), []);
  const shared = useMemo(() => ({ client, actions: client.actions, settings, setSettings, openMenu }), [settings]);

  // What was kept logs in by itself; the page is drawn when that is known.
  useEffect(() => {
    client.resume().finally(() => setReady(true));
  }, []);

  if (ready && state.resuming) return h(Resuming, { client, state });
  const inside =
    state.phase === 'online' ||
    state.phase === 'waiting' ||
    (state.phase === 'connecting' && Object.keys(state.buffers).length > 0);
  if (!ready || (inside && chat === null)) return stale ? h(Stale) : null;
  return h(
    Shared.Provider,
    { value: shared },
    inside ? h(chat.Chat, { state, menu, closeMenu }) : h(SignIn, { client, state, lastNick, onBegin: () => setBegun(true) }),
    inside && h(DialogOf, { state, failed }),
    stale && h(Stale),
    h(Announcer, { spoken: state.spoken }),
  );
}
