#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""No key leaves a station: whole runs of the demo station with known keys, and everything that they
leave behind searched for each key in every way of writing it.

usage: test-leaks.py CARDWRIGHT-CLI LEAK-CHILD

What is searched: all files of the station (database with its write-ahead log and journal, cards,
register, settings), both outputs with every debug message, error messages, command line and
environment while it runs, and the memory that a core dump would hold. What is not held against the
program: the key file itself; the chip's own keys in the software card's file, as a chip has them; and
the register's token in the memory of the stand-in (a register has it) and of libcurl (which sends it).
"""

import base64
import json
import os
import re
import subprocess
import sys
import tempfile

import leaks
from leaks import MASTER, TOKEN, Order, call, check_value, derive, environment, key_lines, make_station, needles_of_station, read_bytes, read_memory, search, search_files, spellings, write_keys

CHILD = os.path.abspath(sys.argv[2])


def test_search_finds(folder):
    """Each spelling, wherever it stands."""
    needles = spellings("key", MASTER)
    plain = {
        "raw": MASTER, "hex": MASTER.hex().encode(), "HEX": MASTER.hex().upper().encode(),
        "spaced hex": MASTER.hex(" ").encode(), "spaced HEX": MASTER.hex(" ").upper().encode(),
    }
    for before in range(3):
        code = base64.b64encode(b"abc"[:before] + MASTER + b"the rest")
        plain["base64 at %d" % before] = code
        plain["base64url at %d" % before] = code.replace(b"+", b"-").replace(b"/", b"_")
    for way, text in plain.items():
        path = os.path.join(folder, "file")
        with open(path, "wb") as file:
            file.write(b"\0before " + text + b" after\n")
        assert "key, " + way in search_files(folder, needles).get("file", ()), way
    assert not search(b"\0" * 100 + MASTER[:15] + MASTER.hex()[:31].encode(), needles)


def watch_child(folder, way):
    """Where the child's key is found."""
    keys = os.path.join(folder, "keys")
    write_keys(keys, *key_lines())
    needles = spellings("key", MASTER)
    with open(os.path.join(folder, "output"), "w+b") as errors:
        with subprocess.Popen([CHILD, keys, "lbtu/escn/master", way], cwd=folder, env=environment(folder),
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors) as process:
            said = b""
            while not said.endswith(b"ready\n"):
                more = process.stdout.readline()
                assert more, "the child ended: %s" % read_bytes(os.path.join(folder, "output"))
                said += more
            dumped, left_out = read_memory(process.pid)
            found = {
                "memory": search(dumped, needles), "locked memory": search(left_out, needles),
                "command line": search(read_bytes("/proc/%d/cmdline" % process.pid), needles),
                "environment": search(read_bytes("/proc/%d/environ" % process.pid), needles),
                "output": search(said, needles),
            }
            process.stdin.close()
            assert process.wait(60) == 0
    for path, ways in search_files(folder, needles, but=["keys"]).items():
        found[path] = found.get(path, set()) | ways
    return {place: ways for place, ways in found.items() if ways}


def test_keys_stay_in_locked_memory(folder):
    """A process that reads, lists, loads and derives: the key is in its locked pages, nowhere else."""
    found = watch_child(folder, "none")
    assert found == {"locked memory": {"key, raw"}}, found


def test_leaks_are_found(folder):
    """The same process with one slip: each is seen, and where it is."""
    slips = {
        "heap": ("memory", "key, raw"), "heap-hex": ("memory", "key, hex"), "heap-base64": ("memory", "key, base64 at 0"),
        "freed": ("memory", "key, raw"), "log": ("output", "key, HEX"), "file": ("leaked", "key, HEX"),
        "argv": ("command line", "key, HEX"), "environ": ("environment", "key, HEX"),
    }
    for way, (place, spelling) in slips.items():
        with tempfile.TemporaryDirectory(dir=folder) as inside:
            found = watch_child(inside, way)
        assert spelling in found.get(place, ()), (way, found)


def test_whole_run(folder):
    """Two cards from blank to registered, and what is left of it."""
    make_station(folder)
    outputs = b""
    derived = {}
    for arguments in (("demo",), ("demo", "--student", "IT22014"), ("status",), ("journal", "verify"), ("outbox", "list"), ("router", "check")):
        code, answer, output = call(folder, *arguments)
        assert code == 0, (arguments, output)
        outputs += output
        if arguments[0] == "demo":
            answer = json.loads(answer[answer.index(b"{\n"):])  # behind the debug messages
            assert answer["end"] == "issued" and answer["registered"], answer
            derived.update(spellings("card key", derive(answer["uid"])))
    # label, version and check value are what is told of a key
    told = "lbtu/escn/master, version 1, check value " + check_value()
    assert told.encode() in outputs, told

    needles = needles_of_station()
    assert not search(outputs, {**needles, **derived}), search(outputs, {**needles, **derived})
    found = search_files(folder, needles, but=["station/keys"])
    assert not found, found
    # the cards' keys are those that the chips have, and only the chips have them
    found = search_files(folder, derived)
    assert found and all(path.startswith("station/chips/") for path in found), found
    assert "station/cardwright.db" in {os.path.relpath(os.path.join(root, name), folder) for root, _, names in os.walk(folder) for name in names}


def test_failures(folder):
    """What goes wrong with keys is told without them."""
    needles = needles_of_station()
    good, token, photos = key_lines()
    wrongs = {
        "version 2": [key_lines(version=2)[0], token], "no key": [token], "no token": [good],
        "no version": [good.replace(" 1 ", " "), token], "long": [good + "00", token], "short": [good[:-1], token], "twice": [good, good, token],
        "another kind": [good.replace(" 1 ", " 1 2tdea:"), token], "token for a key": [token, "lbtu/escn/master text:" + MASTER.hex()],
        "key for a token": [good, "lbtu/router-token 1 " + MASTER.hex()], "spaces": [good, token + " " + TOKEN.decode()],
    }
    for name, lines in wrongs.items():
        with tempfile.TemporaryDirectory(dir=folder) as inside:
            make_station(inside)
            write_keys(os.path.join(inside, "station", "keys"), *lines, photos)
            code, _, output = call(inside, "demo")
            # a card can be made without a good token; its registration waits
            assert code != 0 or name == "key for a token", (name, output)
            resumed = call(inside, "resume")[2]
            assert not search(output + resumed, needles), (name, output, resumed)
            found = search_files(inside, needles, but=["station/keys"])
            assert not found, (name, found)
    make_station(folder)
    os.chmod(os.path.join(folder, "station", "keys"), 0o644)
    code, _, output = call(folder, "demo")
    assert code != 0 and b"chmod 600" in output and not search(output, needles), output


def examine_program(pid, folder, needles):
    """A program that has printed, encoded and registered, and waits for its operator."""
    for name in ("cmdline", "environ"):
        try:
            content = read_bytes("/proc/%d/%s" % (pid, name))
        except PermissionError:  # hardened: not even its own user can look
            continue
        assert not search(content, needles), name
    with open("/proc/%d/limits" % pid) as limits:
        assert re.search(r"^Max core file size +0 +0 ", limits.read(), re.MULTILINE)
    found = search_files(folder, needles, but=["station/keys"])
    assert not found, found
    assert os.path.getsize(os.path.join(folder, "station", "cardwright.db-wal")) > 0
    if os.geteuid() != 0:
        try:
            open("/proc/%d/mem" % pid, "rb").close()
        except PermissionError:
            print("# its memory is closed to its own user")
            return
        raise AssertionError("its memory is open to its own user")
    master = spellings("master key", MASTER)
    dumped, left_out = read_memory(pid)
    assert not search(dumped, master), search(dumped, master)
    # it is there, so the search looked at the right memory
    assert "master key, raw" in search(left_out, master)


def test_running(folder):
    """In the midst of an order, at the terminal."""
    make_station(folder)
    assert call(folder, "status")[0] == 0
    needles = needles_of_station()
    with Order(folder) as order:
        examine_program(order.pid, folder, needles)
    assert b"issued" in order.said and not search(order.said, needles), order.said


if __name__ == "__main__":
    sys.exit(leaks.main([test_search_finds, test_keys_stay_in_locked_memory, test_leaks_are_found, test_whole_run, test_failures, test_running]))
