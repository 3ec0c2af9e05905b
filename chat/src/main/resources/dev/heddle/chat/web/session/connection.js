// SPDX-License-Identifier: Apache-2.0
// One login over any number of connections: opens them, tries again with growing pauses, notices dead ones.
//
//   start ──▶ connecting ──▶ online ──▶ (lost) ──▶ waiting ──▶ connecting …
//                 └─ refused ──▶ the end: only another name or password helps
//
// Whatever comes is told through `on`: message(message), online(facts), offline(retryAt), refused(problem).

import { createBatches } from '../wire/batches.js';
import { createHandshake } from '../wire/handshake.js';
import { parse, timeOf } from '../wire/line.js';
import { openSocket } from '../wire/socket.js';
import { createRequests } from './requests.js';

const PAUSES_MILLIS = [1000, 2000, 4000, 8000, 15_000, 30_000];
/** A connection that is silent for so long is asked, and given up when it does not answer. */
const SILENCE_MILLIS = 45_000;
const ANSWER_MILLIS = 15_000;
const HANDSHAKE_MILLIS = 30_000;

// Trying again may help against these; against the others it does not.
const PASSING = new Set(['closed', 'unreachable']);

/** What people said carries the time at which they said it; only the server's own lines tell what time it is. */
function tellsTheTime({ command, tags }) {
  return tags.batch === undefined && (command === 'PONG' || command === 'CAP' || /^\d{3}$/.test(command));
}

export function createConnection({ address, on }) {
  let who = null;
  let socket = null;
  let handshake = null;
  let batches = null;
  let attempts = 0;
  let wasOnline = false;
  let facts = null;
  let welcomeOver = false;
  let timer = null;
  let watch = null;
  /** What the server's clock is ahead of this one. */
  let offset = 0;

  const requests = createRequests((line) => socket?.send(line));
  const now = () => Date.now() + offset;

  function connect() {
    clearTimeout(timer);
    timer = null;
    facts = null;
    welcomeOver = false;
    batches = createBatches();
    on.connecting();
    const mine = openSocket(address, {
      open: () => mine === socket && handshake.start(),
      line: (text) => mine === socket && onText(text),
      closed: (reason) => mine === socket && lost(reason),
    });
    socket = mine;
    handshake = createHandshake(who, {
      send: (line) => mine.send(line),
      done(result) {
        facts = result;
        // What was made once is logged in to from now on.
        if (who.mode === 'register') who = { ...who, mode: 'login' };
        ready();
      },
      failed: (problem) => mine === socket && failed(problem),
    });
    clearTimeout(watch);
    watch = setTimeout(() => lost('The server did not answer.'), HANDSHAKE_MILLIS);
  }

  function drop() {
    clearTimeout(watch);
    socket?.close();
    socket = null;
    requests.abandon();
  }

  function failed(problem) {
    if (problem.code === 'nick-taken' && wasOnline && who.mode === 'guest') {
      // The old connection may not have noticed yet that it is dead.
      who = { ...who, nick: who.nick + '_' };
      drop();
      retry();
    } else if (PASSING.has(problem.code) && wasOnline) {
      lost(problem.text);
    } else {
      drop();
      stopTrying();
      on.refused(problem);
    }
  }

  function lost(reason) {
    drop();
    if (wasOnline) retry();
    else on.refused({ code: 'unreachable', text: reason });
  }

  function retry() {
    const pause = PAUSES_MILLIS[Math.min(attempts, PAUSES_MILLIS.length - 1)];
    attempts++;
    // Not everybody at once after a restart.
    const wait = pause * (0.75 + Math.random() / 2);
    on.offline(Date.now() + wait);
    timer = setTimeout(connect, wait);
  }

  function ready() {
    if (facts === null || !welcomeOver) return;
    attempts = 0;
    wasOnline = true;
    on.online(facts);
    listen();
  }

  /** Puts off the question whether anybody is still there. */
  function listen() {
    clearTimeout(watch);
    watch = setTimeout(() => {
      socket?.send('PING :still there');
      watch = setTimeout(() => lost('The server is silent.'), ANSWER_MILLIS);
    }, SILENCE_MILLIS);
  }

  function onText(text) {
    const message = parse(text);
    if (message === null) return;
    if (wasOnline && welcomeOver) listen();
    if (tellsTheTime(message)) offset = timeOf(message, now()) - Date.now();
    if (message.command === 'PING') {
      socket.send('PONG :' + (message.params[0] ?? ''));
      return;
    }
    if (message.command === 'PONG' || handshake.take(message)) return;
    const whole = batches.take(message);
    if (whole === null) return;
    for (const one of requests.take(whole)) {
      on.message(one);
      if (one.command === '376' || one.command === '422') {
        welcomeOver = true;
        ready();
      }
    }
  }

  function stopTrying() {
    clearTimeout(timer);
    timer = null;
    wasOnline = false;
    attempts = 0;
    who = null;
  }

  return {
    now,
    ask: requests.ask,
    send: (line) => socket?.send(line),
    /** Logs in; what comes of it is told through `on`. `patient`: a server that is not there is waited for. */
    start(login, patient = false) {
      drop();
      stopTrying();
      wasOnline = patient;
      who = login;
      connect();
    },
    /** The nick that the next connection asks for. */
    renamed(nick) {
      if (who?.mode === 'guest') who = { ...who, nick };
    },
    awayIs(text) {
      if (who !== null) who = { ...who, away: text };
    },
    /** Tries again now instead of later. */
    hurry() {
      if (timer !== null) connect();
    },
    stop(reason) {
      if (socket !== null) socket.send('QUIT :' + reason);
      drop();
      stopTrying();
    },
  };
}
