#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""printer test-card, printer align: what is printed for the printer's sake. printer status, printer
supply: how it is, and what is in it."""

import os

import cli
from cli import DONE, FAILED, USAGE, expect, run, speak


def read(*parts):
    with open(os.path.join(*parts), "rb") as file:
        return file.read()


def test_sheets(folder):
    answer = expect(run("printer", "test-card", "--data", folder), DONE)
    assert answer.json["outcome"] == "printed", answer
    expect(run("printer", "align", "--data", folder), DONE)
    cards = sorted(os.listdir(os.path.join(folder, "cards")))
    assert len(cards) == 2, cards
    for card in cards:
        assert {"front.png", "back.png", "card.pdf"} <= set(os.listdir(os.path.join(folder, "cards", card))), card


def test_offsets(folder):
    answer = expect(run("printer", "align", "--front", "10.4,9.9", "--back", "10.0,10.25", "--data", folder), DONE)
    for side, x, y in (("front", -0.4, 0.1), ("back", 0, -0.25)):
        assert abs(answer.json[side]["x"] - x) < 1e-9 and abs(answer.json[side]["y"] - y) < 1e-9, answer
    settings = read(folder, "station.conf").decode()
    assert "offset-front=-0.40,0.10" in settings and "offset-back=0.00,-0.25" in settings, settings
    # what is measured next was printed with the offset that stands
    answer = expect(run("printer", "align", "--front", "9.8,10", "--data", folder), DONE)
    assert abs(answer.json["front"]["x"] + 0.2) < 1e-9 and abs(answer.json["front"]["y"] - 0.1) < 1e-9, answer


def test_moved(folder):
    """The same design, printed before and after: the picture is another one."""
    expect(run("issue", "--student", "lbtu/LF23001", "--data", folder, "--hand-over"), DONE)
    expect(run("printer", "align", "--front", "11,10", "--data", folder), DONE)
    expect(run("printer", "test-card", "--data", folder), DONE)
    moved = read(folder, "cards", "test-card_2", "front.png")
    expect(run("printer", "align", "--front", "9,10", "--data", folder), DONE)
    expect(run("printer", "test-card", "--data", folder), DONE)
    assert read(folder, "cards", "test-card_3", "front.png") != moved


def test_wrong(folder):
    before = None
    for pair in ("10", "10,", ",10", "10,10,10", "ten,10", "10;10", "-1,10", "10,21", "nan,10"):
        expect(run("printer", "align", "--front", pair, "--data", folder), USAGE, "usage", "millimetres")
        now = read(folder, "station.conf")
        assert before in (None, now)
        before = now
    expect(run("printer", "align", "--front", "15,10", "--data", folder), FAILED, "invalid", "2 mm")


def supplies(answer):
    return {row["kind"]: row for row in answer.json["possible"]["supplies"]}


def test_supply(folder):
    """Counted down by the cards that are made, and by nothing else."""
    status = expect(run("printer", "status", "--data", folder), DONE)
    assert status.json["state"] == "idle" and status.json["reasons"] == [], status
    assert status.json["possible"]["cards"] is None and status.json["possible"]["limit"] is None, status
    assert all(row["station"] is None and row["printer"] is None and not row["differ"] for row in supplies(status).values()), status

    expect(run("printer", "supply", "ribbon", "200", "--name", "YMCKO", "--data", folder), DONE)
    expect(run("printer", "supply", "cleaning", "1000", "--data", folder), DONE)
    answer = expect(run("printer", "supply", "blanks", "50", "--data", folder), DONE)
    assert answer.json["possible"]["cards"] == 50 and answer.json["possible"]["limit"] == "blanks", answer
    assert answer.json["possible"]["message"] == "50 cards possible now", answer

    expect(run("issue", "--student", "lbtu/LF23001", "--data", folder, "--hand-over"), DONE)
    expect(run("printer", "test-card", "--data", folder), DONE)
    status = expect(run("printer", "status", "--data", folder), DONE)
    assert {kind: row["station"] for kind, row in supplies(status).items()} == {"ribbon": 198, "blanks": 48, "cleaning": 998}, status
    spoken = speak("printer", "status", "--data", folder)
    assert spoken.code == DONE and "Card feeder: 48 by this station's count." in spoken.output and "48 cards possible now." in spoken.output, spoken
    assert "48 cards possible now." in speak("status", "--data", folder).output, spoken

    expect(run("printer", "supply", "blanks", "0", "--data", folder), DONE)
    spoken = speak("printer", "status", "--data", folder)
    assert "No more cards: the card feeder is empty." in spoken.output, spoken
    status = expect(run("status", "--data", folder), DONE)
    assert status.json["printer"]["level"] == "attention", status
    expect(run("journal", "verify", "--data", folder), DONE)


def test_supply_wrong(folder):
    for arguments in (("toner", "5"), ("ribbon", "five"), ("ribbon", "+5"), ("ribbon", "5.5"), ("ribbon", ""), ("ribbon", "99999999999"),
                      ("ribbon",), (), ("blanks", "5", "--name", "YMCKO"), ("ribbon", "5", "6")):
        expect(run("printer", "supply", *arguments, "--data", folder), USAGE, "usage")
    expect(run("printer", "supply", "ribbon", "100001", "--data", folder), FAILED, "invalid", "100000")
    for name in ("", "x" * 65, "two\nlines", "bell\a"):
        expect(run("printer", "supply", "ribbon", "5", "--name", name, "--data", folder), FAILED, "invalid", "YMCKO")
    status = expect(run("printer", "status", "--data", folder), DONE)
    assert status.json["possible"]["cards"] is None, status


cli.main([test_supply, test_supply_wrong, test_sheets, test_offsets, test_moved, test_wrong])
