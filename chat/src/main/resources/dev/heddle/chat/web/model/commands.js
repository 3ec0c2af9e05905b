// SPDX-License-Identifier: Apache-2.0
// What may be typed behind a slash. A command is pure: it answers what to do, and does nothing.
//
// What to do is one of
//   { say: { target, text, kind } }      a message, through the outbox
//   { line: [command, ...params] }       a line to the server; its errors are shown where it was typed
//   { ask: name, ... }                   something of the client: see session/actions.js
//   { error: text }

import { isChannel } from '../wire/features.js';

const RANKS = {
  op: ['o', true],
  deop: ['o', false],
  halfop: ['h', true],
  dehalfop: ['h', false],
  voice: ['v', true],
  devoice: ['v', false],
};

function words(text) {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** Cuts one word off. */
function head(text) {
  const [, word, rest] = /^\s*(\S*)\s*(.*)$/s.exec(text);
  return [word, rest];
}

/** The channel that is named first, or else the one where it was typed. */
function inChannel(text, here) {
  const [word, rest] = head(text);
  if (word !== '' && isChannel(word, here.features)) return [word, rest];
  return [here.kind === 'channel' ? here.name : null, text];
}

const notHere = { error: 'This works in a channel, or with the name of one.' };

function needs(usage) {
  return { error: `That needs more words: ${usage}` };
}

function rank(name) {
  const [letter, add] = RANKS[name];
  return (text, here) => {
    const [channel, rest] = inChannel(text, here);
    const nicks = words(rest);
    if (channel === null) return notHere;
    if (nicks.length === 0) return needs(`/${name} nick`);
    return { line: ['MODE', channel, (add ? '+' : '-') + letter.repeat(nicks.length), ...nicks] };
  };
}

function say(target, text, kind) {
  return text.trim() === '' ? { error: 'There is nothing to send.' } : { say: { target, text, kind } };
}

/** A nick stands for everybody who uses it; what has a mask's signs is one already. */
export function banMask(text) {
  return /[!@*~:]/.test(text) ? text : `${text}!*@*`;
}

export const COMMANDS = {
  join: {
    usage: '#channel [key]',
    help: 'Join a channel',
    run(text) {
      const [name, key] = words(text);
      return name ? { ask: 'join', name: /^[#&]/.test(name) ? name : '#' + name, key } : needs('/join #channel');
    },
  },
  part: {
    usage: '[#channel] [reason]',
    help: 'Leave a channel',
    run(text, here) {
      const [channel, reason] = inChannel(text, here);
      if (channel === null) return here.kind === 'private' ? { ask: 'close' } : notHere;
      return { line: ['PART', channel, ...(reason ? [reason] : [])] };
    },
  },
  me: {
    usage: 'action',
    help: 'Say what you do',
    run: (text, here) => (here.kind === 'server' ? notHere : say(here.name, text, 'action')),
  },
  msg: {
    usage: 'nick text',
    help: 'Send a private message',
    run(text) {
      const [target, rest] = head(text);
      return target === '' || rest === '' ? needs('/msg nick text') : { ...say(target, rest, 'message'), show: true };
    },
  },
  query: {
    usage: 'nick',
    help: 'Open a private conversation',
    run: (text) => (words(text)[0] ? { ask: 'open', name: words(text)[0] } : needs('/query nick')),
  },
  notice: {
    usage: 'nick text',
    help: 'Send a notice',
    run(text) {
      const [target, rest] = head(text);
      return target === '' || rest === '' ? needs('/notice nick text') : say(target, rest, 'notice');
    },
  },
  topic: {
    usage: '[text]',
    help: 'Show or set the topic',
    run(text, here) {
      const [channel, rest] = inChannel(text, here);
      if (channel === null) return notHere;
      return rest === '' ? { ask: 'topic', name: channel } : { line: ['TOPIC', channel, rest] };
    },
  },
  nick: {
    usage: 'name',
    help: 'Change your nick',
    run: (text) => (words(text).length === 1 ? { line: ['NICK', words(text)[0]] } : needs('/nick name')),
  },
  away: {
    usage: '[reason]',
    help: 'Be away; without a reason: back again',
    run: (text) => ({ line: ['AWAY', ...(text.trim() ? [text.trim()] : [])] }),
  },
  back: { usage: '', help: 'Be back', run: () => ({ line: ['AWAY'] }) },
  whois: {
    usage: 'nick',
    help: 'Show who somebody is',
    run(text, here) {
      const name = words(text)[0] ?? (here.kind === 'private' ? here.name : undefined);
      return name ? { ask: 'whois', name } : needs('/whois nick');
    },
  },
  invite: {
    usage: 'nick [#channel]',
    help: 'Invite somebody',
    run(text, here) {
      const [nick, channel = here.kind === 'channel' ? here.name : undefined] = words(text);
      if (!nick) return needs('/invite nick');
      return channel ? { line: ['INVITE', nick, channel], done: `${nick} was invited to ${channel}.` } : notHere;
    },
  },
  kick: {
    usage: 'nick [reason]',
    help: 'Remove somebody from the channel',
    run(text, here) {
      const [channel, rest] = inChannel(text, here);
      const [nick, reason] = head(rest);
      if (channel === null) return notHere;
      return nick ? { line: ['KICK', channel, nick, ...(reason ? [reason] : [])] } : needs('/kick nick');
    },
  },
  ban: {
    usage: '[nick or mask]',
    help: 'Ban somebody; without a name: show the bans',
    run(text, here) {
      const [channel, rest] = inChannel(text, here);
      if (channel === null) return notHere;
      return rest.trim() ? { line: ['MODE', channel, '+b', banMask(rest.trim())] } : { ask: 'bans', name: channel };
    },
  },
  unban: {
    usage: 'nick or mask',
    help: 'Lift a ban',
    run(text, here) {
      const [channel, rest] = inChannel(text, here);
      if (channel === null) return notHere;
      return rest.trim() ? { line: ['MODE', channel, '-b', banMask(rest.trim())] } : needs('/unban nick');
    },
  },
  mode: {
    usage: '[#channel] modes',
    help: 'Show or change modes',
    run(text, here) {
      const [channel, rest] = inChannel(text, here);
      const given = words(rest);
      if (channel === null) return given.length > 0 ? { line: ['MODE', ...given], show: true } : notHere;
      return { line: ['MODE', channel, ...given], show: given.length === 0 };
    },
  },
  ...Object.fromEntries(
    Object.entries(RANKS).map(([name, [letter, add]]) => [
      name,
      {
        usage: 'nick',
        help: `${add ? 'Give' : 'Take'} ${{ o: 'operator', h: 'half-operator', v: 'voice' }[letter]}`,
        run: rank(name),
      },
    ]),
  ),
  list: { usage: '[filter]', help: 'Look for channels', run: (text) => ({ ask: 'browse', filter: text.trim() }) },
  who: { usage: '', help: 'Show who is online', run: () => ({ ask: 'people' }) },
  clear: { usage: '', help: 'Empty this conversation on the screen', run: () => ({ ask: 'clear' }) },
  search: {
    usage: 'words',
    help: 'Search in this conversation',
    run: (text) => ({ ask: 'search', query: text.trim() }),
  },
  settings: { usage: '', help: 'Open the settings', run: () => ({ ask: 'settings' }) },
  help: { usage: '', help: 'Show commands and shortcuts', run: () => ({ ask: 'help' }) },
  quote: {
    usage: 'line',
    help: 'Send a line as it is',
    run(text) {
      const [, before, trailing] = /^([^]*?)(?:(?:^|\s):([^]*))?$/.exec(text.trim());
      const line = words(before);
      if (line.length === 0) return needs('/quote line');
      return {
        line: [line[0].toUpperCase(), ...line.slice(1), ...(trailing === undefined ? [] : [trailing])],
        show: true,
      };
    },
  },
  quit: { usage: '', help: 'Log out', run: () => ({ ask: 'logOut' }) },
};

const OTHER_NAMES = {
  j: 'join',
  leave: 'part',
  close: 'part',
  m: 'msg',
  q: 'query',
  w: 'whois',
  t: 'topic',
  n: 'nick',
  raw: 'quote',
  names: 'who',
  logout: 'quit',
  h: 'help',
};

/**
 * What a text that was typed means; `here`: { name, kind, features }. Two slashes at the start stand for one that is said, and
 * what only looks like a command (a path, say) is said too.
 */
export function interpreted(text, here) {
  const match = /^\/([a-z]+)(?:\s+([^]*))?$/i.exec(text);
  if (!match) {
    const plain = text.startsWith('//') ? text.slice(1) : text;
    if (here.kind === 'server') return { error: 'Nobody listens here. Commands begin with a slash: /help lists them.' };
    return say(here.name, plain, 'message');
  }
  const name = match[1].toLowerCase();
  const command = COMMANDS[OTHER_NAMES[name] ?? name];
  if (command === undefined)
    return { error: `There is no command /${match[1]}. /help lists them; // at the start sends a slash.` };
  return command.run(match[2] ?? '', here);
}
