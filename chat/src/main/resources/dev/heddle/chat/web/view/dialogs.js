// SPDX-License-Identifier: Apache-2.0
// All dialogs by their names in the state.

import { Browse, People, Switcher } from './browse.js';
import { ChannelSettings, Invite, Key, Topic } from './channeldialogs.js';
import { Ban, Bans, Delete, Kick } from './moderation.js';
import { AwayDialog, HelpDialog, ManyDialog, NickDialog, SettingsDialog, WhoisDialog } from './owndialogs.js';

export const DIALOGS = {
  browse: Browse,
  people: People,
  switcher: Switcher,
  topic: Topic,
  modes: ChannelSettings,
  bans: Bans,
  kick: Kick,
  ban: Ban,
  delete: Delete,
  invite: Invite,
  key: Key,
  settings: SettingsDialog,
  many: ManyDialog,
  nick: NickDialog,
  away: AwayDialog,
  help: HelpDialog,
  whois: WhoisDialog,
};
