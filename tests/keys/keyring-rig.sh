#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# keyring-rig.sh COMMAND...: runs COMMAND on a D-Bus session of its own with a real
# gnome-keyring-daemon, whose one keyring was unlocked through a pipe and lies in a folder of its
# own. All of it is gone afterwards.
set -eu

if [ "${CW_KEYRING_RIG:-}" = '' ]; then
  CW_KEYRING_RIG=$(mktemp -d)
  HOME=$CW_KEYRING_RIG
  XDG_DATA_HOME=$CW_KEYRING_RIG/data
  XDG_CONFIG_HOME=$CW_KEYRING_RIG/config
  XDG_CACHE_HOME=$CW_KEYRING_RIG/cache
  XDG_RUNTIME_DIR=$CW_KEYRING_RIG/run
  export CW_KEYRING_RIG HOME XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_RUNTIME_DIR
  unset DISPLAY WAYLAND_DISPLAY GNOME_KEYRING_CONTROL SSH_AUTH_SOCK
  mkdir -m 700 "$XDG_RUNTIME_DIR" "$XDG_DATA_HOME"
  status=0
  dbus-run-session -- "$0" "$@" || status=$?
  rm -rf "$CW_KEYRING_RIG"
  exit "$status"
fi

# what makes our own slips fatal would end the daemon for its own
printf 'specimen' | env -u G_DEBUG -u MALLOC_CHECK_ -u MALLOC_PERTURB_ gnome-keyring-daemon --unlock --foreground --components=secrets >"$CW_KEYRING_RIG/log" 2>&1 &
keyring=$!
trap 'kill "$keyring" 2>/dev/null || true; wait "$keyring" 2>/dev/null || true' EXIT
if ! gdbus wait --session --timeout 20 org.freedesktop.secrets; then
  # a TAP reader shows this line; others see it too
  printf 'Bail out! gnome-keyring-daemon does not start: %s\n' "$(tail -n 3 "$CW_KEYRING_RIG/log")"
  exit 1
fi
status=0
"$@" || status=$?
exit "$status"
