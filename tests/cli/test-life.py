#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of cards and persons by the verbs, on a demo station."""

import os

from cli import DONE, FAILED, USAGE, expect, main, run, speak


def station(folder):
    path = os.path.join(folder, "station")
    card = expect(run("demo", "--data", path), DONE).json
    return path, card["escn"]


def card(path, escn):
    return expect(run("card", "show", escn, "--data", path), DONE).json


def act(path, name, escn, *arguments):
    return expect(run("card", name, escn, *arguments, "--data", path), DONE).json["card"]["state"]


def test_card(folder):
    path, escn = station(folder)
    found = expect(run("card", "list", "--state", "issued", "--data", path), DONE).json["cards"]
    assert [one["escn"] for one in found] == [escn], found
    expect(run("card", "list", "--state", "vanished", "--data", path), USAGE, "usage")
    expect(run("card", "suspend", escn, "--data", path), FAILED, "invalid", "reason")
    assert act(path, "suspend", escn, "--reason", "fees") == "suspended"
    assert act(path, "find", escn) == "issued"
    assert act(path, "lost", escn) == "lost"
    expect(run("card", "suspend", escn, "--reason", "x", "--data", path), FAILED, "refused", "Find again")
    assert act(path, "find", escn) == "issued"
    expect(run("card", "extend", escn, "--data", path), USAGE, "usage")
    expect(run("card", "extend", escn, "--until", "2001-01-01", "--data", path), FAILED, "invalid")
    expired = expect(run("card", "expire", "--data", path), DONE).json
    assert expired["cards"] == [] and not expired["applied"], expired
    assert act(path, "withdraw", escn, "--reason", "not needed") == "withdrawn"
    assert act(path, "destroy", escn, "--reason", "cut up") == "destroyed"
    shown = card(path, escn)
    acts = [row["act"] for row in shown["journal"]]
    assert acts[-6:] == ["card.suspend", "card.find", "card.lost", "card.find", "card.withdraw", "card.destroy"], acts
    assert [message["kind"] for message in shown["messages"]] == ["register"] * 5 + ["withdraw"], shown["messages"]
    expect(run("outbox", "send", "--data", path), DONE)
    assert all(message["state"] == "sent" for message in card(path, escn)["messages"])
    assert escn in speak("card", "list", "--data", path).output


def test_student(folder):
    path, escn = station(folder)
    student = card(path, escn)["card"]["student"]
    before = expect(run("student", "show", student, "--data", path), DONE).json["student"]
    assert before["registered_esi"] == before["esi"], before
    changed = expect(run("student", "correct", student, "--email", "new@example.org", "--data", path), DONE).json
    assert changed["told"] and changed["student"]["email"] == "new@example.org", changed
    assert not expect(run("student", "correct", student, "--programme", "Hydrology", "--data", path), DONE).json["told"]
    other = before["esi"] + "x"
    expect(run("student", "correct", student, "--esi", other, "--data", path), FAILED, "refused", "new-esi")
    expect(run("student", "new-esi", student, other, "--data", path), FAILED, "invalid", "reason")
    after = expect(run("student", "new-esi", student, other, "--reason", "typing error", "--data", path), DONE).json["student"]
    assert after["esi"] == other and after["registered_esi"] is None, after
    assert card(path, escn)["card"]["state"] == "withdrawn"
    assert expect(run("student", "leave", student, "--reason", "gone", "--data", path), DONE).json["student"]["left_at"]
    assert expect(run("student", "return", student, "--data", path), DONE).json["student"]["left_at"] is None
    expect(run("student", "return", student, "--data", path), FAILED, "refused")
    expect(run("student", "show", "nobody/1", "--data", path), FAILED, "not-found")


if __name__ == "__main__":
    main([test_card, test_student])
