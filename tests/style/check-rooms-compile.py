#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The compiler agrees: in a room that may not see a library, including it does not compile.

usage: check-rooms-compile.py BUILD_DIR

Takes each room's own compiler command from compile_commands.json. Only libraries whose headers
stand outside /usr/include itself can be kept away so; check-includes.py sees to the others. TAP
on standard output.
"""

import json
import pathlib
import re
import shlex
import subprocess
import sys

sys.dont_write_bytecode = True
import tap  # noqa: E402

# A room, and headers that must not be found there.
FORBIDDEN = [
    ('app/core', ['gtk/gtk.h', 'adwaita.h', 'cairo.h', 'winscard.h', 'librsvg/rsvg.h']),
    ('app/store', ['gtk/gtk.h', 'cairo.h', 'winscard.h']),
    ('app/keys', ['gtk/gtk.h', 'cairo.h', 'winscard.h']),
    ('app/chip', ['gtk/gtk.h', 'cairo.h', 'winscard.h']),
    ('app/router', ['gtk/gtk.h', 'cairo.h', 'winscard.h']),
    ('templates', ['gtk/gtk.h', 'winscard.h']),
    ('printers', ['gtk/gtk.h', 'winscard.h']),
    ('app/intake', ['gtk/gtk.h', 'cairo.h', 'winscard.h']),
    ('app/issue', ['gtk/gtk.h', 'winscard.h']),
    ('app/station', ['gtk/gtk.h']),
    ('app/cli', ['gtk/gtk.h']),
]


def room_commands(build_dir):
    """Rooms to (folder, compiler command without its input and output)."""
    commands = {}
    for entry in json.loads((build_dir / 'compile_commands.json').read_text(encoding='utf-8')):
        arguments = shlex.split(entry['command'])
        name = pathlib.Path(entry['file']).as_posix()
        match = re.search(r'(?:^|/)(app/\w+|templates(?=/)|printers(?:/\w+)?|ui)(?:/\w+)*/[^/]+\.c$', name)
        if match is None or '/tests/' in f'/{name}':
            continue
        kept = []
        skip = False
        for argument in arguments:
            if skip or argument in ('-o', '-MF', '-MQ', '-MD', '-c', entry['file']):
                skip = argument in ('-o', '-MF', '-MQ')
                continue
            kept.append(argument)
        commands.setdefault(match.group(1), (entry['directory'], kept))
    return commands


def compiles(command, header):
    folder, arguments = command
    source = f'#include <{header}>\nextern int nothing;\n'
    done = subprocess.run(arguments + ['-fsyntax-only', '-x', 'c', '-'], cwd=folder, input=source, text=True, capture_output=True, check=False)
    if done.returncode != 0 and 'No such file' not in done.stderr and 'not found' not in done.stderr:
        raise RuntimeError(f'<{header}> fails otherwise than by being out of reach: {done.stderr[-400:]}')
    return done.returncode == 0


def check_room(commands, room, headers):
    if room not in commands:
        return [f'{room}: nothing is compiled there']
    if not compiles(commands[room], 'glib.h'):
        return [f'{room}: not even <glib.h> compiles, so nothing is shown']
    return [f'{room}: <{header}> compiles' for header in headers if compiles(commands[room], header)]


def self_test(commands):
    """The desk may have GTK: there the same command must compile it."""
    if 'ui' not in commands:
        return ['ui: nothing is compiled there']
    return [f'ui: <{header}> does not compile' for header in ('gtk/gtk.h', 'adwaita.h') if not compiles(commands['ui'], header)]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    commands = room_commands(pathlib.Path(sys.argv[1]))
    output = tap.Tap()
    output.result('/style/rooms-compile/self-test', self_test(commands))
    for room, headers in FORBIDDEN:
        output.result(f'/style/rooms-compile/{room}', check_room(commands, room, headers))
    return output.end()


if __name__ == '__main__':
    sys.exit(main())
