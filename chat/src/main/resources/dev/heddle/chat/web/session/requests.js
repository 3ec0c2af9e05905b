// SPDX-License-Identifier: Apache-2.0
// Questions to the server and their answers, matched by label. Source: IRCv3 labeled-response.

import { encode } from '../wire/line.js';

/** A server that holds a client back may take its time; after this it will not answer any more. */
const PATIENCE_MILLIS = 60_000;
const OPEN_MAX = 500;

// Numerics below 400 are answers; of those from 600 on only these are errors.
const LATE_ERRORS = new Set(['691', '696', '712', '713', '714', '723', '734', '902', '904', '905', '906', '907']);

const SAYINGS = {
  401: (name) => `There is nobody here called ${name}.`,
  403: (name) => `There is no channel ${name}.`,
  405: () => 'You are in as many channels as you may be.',
  432: (name) => `${name} cannot be a nick.`,
  433: (name, text) =>
    text.includes('account') ? `${name} belongs to an account.` : `Somebody else uses the nick ${name}.`,
  441: (name, text, params) => `${name} is not in ${params[2]}.`,
  442: (name) => `You are not in ${name}.`,
  443: (name, text, params) => `${name} is in ${params[2]} already.`,
  461: () => 'That command needs more words.',
  471: (name) => `${name} is full.`,
  473: (name) => `${name} is open to invited people only.`,
  474: (name) => `You are banned from ${name}.`,
  475: (name) => `${name} needs a key.`,
  477: (name) => `${name} is open only to those who are logged in.`,
  481: () => 'Only operators of the server may do that.',
  482: (name) => `You must be an operator of ${name} to do that.`,
};

export function isError({ command }) {
  return command === 'FAIL' || /^[45]\d\d$/.test(command) || LATE_ERRORS.has(command);
}

/** An error as a sentence for people. */
export function sentence({ command, params }) {
  const text = params[params.length - 1] ?? '';
  const say = SAYINGS[command];
  return say === undefined ? text : say(params[1] ?? '', text, params);
}

export class RequestError extends Error {
  /** `message`: the line that said no; undefined when nothing came. */
  constructor(text, message) {
    super(text);
    this.code = message?.command === 'FAIL' ? message.params[1] : message?.command;
    this.line = message;
  }
}

export function createRequests(send) {
  const open = new Map();
  let count = 0;

  function settle(label) {
    const request = open.get(label);
    if (request !== undefined) {
      open.delete(label);
      clearTimeout(request.timer);
    }
    return request;
  }

  return {
    /**
     * Sends a command, and answers { messages, batches } when it is answered. An error in the answer rejects, unless
     * `tolerant`. `quiet`: what is answered is for the asker alone, not for the state.
     */
    ask(command, params, { tags = {}, quiet = false, tolerant = false } = {}) {
      if (open.size >= OPEN_MAX) return Promise.reject(new RequestError('The server does not answer.'));
      const label = (++count).toString(36);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => settle(label)?.reject(new RequestError('The server did not answer.')),
          PATIENCE_MILLIS,
        );
        open.set(label, { resolve, reject, timer, quiet, tolerant });
        send(encode(command, params, { ...tags, label }));
      });
    },

    /** What is whole: { message } or { batch }. Answers the messages that the state should see. */
    take({ message, batch }) {
      const label = message === undefined ? batch.label : message.tags.label;
      const messages = message === undefined ? batch.messages : [message];
      const request = label === undefined ? undefined : settle(label);
      if (request === undefined) return batch?.type === 'chathistory' ? [] : messages;
      const error = messages.find(isError);
      if (error !== undefined && !request.tolerant) request.reject(new RequestError(sentence(error), error));
      else request.resolve({ messages, batches: batch === undefined ? [] : [batch, ...batch.batches] });
      return request.quiet ? [] : messages.filter((one) => one.command !== 'ACK' && !isError(one));
    },

    /** The connection is gone, and all answers with it. */
    abandon() {
      for (const label of [...open.keys()]) settle(label).reject(new RequestError('The connection was lost.'));
    },
  };
}
