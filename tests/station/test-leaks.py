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
import pty
import re
import select
import subprocess
import sys
import tempfile
import time
import traceback

CLI, CHILD = map(os.path.abspath, sys.argv[1:3])
MASTER = bytes.fromhex("A7C1F25E9B3D48706F1284E5D39ACB60")
TOKEN = b"specimen-7f3a9c51e0d84b26"
SYSTEM_ID = b"Cardwright"  # of the plan "escn"
AID = bytes.fromhex("CA4D01")


# searching

def spellings(name, secret):
    """Every way of writing @secret, by name."""
    text = secret.hex()
    found = {
        "raw": secret, "hex": text.encode(), "HEX": text.upper().encode(),
        "spaced hex": secret.hex(" ").encode(), "spaced HEX": secret.hex(" ").upper().encode(),
    }
    for before in range(3):  # a secret in the midst of something longer begins at any of three places
        code = base64.b64encode(bytes(before) + secret)
        spoilt_end = -(before + len(secret)) % 3
        start, end = (0, 2, 3)[before], len(code) - (0, 2, 3)[spoilt_end]
        found["base64 at %d" % before] = code[start:end]
        found["base64url at %d" % before] = code[start:end].replace(b"+", b"-").replace(b"/", b"_")
    return {"%s, %s" % (name, way): needle for way, needle in found.items()}


def search(content, needles):
    return {way for way, needle in needles.items() if needle in content}


def search_files(folder, needles, but=()):
    """{file: ways} for all files below @folder whose name does not begin with one of @but."""
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.relpath(os.path.join(root, name), folder)
            if path.startswith(tuple(but)):
                continue
            with open(os.path.join(root, name), "rb") as file:
                ways = search(path.encode() + b"\0" + file.read(), needles)
            if ways:
                found[path] = ways
    return found


MAPPING = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \d+\s*(.*)")


def read_memory(pid):
    """(what a core dump holds, what is left out of it) of a living process: core(5), proc(5)."""
    dumped, left_out = [], []
    with open("/proc/%d/smaps" % pid) as maps, open("/proc/%d/mem" % pid, "rb", 0) as memory:
        mapping = None
        for line in maps:
            match = MAPPING.match(line)
            if match:
                mapping = match
            elif line.startswith("VmFlags:"):
                begin, end = int(mapping[1], 16), int(mapping[2], 16)
                if mapping[4] in ("[vvar]", "[vsyscall]") or not ("w" in mapping[3] or mapping[4] == ""):
                    continue
                try:
                    memory.seek(begin)
                    content = memory.read(end - begin)
                except OSError:  # pages without access, such as a stack's guard
                    continue
                (left_out if " dd" in line else dumped).append(content)
    return b"\0".join(dumped), b"\0".join(left_out)


def read_bytes(path):
    with open(path, "rb") as file:
        return file.read()


# a station with known keys

def environment(folder):
    return {
        "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC", "G_MESSAGES_DEBUG": "all",
        "HOME": os.path.join(folder, "home"), "TMPDIR": os.path.join(folder, "tmp"),
        **{name: os.environ[name] for name in os.environ if name.endswith("SAN_OPTIONS") or name == "LD_LIBRARY_PATH"},
    }


def write_keys(path, *lines):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("".join(line + "\n" for line in lines))


def key_lines(version=1):
    return ("lbtu/escn/master %d %s" % (version, MASTER.hex().upper()), "lbtu/router-token text:" + TOKEN.decode())


def call(folder, *arguments):
    """cardwright-cli with all it has to say; exit code, standard output, both outputs."""
    process = subprocess.run([CLI, *arguments, "--data", os.path.join(folder, "station"), "--json"],
                             stdin=subprocess.DEVNULL, capture_output=True, timeout=120, env=environment(folder))
    return process.returncode, process.stdout, process.stdout + process.stderr


def make_station(folder):
    for name in ("station", "home", "tmp"):
        os.mkdir(os.path.join(folder, name))
    write_keys(os.path.join(folder, "station", "keys"), *key_lines())


def needles_of_station():
    return {**spellings("master key", MASTER), **spellings("token", TOKEN)}


def derive(uid):
    """The chip's own key as NXP AN10922 makes it, by the command line of OpenSSL: the input has more
    than one block, so it is a CMAC."""
    process = subprocess.run(["openssl", "mac", "-cipher", "AES-128-CBC", "-macopt", "hexkey:" + MASTER.hex(), "-binary", "-in", "/dev/stdin", "CMAC"],
                             input=b"\x01" + bytes.fromhex(uid) + AID + SYSTEM_ID, capture_output=True, check=True)
    assert len(process.stdout) == 16, process
    return process.stdout


# the tests

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
    assert b"DEBUG" in outputs

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
    good, token = key_lines()
    wrongs = {
        "version 2": [key_lines(version=2)[0], token], "no key": [token], "no token": [good],
        "no version": [good.replace(" 1 ", " "), token], "long": [good + "00", token], "short": [good[:-1], token], "twice": [good, good, token],
        "another kind": [good.replace(" 1 ", " 1 2tdea:"), token], "token for a key": [token, "lbtu/escn/master text:" + MASTER.hex()],
        "key for a token": [good, "lbtu/router-token 1 " + MASTER.hex()], "spaces": [good, token + " " + TOKEN.decode()],
    }
    for name, lines in wrongs.items():
        with tempfile.TemporaryDirectory(dir=folder) as inside:
            make_station(inside)
            write_keys(os.path.join(inside, "station", "keys"), *lines)
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


def read_until(terminal, words):
    """All that is said up to @words."""
    said = b""
    deadline = time.monotonic() + 60
    while words not in said:
        ready, _, _ = select.select([terminal], [], [], max(0, deadline - time.monotonic()))
        assert ready, said
        said += os.read(terminal, 65536)
    return said


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
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(CLI, [CLI, "issue", "--student", "LF23001", "--data", os.path.join(folder, "station")], environment(folder))
    try:
        said = read_until(terminal, b"Enter for later")
        examine_program(pid, folder, needles)
        os.write(terminal, b"y\n")
        said += read_until(terminal, b"issued")
        try:
            while True:
                more = os.read(terminal, 65536)
                if not more:
                    break
                said += more
        except OSError:  # the terminal of a program that has ended
            pass
    finally:
        os.close(terminal)
        _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, said
    assert not search(said, needles), search(said, needles)


def main():
    tests = [test_search_finds, test_keys_stay_in_locked_memory, test_leaks_are_found, test_whole_run, test_failures, test_running]
    failed = 0
    print("1..%d" % len(tests), flush=True)
    for number, test in enumerate(tests, 1):
        with tempfile.TemporaryDirectory(prefix="cardwright-leaks-") as folder:
            try:
                test(folder)
            except Exception:
                failed += 1
                for line in traceback.format_exc().splitlines():
                    print("# " + line)
                print("not ok %d %s" % (number, test.__name__), flush=True)
            else:
                print("ok %d %s" % (number, test.__name__), flush=True)
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
