#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger of blanks and what is left in the printer, on a demo station."""

import csv
import io
import json
import os
import sqlite3

import cli
from cli import DONE, FAILED, IN_DOUBT, USAGE, expect, run, speak


def station(folder):
    path = os.path.join(folder, "station")
    expect(run("issue", "--student", "LF23001", "--hand-over", "--data", path), DONE)
    return path


def database(path):
    [name] = [name for name in os.listdir(path) if name.endswith(".db")]
    return sqlite3.connect(os.path.join(path, name))


def add_blank(path, purpose, state):
    """As a print that was cut off leaves it."""
    with database(path) as books:
        books.execute("INSERT INTO plastics (purpose, printer, operator_name, state, reason, fed_at, state_at) VALUES (?, '=Desk \"1\"', 'ilze', ?, NULL, 1795435200000000, 1795435200000000)", (purpose, state))


def test_list(folder):
    path = station(folder)
    add_blank(path, "test-card", "spoiled")
    answer = expect(run("plastic", "list", "--data", path), DONE)
    assert [plastic["state"] for plastic in answer.json["plastics"]] == ["spoiled", "issued"], answer
    assert answer.json["plastics"][0]["escn"] is None and len(answer.json["plastics"][1]["escn"]) == 36, answer
    one = expect(run("plastic", "list", "--state", "issued,failed", "--data", path), DONE).json["plastics"]
    assert [plastic["id"] for plastic in one] == [1], one
    assert expect(run("plastic", "list", "--limit", "1", "--data", path), DONE).json["plastics"][0]["id"] == 2
    assert expect(run("plastic", "list", "--printer", "Nobody's", "--data", path), DONE).json["plastics"] == []
    asked = one[0]["asked"][:10]
    assert len(expect(run("plastic", "list", "--from", asked, "--to", asked, "--data", path), DONE).json["plastics"]) >= 1
    assert expect(run("plastic", "list", "--to", "2020-01-01", "--data", path), DONE).json["plastics"] == []
    table = list(csv.reader(io.StringIO(speak("plastic", "list", "--csv", "--data", path).output)))
    assert table[0][:3] == ["id", "asked", "since"] and len(table) == 3, table
    assert table[1][3] == "'=Desk \"1\"" and table[2][6] == "issued", table


def test_sum(folder):
    path = station(folder)
    answer = expect(run("plastic", "sum", "--data", path), DONE)
    assert answer.json["adds_up"] and answer.json["sum"]["asked"] == answer.json["sum"]["issued"] == 1, answer
    add_blank(path, "test-card", "uncertain")
    answer = expect(run("plastic", "sum", "--data", path), IN_DOUBT)
    assert answer.json["adds_up"] is False and [plastic["id"] for plastic in answer.json["missing"]] == [2], answer
    assert answer.json["sum"]["uncertain"] == 1, answer
    expect(run("plastic", "settle", "2", "printed", "--data", path), DONE)
    answer = expect(run("plastic", "sum", "--data", path), DONE)
    assert answer.json["sum"]["tests"] == 1 and answer.json["adds_up"], answer
    assert "adds up" in speak("plastic", "sum", "--data", path).output


def test_wrong(folder):
    path = station(folder)
    for wrong in ("2026-02-30", "yesterday", "2026-1-1", "", "2026-01-01x"):
        expect(run("plastic", "list", "--from", wrong, "--data", path), USAGE, "usage", "YYYY-MM-DD")
    expect(run("plastic", "sum", "--to", "0000-00-00", "--data", path), USAGE, "usage")
    expect(run("plastic", "list", "--state", "melted", "--data", path), USAGE, "usage", "melted")
    expect(run("plastic", "settle", "1", "spoiled", "--data", path), FAILED, "not-found")
    expect(run("plastic", "settle", "7", "printed", "--data", path), FAILED, "not-found", "7")
    expect(run("plastic", "settle", "1", "issued", "--data", path), USAGE, "usage")
    expect(run("plastic", "settle", "one", "printed", "--data", path), USAGE, "usage")


def test_leftovers(folder):
    path = station(folder)
    answer = expect(run("leftover", "list", "--data", path), DONE)
    assert answer.json["leftovers"] == [], answer
    # a card that was found inside, came out, and that nobody has said to be destroyed
    name = run("plastic", "list", "--data", path).json["plastics"][0]["printer"]
    add_blank(path, "found", "queued")
    with database(path) as books:
        books.execute("UPDATE plastics SET printer = ? WHERE purpose = 'found'", (name,))
    answer = expect(run("leftover", "list", "--data", path), IN_DOUBT)
    assert [(left["id"], left["kind"], left["acts"]) for left in answer.json["leftovers"]] == [("card", "card-inside", ["reject", "leave"])], json.dumps(answer.json)
    expect(run("leftover", "settle", "card", "reject", "--data", path), IN_DOUBT, "in-doubt", "destroyed")
    expect(run("leftover", "settle", "card", "leave", "--data", path), DONE)
    expect(run("leftover", "settle", "card", "finish", "--data", path), FAILED, "refused")
    expect(run("leftover", "settle", "card", "burn", "--data", path), USAGE, "usage", "burn")
    expect(run("leftover", "settle", "job-1", "cancel-job", "--data", path), FAILED, "not-found", "job-1")
    expect(run("leftover", "settle", "card", "reject", "--destroyed", "--data", path), DONE)
    expect(run("leftover", "list", "--data", path), DONE)
    assert expect(run("plastic", "sum", "--data", path), DONE).json["sum"]["spoiled"] == 1
    expect(run("journal", "verify", "--data", path), DONE)


cli.main([test_list, test_sum, test_wrong, test_leftovers])
