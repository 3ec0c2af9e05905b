// SPDX-License-Identifier: Apache-2.0
// What was typed before, to be fetched back with the arrow keys. A value: { lines, at, draft }.

const KEPT = 100;

export const nothingTyped = Object.freeze({ lines: [], at: 0, draft: '' });

/** After a line was sent. */
export function remembered(recall, text) {
  const lines = recall.lines[recall.lines.length - 1] === text ? recall.lines : [...recall.lines, text].slice(-KEPT);
  return { lines, at: lines.length, draft: '' };
}

/** The one before; null at the oldest. `text` is what stands there now, and comes back at the end. */
export function older(recall, text) {
  if (recall.at === 0) return null;
  const draft = recall.at === recall.lines.length ? text : recall.draft;
  return { ...recall, at: recall.at - 1, draft };
}

/** The one after; null when that is where one is. */
export function newer(recall) {
  return recall.at >= recall.lines.length ? null : { ...recall, at: recall.at + 1 };
}

export function recalledText(recall) {
  return recall.at < recall.lines.length ? recall.lines[recall.at] : recall.draft;
}
