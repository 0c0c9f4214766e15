# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of a station's keys share: a demo station with known keys, a search for a key in
every way of writing it, and reporting as TAP. The first argument is cardwright-cli."""

import base64
import os
import pty
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback

CLI = os.path.abspath(sys.argv[1])
MASTER = bytes.fromhex("A7C1F25E9B3D48706F1284E5D39ACB60")
TOKEN = b"specimen-7f3a9c51e0d84b26"
PHOTOS = bytes.fromhex("5EC1A09F3D7742B8861B0E94C2D7F35A19E08B6C44F12D9370A5BB3E68C10D27")
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
            if path.startswith(tuple(but)) or not os.path.isfile(os.path.join(root, name)):
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
        for line in maps:
            match = MAPPING.match(line)
            if match:
                mapping, resident = match, 0
            elif line.startswith("Rss:"):
                resident = int(line.split()[1])
            elif line.startswith("VmFlags:"):
                begin, end = int(mapping[1], 16), int(mapping[2], 16)
                # nothing in it; or a sanitizer's shadow of all there is
                if resident == 0 or end - begin > 1 << 32 or not ("w" in mapping[3] or mapping[4] == ""):
                    continue
                memory.seek(begin)
                (left_out if " dd" in line else dumped).append(memory.read(end - begin))
    return b"\0".join(dumped), b"\0".join(left_out)


def read_bytes(path):
    with open(path, "rb") as file:
        return file.read()


# a station with known keys

def environment(folder):
    return {
        "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC", "G_MESSAGES_DEBUG": "all",
        "HOME": os.path.join(folder, "home"), "TMPDIR": os.path.join(folder, "tmp"),
        **{name: os.environ[name] for name in os.environ if name.endswith("SAN_OPTIONS") or name in ("LD_LIBRARY_PATH", "SOFTHSM2_CONF", "DBUS_SESSION_BUS_ADDRESS")},
    }


def write_keys(path, *lines):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("".join(line + "\n" for line in lines))


def key_lines(version=1):
    return ("lbtu/escn/master %d %s" % (version, MASTER.hex().upper()), "lbtu/router-token text:" + TOKEN.decode(), "store/photos 1 aes256:" + PHOTOS.hex())


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
    return {**spellings("master key", MASTER), **spellings("token", TOKEN), **spellings("photo key", PHOTOS)}


def check_value():
    """The master key's, by the command line of OpenSSL."""
    process = subprocess.run(["openssl", "enc", "-e", "-aes-128-ecb", "-nopad", "-K", MASTER.hex()], input=bytes(16), capture_output=True, check=True)
    return process.stdout[:3].hex().upper()


def derive(uid):
    """The chip's own key as NXP AN10922 makes it, by the command line of OpenSSL: the input has more
    than one block, so it is a CMAC."""
    process = subprocess.run(["openssl", "mac", "-cipher", "AES-128-CBC", "-macopt", "hexkey:" + MASTER.hex(), "-binary", "-in", "/dev/stdin", "CMAC"],
                             input=b"\x01" + bytes.fromhex(uid) + AID + SYSTEM_ID, capture_output=True, check=True)
    assert len(process.stdout) == 16, process
    return process.stdout


def read_until(terminal, words):
    """All that is said up to @words."""
    said = b""
    deadline = time.monotonic() + 60
    while words not in said:
        ready, _, _ = select.select([terminal], [], [], max(0, deadline - time.monotonic()))
        assert ready, said
        said += os.read(terminal, 65536)
    return said


class Order:
    """cardwright-cli with an order at a terminal, waiting for its operator; ends well with the block."""

    def __init__(self, folder):
        self.folder = folder
        self.said = b""

    def __enter__(self):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execve(CLI, [CLI, "issue", "--student", "LF23001", "--data", os.path.join(self.folder, "station")], environment(self.folder))
        try:
            self.said += read_until(self.terminal, b"Enter for later")
        except BaseException:
            os.kill(self.pid, signal.SIGKILL)
            os.close(self.terminal)
            os.waitpid(self.pid, 0)
            raise
        return self

    def __exit__(self, *trouble):
        try:
            os.write(self.terminal, b"y\n")
            while more := os.read(self.terminal, 65536):
                self.said += more
        except OSError:  # the terminal of a program that has ended
            pass
        os.close(self.terminal)
        _, status = os.waitpid(self.pid, 0)
        assert trouble[0] is not None or os.waitstatus_to_exitcode(status) == 0, self.said


def main(tests):
    """Runs the functions in @tests, each in a folder of its own, as TAP."""
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

