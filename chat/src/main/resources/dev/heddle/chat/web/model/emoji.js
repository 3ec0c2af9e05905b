// SPDX-License-Identifier: Apache-2.0
// Emoji by name: the ones that people use, in the order in which they are offered.

const LIST =
  'smile 😄 joy 😂 grin 😁 slightly_smiling 🙂 wink 😉 blush 😊 heart_eyes 😍 thinking 🤔 laughing 😆 rofl 🤣 sweat_smile 😅 ' +
  'upside_down 🙃 sunglasses 😎 nerd 🤓 neutral 😐 expressionless 😑 unamused 😒 roll_eyes 🙄 smirk 😏 relieved 😌 sleepy 😪 ' +
  'sleeping 😴 yum 😋 tongue 😛 stuck_out_tongue 😜 zany 🤪 shush 🤫 zipper_mouth 🤐 raised_eyebrow 🤨 confused 😕 worried 😟 ' +
  'frown 🙁 open_mouth 😮 astonished 😲 flushed 😳 pleading 🥺 cry 😢 sob 😭 scream 😱 fearful 😨 cold_sweat 😰 tired 😫 yawn 🥱 ' +
  'angry 😠 rage 😡 triumph 😤 skull 💀 ghost 👻 alien 👽 robot 🤖 clown 🤡 party_face 🥳 hug 🤗 mask 😷 sick 🤢 dizzy 😵 ' +
  'exploding_head 🤯 cowboy 🤠 innocent 😇 kiss 😘 facepalm 🤦 shrug 🤷 salute 🫡 melting 🫠 ' +
  '+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 ok_hand 👌 clap 👏 wave 👋 raised_hands 🙌 pray 🙏 handshake 🤝 muscle 💪 fist ✊ ' +
  'point_up ☝️ point_right 👉 point_left 👈 point_down 👇 v ✌️ crossed_fingers 🤞 metal 🤘 writing ✍️ eyes 👀 brain 🧠 ' +
  'heart ❤️ orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 broken_heart 💔 sparkling_heart 💖 ' +
  'fire 🔥 sparkles ✨ star ⭐ boom 💥 zap ⚡ tada 🎉 confetti 🎊 balloon 🎈 gift 🎁 trophy 🏆 medal 🏅 crown 👑 gem 💎 ' +
  '100 💯 check ✅ white_check_mark ✅ x ❌ cross ❌ warning ⚠️ no_entry ⛔ question ❓ exclamation ❗ bulb 💡 bell 🔔 mega 📣 ' +
  'rocket 🚀 ship 🚢 train 🚆 car 🚗 bike 🚲 airplane ✈️ house 🏠 office 🏢 tent ⛺ mountain ⛰️ beach 🏖️ earth 🌍 ' +
  'sun ☀️ moon 🌙 cloud ☁️ rain 🌧️ snow ❄️ snowman ⛄ rainbow 🌈 umbrella ☔ ocean 🌊 tree 🌳 christmas_tree 🎄 flower 🌸 ' +
  'rose 🌹 sunflower 🌻 seedling 🌱 four_leaf_clover 🍀 mushroom 🍄 cactus 🌵 ' +
  'dog 🐶 cat 🐱 mouse 🐭 rabbit 🐰 fox 🦊 bear 🐻 panda 🐼 koala 🐨 tiger 🐯 lion 🦁 cow 🐮 pig 🐷 frog 🐸 monkey 🐒 chicken 🐔 ' +
  'penguin 🐧 bird 🐦 duck 🦆 owl 🦉 bee 🐝 bug 🐛 butterfly 🦋 snail 🐌 spider 🕷️ turtle 🐢 snake 🐍 octopus 🐙 crab 🦀 fish 🐟 ' +
  'whale 🐳 dolphin 🐬 elephant 🐘 sheep 🐑 goat 🐐 horse 🐴 unicorn 🦄 dragon 🐉 ' +
  'apple 🍎 banana 🍌 grapes 🍇 strawberry 🍓 lemon 🍋 melon 🍈 peach 🍑 tomato 🍅 avocado 🥑 carrot 🥕 corn 🌽 bread 🍞 ' +
  'cheese 🧀 egg 🥚 pizza 🍕 burger 🍔 fries 🍟 hotdog 🌭 taco 🌮 sushi 🍣 ramen 🍜 rice 🍚 cookie 🍪 cake 🍰 birthday 🎂 ' +
  'chocolate 🍫 icecream 🍦 popcorn 🍿 coffee ☕ tea 🍵 beer 🍺 beers 🍻 wine 🍷 cocktail 🍸 champagne 🍾 ' +
  'soccer ⚽ basketball 🏀 tennis 🎾 dart 🎯 game 🎮 dice 🎲 puzzle 🧩 art 🎨 music 🎵 guitar 🎸 headphones 🎧 mic 🎤 movie 🎬 ' +
  'camera 📷 tv 📺 phone 📱 computer 💻 keyboard ⌨️ printer 🖨️ floppy 💾 cd 💿 battery 🔋 plug 🔌 mag 🔍 lock 🔒 unlock 🔓 ' +
  'key 🔑 wrench 🔧 hammer 🔨 gear ⚙️ link 🔗 scissors ✂️ paperclip 📎 pushpin 📌 memo 📝 pencil ✏️ book 📖 books 📚 ' +
  'newspaper 📰 calendar 📅 chart 📈 chart_down 📉 mailbox 📫 email 📧 package 📦 money 💰 dollar 💵 euro 💶 credit_card 💳 ' +
  'hourglass ⏳ alarm ⏰ stopwatch ⏱️ watch ⌚ yarn 🧶 thread 🧵 scroll 📜 label 🏷️ recycle ♻️ infinity ♾️ checkered_flag 🏁 ' +
  'white_flag 🏳️ rainbow_flag 🏳️‍🌈 arrow_up ⬆️ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ new 🆕 ok 🆗 sos 🆘 zzz 💤 poop 💩';

const words = LIST.split(' ');

/** All of them as [name, emoji]. */
export const EMOJI = words.filter((word, at) => at % 2 === 0).map((name, at) => [name, words[at * 2 + 1]]);

const byName = new Map(EMOJI);

/** The text with `:name:` replaced where the name is known, but not inside of `code`. */
export function withEmoji(text) {
  return text.replace(/\x60[^\x60]*\x60|:([a-z0-9_+-]+):/g, (whole, name) => byName.get(name) ?? whole);
}
