#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Says what a run of "meson test" came to.

usage: summary.py BUILD_DIR [EXIT_STATUS_OF_MESON_TEST]

Prints every failed test with the end of its output, every skipped one with its reason, and as
the last line "N passed, N failed, N skipped". Ends with 1 when anything failed or nothing passed.

Two logs are needed. testlog.junit.xml has the subtests of TAP programs, but shows no failure when
a program crashes, hangs or ends with an error after its last "ok" (seen with meson 1.0.1 and
1.7.0); testlog.json has the outcome of each program, but not of its subtests.
"""

import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

LINES_SHOWN = 30
# meson copies what a test prints as it is; XML 1.0 has no such characters.
NOT_XML = re.compile(r'[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')
RESULT_LINE = re.compile(r'^(not )?ok\b')
# The libraries' own debugging lines, seven a test from GLib alone; meson repeats the status.
NOISE = re.compile(r'^# (GLib|GLib-GIO|Gtk|Gdk|Gsk|Adwaita)-DEBUG: |^\(test program exited with status|^\s*$')


class Summary:
    def __init__(self):
        self.passed = 0
        self.failures = []  # (name, why, lines)
        self.skips = []     # (name, reason)

    def fail(self, name, why, lines=()):
        self.failures.append((name, why, list(lines)))

    def skip(self, name, reason):
        self.skips.append((name, reason))

    def report(self, out):
        for name, reason in self.skips:
            print(f'SKIPPED {name}: {reason or "no reason given"}', file=out)
        for name, why, lines in self.failures:
            print(f'FAILED {name}: {why}', file=out)
            for line in lines:
                print(f'    {line}', file=out)
        print(f'{self.passed} passed, {len(self.failures)} failed, {len(self.skips)} skipped', file=out)
        return 1 if self.failures or self.passed == 0 else 0


def last_lines(text):
    return [line for line in text.splitlines() if not NOISE.match(line)][-LINES_SHOWN:]


def program_output(entry):
    """The end of what a program said, its complaints after its results."""
    stderr = entry.get('stderr', '')
    return last_lines(entry.get('stdout', '')) + last_lines(stderr)


def subtest_output(entry, number):
    """What a TAP program said before one result, or its last words when that is not found."""
    lines = entry.get('stdout', '').splitlines()
    results = [i for i, line in enumerate(lines) if RESULT_LINE.match(line)]
    for position, i in enumerate(results):
        if re.match(rf'^(not )?ok {number}\b', lines[i]):
            first = results[position - 1] + 1 if position > 0 else 0
            return last_lines('\n'.join(lines[first:i + 1])) + last_lines(entry.get('stderr', ''))
    return program_output(entry)


def short_name(name):
    """ "cardwright:core / core/escn" -> "core/escn" """
    return name.rpartition(' / ')[2]


def how_it_ended(entry):
    code = entry.get('returncode', 0)
    result = entry['result']
    if result == 'TIMEOUT':
        return 'took longer than allowed and was ended'
    if result == 'UNEXPECTEDPASS':
        return 'passed although it should fail'
    if code < 0:
        return f'was ended by signal {-code}'
    if code > 0:
        return f'ended with status {code}'
    return 'gave results that do not match its plan' if result == 'ERROR' else 'failed'


def count_subtests(summary, name, entry, cases):
    n_failed = 0
    for case in cases:
        number, _, title = case.get('name', '').partition(' ')
        title = title or number
        if case.find('failure') is not None or case.find('error') is not None:
            n_failed += 1
            summary.fail(f'{name} {title}', 'failed', subtest_output(entry, number))
        elif case.find('skipped') is not None:
            summary.skip(f'{name} {title}', (case.findtext('system-out') or '').strip())
        else:
            summary.passed += 1
    if n_failed == 0 and entry['result'] not in ('OK', 'SKIP', 'EXPECTEDFAIL'):
        summary.fail(name, how_it_ended(entry), program_output(entry))


def count_program(summary, name, entry):
    result = entry['result']
    stdout = entry.get('stdout', '').strip()
    if result in ('OK', 'EXPECTEDFAIL'):
        summary.passed += 1
    elif result != 'SKIP':
        summary.fail(name, how_it_ended(entry), program_output(entry))
    elif entry.get('returncode') == 0 and not re.search(r'^1\.\.0\b', stdout, re.MULTILINE):
        # meson calls a TAP program that reports nothing at all skipped
        summary.fail(name, 'ended without any result', program_output(entry))
    else:
        reason = re.search(r'^1\.\.0\s*#\s*SKIP\w*\s*(.*)$', stdout, re.MULTILINE | re.IGNORECASE)
        summary.skip(name, reason.group(1) if reason else stdout.rpartition('\n')[2])


def read_entries(path):
    with open(path, encoding='utf-8', errors='replace') as log:
        return [json.loads(line) for line in log if line.strip()]


def read_suites(path):
    """Test cases of each TAP program, by the program's name in testlog.json."""
    suites = {}
    text = path.read_text(encoding='utf-8', errors='replace')
    for suite in ElementTree.fromstring(NOT_XML.sub('', text)).iter('testsuite'):
        _, dot, name = suite.get('name', '').partition('.')
        if dot:
            suites[name] = suite.findall('testcase')
    return suites


def summarize(build_dir, status):
    summary = Summary()
    logs = pathlib.Path(build_dir) / 'meson-logs'
    try:
        entries = read_entries(logs / 'testlog.json')
        suites = read_suites(logs / 'testlog.junit.xml')
    except (OSError, ValueError, ElementTree.ParseError) as error:
        summary.fail('meson test', f'left no readable results: {error}')
        return summary
    for entry in entries:
        name = short_name(entry['name'])
        if suites.get(entry['name']):
            count_subtests(summary, name, entry, suites[entry['name']])
        else:
            count_program(summary, name, entry)
    if status != 0 and not summary.failures:
        summary.fail('meson test', f'ended with status {status}')
    return summary


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    status = int(sys.argv[2]) if len(sys.argv) == 3 else 0
    return summarize(sys.argv[1], status).report(sys.stdout)


if __name__ == '__main__':
    sys.exit(main())
