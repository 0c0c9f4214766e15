#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the house style (CONTRIBUTING.md) that a program can see.

usage: check-source.py TOP

TAP on standard output, one result a rule.
"""

import pathlib
import re
import sys

sys.dont_write_bytecode = True
import tap  # noqa: E402

FILE_LINES = 600
FUNCTION_LINES = 60
# Where the options of the desk's own command line are answered.
PROGRAMS = ('ui/main.c', 'ui/application.c')
PROGRAM_ROOMS = ('app', 'ui', 'templates', 'printers')

# Written in two pieces, so that this file does not find itself.
UNFINISHED = re.compile(r'\b(TO' r'DO|FIX' r'ME|XX' r'X|HA' r'CK)\b|not imple' r'mented')
MACHINE_PATH = re.compile(r'(?<![\w.$}*-])/(wo' r'rk|tm' r'p|ro' r'ot)/')

SPDX = re.compile(
    r'(?:#![^\n]*\n)?'
    r'(?:/\* SPDX-FileCopyrightText: [^\n]+\n \* SPDX-License-Identifier: GPL-3\.0-or-later \*/\n'
    r'|# SPDX-FileCopyrightText: [^\n]+\n# SPDX-License-Identifier: GPL-3\.0-or-later\n)')


class Source:
    """One file: its path from the top, its text, and for C its text without comments."""

    def __init__(self, top, path):
        self.name = path.relative_to(top).as_posix()
        self.text = tap.read(path)
        self.is_c = path.suffix in ('.c', '.h')
        self.code = tap.without_comments(self.text) if self.is_c else ''
        self.in_program = self.name.startswith(tuple(room + '/' for room in PROGRAM_ROOMS))
        self.has_header = path.suffix == '.c' and path.with_suffix('.h').exists()

    def at(self, offset, what):
        return f'{self.name}:{tap.line_of(self.text, offset)}: {what}'

    def find(self, pattern, text, what):
        return [self.at(match.start(), what.format(match.group(0).strip())) for match in re.finditer(pattern, text)]


def check_spdx(source):
    if not source.is_c and not source.name.endswith(('.py', '.sh')) and source.name not in ('dev', '.ci/run'):
        return []
    return [] if SPDX.match(source.text) else [f'{source.name}:1: does not begin with the two SPDX lines']


def check_head(source):
    """Log domain, config.h and the file's own header, in this order and before all else."""
    if not source.in_program or not source.name.endswith('.c'):
        return []
    wanted = ['#define G_LOG_DOMAIN "cw-', '#include "config.h"']
    if source.has_header:
        wanted.append(f'#include "{source.name[:-2]}')  # .h or, where that includes it, -private.h
    lines = [(i + 1, line) for i, line in enumerate(source.text.split('\n')) if line.startswith('#')]
    for (number, line), start in zip(lines + [(1, '')] * len(wanted), wanted):
        if not line.startswith(start):
            return [f'{source.name}:{number}: expected {start}']
    return []


def check_words(source):
    findings = []
    if source.is_c:
        findings += source.find(r'\bgoto\b', source.code, '{}')
        findings += source.find(r'\b(gchar|gint|gshort|glong|gfloat|gdouble|gpointer \*data)\b', source.code, '{} instead of the C type')
    return findings


def check_printing(source):
    """The libraries neither print nor log: they return errors."""
    if not source.in_program or not source.is_c or source.name.startswith('app/cli/') or source.name in PROGRAMS:
        return []
    findings = source.find(r'\b(g_print|g_printerr|printf|puts|perror)\b(?= *\()', source.code, '{} in a library')
    if not source.name.startswith(('app/station/', 'ui/')):
        findings += source.find(r'\b(g_message|g_info|g_warning)\b(?= *\()', source.code, '{} below the station')
    return findings


def check_length(source):
    if not source.name.endswith(('.c', '.h', '.py')):
        return []
    lines = source.text.count('\n')
    return [f'{source.name}:{lines}: {lines} lines; at most {FILE_LINES}'] if lines > FILE_LINES else []


def check_functions(source):
    """GNU style: a function's body stands between braces in the first column."""
    findings = []
    if not source.is_c:
        return findings
    for match in re.finditer(r'^([A-Za-z_]\w*) \(.*?\)\n\{\n(.*?)^\}$', source.code, re.MULTILINE | re.DOTALL):
        lines = match.group(2).count('\n')
        if lines > FUNCTION_LINES:
            findings.append(source.at(match.start(), f'{match.group(1)}() has {lines} lines; at most {FUNCTION_LINES}'))
    return findings


def check_white_space(source):
    return source.find(r'[ \t]+(?=\n|\Z)|\r', source.text, 'white space at the end of the line') + \
        source.find(r'\t', source.text, 'tab')


def check_unfinished(source):
    return [source.at(match.start(), match.group(0)) for match in UNFINISHED.finditer(source.text)]


def check_paths(source):
    return [source.at(match.start(), f'{match.group(0)} is a path of one machine') for match in MACHINE_PATH.finditer(source.text)]


def enum_constants(sources):
    """The constants of named enums. Error codes are left out: what else a GError holds is open."""
    names = set()
    for source in sources:
        for match in re.finditer(r'typedef enum\s*\{(.*?)\}\s*Cw\w+\s*;', source.code, re.DOTALL):
            names.update(re.findall(r'^\s*(CW_\w+)', match.group(1), re.MULTILINE))
    return {name for name in names if not name.startswith('CW_ERROR_')}


def check_defaults(source, constants):
    """A switch on one of our enums names every value; -Wswitch-enum then finds a new one."""
    findings = []
    for match in re.finditer(r'^( *)switch \(.*?\n\1  \}$', source.code, re.MULTILINE | re.DOTALL):
        inner = match.group(1) + '  '
        labels = re.findall(rf'^{inner}case (\w+)', match.group(0), re.MULTILINE)
        default = re.search(rf'^{inner}default *:', match.group(0), re.MULTILINE)
        if default and any(label in constants for label in labels):
            findings.append(source.at(match.start() + default.start() + len(inner), 'default in a switch on one of our enums'))
    return findings


RULES = {
    'spdx': check_spdx,
    'head': check_head,
    'words': check_words,
    'printing': check_printing,
    'file-length': check_length,
    'function-length': check_functions,
    'white-space': check_white_space,
    'unfinished': check_unfinished,
    'machine-paths': check_paths,
}


def check(top):
    folders = ['.', 'app', 'ui', 'templates', 'printers', 'tests', 'data', 'po', 'docs', 'build-aux', '.ci']
    paths = [path for path in tap.walk(top, folders) if tap.is_text(path) and path.name != 'COPYING']
    # what was recorded or is fed to a fuzzer is not ours to format
    paths = [path for path in paths if not any(part.startswith('corpus-') or part == 'recorded' for part in path.parts)]
    sources = [Source(top, path) for path in paths]
    constants = enum_constants(sources)
    findings = {rule: [found for source in sources for found in function(source)] for rule, function in RULES.items()}
    findings['defaults'] = [found for source in sources for found in check_defaults(source, constants)]
    return findings


HEAD = '/* SPDX-FileCopyrightText: 2026 X\n * SPDX-License-Identifier: GPL-3.0-or-later */\n\n'
START = HEAD + '#define G_LOG_DOMAIN "cw-core"\n\n#include "config.h"\n\n'
LONG = 'static void\nf (void)\n{\n' + '  x ();\n' * 61 + '}\n'
FITS = 'static void\nf (void)\n{\n' + '  x ();\n' * 60 + '}\n'
ENUM = 'typedef enum\n{\n  CW_A_ONE,\n  CW_A_TWO, /* x */\n} CwA;\n'
SWITCH = 'void\nf (CwA a)\n{\n  switch (a)\n    {\n    case CW_A_ONE:\n      x ();\n      break;\n%s    }\n}\n'
SELF_TEST = [
    # (file, its text, the rule that must find one thing at the line; None: no rule finds any)
    ('app/core/a.c', START + FITS, None, 0),
    ('app/core/a.h', '#pragma once\n', 'spdx', 1),
    ('x.py', '#!/usr/bin/python3\nprint()\n', 'spdx', 1),
    ('x.py', '#!/usr/bin/python3\n# SPDX-FileCopyrightText: 2026 X\n# SPDX-License-Identifier: GPL-3.0-or-later\n', None, 0),
    ('app/core/a.c', HEAD + '#include "config.h"\n', 'head', 4),
    ('app/core/a.c', HEAD + '#define G_LOG_DOMAIN "cw-core"\n#include <glib.h>\n#include "config.h"\n', 'head', 5),
    ('app/core/b.c', START + '#include <glib.h>\n', 'head', 8),
    ('app/core/b.c', START + '#include "app/core/b.h"\n', None, 0),
    ('app/core/b.c', START + '#include "app/core/b-private.h"\n', None, 0),
    ('tests/core/a.c', HEAD + '#include <glib.h>\n', None, 0),
    ('app/core/a.c', START + 'void\nf (void)\n{\n  go' 'to end;\n}\n', 'words', 11),
    ('app/core/a.c', START + 'gint x;\n', 'words', 8),
    ('app/core/a.c', START + 'static gchar *x;\n', 'words', 8),
    ('app/core/a.c', START + 'gint64 x; /* gint */ char *y = "gchar";\n', None, 0),
    ('app/core/a.c', START + 'int x = g_print ("x");\n', 'printing', 8),
    ('app/core/a.c', START + 'int x = g_warning ("x");\n', 'printing', 8),
    ('app/cli/a.c', START + 'int x = g_print ("x");\n', None, 0),
    ('app/core/a.c', START + 'int y;\n' * 594, 'file-length', 601),
    ('app/core/a.c', START + 'int y;\n' * 593, None, 0),
    ('app/core/a.c', START + LONG, 'function-length', 9),
    ('app/core/a.c', START + 'int y; \n', 'white-space', 8),
    ('docs/a.md', 'x\ty\n', 'white-space', 1),
    ('docs/a.md', 'x\r\n', 'white-space', 1),
    ('docs/a.md', '\nTO' 'DO: x\n', 'unfinished', 2),
    ('app/core/a.c', START + 'int CW_TODO; /* mkstemp XXXXXX */\n', None, 0),
    ('docs/a.md', 'see /tm' 'p/x\n', 'machine-paths', 1),
    ('docs/a.md', 'see app/wo' 'rk/x\n', None, 0),
    ('app/core/a.c', START + ENUM + SWITCH % '    default:\n      y ();\n', 'defaults', 21),
    ('app/core/a.c', START + ENUM + SWITCH % '    case CW_A_TWO:\n      y ();\n', None, 0),
    ('app/core/a.c', START + SWITCH % '    default:\n      y ();\n', None, 0),
]


def self_test():
    wrong = []
    for name, text, rule, line in SELF_TEST:
        with tap.Sample({'app/core/b.h': HEAD, name: text}) as top:
            found = [(found_rule, sentence) for found_rule, findings in check(top).items() for sentence in findings]
        expected = [] if rule is None else [(rule, f'{name}:{line}:')]
        if [(found_rule, sentence[:len(f'{name}:{line}:')]) for found_rule, sentence in found] != expected:
            wrong.append(f'{text[-60:]!r} in {name} should give {expected}, but gave {found}')
    return wrong


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    output = tap.Tap()
    output.result('/style/source/self-test', self_test())
    for rule, findings in check(pathlib.Path(sys.argv[1]).resolve()).items():
        output.result(f'/style/source/{rule}', findings)
    return output.end()


if __name__ == '__main__':
    sys.exit(main())
