#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The station's cards against the register's, from the command line: every kind of difference made in the
folder of the training register, what a repair does about it, and what none of it may do."""

import csv
import glob
import json
import os

import cli
from cli import DONE, FAILED, USAGE, expect, files_of, run, speak

# of the demo's institution and another station: by the reference's formula (EscnFactory.java of
# EuropeanStudentCard/escn-java-generator) for 2025-01-01 00:00 UTC
FOREIGN = "4b173b0f-b51e-103d-bffe-999999933328"
# the same with the demo station's own prefix
OWN = "4b173b0f-b51e-103d-bffe-001999933328"


def station(folder):
    """A demo station with one card that is registered; its number."""
    path = os.path.join(folder, "station")
    return path, expect(run("demo", "--data", path), DONE).json["escn"]


def compare(path, code, *arguments):
    return expect(run("router", "reconcile", *arguments, "--data", path), code).json


def one(path, *arguments):
    """The only difference there is."""
    answer = compare(path, FAILED, *arguments)
    assert len(answer["differences"]) == 1 and answer["left"] == 1 and answer["certain"] is True, answer
    return answer["differences"][0]


def entry_of(path, escn):
    return os.path.join(path, "register", "cards", escn + ".json")


def person_of(path):
    found = glob.glob(os.path.join(path, "register", "persons", "*.json"))
    assert len(found) == 1, found
    return found[0]


def read(name):
    with open(name, encoding="utf-8") as file:
        return json.load(file)


def change(name, **fields):
    view = read(name)
    view.update(fields)
    with open(name, "w", encoding="utf-8") as file:
        json.dump(view, file)


def change_person(path, **fields):
    view = read(person_of(path))
    view["personOrganisationUpdateViews"][0].update(fields)
    change(person_of(path), **view)


def add_there(path, escn, number):
    """A card like @escn under another number, in the register alone."""
    view = read(entry_of(path, escn))
    view["cardNumber"] = number
    with open(entry_of(path, number), "w", encoding="utf-8") as file:
        json.dump(view, file)


def owed(path):
    return expect(run("outbox", "list", "--owed", "--data", path), DONE).json["messages"]


def repair(path, what, count):
    """Does it, sees it on its way, sends it."""
    done = run("router", "reconcile", "--repair", what, "--yes", "--data", path).json
    assert done["repaired"] == count and done["not_repaired"] == 0, done
    return done


def assert_mended(path):
    """What was repaired goes out, and both are equal."""
    waiting = owed(path)
    going = compare(path, DONE)
    assert going["on_its_way"] == len(waiting) > 0 and all(row["on_its_way"] for row in going["differences"]), going
    again = compare(path, DONE, "--repair", "all", "--yes")
    assert again["repaired"] == 0 and len(owed(path)) == len(waiting), again
    assert expect(run("outbox", "send", "--data", path), DONE).json["sent"] == len(waiting)
    end = compare(path, DONE)
    assert end["differences"] == [] and end["left"] == 0, end
    assert expect(run("journal", "verify", "--data", path), DONE).json["first_broken"] is None


def test_equal(folder):
    path, escn = station(folder)
    answer = compare(path, DONE)
    assert answer["differences"] == [] and answer["certain"] is True and answer["left"] == 0, answer
    assert (answer["cards_here"], answer["cards_there"], answer["persons_there"]) == (1, 1, 1), answer
    answer = compare(path, DONE, "--institution", "lbtu")
    assert answer["cards_here"] == 1, answer
    expect(run("router", "reconcile", "--institution", "none", "--data", path), FAILED, "not-found", "none")
    expect(run("router", "reconcile", "--repair", escn, "--yes", "--data", path), FAILED, "not-found", escn)
    assert owed(path) == []


def test_missing_there(folder):
    path, escn = station(folder)
    before = read(entry_of(path, escn))
    os.unlink(entry_of(path, escn))
    row = one(path)
    assert row["kind"] == "missing-there" and row["escn"] == escn and row["repair"] == "register" and row["there"] is None, row
    repair(path, "missing-there", 1)
    assert not os.path.exists(entry_of(path, escn)), "a repair goes through the outbox"
    assert_mended(path)
    assert read(entry_of(path, escn)) == before


def test_missing_here(folder):
    path, escn = station(folder)
    add_there(path, escn, FOREIGN)
    row = one(path)
    assert row["kind"] == "missing-here" and row["escn"] == FOREIGN and row["repair"] == "elsewhere" and "999" in row["sentence"], row
    # only a person can know that another station made it
    answer = compare(path, FAILED, "--repair", "all", "--yes")
    assert answer["repaired"] == 0 and answer["left"] == 1, answer
    answer = compare(path, DONE, "--repair", "missing-here", "--yes")
    assert answer["repaired"] == 1 and answer["left"] == 0, answer
    answer = compare(path, DONE)
    assert answer["elsewhere"] == 1 and answer["differences"] == [], answer
    assert os.path.exists(entry_of(path, FOREIGN)) and owed(path) == []


def test_missing_here_of_our_own(folder):
    path, escn = station(folder)
    add_there(path, escn, OWN)
    row = one(path)
    assert row["kind"] == "missing-here" and "older copy" in row["sentence"], row


def test_status(folder):
    path, escn = station(folder)
    change(entry_of(path, escn), cardStatusType="INACTIVE")
    row = one(path)
    assert row["kind"] == "status" and row["repair"] == "register" and row["there"].startswith("inactive"), row
    repair(path, escn, 1)
    assert_mended(path)
    assert read(entry_of(path, escn))["cardStatusType"] == "ACTIVE"


def test_dates(folder):
    path, escn = station(folder)
    before = read(entry_of(path, escn))["expiresAt"]
    change(entry_of(path, escn), expiresAt="2090-01-01")
    row = one(path)
    assert row["kind"] == "dates" and "2090-01-01" in row["there"] and before in row["here"], row
    repair(path, "dates", 1)
    assert_mended(path)
    assert read(entry_of(path, escn))["expiresAt"] == before


def test_card(folder):
    path, escn = station(folder)
    before = read(entry_of(path, escn))["cardType"]
    change(entry_of(path, escn), cardType="PASSIVE")
    row = one(path)
    assert row["kind"] == "card" and row["there"].endswith("PASSIVE") and row["here"].endswith(before), row
    repair(path, "card", 1)
    assert_mended(path)
    assert read(entry_of(path, escn))["cardType"] == before


def test_person(folder):
    path, _ = station(folder)
    before = read(person_of(path))
    change_person(path, email="old@example.org", academicLevel="DOCTORATE")
    row = one(path)
    assert row["kind"] == "person" and row["repair"] == "person" and row["escn"] is None, row
    assert "e-mail" in row["sentence"] and "level" in row["sentence"] and "name" not in row["sentence"], row
    assert "old@example.org" not in str(row), "no personal data"
    repair(path, "person", 1)
    assert_mended(path)
    assert read(person_of(path)) == before


def test_still_there(folder):
    path, escn = station(folder)
    kept = read(entry_of(path, escn))
    expect(run("card", "withdraw", escn, "--reason", "not needed", "--data", path), DONE)
    on_its_way = compare(path, DONE)
    assert [row["on_its_way"] for row in on_its_way["differences"] if row["escn"] == escn] == [True], on_its_way
    expect(run("outbox", "send", "--data", path), DONE)
    assert not os.path.exists(entry_of(path, escn))
    with open(entry_of(path, escn), "w", encoding="utf-8") as file:
        json.dump(kept, file)
    row = one(path)
    assert row["kind"] == "still-there" and row["repair"] == "withdraw", row
    repair(path, "all", 1)
    assert expect(run("outbox", "send", "--data", path), DONE).json["sent"] == 1
    # the person stays; that is told and is not repaired
    end = compare(path, DONE)
    assert not os.path.exists(entry_of(path, escn)) and end["left"] == 0, end
    assert [(row["kind"], row["repair"]) for row in end["differences"]] == [("person-spare", "none")], end


def test_dry_run(folder):
    path, escn = station(folder)
    os.unlink(entry_of(path, escn))
    change_person(path, email="old@example.org")
    before = files_of(path)
    for what in ([], ["--repair", "all"], ["--repair", "missing-there,person"], ["--repair", escn]):
        answer = compare(path, FAILED, *what)
        assert answer["left"] == 2 and "repaired" not in answer, answer
        chosen = [row["kind"] for row in answer["differences"] if row["chosen"]]
        assert len(chosen) == answer.get("would_repair", 0) == {0: 0, 1: 2}[len(what) // 2] - (what[-1:] == [escn]), (what, answer)
    assert files_of(path) == before


def test_kinds(folder):
    """--repair KIND does that kind and no other."""
    path, escn = station(folder)
    os.unlink(entry_of(path, escn))
    change_person(path, email="old@example.org")
    answer = compare(path, FAILED, "--repair", "person", "--yes")
    assert answer["repaired"] == 1 and answer["left"] == 1 and [row["kind"] for row in owed(path)] == ["person"], answer
    answer = compare(path, DONE, "--repair", "status,missing-there", "--yes")
    assert answer["repaired"] == 1 and answer["left"] == 0, answer
    assert_mended(path)


def test_all(folder):
    path, escn = station(folder)
    os.unlink(entry_of(path, escn))
    os.unlink(person_of(path))
    answer = compare(path, FAILED)
    assert sorted(row["kind"] for row in answer["differences"]) == ["missing-there", "person-missing"], answer
    compare(path, DONE, "--repair", "all", "--yes")
    assert expect(run("outbox", "send", "--data", path), DONE).json["sent"] == 2
    assert compare(path, DONE)["differences"] == []
    assert os.path.exists(entry_of(path, escn)) and person_of(path)


def test_csv(folder):
    path, escn = station(folder)
    change(entry_of(path, escn), cardStatusType="INACTIVE")
    add_there(path, escn, FOREIGN)
    output = os.path.join(folder, "differences.csv")
    answer = compare(path, FAILED, "--csv", output)
    assert os.stat(output).st_mode & 0o777 == 0o600
    with open(output, "rb") as file:
        assert file.read().count(b"\r\n") == 3
    with open(output, encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert [(row["kind"], row["escn"]) for row in table] == [(row["kind"], row["escn"]) for row in answer["differences"]], table
    assert sorted(row["kind"] for row in table) == ["missing-here", "status"] and all(row["institution"] == "lbtu" and row["on_its_way"] == "no" for row in table), table
    expect(run("router", "reconcile", "--csv", os.path.join(folder, "none", "x.csv"), "--data", path), FAILED)


def test_words(folder):
    """What a person reads, and that it is no different for a table."""
    path, escn = station(folder)
    said = expect(speak("router", "reconcile", "--data", path), DONE)
    assert "Differences: 0" in said.output, said
    change(entry_of(path, escn), cardStatusType="INACTIVE")
    said = expect(speak("router", "reconcile", "--repair", "all", "--data", path), FAILED)
    assert escn in said.output and "Nothing was changed; say --yes" in said.output and "Differences: 1" in said.output, said


def test_usage(folder):
    path = os.path.join(folder, "station")
    for words in (["--yes"], ["--repair", "everything"], ["--repair", "person-spare"], ["--repair", "status,none"], ["more"]):
        expect(run("router", "reconcile", *words, "--data", path), USAGE, "usage")
    assert not os.path.exists(path)


def test_away(folder):
    """Nobody listens: nothing is known, so nothing is said to differ and nothing is repaired."""
    path, escn = station(folder)
    settings = os.path.join(path, "station.conf")
    with open(settings, encoding="utf-8") as file:
        text = file.read()
    with open(settings, "w", encoding="utf-8") as file:
        file.write(text.replace("kind=stand-in", "kind=router\nbase-uri=http://127.0.0.1:1/esc-rest/"))
    os.unlink(entry_of(path, escn))
    output = os.path.join(folder, "differences.csv")
    answer = expect(run("router", "reconcile", "--repair", "all", "--yes", "--csv", output, "--data", path), FAILED, "router-unreachable")
    assert "differences" not in answer.json and not os.path.exists(output), answer
    assert owed(path) == []


cli.main([test_equal, test_missing_there, test_missing_here, test_missing_here_of_our_own, test_status, test_dates, test_card, test_person, test_still_there, test_dry_run, test_kinds, test_all, test_csv, test_words,
          test_usage, test_away])
