// SPDX-License-Identifier: Apache-2.0
// Logging in with SASL: PLAIN with a password, SCRAM-SHA-256 with a key that was kept.
// Source: IRCv3 sasl 3.1; RFC 4616, 5802, 7677.

const CHUNK = 400;

function base64(bytes) {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** What follows AUTHENTICATE, in pieces of 400; a last full piece is followed by `+`. */
export function chunks(bytes) {
  const text = base64(bytes);
  const pieces = [];
  for (let at = 0; at < text.length; at += CHUNK) pieces.push(text.slice(at, at + CHUNK));
  if (text.length % CHUNK === 0) pieces.push('+');
  return pieces;
}

export function plain(name, password) {
  return chunks(new TextEncoder().encode(`\0${name}\0${password}`));
}

// --- SCRAM. The key is the salted password, kept by the browser so that no script can read it: it can only be used.

const utf8 = new TextEncoder();
const HMAC = { name: 'HMAC', hash: 'SHA-256' };

async function hmac(key, text) {
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, typeof text === 'string' ? utf8.encode(text) : text));
}

async function hmacKey(bytes) {
  return crypto.subtle.importKey('raw', bytes, HMAC, false, ['sign']);
}

/** Whether this page may use the browser's cryptography: not over plain HTTP from another machine. */
export function canKeepKeys() {
  return globalThis.isSecureContext === true && globalThis.crypto?.subtle !== undefined;
}

/** A key for logging in again, from a password and what the server says of the account. */
export async function saltedKey(password, salt, iterations) {
  const base = await crypto.subtle.importKey('raw', utf8.encode(password.normalize('NFKC')), 'PBKDF2', false, [
    'deriveBits',
  ]);
  const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, base, 256);
  return hmacKey(bits);
}

function escapeName(name) {
  return name.replace(/=/g, '=3D').replace(/,/g, '=2C');
}

function fields(text) {
  return Object.fromEntries(text.split(',').map((field) => [field[0], field.slice(2)]));
}

/**
 * One SCRAM login. `getKey(salt, iterations)` answers the key, or null if there is none for this salt. Call `first()`,
 * then `answer(payload)` for what the server sends; it gives the bytes to send next, and throws when the server, or the
 * key, is not the right one.
 */
export function scram(name, getKey, nonce = base64(crypto.getRandomValues(new Uint8Array(18)))) {
  const clientFirst = `n=${escapeName(name)},r=${nonce}`;
  let serverSignature = null;

  async function final(serverFirst) {
    const { r, s, i } = fields(serverFirst);
    if (!r?.startsWith(nonce) || r === nonce || !s || !(Number(i) >= 4096)) {
      throw new Error(`SCRAM: wanted nonce, salt and at least 4096 iterations, got '${serverFirst}'`);
    }
    const key = await getKey(bytesOf(s), Number(i));
    if (key === null) throw new Error('SCRAM: the kept key is for another salt');
    const clientKey = await hmac(key, 'Client Key');
    const storedKey = await hmacKey(await crypto.subtle.digest('SHA-256', clientKey));
    const withoutProof = `c=biws,r=${r}`;
    const authMessage = `${clientFirst},${serverFirst},${withoutProof}`;
    const signature = await hmac(storedKey, authMessage);
    serverSignature = base64(await hmac(await hmacKey(await hmac(key, 'Server Key')), authMessage));
    return utf8.encode(`${withoutProof},p=${base64(clientKey.map((byte, at) => byte ^ signature[at]))}`);
  }

  return {
    first: () => utf8.encode(`n,,${clientFirst}`),
    async answer(payload) {
      const text = new TextDecoder().decode(bytesOf(payload));
      if (serverSignature === null) return final(text);
      if (fields(text).v !== serverSignature) throw new Error('SCRAM: the server does not know the password either');
      return new Uint8Array(0);
    },
  };
}
