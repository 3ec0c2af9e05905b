// SPDX-License-Identifier: Apache-2.0
// Starts the client on the page.

import { h, render } from 'preact';
import { createClient } from './session/client.js';
import { createStorage } from './session/storage.js';
import { createWhere } from './session/where.js';
import { App } from './view/app.js';
import { addressOf } from './wire/socket.js';

const storage = createStorage();
let settings = storage.settings();

const client = createClient({ address: addressOf(location), storage, settings: () => settings, where: createWhere() });

const save = (next) => {
  settings = next;
  storage.saveSettings(next);
};

render(h(App, { client, firstSettings: settings, save, lastNick: storage.lastNick() }), document.getElementById('app'));
