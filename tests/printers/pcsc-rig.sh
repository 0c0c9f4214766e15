#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# pcsc-rig.sh COMMAND...: runs COMMAND with a real pcscd, two virtual readers of vsmartcard-vpcd
# and a software card lying on the first. All of it lives in namespaces of its own, because vpcd
# listens on every address, pcscd's socket path is fixed, and what is left over must die with the
# rig. Works as root, and without where user namespaces are allowed.
#
# Needs VPCD_CARD, the program tests/doubles/vpcd-card. Gives COMMAND:
#   CW_RIG_READER        the reader that the card lies on
#   CW_RIG_EMPTY_READER  one on which nothing lies
#   CW_RIG_CARD          the card's file
#   CW_RIG_COMMANDS      FIFO: commands to the card, a line each (see vpcd-card.c)
#   CW_RIG_REPLIES       FIFO: a line in answer to each
#   CW_RIG_PCSCD         "$CW_RIG_PCSCD VERB", where VERB is start, stop or kill; or plug SERIAL...,
#                        which starts pcscd anew with that many readers of tests/doubles/ifd-reader
#   CW_RIG_PLUGGED       with IFD_READER, its driver: where each of those has a folder by its serial
#   CW_RIG_DIR           the rig's files, pcscd.log among them; gone afterwards
set -eu

self=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")

fail () {
  # a TAP reader shows this line; others see it too
  printf 'Bail out! %s\n' "$*"
  exit 1
}

start_pcscd () {
  "$RIG/pcscd" --foreground --config "$RIG/readers" $(cat "$RIG/options") >>"$RIG/pcscd.log" 2>&1 </dev/null &
  echo $! >"$RIG/pcscd.pid"
  tries=0
  until [ -S /run/pcscd/pcscd.comm ]; do
    tries=$((tries + 1))
    [ $tries -le 500 ] && kill -0 "$(cat "$RIG/pcscd.pid")" 2>/dev/null ||
      fail "pcscd does not start: $(tail -n 3 "$RIG/pcscd.log")"
    sleep 0.02
  done
}

kill_pcscd () {
  stop_pcscd -KILL
}

stop_pcscd () {
  pid=$(cat "$RIG/pcscd.pid")
  kill ${1:--TERM} "$pid"
  tries=0
  while kill -0 "$pid" 2>/dev/null; do
    tries=$((tries + 1))
    [ $tries -le 500 ] || fail "pcscd does not stop"
    sleep 0.02
  done
  rm -f /run/pcscd/pcscd.comm /run/pcscd/pcscd.pid
}

# They all have one name and one driver, so that pcscd tells them apart by its own counting.
plug_readers () {
  rm -f "$RIG/readers/plugged"
  place=0
  for serial; do
    place=$((place + 1))
    mkdir -p "$RIG/plugged/$serial"
    cat >>"$RIG/readers/plugged" <<END
FRIENDLYNAME "Cardwright Plugged Reader"
DEVICENAME   $RIG/plugged/$serial:${serial%%.*}
LIBPATH      $IFD_READER
CHANNELID    $place

END
  done
}

case "${1:-}" in
start | stop | kill)
  RIG=${CW_RIG_DIR:?}
  "$1_pcscd"
  exit 0
  ;;
plug)
  RIG=${CW_RIG_DIR:?}
  shift
  stop_pcscd
  plug_readers "$@"
  start_pcscd
  exit 0
  ;;
esac
[ $# -gt 0 ] || fail "usage: pcsc-rig.sh COMMAND..."
: "${VPCD_CARD:?names the program tests/doubles/vpcd-card}"

if [ -z "${CW_RIG_INSIDE:-}" ]; then
  flags="--mount --net --pid --fork --kill-child --propagation private"
  [ "$(id -u)" = 0 ] && unshare $flags true 2>/dev/null || flags="-r $flags"
  unshare $flags true 2>/dev/null ||
    fail "This machine allows no namespaces ($(unshare $flags true 2>&1)), and the PC/SC tests need them. Run them as root, or allow unprivileged user namespaces."
  CW_RIG_INSIDE=1 exec unshare $flags "$self" "$@"
fi

# the names of vpcd's driver differ between releases; the package or the usual places have it
driver=$( (dpkg -L vsmartcard-vpcd 2>/dev/null; ls /usr/lib*/pcsc/drivers/serial/libifdvpcd.so* \
  /usr/lib/*/pcsc/drivers/serial/libifdvpcd.so* /usr/local/lib/pcsc/drivers/serial/libifdvpcd.so* 2>/dev/null) |
  grep '/libifdvpcd\.so' | head -n 1)
[ -n "$driver" ] || fail "The virtual reader is missing. Install the package vsmartcard-vpcd."
PATH=$PATH:/usr/sbin:/usr/local/sbin
daemon=$(command -v pcscd) || fail "pcscd is missing. Install the package pcscd."

RIG=$(mktemp -d "${TMPDIR:-/tmp}/pcsc-rig.XXXXXX")
trap 'rm -rf "$RIG"' EXIT
ln -s "$daemon" "$RIG/pcscd"
mkdir "$RIG/readers"
first=35963
second=35973
for reader in "$first Cardwright Test Reader" "$second Cardwright Empty Reader"; do
  port=${reader%% *}
  # the driver keeps its slots in static memory: two readers must not share one copy of it
  cp "$driver" "$RIG/libifdvpcd-$port.so"
  cat >>"$RIG/readers/rig" <<END
FRIENDLYNAME "${reader#* }"
DEVICENAME   /dev/null:$port
LIBPATH      $RIG/libifdvpcd-$port.so
CHANNELID    $port

END
done
# since 2.0 pcscd asks polkit, which has no bus here
"$daemon" --help 2>&1 | grep -o -- --disable-polkit | head -n 1 >"$RIG/options" || true
mkfifo "$RIG/commands" "$RIG/replies"

if mkdir -p /run/pcscd 2>/dev/null; then
  mount -t tmpfs -o mode=755,size=1m tmpfs /run/pcscd || fail "/run/pcscd cannot be mounted over."
else
  mount -t tmpfs -o mode=755,size=16m tmpfs /run && mkdir /run/pcscd || fail "/run cannot be mounted over."
fi

# tools that look into /proc want the numbers of this namespace; not every machine allows it
mount -t proc proc /proc 2>/dev/null || true

start_pcscd
"$VPCD_CARD" $first "$RIG/card.json" "$RIG/commands" "$RIG/replies" &
exec 3<>"$RIG/commands" 4<>"$RIG/replies"
echo insert >&3
reply=$(timeout 30 head -n 1 <&4) || true
[ "$reply" = inserted ] || fail "The software card is not seen: ${reply:-vpcd-card says nothing}"
exec 3>&- 4>&-

export CW_RIG_DIR="$RIG"
export CW_RIG_READER="Cardwright Test Reader 00 00"
export CW_RIG_EMPTY_READER="Cardwright Empty Reader 00 00"
export CW_RIG_CARD="$RIG/card.json"
export CW_RIG_COMMANDS="$RIG/commands"
export CW_RIG_REPLIES="$RIG/replies"
export CW_RIG_PCSCD="$self"
export CW_RIG_PLUGGED="$RIG/plugged"
status=0
"$@" || status=$?
exit $status
