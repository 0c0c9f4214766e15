#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""batch begin, run, status, cancel; hand-over: on a demo station."""

import os
import signal
import subprocess

import cli
from cli import DONE, FAILED, IN_DOUBT, USAGE, expect, run


def station(folder, *numbers):
    """A demo station and a list of students for it."""
    path = os.path.join(folder, "station")
    expect(run("status", "--data", path), DONE)
    listed = os.path.join(folder, "list.txt")
    with open(listed, "w") as file:
        file.write("# who comes on Monday\n\n" + "\n".join(numbers) + "\n")
    return path, listed


def states(answer):
    return [(item["student"].split("/")[1], item["state"]) for item in answer.json["batch"]["items"]]


def printed(path):
    """Whose cards are in the printer's folder, in the order in which they came out."""
    cards = os.path.join(path, "cards")
    return sorted(os.listdir(cards), key=lambda name: os.stat(os.path.join(cards, name, "card.pdf")).st_mtime_ns)


def test_whole_way(folder):
    path, listed = station(folder, "LF23001", "PT24007", "IT22014")
    begun = expect(run("batch", "begin", "--name", "Monday", "--students", listed, "--data", path), DONE)
    assert states(begun) == [("IT22014", "waiting"), ("PT24007", "waiting"), ("LF23001", "waiting")], begun
    assert begun.json["batch"]["blanks"] == 3 and begun.json["batch"]["forecast"], begun
    expect(run("batch", "begin", "--students", listed, "--data", path), FAILED, "busy")
    done = expect(run("batch", "run", "--data", path), DONE)
    assert done.json["batch"]["state"] == "done" and done.json["batch"]["made"] == 3 and done.json["batch"]["seconds_per_card"] > 0, done
    orders = [item["order"] for item in done.json["batch"]["items"]]
    tray = printed(path)

    # one by its order, one by its number
    first = expect(run("hand-over", str(orders[0]), "--data", path), DONE)
    assert first.json["end"] == "issued" and first.json["escn"] == tray[0], (first, tray)
    expect(run("hand-over", tray[1].upper(), "--data", path), DONE)
    expect(run("hand-over", str(orders[0]), "--data", path), FAILED, "not-found", "handed over before")
    expect(run("hand-over", "c3ddd401-d3ef-103e-8001-00799987183g", "--data", path), FAILED, "invalid")
    left = expect(run("status", "--data", path), IN_DOUBT).json["open_orders"]
    assert [(order["order"], order["ready"]) for order in left] == [(orders[2], True)], left


def test_left_out(folder):
    path, listed = station(folder, "LF23001", "PT24007")
    expect(run("issue", "--student", "LF23001", "--hand-over", "--data", path), DONE)
    begun = expect(run("batch", "begin", "--students", listed, "--as-listed", "--data", path), DONE)
    assert states(begun) == [("LF23001", "skipped"), ("PT24007", "waiting")], begun
    assert "in force" in begun.json["batch"]["items"][0]["sentence"], begun
    cancelled = expect(run("batch", "cancel", "--data", path), DONE)
    assert states(cancelled)[1] == ("PT24007", "skipped") and cancelled.json["batch"]["state"] == "cancelled", cancelled
    expect(run("batch", "cancel", "--data", path), FAILED, "not-found")
    expect(run("batch", "run", "--data", path), FAILED, "not-found")
    assert len(printed(path)) == 1


def test_interrupted(folder):
    path, _ = station(folder)
    expect(run("batch", "begin", "--institution", "lbtu", "--data", path), DONE)
    running = subprocess.Popen([cli.PROGRAM, "batch", "run", "--data", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL)
    for line in running.stderr:
        if line.startswith("Print"):
            running.send_signal(signal.SIGINT)
            break
    running.communicate()
    assert running.returncode == IN_DOUBT, running.returncode
    paused = expect(run("batch", "status", "--data", path), IN_DOUBT).json["batch"]
    assert paused["state"] == "paused" and paused["made"] >= 1 and paused["waiting"] >= 1 and paused["in_doubt"] == 0, paused
    done = expect(run("batch", "run", "--data", path), DONE).json["batch"]
    assert done["state"] == "done" and done["made"] == done["total"] == 6, done
    assert len(printed(path)) == 6


def test_usage(folder):
    path, listed = station(folder, "LF23001", "NOBODY1")
    assert expect(run("batch", "status", "--data", path), DONE).json["batch"] is None
    expect(run("batch", "begin", "--students", listed, "--data", path), FAILED, "not-found", "line 4")
    expect(run("batch", "begin", "--data", path), USAGE, "usage", "--students")
    expect(run("batch", "begin", "--students", listed, "--institution", "lbtu", "--data", path), USAGE, "usage")
    expect(run("batch", "begin", "--institution", "lbtu", "--level", "WIZARD", "--data", path), USAGE, "usage", "MASTER")
    expect(run("batch", "begin", "--institution", "nowhere", "--data", path), FAILED, "not-found")
    with open(listed, "wb") as file:
        file.write(b"\xff\xfe\n")
    expect(run("batch", "begin", "--students", listed, "--data", path), FAILED, "invalid", "UTF-8")
    with open(listed, "w") as file:
        file.write("# nobody\n")
    expect(run("batch", "begin", "--students", listed, "--data", path), FAILED, "invalid", "Choose")
    expect(run("batch", "run", "--was-printed", "perhaps", "--data", path), USAGE, "usage")
    expect(run("hand-over", "--data", path), USAGE)
    masters = expect(run("batch", "begin", "--institution", "lbtu", "--level", "MASTER", "--data", path), DONE)
    assert [number for number, _ in states(masters)] == ["PT24007", "VM21033"], masters


cli.main([test_whole_way, test_left_out, test_interrupted, test_usage])
