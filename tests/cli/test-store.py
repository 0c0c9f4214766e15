#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The database as a whole: check, backup, restore, and photos under a key that changes.

usage: test-store.py CARDWRIGHT-CLI
"""

import fcntl
import os
import re
import sqlite3
import subprocess

import cli
from cli import DONE, FAILED, expect, run, speak

PORTRAIT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data", "demo", "portrait-1.jpg")


def station(folder):
    path = os.path.join(folder, "station")
    expect(run("demo", "--data", path), DONE)
    return path


def database(path):
    return os.path.join(path, "cardwright.db")


def ask(path, text):
    connection = sqlite3.connect(database(path))
    try:
        return connection.execute(text).fetchall()
    finally:
        connection.close()


def holds(path, needle):
    """The files of the database in which @needle lies."""
    found = []
    for name in os.listdir(path):
        if name.startswith("cardwright.db"):
            with open(os.path.join(path, name), "rb") as file:
                if needle in file.read():
                    found.append(name)
    return found


def test_photos_enciphered(folder):
    """No portrait lies plain in a fresh station, and none that is put later."""
    path = station(folder)
    with open(PORTRAIT, "rb") as file:
        needle = file.read()[2000:2200]
    assert holds(path, needle) == [], holds(path, needle)
    assert ask(path, "SELECT DISTINCT key_label, key_version FROM photos") == [("store/photos", 1)]
    answer = expect(run("store", "rekey", "--data", path), DONE)
    assert answer.json["version"] == 2 and answer.json["sealed"] == 6 and answer.json["left"] == 0, answer
    assert ask(path, "SELECT DISTINCT key_label, key_version FROM photos") == [("store/photos", 2)]
    assert holds(path, needle) == []
    expect(run("demo", "--student", "IT22014", "--data", path), DONE)


def test_older_photos(folder):
    """A database with plain photos: enciphered when the station is next opened to work."""
    path = station(folder)
    with open(PORTRAIT, "rb") as file:
        portrait = file.read()
    connection = sqlite3.connect(database(path))
    connection.execute("UPDATE photos SET photo = ?, key_label = NULL, key_version = NULL", (portrait,))
    connection.commit()
    connection.close()
    assert expect(run("store", "check", "--full", "--data", path), DONE).json["plain_photos"] == 6
    expect(run("demo", "--student", "PT24007", "--data", path), DONE)
    answer = expect(run("store", "check", "--full", "--data", path), DONE)
    assert answer.json["plain_photos"] == 0 and answer.json["photos"] == 6, answer
    assert holds(path, portrait[2000:2200]) == []


def test_key_lost(folder):
    """A sentence with the remedy; and the photo is there again with its key."""
    path = station(folder)
    keys = os.path.join(path, "keys")
    with open(keys) as file:
        lines = file.read()
    conf = os.path.join(path, "station.conf")
    with open(conf) as file:
        text = file.read()
    with open(conf, "w") as file:
        file.write(text.replace("demo=true", "demo=false"))  # a demo station would make a new one
    with open(keys, "w") as file:
        file.write("".join(line for line in lines.splitlines(True) if "store/photos" not in line))
    expect(run("issue", "--student", "IT22014", "--hand-over", "--data", path), FAILED, "key-missing", "store/photos")
    assert expect(run("store", "check", "--full", "--data", path), DONE).json["locked_photos"] == 6
    expect(run("key", "new", "store/photos", "--data", path), DONE)
    expect(run("issue", "--student", "IT22014", "--hand-over", "--data", path), FAILED, "photo", "check value")
    answer = expect(run("store", "check", "--full", "--data", path), FAILED)
    assert "does not open" in answer.json["broken"], answer
    with open(keys, "w") as file:
        file.write(lines)
    assert expect(run("store", "check", "--full", "--data", path), DONE).json["locked_photos"] == 0


def test_swapped_photo(folder):
    path = station(folder)
    connection = sqlite3.connect(database(path))
    connection.execute("UPDATE photos SET photo = (SELECT photo FROM photos WHERE student_id = 'lbtu/PT24007') WHERE student_id = 'lbtu/IT22014'")
    connection.commit()
    connection.close()
    expect(run("demo", "--student", "IT22014", "--data", path), FAILED, "photo", "lbtu/IT22014", "somebody else")
    expect(run("demo", "--student", "PT24007", "--data", path), DONE)


def test_backup_and_restore(folder):
    path = station(folder)
    copy = os.path.join(folder, "copy.db")
    made = expect(run("store", "backup", copy, "--data", path), DONE).json
    assert os.stat(copy).st_mode & 0o777 == 0o600 and not os.path.exists(copy + "-wal") and not os.path.exists(copy + ".part")
    expect(run("store", "backup", copy, "--data", path), FAILED, "exists", "copy.db")
    numbers = {answer.json["escn"] for answer in [expect(run("demo", "--student", "IT22014", "--data", path), DONE)]}
    entries = ask(path, "SELECT id FROM journal_head")[0][0]

    dry = expect(run("store", "restore", copy, "--data", path), DONE).json
    assert dry["restored"] is False and dry["lost_cards"] == 1 and dry["lost_acts"] > 10 and dry["hash"] == made["hash"], dry
    assert ask(path, "SELECT id FROM journal_head")[0][0] == entries
    said = speak("store", "restore", copy, "--data", path)
    assert said.code == DONE and "would be lost" in said.output and "--yes" in said.output, said

    done = expect(run("store", "restore", copy, "--yes", "--data", path), DONE).json
    assert done["restored"] and os.path.exists(done["replaced"]), done
    expect(run("store", "check", "--full", "--data", path), DONE)
    expect(run("journal", "verify", "--data", path), DONE)
    again = expect(run("demo", "--student", "IT22014", "--data", path), DONE).json["escn"]
    assert again not in numbers
    orders = ask(path, "SELECT max (id) FROM orders")[0][0]
    assert orders == 3, orders  # the second was given out before the backup came back


def test_restore_refused(folder):
    path = station(folder)
    copy = os.path.join(folder, "copy.db")
    expect(run("store", "backup", copy, "--data", path), DONE)
    other = os.path.join(folder, "other")
    expect(run("demo", "--data", other), DONE)
    expect(run("store", "restore", copy, "--yes", "--data", other), FAILED, "refused", "another station")
    expect(run("store", "restore", os.path.join(folder, "none.db"), "--data", path), FAILED, "not-found", "none.db")
    with open(os.path.join(path, "station.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        expect(run("store", "restore", copy, "--yes", "--data", path), FAILED, "busy")
        # a copy is made while it works
        expect(run("store", "backup", os.path.join(folder, "second.db"), "--data", path), DONE)
    expect(run("store", "restore", copy, "--yes", "--data", os.path.join(folder, "nothing")), FAILED)
    expect(run("store", "restore", database(path), "--yes", "--data", path), FAILED, "invalid", "the database itself")


def test_damage_is_named(folder):
    path = station(folder)
    expect(run("store", "check", "--data", path), DONE)
    page, size = ask(path, "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_schema WHERE name = 'cards'")[0]
    with open(database(path), "r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * 200)
    for depth in ([], ["--full"]):
        answer = expect(run("store", "check", *depth, "--data", path), FAILED)
        assert "cards" in answer.json["broken"] and "store restore" in answer.json["broken"], answer
    assert re.search("cards", speak("store", "check", "--data", path).output)


def test_full_disk(folder):
    """A limit on files as a quota has it: a sentence, no piece of a copy, and the database as it was."""
    path = station(folder)
    copy = os.path.join(folder, "copy.db")
    answer = subprocess.run(["bash", "-c", 'trap "" XFSZ; ulimit -f 100; exec "$@"', "bash", cli.PROGRAM, "store", "backup", copy, "--data", path, "--json"],
                            text=True, capture_output=True, timeout=120)
    assert answer.returncode == FAILED and '"store-full"' in answer.stdout, answer
    assert not os.path.exists(copy) and not os.path.exists(copy + ".part")
    expect(run("store", "check", "--full", "--data", path), DONE)


cli.main([test_photos_enciphered, test_older_photos, test_key_lost, test_swapped_photo, test_backup_and_restore, test_restore_refused, test_damage_is_named, test_full_disk])
