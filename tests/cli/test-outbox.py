#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is owed to the register, from the command line: seen, let go, made anew, given up; and the units
that send it while the desk is closed."""

import configparser
import fcntl
import os
import shutil
import subprocess
import sys

import cli
from cli import DONE, FAILED, USAGE, expect, run


def owing(folder):
    """A station that owes one registration: its register is where nobody listens."""
    path = os.path.join(folder, "station")
    expect(run("status", "--data", path), DONE)
    settings = os.path.join(path, "station.conf")
    with open(settings) as file:
        text = file.read()
    with open(settings, "w") as file:
        file.write(text.replace("kind=stand-in", "kind=router\nbase-uri=http://127.0.0.1:1/esc-rest/"))
    answer = expect(run("issue", "--student", "LF23001", "--hand-over", "--data", path), DONE)
    assert answer.json["end"] == "issued" and not answer.json["registered"], answer
    with open(settings, "w") as file:
        file.write(text)
    owed = expect(run("outbox", "list", "--owed", "--data", path), DONE).json
    assert owed["waiting"] == 1 and len(owed["messages"]) == 1, owed
    message = owed["messages"][0]
    assert message["state"] == "waiting" and message["kind"] == "register" and message["attempts"] >= 1, message
    assert "connection" in message["sentence"] and message["age"] >= 0, message
    return path, str(message["id"])


def test_retry(folder):
    path, message = owing(folder)
    expect(run("outbox", "retry", message, "--data", path), DONE)
    assert expect(run("outbox", "send", "--data", path), DONE).json["sent"] == 1
    assert expect(run("outbox", "list", "--owed", "--data", path), DONE).json["messages"] == []
    expect(run("outbox", "retry", message, "--data", path), FAILED, "refused", "sent")
    expect(run("outbox", "edit", message, "--data", path), FAILED, "refused", "sent")
    expect(run("outbox", "give-up", message, "--reason", "late", "--data", path), FAILED, "refused", "sent")


def test_edit_and_all(folder):
    path, message = owing(folder)
    expect(run("outbox", "edit", message, "--data", path), DONE)
    answer = expect(run("outbox", "retry", "--all", "--data", path), DONE).json
    assert answer["due"] == 1 and answer["left"] == 0, answer
    assert expect(run("outbox", "send", "--data", path), DONE).json["sent"] == 1


def test_give_up(folder):
    path, message = owing(folder)
    expect(run("outbox", "give-up", message, "--data", path), FAILED, "invalid", "why")
    expect(run("outbox", "give-up", message, "--reason", "the student never came", "--data", path), DONE)
    answer = expect(run("outbox", "send", "--data", path), DONE).json
    assert answer["sent"] == 0 and answer["waiting"] == 0, answer
    rows = [row for row in expect(run("outbox", "list", "--data", path), DONE).json["messages"] if str(row["id"]) == message]
    assert rows[0]["state"] == "given-up" and rows[0]["reason"] == "the student never came", rows
    assert expect(run("journal", "verify", "--data", path), DONE).json["first_broken"] is None


def test_usage(folder):
    for verb in ("retry", "edit", "give-up"):
        expect(run("outbox", verb, "seven", "--data", folder), USAGE, "usage", "number")
        expect(run("outbox", verb, "--data", folder), USAGE, "usage")


def test_desk_open(folder):
    path, message = owing(folder)
    with open(os.path.join(path, "station.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        answer = expect(run("outbox", "send", "--data", path), DONE)
        assert answer.json["held"] is True, answer
        expect(run("outbox", "retry", message, "--data", path), FAILED, "busy", "Close it first")
    assert expect(run("outbox", "list", "--owed", "--data", path), DONE).json["waiting"] == 1


def read_unit(name):
    unit = configparser.ConfigParser(strict=True, interpolation=None)
    unit.optionxform = str
    with open(os.path.join(UNITS, name)) as file:
        unit.read_file(file)
    return unit


def test_units(folder):
    service = read_unit("cardwright-outbox.service")
    timer = read_unit("cardwright-outbox.timer")
    program = service["Service"]["ExecStart"].split()
    assert os.path.isabs(program[0]) and os.path.basename(program[0]) == "cardwright-cli" and program[1:] == ["outbox", "send"], program
    assert service["Service"]["Type"] == "oneshot" and service["Service"]["NoNewPrivileges"] == "yes"
    assert service["Unit"]["ConditionPathExists"] == "%h/.local/share/cardwright/station.conf"
    assert "Install" not in service and timer["Install"]["WantedBy"] == "timers.target"
    assert timer["Timer"]["OnStartupSec"] and timer["Timer"]["OnUnitInactiveSec"]
    for unit in (service, timer):
        assert "@" not in unit["Unit"]["Description"] and "Unit" not in unit["Unit"]
    verify = shutil.which("systemd-analyze")
    if verify is None:
        return
    # the program is not installed where the unit names it while this is built: any that is there will do
    copies = []
    for name in ("cardwright-outbox.service", "cardwright-outbox.timer"):
        copy = os.path.join(folder, name)
        with open(os.path.join(UNITS, name)) as source, open(copy, "w") as target:
            target.write(source.read().replace(program[0], "/bin/true").replace("Documentation=man:cardwright-cli(1)\n", ""))
        copies.append(copy)
    told = subprocess.run([verify, "--user", "verify", *copies], text=True, capture_output=True, env={**os.environ, "XDG_RUNTIME_DIR": folder})
    said = [line for line in told.stderr.splitlines() if "cardwright-outbox" in line]
    assert said == [], told.stderr


UNITS = sys.argv[2]

cli.main([test_retry, test_edit_and_all, test_give_up, test_usage, test_desk_open, test_units])
