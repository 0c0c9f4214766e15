#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Choosing a printer and its driver's options, on a real cupsd. Runs inside tests/printers/cups-rig.sh."""

import os

from cli import DONE, FAILED, USAGE, expect, main, run, speak

SERVER = os.environ["CUPS_SERVER"]
CARD = os.environ["CW_RIG_QUEUE"]
PLASTIC = os.environ["CW_RIG_PPD_QUEUE"]


def station(folder):
    path = os.path.join(folder, "station")
    expect(run("status", "--data", path), DONE)
    return path


def read(path):
    with open(os.path.join(path, "station.conf")) as file:
        return file.read()


def options(*arguments):
    answer = expect(run("printer", "options", *arguments), DONE)
    return {option["keyword"]: option for option in answer.json["options"]}


def test_list(folder):
    printers = {printer["name"]: printer for printer in expect(run("printer", "list", "--server", SERVER, "--search", 1), DONE).json["printers"]}
    assert printers[PLASTIC]["family"] == "evolis" and not printers[PLASTIC]["device"], printers
    assert printers[CARD]["family"] == "generic", printers
    expect(run("printer", "list", "--search", 61), USAGE, "usage")


def test_options(folder):
    found = options(PLASTIC, "--server", SERVER)
    ribbon = found["GRibbonType"]
    assert ribbon["text"] == "Ribbon type" and ribbon["group"] == "Ribbon" and ribbon["standing"] == "RC_YMCKO" and ribbon["chosen"] is None, ribbon
    assert {"keyword": "RM_KBLACK", "text": "Black"} in ribbon["choices"] and ribbon["settable"], ribbon
    assert not found["PageSize"]["settable"], found["PageSize"]
    spoken = speak("printer", "options", PLASTIC, "--server", SERVER).output
    assert "* RC_YMCKO\tColour (YMCKO)" in spoken, spoken
    expect(run("printer", "options", "nowhere", "--server", SERVER), FAILED, "printer-unreachable", "nowhere")


def test_use_queue(folder):
    path = station(folder)
    expect(run("printer", "options", "--data", path), FAILED, "invalid", "printer use")
    expect(run("printer", "option", "GRibbonType=RM_KBLACK", "--data", path), FAILED, "invalid", "printer use")
    expect(run("printer", "use", "office", "--server", SERVER, "--data", path), FAILED, "not-found", "office")
    before = read(path)
    expect(run("printer", "use", PLASTIC, "--server", SERVER, "--channel", "com1", "--data", path), FAILED, "invalid", "com1")
    assert read(path) == before
    expect(run("printer", "use", PLASTIC, "--server", SERVER, "--data", path), DONE)
    assert "# Cardwright station" in read(path)
    assert expect(run("printer", "status", "--data", path), DONE).json["name"] == PLASTIC

    expect(run("printer", "option", "GRibbonType", "--data", path), USAGE, "usage")
    expect(run("printer", "option", "GRibbonType=RC_YMCKX", "--data", path), FAILED, "invalid", "RC_YMCKOK", "RM_KBLACK")
    expect(run("printer", "option", "GRibbon=RM_KBLACK", "--data", path), FAILED, "invalid", "GRibbonType")
    expect(run("printer", "option", "PageSize=Card", "--data", path), FAILED, "invalid", "Cardwright")
    expect(run("printer", "option", "GRibbonType=RM_KBLACK", "--data", path), DONE)
    assert options("--data", path)["GRibbonType"]["chosen"] == "RM_KBLACK"
    assert "→ RM_KBLACK" in speak("printer", "options", "--data", path).output
    expect(run("printer", "option", "GRibbonType=", "--data", path), DONE)
    assert options("--data", path)["GRibbonType"]["chosen"] is None


def test_wrong_by_hand(folder):
    """An option that the driver does not have: told by the station's state, and before a number is given away."""
    path = station(folder)
    expect(run("printer", "use", PLASTIC, "--server", SERVER, "--data", path), DONE)
    with open(os.path.join(path, "station.conf"), "a") as file:
        file.write("\n[printer-options]\nGRibbonType=RC_NONE\n")
    note = run("status", "--data", path).json["printer"]
    assert note["level"] == "trouble" and "RC_NONE" in note["message"] and "RC_YMCKO" in note["message"], note
    expect(run("issue", "--student", "LF23001", "--hand-over", "--data", path), FAILED, "invalid", "RC_NONE", "RC_YMCKO")
    expect(run("printer", "option", "GRibbonType=RC_YMCKO", "--data", path), DONE)
    assert run("status", "--data", path).json["printer"]["level"] != "trouble"


def test_use_device(folder):
    path = station(folder)
    uri = {printer["name"]: printer["uri"] for printer in run("printer", "list", "--server", SERVER).json["printers"]}[CARD]
    expect(run("printer", "use", "http://localhost/", "--data", path), FAILED, "invalid", "ipp://")
    expect(run("printer", "use", uri, "--server", SERVER, "--data", path), USAGE, "usage")
    answer = expect(run("printer", "use", uri, "--data", path), DONE)
    assert "warning" not in answer.json, answer
    status = expect(run("printer", "status", "--data", path), DONE)
    assert status.json["name"] == uri and status.json["state"] == "idle", status
    answer = expect(run("printer", "use", "ipp://localhost:9/ipp/print", "--data", path), DONE)
    assert "localhost:9" in answer.json["warning"], answer


main([test_list, test_options, test_use_queue, test_wrong_by_hand, test_use_device])
