#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""cardwright-cli on real parts: cupsd with a virtual card printer, pcscd with a virtual reader.

Runs inside tests/printers/pcsc-rig.sh and, inside that, cups-rig.sh. The folders of all tests but
the first share one printer and one reader, so each puts a blank chip on the reader first.
"""

import json
import os
import subprocess
import time

import cli
from cli import DONE, FAILED, IN_DOUBT, expect, run

RIG = os.environ["CW_RIG"]
RIG_DIR = os.environ["CW_RIG_DIR"]
RECEIVED = os.environ["CW_RIG_RECEIVED"]
READER = os.environ["CW_RIG_READER"]
DEADLINE = 60  # seconds; only a broken rig needs them


def command_card(*words):
    """One command to the card on the reader, and its answer."""
    with open(os.environ["CW_RIG_COMMANDS"], "w") as commands, open(os.environ["CW_RIG_REPLIES"], "r") as replies:
        commands.write(" ".join(words) + "\n")
        commands.flush()
        return replies.readline().strip()


def lay_blank(folder):
    path = os.path.join(folder, "blank.json")
    assert command_card("replace", path) == "inserted"


def knob(name, value):
    with open(os.path.join(RIG_DIR, name), "w") as file:
        file.write(value + "\n")


def received():
    return sorted(os.listdir(RECEIVED))


def wait_until(condition, what):
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, "no " + what
        time.sleep(0.02)


def station(folder):
    """A station with the sample students on the rig's printer and reader."""
    path = os.path.join(folder, "station")
    expect(run("status", "--data", path), DONE)
    with open(os.path.join(path, "station.conf"), "w") as file:
        file.write("[station]\nprefix=7\n[printer]\nkind=cups\nname=%s\nserver=%s\n[reader]\nkind=pcsc\nname=%s\n[register]\nkind=stand-in\n"
                   % (os.environ["CW_RIG_QUEUE"], os.environ["CUPS_SERVER"], READER))
    return path


def start_issue(path, student):
    return subprocess.Popen([cli.PROGRAM, "issue", "--student", student, "--hand-over", "--data", path, "--json"], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)


def test_devices(folder):
    printers = expect(run("printer", "list", "--server", os.environ["CUPS_SERVER"]), DONE)
    names = {printer["name"]: printer for printer in printers.json["printers"]}
    assert set(names) == {os.environ["CW_RIG_QUEUE"], os.environ["CW_RIG_PPD_QUEUE"]}, printers
    assert names[os.environ["CW_RIG_QUEUE"]]["duplex"], printers
    readers = expect(run("reader", "list"), DONE)
    states = {reader["name"]: reader["state"] for reader in readers.json["readers"]}
    assert states[READER] == "card" and states[os.environ["CW_RIG_EMPTY_READER"]] == "empty", readers
    status = expect(run("printer", "status", "--data", station(folder)), DONE)
    assert status.json["state"] == "idle", status


def test_printer_status(folder):
    """What the printer says, with what to do; its ribbon's percentage against what was told."""
    path = station(folder)
    expect(run("printer", "supply", "ribbon", "300", "--name", "YMCKO", "--data", path), DONE)
    expect(run("printer", "supply", "blanks", "500", "--data", path), DONE)
    status = expect(run("printer", "status", "--data", path), DONE)
    ribbon, blanks = status.json["possible"]["supplies"][:2]
    # the rig's printer says 40 %
    assert ribbon == {"kind": "ribbon", "printer": 120, "station": 300, "cards": 120, "differ": True}, status
    assert blanks["station"] == 500 and status.json["possible"]["cards"] == 120 and status.json["possible"]["limit"] == "ribbon", status
    subprocess.run([RIG, "--feeder", "empty"], check=True, stdout=subprocess.DEVNULL)
    try:
        status = expect(run("printer", "status", "--data", path), DONE)
    finally:
        subprocess.run([RIG, "--feeder", "full"], check=True, stdout=subprocess.DEVNULL)
    reason, = [reason for reason in status.json["reasons"] if reason["reason"] == "media-empty"]
    assert reason["severity"] == "error" and reason["drawing"] == "feeder" and len(reason["remedy"]) > 1, status
    assert status.json["possible"]["cards"] == 0 and status.json["possible"]["limit"] == "blanks", status


def test_bind_reader(folder):
    path = station(folder)
    conf = os.path.join(path, "station.conf")
    with open(conf, "a") as file:
        file.write("# kept\n")
    answer = expect(run("reader", "bind", READER, "--data", path), DONE)
    assert answer.json["name"] == READER and answer.json["serial"] is None, answer
    with open(conf) as file:
        text = file.read()
    assert "# kept" in text and "name=" + READER in text and "printer=" + os.environ["CW_RIG_QUEUE"] in text, text
    status = expect(run("status", "--data", path), DONE)
    assert status.json["reader"]["title"] == READER, status
    expect(run("reader", "bind", "No Such Reader", "--data", path), FAILED, "not-found", "No Such Reader")
    with open(conf) as file:
        assert file.read() == text

    # another printer: the reader is not the one that stands there
    with open(conf, "w") as file:
        file.write(text.replace("printer=" + os.environ["CW_RIG_QUEUE"], "printer=another"))
    expect(run("status", "--data", path), FAILED, "invalid", "bound to the printer", "another")
    expect(run("reader", "bind", READER, "--data", path), DONE)
    expect(run("status", "--data", path), DONE)
    expect(run("reader", "list", "--wait", "1"), FAILED, "timed-out")


def test_whole_way(folder):
    path = station(folder)
    lay_blank(folder)
    before = received()
    answer = expect(run("issue", "--student", "LF23001", "--hand-over", "--data", path), DONE)
    assert answer.json["end"] == "issued" and answer.json["registered"], answer
    assert len(received()) == len(before) + 1, received()
    inspected = expect(run("card", "inspect", "--reader", READER, "--data", path), DONE)
    assert inspected.json["chip"]["escn"] == answer.json["escn"] and inspected.json["state"] == "issued", inspected
    assert inspected.json["chip"]["uid"] == answer.json["uid"], inspected
    expect(run("journal", "verify", "--data", path), DONE)


def test_card_left_on_reader(folder):
    """The last student's card is not written again; the right one finishes the order."""
    path = station(folder)
    lay_blank(folder)
    first = expect(run("issue", "--student", "LF23001", "--hand-over", "--data", path), DONE)
    second = expect(run("issue", "--student", "IT22014", "--hand-over", "--data", path), IN_DOUBT)
    assert first.json["escn"] in second.json["message"], second
    assert command_card("replace", os.path.join(folder, "second.json")) == "inserted"
    expect(run("resume", "--hand-over", "--data", path), DONE)


def test_torn_card(folder):
    path = station(folder)
    lay_blank(folder)
    before = received()
    assert command_card("tear", "14") == "waiting"
    torn = expect(run("issue", "--student", "LF23001", "--hand-over", "--data", path), IN_DOUBT)
    assert command_card("insert") == "inserted"
    resumed = expect(run("resume", "--hand-over", "--data", path), DONE)
    assert resumed.json["escn"] == torn.json["escn"] and resumed.json["registered"], resumed
    assert len(received()) == len(before) + 1, "the card was printed again"


def test_wrong_key(folder):
    """A chip that somebody else's key protects is left exactly as it is."""
    path = station(folder)
    lay_blank(folder)
    first = expect(run("issue", "--student", "LF23001", "--hand-over", "--data", path), DONE)
    with open(os.path.join(folder, "blank.json")) as file:
        dump = json.load(file)
    assert dump["uid"] == first.json["uid"]
    dump["uid"] = "04AABBCCDDEEFF"
    for application in dump["applications"]:
        application["keys"][0]["key"] = "00112233445566778899AABBCCDDEEFF"
        application["files"] = []
    foreign = os.path.join(folder, "foreign.json")
    with open(foreign, "w") as file:
        json.dump(dump, file)
    os.chmod(foreign, 0o600)
    assert command_card("replace", foreign) == "inserted"
    refused = expect(run("issue", "--student", "IT22014", "--hand-over", "--data", path), IN_DOUBT)
    assert "key" in refused.json["message"], refused
    with open(foreign) as file:
        assert json.load(file) == dump, "the chip was changed"
    spoiled = expect(run("resume", "--on-trouble", "spoiled", "--destroyed", "--data", path), FAILED)
    assert spoiled.json["end"] == "failed", spoiled


def test_killed_while_printing(folder):
    """The order is taken up again and the queue is asked: nothing is printed twice."""
    path = station(folder)
    lay_blank(folder)
    before = received()
    knob("panel-seconds", "0.3")
    issue = start_issue(path, "LF23001")
    wait_until(lambda: len(received()) > len(before), "job at the printer")
    issue.kill()
    issue.communicate()
    resumed = run("resume", "--hand-over", "--was-printed", "yes", "--data", path)
    knob("panel-seconds", "0.05")
    expect(resumed, DONE)
    assert resumed.json["registered"], resumed
    assert len(received()) == len(before) + 1, "the card was printed again"


def test_power_cut_in_the_printer(folder):
    """The queue says completed; the station does not believe it and asks."""
    path = station(folder)
    lay_blank(folder)
    before = received()
    knob("panel-seconds", "0.5")
    issue = start_issue(path, "LF23001")
    wait_until(lambda: len(received()) > len(before), "job at the printer")
    subprocess.run([RIG, "--printer", "cycle"], check=True, stdout=subprocess.DEVNULL)
    output, errors = issue.communicate(timeout=DEADLINE)
    knob("panel-seconds", "0.05")
    assert issue.returncode == IN_DOUBT, (output, errors)
    waiting = expect(run("resume", "--was-printed", "spoiled", "--data", path), IN_DOUBT)
    assert "destroyed" in waiting.json["message"], waiting
    spoiled = expect(run("resume", "--destroyed", "--data", path), FAILED)
    assert spoiled.json["end"] == "failed", spoiled
    status = expect(run("status", "--data", path), DONE)
    assert status.json["spoiled_today"] == 1 and status.json["issued_today"] == 0, status
    again = expect(run("issue", "--student", "LF23001", "--hand-over", "--data", path), DONE)
    assert again.json["escn"] != spoiled.json["escn"], again


def test_printer_and_reader_away(folder):
    """Nothing is written down for a card that cannot be made."""
    path = station(folder)
    with open(os.path.join(path, "station.conf")) as file:
        conf = file.read()
    with open(os.path.join(path, "station.conf"), "w") as file:
        file.write(conf.replace("name=" + os.environ["CW_RIG_QUEUE"], "name=elsewhere"))
    expect(run("issue", "--student", "LF23001", "--hand-over", "--data", path), FAILED, "printer-unreachable", "elsewhere")
    with open(os.path.join(path, "station.conf"), "w") as file:
        file.write(conf.replace(READER, "No Such Reader"))
    expect(run("issue", "--student", "LF23001", "--hand-over", "--data", path), FAILED, "reader-gone", "No Such Reader")
    status = expect(run("status", "--data", path), DONE)
    assert status.json["open_orders"] == [] and status.json["spoiled_today"] == 0, status


cli.main([
    test_devices, test_printer_status, test_bind_reader, test_whole_way, test_card_left_on_reader, test_torn_card, test_wrong_key, test_killed_while_printing,
    test_power_cut_in_the_printer, test_printer_and_reader_away,
])
