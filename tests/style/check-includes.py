#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every room includes only the headers of rooms below it, and only its own outside headers.

usage: check-includes.py TOP

The tables are those of docs/architecture.md, "Rooms and who may see whom". TAP on standard output.
"""

import pathlib
import re
import sys

sys.dont_write_bytecode = True
import tap  # noqa: E402

ROOMS = {
    'app/base': [],
    'app/core': ['app/base'],
    'app/store': ['app/base', 'app/core'],
    'app/keys': ['app/base', 'app/core'],
    'app/chip': ['app/base', 'app/core', 'app/keys'],
    'templates': ['app/base', 'app/core'],
    'printers': ['app/base', 'app/core'],
    'printers/cups': ['app/base', 'app/core', 'printers'],
    'printers/evolis': ['app/base', 'app/core', 'printers'],
    'printers/pcsc': ['app/base', 'app/core', 'printers'],
    'app/router': ['app/base', 'app/core', 'app/store'],
    'app/intake': ['app/base', 'app/core', 'app/store'],
    'app/issue': ['app/base', 'app/core', 'app/store', 'app/keys', 'app/chip', 'templates', 'printers', 'app/router'],
}
ROOMS['app/station'] = list(ROOMS)
# the desk knows no concrete device, no wire and no key: those are the station's
ROOMS['ui'] = ['app/base', 'app/core', 'app/store', 'templates', 'printers', 'app/issue', 'app/station']
ROOMS['app/cli'] = ROOMS['app/station'] + ['app/station']

# Outside headers by the rooms that may include them.
OUTSIDE = [
    (r'cups/', ['printers/cups']),
    (r'(winscard|wintypes|pcsclite|reader|ifdhandler)\.h$|PCSC/', ['printers/pcsc']),
    (r'sqlite3\.h$|libpq', ['app/store']),
    (r'curl/', ['app/router']),
    (r'(gtk|gdk|gsk)/|adwaita\.h$|gst/', ['ui']),
    (r'openssl/', ['app/keys', 'app/chip']),
    (r'libsecret/|p11-kit/', ['app/keys']),
    (r'jansson\.h$', ['app/store', 'app/chip', 'templates', 'printers', 'printers/cups', 'app/issue', 'app/station', 'app/router', 'app/intake', 'app/cli']),
    (r'cairo', ['templates', 'printers', 'printers/cups', 'ui', 'app/issue', 'app/station', 'app/cli']),
    (r'pango/|fontconfig/|freetype/|librsvg/|(qrencode|zint|zbar)\.h$|(jpeglib|jerror)\.h$', ['templates']),
    (r'gdk-pixbuf/', ['templates', 'ui', 'app/intake']),
    (r'zip\.h$', ['templates', 'app/intake']),
    (r'ldap|sql(ext)?\.h$', ['app/intake']),
    (r'malloc\.h$', ['app/base']),
    # no I/O in the nouns: GLib's values and plain C alone
    (r'gio/|glib/gstdio\.h$|unistd\.h$|fcntl\.h$|sys/|stdio\.h$|netdb\.h$', [room for room in ROOMS if room != 'app/core']),
    (r'glib(-object|-unix)?\.h$|glib/', list(ROOMS)),
    (r'(assert|ctype|errno|float|inttypes|iso646|limits|locale|math|setjmp|signal|stdalign|stdarg|stdatomic|stdbool|'
     r'stddef|stdint|stdlib|string|strings|time|wchar|wctype)\.h$', list(ROOMS)),
    (r'(arpa|linux|net|netinet)/|(dirent|dlfcn|endian|glob|grp|langinfo|poll|pthread|pwd|sched|spawn|termios)\.h$',
     [room for room in ROOMS if room != 'app/core']),
]

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)', re.MULTILINE)


def room_of(path):
    """The room that a path from the top stands in, or None."""
    return max((room for room in ROOMS if path.startswith(room + '/')), key=len, default=None)


def check_project_header(top, room, folder, header):
    if '/' not in header:
        if header == 'config.h' or not (folder / header).exists():  # generated beside it
            return None
        return f'"{header}" is not written from the top'
    other = room_of(header)
    if other is None:
        return f'"{header}" stands in no room'
    if other == room:
        return None
    if not (top / header).exists():  # a room's own may be generated
        return f'"{header}" does not exist'
    if header.endswith('-private.h'):
        return f'"{header}" is private to {other}'
    if other not in ROOMS[room]:
        return f'{room} may not see {other} ("{header}")'
    return None


def check_outside_header(room, header):
    for pattern, rooms in OUTSIDE:
        if re.match(pattern, header):
            return None if room in rooms else f'<{header}> is not for {room}'
    return f'<{header}> is in no row of the table'


def check(top):
    """Findings of each room."""
    findings = {room: [] for room in ROOMS}
    for path in tap.walk(top, ['app', 'templates', 'printers', 'ui']):
        name = path.relative_to(top).as_posix()
        if path.suffix not in ('.c', '.h'):
            continue
        room = room_of(name)
        if room is None:
            findings.setdefault('app', []).append(f'{name}:1: stands in no room of the table')
            continue
        text = tap.read(path)
        visible = re.sub(r'/\*.*?\*/', lambda match: re.sub(r'[^\n]', ' ', match.group(0)), text, flags=re.DOTALL)
        for match in INCLUDE.finditer(visible):
            ours, outside = match.groups()
            wrong = check_project_header(top, room, path.parent, ours) if ours else check_outside_header(room, outside)
            if wrong:
                findings[room].append(f'{name}:{tap.line_of(visible, match.start())}: {wrong}')
    return findings


SELF_TEST = [
    # (file, its text, the finding it must give; None: it must give none)
    ('app/core/a.c', '#include "config.h"\n#include "app/core/a.h"\n#include <string.h>\n#include "app/base/b.h"\n', None),
    ('app/core/a.c', '/* #include <gtk/gtk.h> */\n', None),
    ('app/core/a.c', '\n\n#include <gtk/gtk.h>\n', 'app/core/a.c:3: <gtk/gtk.h> is not for app/core'),
    ('app/core/a.c', '#include <gio/gio.h>\n', '<gio/gio.h> is not for app/core'),
    ('app/core/a.c', '#include <unistd.h>\n', '<unistd.h> is not for app/core'),
    ('app/core/a.c', '#  include <sqlite3.h>\n', '<sqlite3.h> is not for app/core'),
    ('app/core/a.c', '#include <cairo.h>\n', '<cairo.h> is not for app/core'),
    ('app/core/a.c', '#include "app/store/store.h"\n', 'app/core may not see app/store'),
    ('app/core/a.c', '#include "app/base/none.h"\n', 'does not exist'),
    ('app/core/a.c', '#include "app/core/a-resources.h"\n', None),
    ('app/core/a.c', '#include "tests/x.h"\n', 'stands in no room'),
    ('app/core/a.c', '#include "a.h"\n', 'not written from the top'),
    ('app/core/a.c', '#include <frobnicate.h>\n', 'in no row of the table'),
    ('app/base/b.c', '#include "app/core/a.h"\n', 'app/base may not see app/core'),
    ('app/issue/i.c', '#include "printers/p.h"\n#include "printers/cups/q.h"\n', 'app/issue/i.c:2: app/issue may not see printers/cups'),
    ('app/router/r.c', '#include "app/store/store-private.h"\n', 'private to app/store'),
    ('app/router/r.c', '#include <curl/curl.h>\n#include <jansson.h>\n#include "app/store/store.h"\n', None),
    ('app/station/s.c', '#include <cups/cups.h>\n', '<cups/cups.h> is not for app/station'),
    ('app/station/s.c', '#include "printers/cups/q.h"\n#include "s-resources.h"\n', None),
    ('app/cli/c.c', '#include <gtk/gtk.h>\n', '<gtk/gtk.h> is not for app/cli'),
    ('ui/u.c', '#include <gtk/gtk.h>\n#include <adwaita.h>\n#include "app/issue/i.h"\n', None),
    ('ui/u.c', '#include "printers/cups/q.h"\n', 'ui may not see printers/cups'),
    ('ui/u.c', '#include <winscard.h>\n', '<winscard.h> is not for ui'),
    ('printers/p.c', '#include <winscard.h>\n', '<winscard.h> is not for printers'),
    ('printers/pcsc/w.c', '#include <winscard.h>\n#include "printers/p.h"\n', None),
    ('templates/t.c', '#include <openssl/evp.h>\n', '<openssl/evp.h> is not for templates'),
    ('app/attic/x.c', '', 'app/attic/x.c:1: stands in no room'),
]
HEADERS = ['app/base/b.h', 'app/core/a.h', 'app/store/store.h', 'app/store/store-private.h', 'printers/p.h', 'printers/cups/q.h', 'app/issue/i.h']


def self_test():
    wrong = []
    for name, text, expected in SELF_TEST:
        with tap.Sample({**dict.fromkeys(HEADERS, ''), name: text}) as top:
            found = [finding for findings in check(top).values() for finding in findings]
        if expected is None and found:
            wrong.append(f'{text!r} in {name} is well, but gave: {found}')
        if expected is not None and (len(found) != 1 or expected not in found[0]):
            wrong.append(f'{text!r} in {name} should give “{expected}”, but gave: {found}')
    return wrong


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    output = tap.Tap()
    output.result('/style/includes/self-test', self_test())
    for room, findings in check(pathlib.Path(sys.argv[1]).resolve()).items():
        output.result(f'/style/includes/{room}', findings)
    return output.end()


if __name__ == '__main__':
    sys.exit(main())
