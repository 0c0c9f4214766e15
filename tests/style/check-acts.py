#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The acts in docs/journal.md are those that the code writes into the journal.

usage: check-acts.py TOP

An act is a text "noun.verb" within a call that writes an entry, or, in a file with such a call, one
whose noun the list knows. A text "noun." stands for acts that are composed: those of that noun are
taken as written. TAP on standard output.
"""

import pathlib
import re
import sys

sys.dont_write_bytecode = True
import tap  # noqa: E402

WRITERS = re.compile(r'\b(cw_journal_append|cw_store_add_journal|cw_\w*write_journal) \(|CW_JOURNAL_ACT_')
ACT = re.compile(r'"([a-z]+)\.([a-z-]*)"')
ROW = re.compile(r'^\| `([a-z]+\.[a-z-]+)` \|', re.MULTILINE)


def documented(top):
    return set(ROW.findall((top / 'docs/journal.md').read_text(encoding='utf-8')))


def arguments(text, start):
    """The text of a call's arguments; @start: its opening parenthesis."""
    depth = 0
    for i in range(start, len(text)):
        depth += (text[i] == '(') - (text[i] == ')')
        if depth == 0:
            return text[start:i]
    return text[start:]


def written(top, nouns):
    """Acts, and prefixes of composed ones, with the file that writes them."""
    found = {}
    for path in sorted([*top.glob('app/**/*.c'), *top.glob('app/**/*.h'), *top.glob('ui/**/*.c')]):
        text = re.sub(r'/\*.*?\*/', '', path.read_text(encoding='utf-8'), flags=re.DOTALL)
        calls = list(WRITERS.finditer(text))
        if not calls:
            continue
        name = str(path.relative_to(top))
        for noun, verb in ACT.findall(text):
            if noun in nouns:
                found.setdefault(f'{noun}.{verb}', name)
        for call in calls:
            if text[call.end() - 1] == '(':
                for noun, verb in ACT.findall(arguments(text, call.end() - 1)):
                    found.setdefault(f'{noun}.{verb}', name)
    return found


def check(top):
    known = documented(top)
    nouns = {act.split('.')[0] for act in known}
    found = written(top, nouns)
    prefixes = {act for act in found if act.endswith('.')}
    missing = [f'{name}: the act "{act}" is not in docs/journal.md' for act, name in found.items() if act not in known and act not in prefixes]
    idle = [f'docs/journal.md: nothing writes the act "{act}"' for act in sorted(known)
            if act not in found and act.split('.')[0] + '.' not in prefixes]
    return {'documented': missing, 'written': idle}


GOOD = {
    'docs/journal.md': '| `card.state` | card | x |\n| `step.done` | order | x |\n| `outbox.sent` | outbox | x |\n',
    'app/a.c': 'x = cw_journal_append (self, "card.state", "card", f (1), error);\n',
    'app/b.c': 'act = g_strconcat ("outbox.", state); cw_journal_append (self, act);\ny = "step.done";\nz = "station.conf";\n',
    'app/c.c': 'x = "step.other";\n',
}
SELF_TEST = [
    # (what differs from GOOD, the findings' beginnings)
    ({}, []),
    ({'app/a.c': 'x = cw_journal_append (self, "card.other", "card");\ny = "card.state";\n'}, ['app/a.c: the act "card.other"']),
    ({'app/d.c': 'x = cw_store_add_journal (store, "new.noun", "card");\n'}, ['app/d.c: the act "new.noun"']),
    ({'app/d.c': 'x = cw_feeder_write_journal (store,\n  "feeder.x", "card");\n'}, ['app/d.c: the act "feeder.x"']),
    ({'app/a.c': 'x = 1;\n'}, ['docs/journal.md: nothing writes the act "card.state"']),
    ({'app/a.c': '/* cw_journal_append (self, "card.state") */\n'}, ['docs/journal.md: nothing writes the act "card.state"']),
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
    output.result('/style/acts/self-test', self_test())
    for rule, findings in check(pathlib.Path(sys.argv[1]).resolve()).items():
        output.result(f'/style/acts/{rule}', findings)
    return output.end()


if __name__ == '__main__':
    sys.exit(main())
