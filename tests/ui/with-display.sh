#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# with-display.sh COMMAND [ARGUMENT…]: runs COMMAND on an X server and a session bus of its own.
# The server chooses its number itself, is reached through its socket only, and is ended by its
# process id. Without Xvfb or dbus the test is skipped, and says so.
#
# The user's folders are empty ones of this test, the system's stay: without its MIME types and
# schemas GTK can load no icon and libadwaita does not start, so g_test's own isolation, which
# hides both, cannot be used here.
set -u

for need in Xvfb dbus-run-session; do
  if ! command -v "$need" > /dev/null; then
    echo "Bail out! $need is not installed; ./dev test installs it"
    exit 1
  fi
done

home=$(mktemp -d) || exit 99
number=$home/display
: > "$number"
Xvfb -displayfd 3 -screen 0 1280x860x24 -nolisten tcp -noreset 3> "$number" 2> /dev/null &
server=$!
trap 'kill "$server" 2> /dev/null; wait "$server" 2> /dev/null; rm -rf "$home"' EXIT

tries=0
while ! [ -s "$number" ]; do
  tries=$((tries + 1))
  if [ "$tries" -gt 200 ] || ! kill -0 "$server" 2> /dev/null; then
    echo "Bail out! Xvfb did not start"
    exit 99
  fi
  sleep 0.05
done

DISPLAY=:$(cat "$number")
HOME=$home
XDG_CONFIG_HOME=$home/config
XDG_DATA_HOME=$home/data
XDG_CACHE_HOME=$home/cache
XDG_STATE_HOME=$home/state
XDG_RUNTIME_DIR=$home/run
mkdir -m 700 "$XDG_RUNTIME_DIR"
export DISPLAY HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_STATE_HOME XDG_RUNTIME_DIR
# What the bus and its services say is no TAP: only the command itself has the test's output.
# shellcheck disable=SC2016
dbus-run-session -- sh -c 'exec "$@" >&3 3>&-' sh "$@" 3>&1 >&2
