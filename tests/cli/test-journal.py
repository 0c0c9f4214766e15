#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal by the command line: checked, taken out, checked elsewhere, and its signed days checked
by the openssl program.

usage: test-journal.py CARDWRIGHT_CLI
"""

import contextlib
import csv
import datetime
import hashlib
import io
import json
import os
import sqlite3
import struct
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import cli  # noqa: E402
from cli import DONE, FAILED, USAGE, expect, run  # noqa: E402

FIELDS = ["id", "at", "act", "subject", "operator", "station", "details", "hash"]
TODAY = datetime.datetime.now(datetime.timezone.utc).date()
YESTERDAY = str(TODAY - datetime.timedelta(days=1))


def hash_of(previous, identity, at, *texts):
    """As docs/journal.md says it."""
    parts = [previous, str(identity), str(at), *texts]
    return hashlib.sha256(b"".join(struct.pack("<I", len(part.encode())) + part.encode() for part in parts)).hexdigest()


def moment(text):
    """Microseconds since 1970 UTC."""
    when = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (when - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) // datetime.timedelta(microseconds=1)


def station(folder):
    path = os.path.join(folder, "station")
    expect(run("demo", "--data", path), DONE)
    return path


def age(path):
    """Makes all entries a day older and the chain anew, as if they had been written then."""
    with contextlib.closing(sqlite3.connect(os.path.join(path, "cardwright.db"))) as base:
        for trigger in ("journal_is_not_changed", "journal_head_moves_on"):
            text = base.execute("select sql from sqlite_master where name = ?", (trigger,)).fetchone()[0]
            base.execute(f"drop trigger {trigger}")
            base.execute("create temp table if not exists kept (sql text)")
            base.execute("insert into kept values (?)", (text,))
        previous = "0" * 64
        for row in base.execute("select id, at - 86400000000, act, subject, operator_name, details, station from journal order by id").fetchall():
            previous = hash_of(previous, *row)
            base.execute("update journal set at = ?, hash = ? where id = ?", (row[1], previous, row[0]))
        base.execute("update journal_head set hash = ?", (previous,))
        for text, in base.execute("select sql from kept").fetchall():
            base.execute(text)
        base.commit()


def export(path, name, *arguments):
    target = os.path.join(path, name)
    return target, expect(run("journal", "export", "--data", path, "--output", target, *arguments), DONE)


def test_exported(folder):
    """Both forms hold every entry, and another program reckons the same chain."""
    path = station(folder)
    table, answer = export(path, "j.csv")
    lines, _ = export(path, "j.jsonl", "--format", "jsonl")
    with open(table, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with open(lines, encoding="utf-8") as file:
        objects = [json.loads(line) for line in file]
    assert list(rows[0]) == FIELDS and len(rows) == len(objects) == answer.json["entries"] > 20
    previous = "0" * 64
    for row, entry in zip(rows, objects):
        assert row == {name: str(entry[name]) for name in FIELDS}, (row, entry)
        previous = hash_of(previous, row["id"], moment(row["at"]), *(row[name] for name in ("act", "subject", "operator", "details", "station")))
        assert previous == row["hash"], row
    assert previous == answer.json["hash"] and answer.json["before"] == "0" * 64
    assert os.stat(table).st_mode & 0o77 == 0
    # to standard output goes the file and nothing else
    plain = cli.speak("journal", "export", "--data", path)
    assert list(csv.DictReader(io.StringIO(plain.output, newline=""))) == rows


def test_acts(folder):
    """Whatever a day's work writes is in the list of docs/journal.md."""
    path = station(folder)
    top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    with open(os.path.join(top, "docs", "journal.md"), encoding="utf-8") as file:
        text = file.read()
    with contextlib.closing(sqlite3.connect(os.path.join(path, "cardwright.db"))) as base:
        acts = [act for act, in base.execute("select distinct act from journal")]
        assert len(acts) > 10
        for act in acts:
            assert f"| `{act}` |" in text, act
        assert base.execute("select count (*) from journal where act = 'station.open' and station like '001 %' and operator_name <> ''").fetchone()[0] > 0


def test_checked(folder):
    path = station(folder)
    table, answer = export(path, "j.csv")
    whole = expect(run("journal", "check", table), DONE)
    assert whole.json["hash"] == answer.json["hash"] and whole.json["fault"] == "whole"
    with open(table, newline="", encoding="utf-8") as file:
        lines = file.read().split("\r\n")
    for name, changed, fault, broken in (
            ("edit", lines[:7] + [lines[7].replace(".", "!", 1)] + lines[8:], None, None),
            ("act", lines[:7] + [lines[7].replace("student.put", "student.pot").replace("photo.put", "photo.pot")] + lines[8:], "changed", 7),
            ("delete", lines[:7] + lines[8:], "missing", 7),
            ("swap", lines[:7] + [lines[8], lines[7]] + lines[9:], "out-of-order", 7),
            ("insert", lines[:7] + [lines[6]] + lines[7:], "inserted", 7)):
        target = os.path.join(folder, name + ".csv")
        with open(target, "w", newline="", encoding="utf-8") as file:
            file.write("\r\n".join(changed))
        answer = run("journal", "check", target)
        assert answer.code == FAILED, (name, answer)
        if fault is None:
            assert answer.json["error"]["code"] == "invalid", answer
            continue
        assert (answer.json["fault"], answer.json["first_broken"]) == (fault, broken), (name, answer)
    expect(run("journal", "check", os.path.join(folder, "none")), FAILED, "not-found", "none")
    expect(run("journal", "check", os.path.join(path, "station.conf")), FAILED, "invalid", "station.conf")


def test_range(folder):
    path = station(folder)
    age(path)
    expect(run("key", "new", "store/journal", "--data", path), DONE)
    first, old = export(path, "old.csv", "--to", YESTERDAY)
    second, new = export(path, "new.csv", "--from", str(TODAY))
    assert new.json["first"] == old.json["entries"] + 1 and new.json["before"] == old.json["hash"]
    expect(run("journal", "check", first), DONE)
    expect(run("journal", "check", second), DONE)
    expect(run("journal", "check", second, "--start", old.json["hash"]), DONE)
    expect(run("journal", "check", second, "--start", "0" * 64), FAILED, "invalid")
    expect(run("journal", "check", second, "--start", "x"), FAILED, "invalid")
    _, none = export(path, "none.csv", "--from", "2000-01-01", "--to", "2000-01-02")
    assert none.json["entries"] == 0


def test_signed(folder):
    """Signed, shown, taken out, checked elsewhere and by openssl."""
    path = station(folder)
    age(path)
    expect(run("journal", "key", "--data", path), FAILED, "key-missing", "key new store/journal")
    expect(run("journal", "sign", "--data", path), FAILED, "key-missing")
    expect(run("key", "new", "store/journal", "--data", path), DONE)
    expect(run("journal", "sign", "--day", str(TODAY), "--data", path), FAILED, "refused", str(TODAY))
    signed = expect(run("journal", "sign", "--data", path), DONE)
    assert signed.json["day"] == YESTERDAY
    assert expect(run("journal", "sign", "--data", path), DONE).json["day"] is None
    whole = expect(run("journal", "verify", "--data", path), DONE)
    assert whole.json["signatures"] == 1 and whole.json["trusted"] is True and whole.json["signed_day"] == YESTERDAY

    key = expect(run("journal", "key", "--data", path), DONE)
    pem = os.path.join(folder, "key.pem")
    with open(pem, "w", encoding="ascii") as file:
        file.write(key.json["pem"])
    signatures = os.path.join(folder, "s.jsonl")
    table, _ = export(path, "j.csv", "--signatures", signatures)
    for given in (pem, key.json["public_key"]):
        answer = expect(run("journal", "check", table, "--signatures", signatures, "--key", given), DONE)
        assert answer.json["signatures"] == 1
    other = run("journal", "check", table, "--signatures", signatures, "--key", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    assert other.code == FAILED and other.json["fault"] == "signature" and other.json["first_broken"] == signed.json["entry"], other
    expect(run("journal", "check", table, "--signatures", signatures), USAGE, "usage")
    expect(run("journal", "check", table, "--signatures", signatures, "--key", "zz"), FAILED, "invalid")

    with open(signatures, encoding="utf-8") as file:
        line = json.loads(file.read())
    head, detached = os.path.join(folder, "head"), os.path.join(folder, "head.sig")
    with open(detached, "wb") as file:
        file.write(bytes.fromhex(line["signature"]))
    for entry, code in ((line["entry"], 0), (line["entry"] + 1, 1)):
        with open(head, "w", encoding="ascii") as file:
            file.write("Cardwright journal: the head of a day\nday %s\nentry %d\nhash %s\n" % (line["day"], entry, line["hash"]))
        found = subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", pem, "-rawin", "-in", head, "-sigfile", detached], capture_output=True, check=False)
        assert found.returncode == code, found

    # the end cut off, at a row
    with open(table, newline="", encoding="utf-8") as file:
        lines = file.read().split("\r\n")
    with open(table, "w", newline="", encoding="utf-8") as file:
        file.write("\r\n".join(lines[:6] + [""]))
    expect(run("journal", "check", table), DONE)
    cut = run("journal", "check", table, "--signatures", signatures, "--key", pem)
    assert cut.code == FAILED and cut.json["fault"] == "cut-off" and cut.json["first_broken"] == 6, cut


def test_tampered(folder):
    path = station(folder)
    with contextlib.closing(sqlite3.connect(os.path.join(path, "cardwright.db"))) as base:
        base.execute("drop trigger journal_is_not_changed")
        base.execute("update journal set operator_name = 'nobody' where id = 9")
        base.commit()
    answer = run("journal", "verify", "--data", path)
    assert answer.code == FAILED and answer.json["first_broken"] == 9 and answer.json["fault"] == "changed" and "9" in answer.json["sentence"], answer


def test_usage(folder):
    path = station(folder)
    expect(run("journal", "export", "--format", "xml", "--data", path), USAGE, "usage")
    expect(run("journal", "export", "--data", path), USAGE, "usage", "--output")
    expect(run("journal", "export", "--from", "soon", "--output", os.path.join(folder, "x"), "--data", path), FAILED, "invalid")
    assert not os.path.exists(os.path.join(folder, "x"))
    expect(run("journal", "export", "--output", os.path.join(folder, "none", "x"), "--data", path), FAILED, "failed")


if __name__ == "__main__":
    sys.exit(cli.main([test_exported, test_acts, test_checked, test_range, test_signed, test_tampered, test_usage]))
