#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""build-aux/summary.py counts what meson does not: crashes, time-outs, silence.

usage: check-summary.py TOP

Sets up small projects whose tests misbehave on purpose, runs them and reads the last line. TAP
on standard output.
"""

import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
import tap  # noqa: E402

# name: (protocol, shell script, passed, failed, skipped, words that the report must hold)
CASES = {
    'good': ('tap', 'echo 1..2; echo ok 1 /a; echo ok 2 /b', 2, 0, 0, []),
    'failing': ('tap', 'echo 1..3; echo ok 1 /a; echo "# because"; echo not ok 2 /b; echo ok 3 /c; exit 1', 2, 1, 0, ['FAILED failing /b', '# because']),
    'two-failing': ('tap', 'echo 1..2; echo not ok 1 /a; echo not ok 2 /b', 0, 2, 0, ['FAILED two-failing /a', 'FAILED two-failing /b']),
    'skipping': ('tap', 'echo 1..2; echo ok 1 /a "# SKIP no printer"; echo ok 2 /b', 1, 0, 1, ['SKIPPED skipping /a: no printer']),
    'skipped-whole': ('tap', 'echo "1..0 # SKIP no namespaces"', 0, 0, 1, ['SKIPPED skipped-whole: no namespaces']),
    'crashing': ('tap', 'echo 1..2; echo ok 1 /a; kill -SEGV $$', 1, 1, 0, ['FAILED crashing: was ended by signal 11']),
    'crashing-at-once': ('tap', 'kill -ABRT $$', 0, 1, 0, ['FAILED crashing-at-once: was ended by signal 6']),
    'hanging': ('tap', 'echo 1..2; echo ok 1 /a; exec sleep 600', 1, 1, 0, ['FAILED hanging: took longer']),
    'bad-end': ('tap', 'echo 1..1; echo ok 1 /a; echo leaked >&2; exit 1', 1, 1, 0, ['FAILED bad-end: ended with status 1', 'leaked']),
    'short': ('tap', 'echo 1..3; echo ok 1 /a', 1, 1, 0, ['FAILED short: gave results that do not match']),
    'silent': ('tap', 'exit 0', 0, 1, 0, ['FAILED silent: ended without any result']),
    'odd-characters': ('tap', r'echo 1..1; printf "ok 1 /a\001\377<&>\n"', 1, 0, 0, []),
    'plain-good': ('exitcode', 'exit 0', 1, 0, 0, []),
    'plain-bad': ('exitcode', 'echo why; exit 3', 0, 1, 0, ['FAILED plain-bad: ended with status 3', 'why']),
    'plain-skipped': ('exitcode', 'echo no scanner; exit 77', 0, 0, 1, ['SKIPPED plain-skipped: no scanner']),
}


def sample(names):
    files = {f'{name}.sh': f'#!/bin/sh\n{CASES[name][1]}\n' for name in names}
    tests = ''.join(f"test('{name}', sh, args: files('{name}.sh'), protocol: '{CASES[name][0]}', timeout: 1)\n" for name in names)
    files['meson.build'] = f"project('sample')\nsh = find_program('sh')\n{tests}"
    return tap.Sample(files)


def summarize(summary, names):
    """Report and exit status for a project of these tests."""
    with sample(names) as folder:
        subprocess.run(['meson', 'setup', '_b'], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        done = subprocess.run(['meson', 'test', '-C', '_b'], cwd=folder, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        report = subprocess.run([summary, folder / '_b', str(done.returncode)], check=False, text=True, capture_output=True)
    return report.stdout + report.stderr, report.returncode


def expect(report, status, last_line, words):
    wrong = []
    if report.splitlines()[-1:] != [last_line]:
        wrong.append(f'the last line should be “{last_line}”')
    if (status == 0) != (', 0 failed,' in last_line and not last_line.startswith('0 passed')):
        wrong.append(f'the status is {status}')
    wrong += [f'“{word}” is missing' for word in words if word not in report]
    return wrong + [f'| {line}' for line in report.splitlines()] if wrong else []


def check_set(summary, names):
    passed, failed, skipped = (sum(CASES[name][column] for name in names) for column in (2, 3, 4))
    words = [word for name in names for word in CASES[name][5]]
    report, status = summarize(summary, names)
    return expect(report, status, f'{passed} passed, {failed} failed, {skipped} skipped', words)


def check_missing(summary):
    with tap.Sample({'empty': ''}) as folder:
        report = subprocess.run([summary, folder], check=False, text=True, capture_output=True)
    return expect(report.stdout, report.returncode, '0 passed, 1 failed, 0 skipped', ['no readable results'])


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    top = pathlib.Path(sys.argv[1]).resolve()
    summary = top / 'build-aux/summary.py'
    output = tap.Tap()
    output.result('/style/summary/all', check_set(summary, list(CASES)))
    output.result('/style/summary/good', check_set(summary, ['good', 'skipping', 'plain-good']))
    output.result('/style/summary/only-skipped', check_set(summary, ['skipped-whole', 'plain-skipped']))
    output.result('/style/summary/only-crashing', check_set(summary, ['crashing']))
    output.result('/style/summary/no-logs', check_missing(summary))
    return output.end()


if __name__ == '__main__':
    sys.exit(main())
