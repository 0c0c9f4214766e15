#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a station keeps of persons: rules, a copy for the student, erasure, and that nothing of a person
is in logs, errors and books where it need not be. One student with unmistakable words is issued a card;
then everything is searched for them."""

import contextlib
import csv
import hashlib
import json
import os
import re
import sqlite3
import stat

import cli
from cli import DONE, FAILED, USAGE, expect, run, speak

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PORTRAIT = os.path.join(TOP, "data", "demo", "portrait-2.jpg")
PERSON = {
    "number": "ZQ777123", "given_names": "Xaverija", "family_name": "Qvortrupa", "email": "oboe.player@zzmail.example",
    "programme": "Forest Ecology", "level": "BACHELOR", "valid_until": "2099-08-31",
}
ID = "lbtu/ZQ777123"
WORDS = [b"ZQ777123", b"zq777123", b"Xaverija", b"xaverija", b"Qvortrupa", b"qvortrupa", b"oboe.player", b"zzmail"]
DEBUG = {**os.environ, "G_MESSAGES_DEBUG": "all"}


@contextlib.contextmanager
def books(path):
    base = sqlite3.connect(os.path.join(path, "cardwright.db"))
    try:
        with base:
            yield base
    finally:
        base.close()


def issue(folder):
    """A demo station that has issued one card to the person. (path, answer)"""
    path, record = os.path.join(folder, "station"), os.path.join(folder, "record.json")
    with open(record, "w") as file:
        json.dump(PERSON, file)
    answer = speak("issue", "--record", record, "--photo", PORTRAIT, "--hand-over", "--data", path, env=DEBUG)
    assert answer.code == DONE, answer
    return path, answer


def let_go(path, leave=True):
    """The card was withdrawn and, with @leave, the person left, a hundred days ago; the register was told."""
    with books(path) as base:
        base.execute("UPDATE cards SET state = 'withdrawn', state_at = state_at - 100 * 86400000000")
        base.execute("UPDATE orders SET closed_at = closed_at - 100 * 86400000000")
        if leave:
            base.execute("INSERT INTO outbox (student_id, institution_id, person, kind, payload, created_at, due_at, state) "
                         "SELECT student_id, institution_id, person, 'leave', '{}', created_at, due_at, 'sent' FROM outbox LIMIT 1")


def items(answer, what):
    return {item["id"]: item for item in answer.json["items"] if item["what"] == what}


def search(folder, but=()):
    """Which file holds which words."""
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)
            short = os.path.relpath(path, folder)
            with open(path, "rb") as file:
                content = file.read()
            words = [word for word in WORDS if word in content]
            if words and not short.startswith(but):
                found[short] = words
    return found


def test_rules(folder):
    path = os.path.join(folder, "station")
    answer = expect(run("privacy", "rules", "--data", path), DONE)
    assert answer.json["rules"] == [{"institution": "lbtu", "photo": None, "record": None, "orders": None}], answer
    expect(run("privacy", "rules", "--photo", "30", "--orders", "0", "--data", path), DONE)
    answer = expect(run("privacy", "rules", "--photo", "never", "--record", "365", "--institution", "lbtu", "--data", path), DONE)
    assert answer.json["rules"] == [{"institution": "lbtu", "photo": None, "record": 365, "orders": 0}], answer
    for wrong in ("-1", "x", "", "36526", "1.5"):
        expect(run("privacy", "rules", "--photo=" + wrong, "--data", path), USAGE, "usage")
    expect(run("privacy", "rules", "--photo", "1", "--institution", "nowhere", "--data", path), FAILED, "not-found")
    expect(run("privacy", "rules", "--institution", "nowhere", "--data", path), FAILED, "not-found")
    answer = expect(run("privacy", "rules", "--data", path), DONE)
    assert answer.json["rules"][0]["record"] == 365, answer


def test_apply(folder):
    """Shown, not done without a yes, done once; what is in force is kept."""
    path, _ = issue(folder)
    expect(run("privacy", "rules", "--photo", "0", "--record", "30", "--orders", "7", "--data", path), DONE)
    shown = expect(run("privacy", "show", "--data", path), DONE)
    assert items(shown, "photo")[ID]["forget"] and items(shown, "photo")["lbtu/LF23001"]["why"] == "no-date", shown
    assert items(shown, "record")[ID]["why"] == "in-force" and items(shown, "orders")["order/1"]["why"] == "in-force", shown
    before = cli.files_of(path)
    refused = run("privacy", "apply", "--data", path)
    assert refused.code == USAGE and refused.json["applied"] is False and cli.files_of(path) == before, refused
    done = expect(run("privacy", "apply", "--yes", "--data", path), DONE)
    assert done.json["items"] == shown.json["items"] and done.json["applied"] is True, done
    with books(path) as base:
        assert base.execute("SELECT count(*) FROM photos WHERE student_id = ?", (ID,)).fetchone() == (0,)
        assert base.execute("SELECT count(*) FROM photos").fetchone()[0] > 0
        assert base.execute("SELECT record FROM orders").fetchone()[0] != "{}"
    let_go(path)
    shown = expect(run("privacy", "show", "--data", path), DONE)
    assert items(shown, "record")[ID]["forget"] and items(shown, "orders")["order/1"]["forget"] and ID not in items(shown, "photo"), shown
    expect(run("privacy", "apply", "--yes", "--data", path), DONE)
    assert not search(path, but=("register",)), search(path)
    with books(path) as base:
        assert base.execute("SELECT count(*), max(erased_at) > 0 FROM students WHERE id LIKE 'erased:%'").fetchone() == (1, 1)
    again = expect(run("privacy", "apply", "--yes", "--data", path), DONE)
    assert not [item for item in again.json["items"] if item["forget"]], again
    expect(run("journal", "verify", "--data", path), DONE)


def test_apply_tells_the_register(folder):
    """The time is over and the register knows the person: first it is told, then the record goes."""
    path, _ = issue(folder)
    expect(run("privacy", "rules", "--record", "30", "--data", path), DONE)
    let_go(path, leave=False)
    shown = expect(run("privacy", "show", "--data", path), DONE)
    assert items(shown, "record")[ID]["why"] == "registered", shown
    expect(run("privacy", "apply", "--yes", "--data", path), DONE)
    shown = expect(run("privacy", "show", "--data", path), DONE)
    assert items(shown, "record")[ID]["why"] == "owed", shown
    expect(run("privacy", "apply", "--yes", "--data", path), DONE)
    assert search(path, but=("register",)), "forgotten before the register was told"
    expect(run("outbox", "send", "--data", path), DONE)
    expect(run("privacy", "apply", "--yes", "--data", path), DONE)
    assert not search(path, but=("register/cards",)), search(path)


def test_export(folder):
    path, _ = issue(folder)
    out = os.path.join(folder, "out")
    expect(run("privacy", "export", "ZQ777123", out, "--data", path), DONE)
    assert stat.S_IMODE(os.stat(out).st_mode) == 0o700
    names = set(os.listdir(out))
    assert {stat.S_IMODE(os.stat(os.path.join(out, name)).st_mode) for name in names} == {0o600}
    with open(os.path.join(out, "SHA256SUMS")) as file:
        sums = dict(reversed(line.split()) for line in file)
    assert set(sums) == names - {"SHA256SUMS"}, sums
    for name, digest in sums.items():
        with open(os.path.join(out, name), "rb") as file:
            content = file.read()
        assert hashlib.sha256(content).hexdigest() == digest, name
        if name == "photo.jpg":
            with open(PORTRAIT, "rb") as file:
                assert file.read() == content
    with open(os.path.join(out, "everything.json")) as file:
        everything = json.load(file)
    assert everything["record"][0]["email"] == PERSON["email"], everything["record"]
    assert everything["orders"][0]["record"]["family_name"] == PERSON["family_name"], everything["orders"]
    assert [card["state"] for card in everything["cards"]] == ["issued"]
    assert {step["kind"] for step in everything["steps"]} == {"reserve", "layout", "print", "encode", "verify", "register", "hand-over"}
    assert len(everything["plastics"]) == len(everything["outbox"]) == 1
    acts = {entry["act"] for entry in everything["journal"]}
    assert {"student.put", "photo.put", "order.add", "card.reserve", "plastic.fed", "outbox.add", "order.close"} <= acts, acts
    for table, rows in everything.items():
        with open(os.path.join(out, table + ".csv"), newline="") as file:
            read = list(csv.DictReader(file))
        assert len(read) == len(rows), table
    others = [word for word in (b"LF23001", b"Anna") for name in names if word in open(os.path.join(out, name), "rb").read()]
    assert not others, others
    # nothing is replaced, and what fails leaves nothing
    expect(run("privacy", "export", "ZQ777123", out, "--data", path), FAILED, "exists")
    expect(run("privacy", "export", "nobody", os.path.join(folder, "none"), "--data", path), FAILED, "not-found")
    expect(run("privacy", "export", "ZQ777123", os.path.join(folder, "no", "such"), "--data", path), FAILED, "failed")
    assert set(os.listdir(folder)) == {"station", "out", "record.json"}, os.listdir(folder)


def test_erase(folder):
    """Refused while it would break something; then gone from every file, and the books add up."""
    path, _ = issue(folder)
    arguments = ("privacy", "erase", "ZQ777123", "--reason", "request of 21 November", "--data", path)
    expect(run("privacy", "erase", "ZQ777123", "--data", path), USAGE, "usage")
    expect(run(*arguments), FAILED, "card-in-force")
    assert search(path, but=("register",)), "the search finds nothing at all"
    let_go(path)
    expect(run("privacy", "erase", "ZQ777123", "--reason", "Qvortrupa asked", "--data", path), FAILED, "invalid")
    with open(os.path.join(path, "old-backup.db"), "w") as file:
        file.write("x" * 1048570 + PERSON["email"])
    sum_before = expect(run("plastic", "sum", "--data", path), DONE).json
    answer = expect(run(*arguments), DONE)
    assert answer.json["files"] == ["old-backup.db"], answer
    os.remove(os.path.join(path, "old-backup.db"))

    assert not search(path, but=("register",)), search(path)
    assert os.listdir(os.path.join(path, "cards")) == [] and os.listdir(os.path.join(path, "chips")) == []
    assert expect(run("plastic", "sum", "--data", path), DONE).json == sum_before
    expect(run("journal", "verify", "--data", path), DONE)
    with books(path) as base:
        assert base.execute("PRAGMA foreign_key_check").fetchall() == [] and base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert base.execute("SELECT DISTINCT student_id FROM orders UNION SELECT student_id FROM cards UNION SELECT student_id FROM outbox").fetchall() == [(answer.json["tombstone"],)]
    expect(run(*arguments), FAILED, "not-found")
    expect(run("issue", "--student", answer.json["tombstone"], "--hand-over", "--data", path), FAILED)
    for verb in (("status",), ("resume",), ("outbox", "list"), ("outbox", "send"), ("plastic", "list"), ("batch", "status"), ("privacy", "show")):
        assert run(*verb, "--data", path).code in (DONE, FAILED), verb
    # the student comes back one day
    assert speak("issue", "--record", os.path.join(folder, "record.json"), "--photo", PORTRAIT, "--hand-over", "--data", path).code == DONE


def test_withdraw(folder):
    """A card in force: withdrawn, the person leaves, the register is told, all in one go. When it cannot be
    told, nothing is erased yet, and the same call goes on later."""
    path, _ = issue(folder)
    arguments = ("privacy", "erase", "ZQ777123", "--withdraw", "--reason", "request of 21 November", "--data", path)
    expect(run("privacy", "erase", "ZQ777123", "--withdraw", "--reason", "for Xaverija", "--data", path), FAILED, "invalid")
    conf = os.path.join(path, "station.conf")
    with open(conf) as file:
        settings = file.read()
    with open(conf, "w") as file:
        file.write(re.sub(r"(?ms)^\[register\].*?(?=^\[|\Z)", "[register]\nkind=router\nbase-uri=http://127.0.0.1:9/esc-rest/\n\n", settings))
    expect(run(*arguments), FAILED, "refused", "register")
    with books(path) as base:
        assert base.execute("SELECT state FROM cards").fetchall() == [("withdrawn",)]
        assert base.execute("SELECT family_name FROM students WHERE id = ?", (ID,)).fetchone() == (PERSON["family_name"],)
        assert base.execute("UPDATE outbox SET due_at = 0 WHERE state = 'waiting'").rowcount >= 1
    with open(conf, "w") as file:
        file.write(settings)
    expect(run(*arguments), DONE)
    assert not search(path), search(path)  # the register holds nothing either
    expect(run("journal", "verify", "--data", path), DONE)
    expect(run("outbox", "list", "--data", path), DONE)


LOG = re.compile(r"(cw-|GLib|Gio)\S*(DEBUG|INFO|Message|WARNING|CRITICAL)")


def test_nothing_in_logs(folder):
    """Whole runs with every debug message, and failures: the person is not told of, but to the operator by
    the first name when the card is handed over."""
    path, answer = issue(folder)
    texts = [answer.errors + answer.output]
    for verb in (("status",), ("outbox", "list"), ("outbox", "send"), ("plastic", "list"), ("plastic", "sum"), ("journal", "verify"), ("resume",), ("batch", "status"), ("router", "check")):
        answer = speak(*verb, "--data", path, env=DEBUG)
        assert answer.code in (DONE, FAILED), answer
        texts.append(answer.errors + answer.output)
    for verb in (("issue", "--student", "Qvortrupa", "--hand-over"), ("privacy", "erase", "Qvortrupa", "--reason", "request")):
        answer = speak(*verb, "--data", path, env=DEBUG)
        assert answer.code == FAILED, answer
        texts.append(answer.errors + answer.output)
    logged = 0
    for line in "\n".join(texts).splitlines():
        logged += LOG.search(line) is not None
        words = [word for word in WORDS if word in line.encode()]
        assert not words or (words == [b"Xaverija"] and "Hand over" in line and not LOG.search(line)), line
    assert logged > 10, "no debug messages were on"


# where a person's words belong, by table and column
ALLOWED = {
    "students": {"id", "number", "given_names", "family_name", "email", "esi", "esi_key", "registered_esi", "sort_key"},
    "student_words": {"word", "sort_key"}, "photos": {"student_id"}, "cards": {"student_id"}, "batch_items": {"student_id"},
    "orders": {"student_id", "record"}, "outbox": {"student_id", "person"},
}


def test_books(folder):
    """Every column of every table, after the register took the card."""
    path, _ = issue(folder)
    listed = os.path.join(folder, "list")
    with open(listed, "w") as file:
        file.write("IT22014\n")
    expect(run("batch", "begin", "--students", listed, "--data", path), DONE)
    found = {}
    with books(path) as base:
        for table, in base.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall():
            cursor = base.execute("SELECT * FROM " + table)
            columns = [column[0] for column in cursor.description]
            for row in cursor:
                for column, value in zip(columns, row):
                    value = value if isinstance(value, bytes) else str(value).encode()
                    if any(word in value for word in WORDS) and column not in ALLOWED.get(table, ()):
                        found.setdefault(table + "." + column, value)
    assert not found, found


if __name__ == "__main__":
    cli.main([test_rules, test_apply, test_apply_tells_the_register, test_export, test_erase, test_withdraw, test_nothing_in_logs, test_books])
