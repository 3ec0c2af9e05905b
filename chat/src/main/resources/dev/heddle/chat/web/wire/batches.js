// SPDX-License-Identifier: Apache-2.0
// Gathers what comes in batches, nested ones too, and hands each over when it is whole.
// Source: IRCv3 batch 3.2, labeled-response.

/** More open batches, or lines in them, than a sound server sends: the oldest is given up. */
const OPEN_MAX = 64;
const LINES_MAX = 20_000;

export function createBatches() {
  const open = new Map();
  return {
    /**
     * What is whole after this message: { message }, { batch: { type, params, tags, label, messages, batches } },
     * or null while a batch is still open. Inner batches are found in the outer one's `batches`.
     */
    take(message) {
      if (message.command === 'BATCH' && message.params.length > 0) {
        const reference = message.params[0];
        return reference.startsWith('+') ? begin(open, reference.slice(1), message) : end(open, reference.slice(1));
      }
      const batch = open.get(message.tags.batch);
      if (batch === undefined) return { message };
      if (batch.messages.length < LINES_MAX) batch.messages.push(message);
      return null;
    },
  };
}

function begin(open, reference, message) {
  if (open.size >= OPEN_MAX) open.delete(open.keys().next().value);
  open.set(reference, {
    type: message.params[1] ?? '',
    params: message.params.slice(2),
    label: message.tags.label,
    parent: message.tags.batch,
    messages: [],
    batches: [],
  });
  return null;
}

function end(open, reference) {
  const batch = open.get(reference);
  if (batch === undefined) return null;
  open.delete(reference);
  const outer = batch.parent === undefined ? undefined : open.get(batch.parent);
  if (outer !== undefined) {
    outer.batches.push(batch);
    return null;
  }
  return { batch };
}
