// SPDX-License-Identifier: Apache-2.0
// The open conversation in the page's address: `#loom` is the channel #loom, `#@anna` the conversation with anna. So a page can
// be loaded again, and an address can be given to somebody.

function named(hash) {
  try {
    const name = decodeURIComponent(hash.slice(1));
    if (name === '') return '';
    return name.startsWith('@') || name.startsWith('#') ? name : '#' + name;
  } catch {
    return '';
  }
}

export function createWhere() {
  let wanted = named(location.hash);
  return {
    /** What the page was loaded for; once. */
    take() {
      const name = wanted;
      wanted = '';
      return name;
    },
    show(buffer) {
      const name =
        buffer?.kind === 'channel' ? buffer.name.slice(1) : buffer?.kind === 'private' ? '@' + buffer.name : '';
      const hash = name === '' ? '' : '#' + encodeURIComponent(name).replace(/%40/g, '@').replace(/%23/g, '#');
      if (hash !== location.hash) history.replaceState(null, '', location.pathname + location.search + hash);
    },
  };
}
