// SPDX-License-Identifier: Apache-2.0
// From entries to what stands in the log, row by row: day separators, the line "new messages", messages grouped by author,
// and joins and leaves in one line.
//
// A row: { type, key, … }. Types: day { at }, line, message { entry, first }, events { entries }, event { entry }.

/** Messages of one author that lie no further apart stand under one name. */
const TOGETHER_MILLIS = 5 * 60_000;

const COMING_AND_GOING = new Set(['join', 'part', 'quit', 'nick']);

export function isComingOrGoing(entry) {
  return COMING_AND_GOING.has(entry.kind);
}

function day(at) {
  const date = new Date(at);
  return date.getFullYear() * 10_000 + date.getMonth() * 100 + date.getDate();
}

function continues(before, entry) {
  return (
    before !== undefined &&
    before.nick === entry.nick &&
    before.kind === entry.kind &&
    entry.kind !== 'action' &&
    before.account === entry.account &&
    Math.abs(entry.at - before.at) < TOGETHER_MILLIS
  );
}

/** The entries that are shown at all. */
export function visibleEntries(entries, showComings) {
  return showComings ? entries : entries.filter((entry) => !isComingOrGoing(entry));
}

/**
 * The rows of entries from..to (exclusive). What stands above `from` is looked at, so that a row is the same whatever part of
 * the log is shown.
 */
export function rowsOf(entries, from, to, lineAt) {
  const rows = [];
  let lineDrawn = lineAt === null;
  let before = entries[from - 1];
  if (!lineDrawn && before !== undefined && isNew(before, lineAt)) lineDrawn = true;
  for (let i = from; i < to; i++) {
    const entry = entries[i];
    const newDay = before === undefined || day(before.at) !== day(entry.at);
    if (newDay) rows.push({ type: 'day', key: 'day-' + day(entry.at) + '-' + entry.key, at: entry.at });
    const atLine = !lineDrawn && isNew(entry, lineAt);
    if (atLine) {
      rows.push({ type: 'line', key: 'line' });
      lineDrawn = true;
    }
    add(rows, entry, newDay || atLine ? undefined : before);
    before = entry;
  }
  return rows;
}

/** The line stands above what others said; one's own echo or a join does not draw it. */
function isNew(entry, lineAt) {
  return entry.at > lineAt && entry.state === '' && !entry.mine && !isComingOrGoing(entry) && !entry.silent;
}

function add(rows, entry, before) {
  const last = rows[rows.length - 1];
  if (isComingOrGoing(entry)) {
    if (last?.type === 'events') last.entries.push(entry);
    else rows.push({ type: 'events', key: 'events-' + entry.key, entries: [entry] });
  } else if (entry.kind === 'message' || entry.kind === 'action' || entry.kind === 'notice') {
    rows.push({ type: 'message', key: entry.key, entry, first: !continues(before, entry) });
  } else {
    rows.push({ type: 'event', key: entry.key, entry });
  }
}

/** What became of whom: { joined, left, passed, renamed }, each name once. */
export function summary(entries) {
  const people = new Map();
  const renamed = [];
  for (const entry of entries) {
    if (entry.kind === 'nick') {
      renamed.push([entry.nick, entry.text]);
      const known = people.get(entry.nick);
      people.delete(entry.nick);
      if (known !== undefined) people.set(entry.text, known);
      continue;
    }
    const known = people.get(entry.nick) ?? { first: entry.kind === 'join', now: false };
    people.set(entry.nick, { ...known, now: entry.kind === 'join' });
  }
  const named = (want) => [...people].filter(([, fate]) => want(fate)).map(([name]) => name);
  return {
    joined: named((fate) => fate.now),
    left: named((fate) => !fate.now && !fate.first),
    passed: named((fate) => !fate.now && fate.first),
    renamed,
  };
}
