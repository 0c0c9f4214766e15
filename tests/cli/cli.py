# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of cardwright-cli share: running it, and reporting as TAP."""

import contextlib
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import traceback

DONE, FAILED, USAGE, IN_DOUBT = 0, 1, 2, 3

# The program under test: the first argument.
PROGRAM = os.path.abspath(sys.argv[1])


class Answer:
    """How one run ended: exit code, the --json object, both outputs."""

    def __init__(self, process):
        self.code = process.returncode
        self.output = process.stdout
        self.errors = process.stderr
        try:
            self.json = json.loads(process.stdout)
        except ValueError:
            self.json = None

    def __str__(self):
        return "exit %d\n%s%s" % (self.code, self.output, self.errors)


def run(*arguments, **keywords):
    """cardwright-cli with --json behind its verb."""
    return Answer(subprocess.run([PROGRAM, *map(str, arguments), "--json"], text=True, capture_output=True, timeout=120, stdin=subprocess.DEVNULL, **keywords))


def speak(*arguments, **keywords):
    """cardwright-cli as a person calls it."""
    return Answer(subprocess.run([PROGRAM, *map(str, arguments)], text=True, capture_output=True, timeout=120, stdin=subprocess.DEVNULL, **keywords))


def expect(answer, code, error=None, *words):
    """The run ended so; its message has all of @words."""
    assert answer.code == code, answer
    if error is None:
        return answer
    assert answer.json is not None and answer.json["ok"] is False, answer
    assert answer.json["error"]["code"] == error, answer
    for word in words:
        assert word in answer.json["error"]["message"], (word, answer.json["error"]["message"])
    return answer


def books_of(path):
    """A digest of all rows of the database but those of its journal, which also tells who opened it."""
    digest = hashlib.sha256()
    with contextlib.closing(sqlite3.connect(path)) as base:
        for table, in base.execute("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like 'journal%' order by name").fetchall():
            digest.update(repr((table, sorted(map(repr, base.execute(f"select * from {table}"))))).encode())
    return digest.hexdigest()


def files_of(folder):
    """Every file below @folder with its size, the database with what is in its books."""
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            if not name.startswith("cardwright.db-") and name != "station.lock":
                path = os.path.join(root, name)
                found[os.path.relpath(path, folder)] = books_of(path) if name == "cardwright.db" else os.path.getsize(path)
    return found


def main(tests):
    """Runs the functions in @tests, each in a folder of its own, as TAP."""
    print("1..%d" % len(tests), flush=True)
    failed = 0
    for number, test in enumerate(tests, 1):
        with tempfile.TemporaryDirectory(prefix="cardwright-cli-") as folder:
            try:
                test(folder)
            except Exception:
                failed += 1
                for line in traceback.format_exc().splitlines():
                    print("# " + line)
                print("not ok %d %s" % (number, test.__name__), flush=True)
            else:
                print("ok %d %s" % (number, test.__name__), flush=True)
    sys.exit(1 if failed else 0)
