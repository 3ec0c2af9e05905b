// SPDX-License-Identifier: Apache-2.0
// What the browser keeps between visits: settings, drafts, which conversations were open, and, when asked to, a key for
// logging in again. A browser that keeps nothing (private windows, full disks) is no error.

const PREFIX = 'heddle.';
const DRAFTS_MAX = 100;
const DRAFT_LENGTH_MAX = 8000;

export const DEFAULT_SETTINGS = Object.freeze({
  /** system, light or dark. */
  theme: 'system',
  /** comfortable or compact. */
  density: 'comfortable',
  /** system, 24 or 12. */
  clock: 'system',
  notifications: false,
  /** Whether joins and leaves are shown. */
  comings: true,
  /** Whether others see that one is typing. */
  typing: true,
  /** Whether the member list is open on wide screens. */
  members: true,
});

function read(area, name, otherwise) {
  try {
    const text = area().getItem(PREFIX + name);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

function write(area, name, value) {
  try {
    if (value === null) area().removeItem(PREFIX + name);
    else area().setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Nothing is kept, then.
  }
}

const lasting = () => localStorage;
const thisTab = () => sessionStorage;

// --- the kept key: IndexedDB can hold a key that no script can read

function keys(mode, use) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('heddle', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('keys');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction('keys', mode);
      const asked = use(transaction.objectStore('keys'));
      transaction.oncomplete = () => {
        database.close();
        resolve(asked.result);
      };
      transaction.onabort = () => {
        database.close();
        reject(transaction.error);
      };
    };
  });
}

export function createStorage() {
  return {
    settings: () => ({ ...DEFAULT_SETTINGS, ...read(lasting, 'settings', {}) }),
    saveSettings: (settings) => write(lasting, 'settings', settings),

    drafts: (owner) => read(lasting, 'drafts.' + owner, {}),
    saveDraft(owner, key, text) {
      const { [key]: old, ...others } = read(lasting, 'drafts.' + owner, {});
      const kept = Object.entries(others).slice(-(DRAFTS_MAX - 1));
      if (text !== '') kept.push([key, text.slice(0, DRAFT_LENGTH_MAX)]);
      write(lasting, 'drafts.' + owner, Object.fromEntries(kept));
    },

    /** { channels: [[name, key]], privates: [name] } */
    rooms: (owner) => read(lasting, 'rooms.' + owner, { channels: [], privates: [] }),
    saveRooms: (owner, rooms) => write(lasting, 'rooms.' + owner, rooms),

    /** The nick that was used last: to be offered again. */
    lastNick: () => read(lasting, 'nick', ''),
    saveLastNick: (nick) => write(lasting, 'nick', nick),

    /** A guest stays one when the page is loaded again, in this tab. */
    guest: () => read(thisTab, 'guest', null),
    saveGuest: (nick) => write(thisTab, 'guest', nick),

    /** { nick, key, salt, iterations }, or null. */
    async keptLogin() {
      try {
        return (await keys('readonly', (store) => store.get('login'))) ?? null;
      } catch {
        return null;
      }
    },
    async keepLogin(login) {
      try {
        await keys('readwrite', (store) => (login === null ? store.delete('login') : store.put(login, 'login')));
      } catch {
        // Then the password is asked for next time.
      }
    },
  };
}
