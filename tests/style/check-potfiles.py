#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""po/POTFILES.in names every file with words for the operator, and no other.

usage: check-potfiles.py TOP

TAP on standard output.
"""

import pathlib
import re
import sys

sys.dont_write_bytecode = True
import tap  # noqa: E402

# _ ("…"), N_, C_ and their kin, with or without the space
MARKED_C = re.compile(r'(?<!\w)(?:(?:_|N_|C_|NC_|Q_|n?gettext)\s*\(\s*"|g_d[cnp]*gettext2?\s*\([^"]*")')
MARKED_UI = re.compile(r'\btranslatable="(?:yes|true|1)"')
# merged with translations when the program is built
MERGED = re.compile(r'\.(?:desktop|metainfo\.xml|policy)\.in(?:\.in)?$')


def without_comments(text):
    """Blanks comments and keeps strings, which may hold what looks like one."""
    return re.sub(r'("(?:\\.|[^"\\\n])*")|/\*.*?\*/|//[^\n]*', lambda match: match.group(1) or ' ', text, flags=re.DOTALL)


def has_words(path):
    if path.suffix in ('.c', '.h'):
        return MARKED_C.search(without_comments(tap.read(path))) is not None
    if path.suffix == '.ui':
        return MARKED_UI.search(tap.read(path)) is not None
    return MERGED.search(path.name) is not None


def read_list(top):
    lines = tap.read(top / 'po/POTFILES.in').splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith('#')]


def check(top):
    listed = read_list(top)
    paths = tap.walk(top, ['app', 'ui', 'templates', 'printers', 'data'])
    wanted = {path.relative_to(top).as_posix() for path in paths if has_words(path)}
    return {
        'left-out': [f'{name}: has words for the operator, but po/POTFILES.in does not name it' for name in sorted(wanted - set(listed))],
        'too-many': [f'po/POTFILES.in: {name} {"has no words for the operator" if (top / name).exists() else "does not exist"}'
                     for name in listed if name not in wanted],
        'twice': [f'po/POTFILES.in: {name} stands there twice' for name in sorted({name for name in listed if listed.count(name) > 1})],
    }


GOOD = {
    'po/POTFILES.in': '# comment\n\napp/a.c\nui/w.ui\ndata/x.desktop.in.in\n',
    'app/a.c': 'x = _ ("One.");\n',
    'app/b.c': '/* _ ("in a comment") */ y = some_ ("x"); z = "_ (\\"";\n',
    'ui/w.ui': '<property name="label" translatable="yes">x</property>\n',
    'ui/v.ui': '<property name="name">x</property>\n',
    'data/x.desktop.in.in': 'Name=X\n',
}
SELF_TEST = [
    # (what differs from GOOD, the findings' beginnings)
    ({}, []),
    ({'app/b.c': 'x = C_ ("step", "Print");\n'}, ['app/b.c:']),
    ({'app/b.c': 'x = g_dngettext (GETTEXT_PACKAGE, "a", "b", n);\n'}, ['app/b.c:']),
    ({'app/b.c': 'x = ngettext ("a", "b", n);\n'}, ['app/b.c:']),
    ({'app/b.c': 'const char *u = "http://x"; y = N_("x");\n'}, ['app/b.c:']),
    ({'ui/v.ui': '<property name="label" translatable="yes">y</property>\n'}, ['ui/v.ui:']),
    ({'data/y.metainfo.xml.in': '<p/>\n'}, ['data/y.metainfo.xml.in:']),
    ({'app/a.c': '\n'}, ['po/POTFILES.in: app/a.c has no words']),
    ({'po/POTFILES.in': GOOD['po/POTFILES.in'] + 'app/none.c\n'}, ['po/POTFILES.in: app/none.c does not exist']),
    ({'po/POTFILES.in': GOOD['po/POTFILES.in'] + 'app/a.c\n'}, ['po/POTFILES.in: app/a.c stands there twice']),
]


def self_test():
    wrong = []
    for changed, expected in SELF_TEST:
        with tap.Sample({**GOOD, **changed}) as top:
            found = [finding for findings in check(top).values() for finding in findings]
        if len(found) != len(expected) or not all(finding.startswith(start) for finding, start in zip(found, expected)):
            wrong.append(f'{changed} should give {expected}, but gave {found}')
    return wrong


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    output = tap.Tap()
    output.result('/style/potfiles/self-test', self_test())
    for rule, findings in check(pathlib.Path(sys.argv[1]).resolve()).items():
        output.result(f'/style/potfiles/{rule}', findings)
    return output.end()


if __name__ == '__main__':
    sys.exit(main())
