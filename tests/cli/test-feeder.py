#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""printer feeder: a card moved by hand, on the simulator of an Evolis printer."""

import os
import sqlite3
import subprocess
import sys

import cli
from cli import DONE, FAILED, IN_DOUBT, USAGE, expect, run


class Printer:
    def __init__(self, folder):
        self.process = subprocess.Popen([sys.argv[2], "tcp", os.path.join(folder, "state"), os.path.join(folder, "truth")],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()

    def do(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def journal(folder):
    """What is in the journal of the feeder, oldest first."""
    with sqlite3.connect(os.path.join(folder, "cardwright.db")) as base:
        return base.execute("select act, details from journal where act like 'feeder.%' order by id").fetchall()


def test_way_of_a_card(folder):
    printer = Printer(folder)
    station = os.path.join(folder, "station")
    try:
        more = ("--channel", printer.address, "--data", station)
        assert expect(run("printer", "feeder", *more), DONE).json["place"] == "none"
        for action, place in (("contactless", "contactless"), ("eject", "none"), ("insert", "inside"), ("reject", "none"), ("hold", "none"), ("release", "none")):
            answer = expect(run("printer", "feeder", action, *more), DONE)
            assert answer.json["place"] == place and answer.json["action"] == action, answer
        expect(run("printer", "feeder", "eject", *more), FAILED, "refused", "no card")
        assert printer.do("fault jam 0") == "ok"
        expect(run("printer", "feeder", "contactless", *more), IN_DOUBT, "in-doubt", "stuck")
    finally:
        printer.close()
    expect(run("printer", "feeder", *more), FAILED, "printer-unreachable")
    rows = journal(station)
    assert len(rows) == 16, rows
    assert [act for act, _ in rows] == ["feeder.ordered", "feeder.ended"] * 8, rows
    assert '"refused"' in rows[13][1] and '"in-doubt"' in rows[15][1], rows
    expect(run("journal", "verify", "--data", station), DONE)


def test_usage(folder):
    expect(run("printer", "feeder", "throw", "--data", folder), USAGE, "usage", "eject")
    expect(run("printer", "feeder", "place", "--channel", "ipp://x", "--data", folder), FAILED, "invalid", "tcp://")
    expect(run("demo", "--data", folder), DONE)
    expect(run("printer", "feeder", "--data", folder), FAILED, "not-found", "--channel")


cli.main([test_way_of_a_card, test_usage])
