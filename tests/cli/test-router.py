#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The router verbs of cardwright-cli, on a demo station's stand-in and on a sandbox that is out of reach."""

import csv
import io
import os

import cli
from cli import DONE, FAILED, USAGE, expect, run, speak

NOBODY = "4b171400-b51e-103d-9abc-066999859608"


def issue(path):
    """A demo station with one card that is registered; its number."""
    return expect(run("demo", "--data", path), DONE).json["escn"]


def settings(path, **register):
    """A station that is no demo, with these lines under [register]."""
    os.makedirs(path, exist_ok=True)
    lines = ["[station]", "demo=false", "prefix=1", "[printer]", "kind=folder", "[reader]", "kind=none", "[register]"]
    lines += ["%s=%s" % (name.replace("_", "-"), value) for name, value in register.items()]
    with open(os.path.join(path, "station.conf"), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    os.close(os.open(os.path.join(path, "keys"), os.O_CREAT | os.O_WRONLY, 0o600))
    return path


def test_lists(folder):
    escn = issue(folder)
    cards = expect(run("router", "cards", "--data", folder), DONE).json
    assert [card["escn"] for card in cards["cards"]] == [escn] and cards["total"] == 1 and cards["sandbox"] is False, cards
    assert cards["cards"][0]["status"] is None, cards
    persons = expect(run("router", "persons", "--data", folder), DONE).json["persons"]
    esi = persons[0]["esi"]
    assert len(persons) == 1 and cards["cards"][0]["esi"] == esi, persons
    found = expect(run("router", "persons", "--search", "identifier:" + esi, "--data", folder), DONE).json
    assert found["total"] == 1, found
    none = expect(run("router", "cards", "--search", "person.identifier:urn:none", "--data", folder), DONE).json
    assert none["cards"] == [], none
    expect(run("router", "cards", "--search", "no path", "--data", folder), FAILED, "router-refused")
    table = list(csv.reader(io.StringIO(speak("router", "cards", "--csv", "--data", folder).output)))
    assert table[0] == ["escn", "esi", "issued_at", "expires_at", "status"] and table[1][0] == escn and len(table) == 2, table


def test_public(folder):
    escn = issue(folder)
    status = expect(run("router", "status", escn, "--data", folder), DONE).json["card"]
    assert status["escn"] == escn and status["status"] == "ACTIVE" and status["expires_at"], status
    verified = expect(run("router", "verify", escn, "--data", folder), DONE).json["card"]
    assert verified["level"] in ("BACHELOR", "MASTER", "DOCTORATE"), verified
    expect(run("router", "status", NOBODY, "--data", folder), FAILED, "not-found", NOBODY)
    expect(run("router", "verify", "no-number", "--data", folder), FAILED, "invalid")
    said = expect(speak("router", "status", escn, "--data", folder), DONE)
    assert "ACTIVE" in said.output and escn in said.output, said
    output = os.path.join(folder, "qr.svg")
    expect(run("router", "qr", escn, "--output", output, "--data", folder), DONE)
    with open(output, encoding="utf-8") as file:
        assert escn in file.read()
    expect(run("router", "qr", escn, "--data", folder), USAGE, "usage")


def test_numbers(folder):
    issue(folder)
    numbers = expect(run("router", "numbers", "--count", 100, "--data", folder), DONE).json["numbers"]
    assert len(set(numbers)) == 100, numbers
    for number in numbers:
        expect(run("escn", "check", number), DONE)
        break
    for count in (0, 101, -1):
        expect(run("router", "numbers", "--count", count, "--data", folder), USAGE, "usage")


def test_picture(folder):
    issue(folder)
    esi = expect(run("router", "persons", "--data", folder), DONE).json["persons"][0]["esi"]
    number = esi.rsplit(":", 1)[1]
    organisations = expect(run("router", "organisations", number, "--data", folder), DONE).json["organisations"]
    assert [one["has_picture"] for one in organisations] == [False], organisations
    expect(run("router", "picture", number, "--output", os.path.join(folder, "none.jpg"), "--data", folder), FAILED, "not-found")
    assert not os.path.exists(os.path.join(folder, "none.jpg"))
    expect(run("router", "picture", number, "--data", folder), DONE)
    organisations = expect(run("router", "organisations", number, "--data", folder), DONE).json["organisations"]
    assert [one["has_picture"] for one in organisations] == [True], organisations
    output = os.path.join(folder, "back.jpg")
    expect(run("router", "picture", number, "--output", output, "--data", folder), DONE)
    with open(output, "rb") as file:
        assert file.read(3) == b"\xff\xd8\xff"
    assert os.stat(output).st_mode & 0o777 == 0o600
    expect(run("router", "picture", number, "--delete", "--data", folder), DONE)
    expect(run("router", "picture", number, "--delete", "--output", output, "--data", folder), USAGE, "usage")
    expect(run("router", "picture", "nobody at all", "--data", folder), FAILED, "not-found")


def test_csv(folder):
    escn = issue(folder)
    path = os.path.join(folder, "cards.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("personIdentifier,cardNumber\nx,%s\n" % escn)
    good = expect(run("router", "csv-check", path, "--operation", "delete", "--data", folder), DONE).json
    assert good["errors"] == [], good
    bad = run("router", "csv-check", path, "--operation", "create", "--data", folder)
    assert bad.code == FAILED and bad.json["errors"][0]["row"] == 2, bad
    said = speak("router", "csv-check", path, "--operation", "create", "--data", folder)
    assert "personIdentifier, cardNumber" in said.output, said
    expect(run("router", "csv-check", path, "--operation", "maybe", "--data", folder), USAGE, "usage")
    expect(run("router", "csv-check", os.path.join(folder, "none.csv"), "--operation", "create", "--data", folder), FAILED, "not-found")


def test_v1(folder):
    escn = issue(folder)
    path = os.path.join(folder, "station.conf")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("kind=stand-in", "kind=stand-in\ndialect=v1"))
    expect(run("router", "check", "--escn", escn, "--data", folder), DONE)
    cards = expect(run("router", "cards", "--data", folder), DONE).json["cards"]
    assert [card["escn"] for card in cards] == [escn], cards
    expect(run("router", "status", escn, "--data", folder), FAILED, "invalid", "dialect=v2")


def test_sandbox(folder):
    """Cannot be missed: in the status, its title, and before every answer."""
    path = settings(os.path.join(folder, "sandbox"), kind="router", base_uri="https://sandbox.europeanstudentcard.eu/esc-rest/", proxy="http://127.0.0.1:1")
    status = expect(run("status", "--data", path), DONE).json
    assert status["sandbox"] is True and "SANDBOX" in status["register"]["title"] and "SANDBOX" in status["warning"], status
    said = expect(speak("status", "--data", path), DONE)
    assert said.output.startswith("SANDBOX"), said
    real = settings(os.path.join(folder, "real"), kind="router", base_uri="https://router.europeanstudentcard.eu/esc-rest/", proxy="http://127.0.0.1:1")
    status = expect(run("status", "--data", real), DONE).json
    assert status["sandbox"] is False and status["warning"] is None and status["register"]["title"] == "ESC-Router", status
    training = settings(os.path.join(folder, "training"), kind="stand-in")
    status = expect(run("status", "--data", training), DONE).json
    assert status["sandbox"] is False and status["warning"], status


cli.main([test_lists, test_public, test_numbers, test_picture, test_csv, test_v1, test_sandbox])
