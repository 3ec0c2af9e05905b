#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# build.sh DIRECTORY: builds the C peers into DIRECTORY. Wants gcc, libev-dev and libevent-dev.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?usage: build.sh DIRECTORY}
mkdir -p "$out"
for wanted in ev.h event2/event.h; do
    echo "#include <$wanted>" | gcc -E - >/dev/null 2>&1 ||
        { echo "NOT BUILT: no $wanted; install libev-dev and libevent-dev" >&2; exit 3; }
done
gcc -std=c11 -O2 -Wall -Wextra -o "$out/handoff-ev" "$here/handoff.c" -lev -lpthread
gcc -std=c11 -O2 -Wall -Wextra -DWITH_LIBEVENT -o "$out/handoff-event" "$here/handoff.c" -levent -levent_pthreads -lpthread
