// SPDX-License-Identifier: Apache-2.0
// The log of one conversation. However many entries there are, only some hundred are on the page: a window that moves with the
// reader. When rows come or go above what is being read, the row under the reader's eyes stays where it is.
//
//   entries  0 ……… from ══════ window ══════ to ……… n        stuck: the window ends with n, and so does the view
//
// To screen readers it is a log that says nothing by itself (loading history would be read aloud): what is new is told by
// view/announce.js.

import { Component, h } from 'preact';
import { isTalk } from '../model/entries.js';
import { rowsOf, visibleEntries } from '../model/rows.js';
import { IconButton } from './base.js';
import { Row } from './rows.js';

/** Entries in the window at first, added at a time, and at most. */
const FIRST = 100;
const STEP = 80;
const MOST = 340;
/** So near to an end of the window, in pixels, it moves on. */
const NEAR = 700;
const AT_END = 30;

export class Log extends Component {
  constructor(props) {
    super(props);
    this.state = {
      stuck: true,
      size: this.firstSize(props),
      firstKey: null,
      lastKey: null,
      flashed: null,
      hovered: null,
    };
    this.box = null;
    this.onScroll = this.onScroll.bind(this);
    this.onKeyDown = this.onKeyDown.bind(this);
    this.onPointer = this.onPointer.bind(this);
    this.onLongPress = this.onLongPress.bind(this);
    this.toNow = this.toNow.bind(this);
  }

  /** Large enough to begin above the line, within reason. */
  firstSize({ buffer }) {
    if (buffer.lineAt === null) return FIRST;
    const at = buffer.entries.findIndex((entry) => entry.at > buffer.lineAt);
    return at < 0 ? FIRST : Math.min(MOST, Math.max(FIRST, buffer.entries.length - at + 20));
  }

  entries() {
    const { buffer, comings } = this.props;
    if (this.seen !== buffer.entries || this.seenComings !== comings) {
      this.seen = buffer.entries;
      this.seenComings = comings;
      this.visible = visibleEntries(buffer.entries, comings);
    }
    return this.visible;
  }

  /** The window as indices: from, to (exclusive). */
  range() {
    const entries = this.entries();
    const { stuck, size, firstKey, lastKey } = this.state;
    const indexOf = (key) => entries.findIndex((entry) => entry.key === key);
    const last = stuck || lastKey === null ? -1 : indexOf(lastKey);
    let to = last < 0 ? entries.length : last + 1;
    if (stuck) return { from: Math.max(0, to - size), to };
    // Without a first key the window is open at the top: an older page belongs to it at once.
    const from = firstKey === null ? 0 : Math.max(0, indexOf(firstKey));
    to = Math.min(to, from + MOST);
    return { from, to };
  }

  /** Moves the window to these indices, away from the end. */
  move(from, to, more = {}) {
    const entries = this.entries();
    const first = Math.max(0, from);
    const last = Math.min(entries.length, to) - 1;
    if (last < first) return;
    this.setState({
      stuck: false,
      firstKey: first === 0 ? null : entries[first].key,
      lastKey: last === entries.length - 1 ? null : entries[last].key,
      ...more,
    });
  }

  // --- where the reader is

  getSnapshotBeforeUpdate() {
    const top = this.box.getBoundingClientRect().top;
    for (const row of this.box.querySelectorAll('.message, .event')) {
      // By its lower edge: what stands above a row decides whether its author's name stands on it.
      const { bottom } = row.getBoundingClientRect();
      if (bottom > top) return { key: row.dataset.key, offset: bottom - top };
    }
    return null;
  }

  componentDidUpdate(before, stateBefore, anchor) {
    if (this.props.target !== before.target && this.props.target !== null) this.jump(this.props.target.key);
    else if (this.aim !== undefined) this.reach();
    else if (this.state.stuck) {
      if (before.buffer.entries.length === 0 && this.props.buffer.entries.length > 0) this.begin();
      else this.box.scrollTop = this.box.scrollHeight;
    } else this.restore(anchor);
    this.extend();
  }

  restore(anchor) {
    const row = anchor && this.box.querySelector(`[data-key="${CSS.escape(anchor.key)}"]`);
    if (!row) return;
    const moved = row.getBoundingClientRect().bottom - this.box.getBoundingClientRect().top - anchor.offset;
    if (Math.abs(moved) >= 1) this.box.scrollTop += moved;
  }

  componentDidMount() {
    this.watcher = new ResizeObserver(() => {
      if (this.state.stuck && this.aim === undefined) this.box.scrollTop = this.box.scrollHeight;
    });
    this.watcher.observe(this.box);
    this.watcher.observe(this.box.firstElementChild);
    this.begin();
    this.extend();
    this.props.onEnd(this.state.stuck);
  }

  componentWillUnmount() {
    this.watcher.disconnect();
    this.props.onEnd(true);
  }

  /** The line "new messages" in the upper part of the view, or else the end. */
  begin() {
    const line = this.box.querySelector('.line');
    this.box.scrollTop = this.box.scrollHeight;
    if (line === null) return;
    const above = line.getBoundingClientRect().top - this.box.getBoundingClientRect().top;
    if (above < 0) this.box.scrollTop += above - this.box.clientHeight / 5;
    this.onScroll();
  }

  older() {
    const { buffer, onOlder } = this.props;
    if (buffer.hasOlder && buffer.loading === null && buffer.entries.length > 0) onOlder(buffer.key);
  }

  onScroll() {
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    const { from, to } = this.range();
    const count = this.entries().length;
    const below = scrollHeight - scrollTop - clientHeight;
    const stuck = to === count && below < AT_END;
    if (stuck !== this.state.stuck) {
      if (stuck)
        this.setState({ stuck, size: Math.max(FIRST, Math.min(to - from, MOST)), firstKey: null, lastKey: null });
      else this.move(from, to);
      this.props.onEnd(stuck);
    }
    this.extend();
  }

  /** Moves the window on when the reader comes near to one of its ends. */
  extend() {
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    const { from, to } = this.range();
    const count = this.entries().length;
    const below = scrollHeight - scrollTop - clientHeight;
    if (this.state.stuck && scrollTop < NEAR && from > 0) this.setState({ size: this.state.size + STEP });
    else if (scrollTop < NEAR && from > 0) this.move(from - STEP, Math.min(to, from - STEP + MOST));
    else if (scrollTop < NEAR && from === 0) this.older();
    else if (below < NEAR && to < count) this.move(Math.max(from, to + STEP - MOST), to + STEP);
  }

  toNow() {
    this.setState({ stuck: true, size: FIRST, firstKey: null, lastKey: null });
    this.props.onEnd(true);
  }

  // --- going to one entry

  jump(key) {
    const at = this.entries().findIndex((entry) => entry.key === key);
    if (at < 0) return;
    this.aim = key;
    this.move(at - FIRST / 2, at + FIRST / 2, { flashed: key });
    this.props.onEnd(false);
  }

  reach() {
    const row = this.box.querySelector(`[data-key="${CSS.escape(this.aim)}"]`);
    if (row === null) return;
    this.aim = undefined;
    row.scrollIntoView({ block: 'center' });
    row.focus({ preventScroll: true });
  }

  // --- keys: up and down go from message to message, Enter opens what can be done with its author

  onKeyDown(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = [...this.box.querySelectorAll('.message')];
    const at = rows.indexOf(document.activeElement.closest?.('.message'));
    const go = (row) => {
      event.preventDefault();
      row?.focus({ preventScroll: true });
      row?.scrollIntoView({ block: 'nearest' });
    };
    if (event.key === 'ArrowUp') go(at < 0 ? rows[rows.length - 1] : rows[at - 1]);
    else if (event.key === 'ArrowDown' && at >= 0) go(rows[at + 1]);
    else if (event.key === 'End') {
      event.preventDefault();
      this.toNow();
    } else if (event.key === 'Enter' && document.activeElement === rows[at]) {
      event.preventDefault();
      this.props.onMenu(rows[at], rows[at].dataset.key);
    }
  }

  // --- pointers: the message under the mouse offers its menu; a finger holds it

  onPointer(event) {
    if (event.pointerType !== 'mouse') return;
    const hovered = event.target.closest?.('.message')?.dataset.key ?? null;
    if (hovered !== this.state.hovered) this.setState({ hovered });
  }

  onLongPress(event) {
    const row = event.pointerType === 'touch' ? event.target.closest('.message') : null;
    if (row === null || event.target.closest('a')) return;
    event.preventDefault();
    this.props.onMenu(row, row.dataset.key);
  }

  render({ buffer, me }, { stuck, flashed, hovered }) {
    const entries = this.entries();
    const { from, to } = this.range();
    const rows = rowsOf(entries, from, to, buffer.lineAt);
    const newestOwn = entries.findLast((entry) => entry.mine && entry.state === '' && isTalk(entry))?.key;
    return h(
      'div',
      { class: 'log-frame' },
      h(
        'div',
        {
          class: 'log ' + buffer.kind,
          role: 'log',
          'aria-live': 'off',
          'aria-label': `Messages in ${buffer.name}`,
          tabIndex: 0,
          ref: (box) => (this.box = box),
          onScroll: this.onScroll,
          onKeyDown: this.onKeyDown,
          onPointerOver: this.onPointer,
          onPointerLeave: this.onPointer,
          onContextMenu: this.onLongPress,
        },
        h(
          'div',
          { class: 'rows' },
          h(Beginning, { buffer, from }),
          rows.map((row) => h(Row, { key: row.key, row, bufferKey: buffer.key, me, newestOwn, flashed, hovered })),
        ),
      ),
      !stuck &&
        h(
          'div',
          { class: 'to-now' },
          buffer.unread > 0 && h('span', { class: 'badge' }, buffer.unread),
          h(IconButton, { icon: 'down', label: 'Jump to now', onClick: this.toNow }),
        ),
    );
  }
}

function Beginning({ buffer, from }) {
  let text = '';
  if (buffer.loading === 'older') text = 'Loading older messages…';
  else if (from === 0 && !buffer.hasOlder) text = beginningOf(buffer);
  return h('p', { class: 'beginning' }, text);
}

function beginningOf({ kind, name, entries, joined, loading }) {
  if (kind === 'server') return 'What the server says.';
  if (loading !== null) return '';
  if (kind === 'private')
    return entries.length > 0
      ? `The beginning of your conversation with ${name}.`
      : `You and ${name} have not talked here yet. Say hello.`;
  if (!joined && entries.length === 0) return '';
  const silent = entries.every((entry) => entry.kind === 'join');
  return silent
    ? `It is quiet in ${name}. Say something, or invite somebody.`
    : `The beginning of what you can read in ${name}.`;
}
