// SPDX-License-Identifier: Apache-2.0
// Times and dates in the reader's own language and zone.

const formats = new Map();

function format(options) {
  const key = JSON.stringify(options);
  let made = formats.get(key);
  if (made === undefined) {
    made = new Intl.DateTimeFormat(undefined, options);
    formats.set(key, made);
  }
  return made;
}

function hours(clock) {
  if (clock === '24') return { hourCycle: 'h23' };
  if (clock === '12') return { hourCycle: 'h12' };
  return {};
}

/** `short`: without AM and PM, where there is little room and the time stands above already. */
export function timeText(at, clock, short = false) {
  const made = format({ hour: 'numeric', minute: '2-digit', ...hours(clock) });
  if (!short) return made.format(at);
  const parts = made.formatToParts(at).filter((part) => part.type !== 'dayPeriod');
  return parts
    .map((part) => part.value)
    .join('')
    .trim();
}

export function fullText(at, clock) {
  return format({ dateStyle: 'full', timeStyle: 'medium', ...hours(clock) }).format(at);
}

function startOfDay(at) {
  const date = new Date(at);
  date.setHours(0, 0, 0, 0);
  return date.getTime();
}

export function dayText(at, now = Date.now()) {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' };
  return format({ weekday: 'long', day: 'numeric', month: 'long', ...year }).format(at);
}

export function durationText(seconds) {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
