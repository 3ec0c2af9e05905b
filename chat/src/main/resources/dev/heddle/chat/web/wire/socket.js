// SPDX-License-Identifier: Apache-2.0
// IRC lines over a WebSocket: one line per text frame, without its end. Source: IRCv3 websocket.

const PROTOCOL = 'text.ircv3.net';
/** What may wait in the browser before the connection counts as stuck. */
export const BUFFERED_MAX = 1 << 20;

/** The address of the server that gave out this page. */
export function addressOf(location) {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/irc`;
}

/**
 * Opens a connection. `on.open()`, `on.line(text)`, `on.closed(reason)`; the last one comes exactly once, also for a
 * connection that could not be made, and never after `close()`.
 */
export function openSocket(address, on) {
  const socket = new WebSocket(address, PROTOCOL);
  let closed = false;
  const end = (reason) => {
    if (closed) return;
    closed = true;
    on.closed(reason);
  };
  socket.onopen = () => closed || on.open();
  socket.onmessage = (event) => closed || typeof event.data !== 'string' || on.line(event.data);
  socket.onclose = (event) => end(event.reason);
  return {
    send(line) {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > BUFFERED_MAX) {
        socket.close(4000);
        end('The connection is stuck');
        return;
      }
      socket.send(line);
    },
    close() {
      closed = true;
      socket.close(1000);
    },
  };
}
