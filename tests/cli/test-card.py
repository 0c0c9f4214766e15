#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""card plan check, write, verify, erase on a demo station's software chips."""

import json
import os

import cli
from cli import DONE, FAILED, USAGE, expect, run

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PLANS = os.path.join(TOP, "app", "chip", "plans")


def demo(folder):
    """A station that has issued one card: its folder, the chip and the number on it."""
    path = os.path.join(folder, "station")
    answer = expect(run("demo", "--data", path), DONE).json
    return path, answer["chip"], answer["escn"]


def test_plan_check(folder):
    escn = expect(run("card", "plan", "check", "escn"), DONE).json["plan"]
    assert escn["applications"][0]["aid"] == "CA4D01" and escn["escn"], escn
    assert escn["applications"][0]["keys"] == [{"slot": 0, "label": "{institution}/escn/master", "version": 1}], escn
    assert expect(run("card", "plan", "check", "uid-only"), DONE).json["plan"]["applications"] == []
    legacy = expect(run("card", "plan", "check", os.path.join(PLANS, "deuinfo.json")), DONE).json["plan"]
    assert [file["number"] for file in legacy["applications"][0]["files"]] == [0, 1, 2], legacy
    with open(os.path.join(PLANS, "escn.json")) as file:
        plan = json.load(file)
    plan["applications"][0]["keys"][0]["version"] = 0
    path = os.path.join(folder, "plan.json")
    with open(path, "w") as file:
        json.dump(plan, file)
    expect(run("card", "plan", "check", path), FAILED, "invalid", "/applications/0/keys/0/version")
    expect(run("card", "plan", "check", "none"), FAILED, "not-found")
    expect(run("card", "plan", "check"), USAGE)


def test_round(folder):
    path, chip, escn = demo(folder)
    where = ("--plan", "escn", "--chip", chip, "--data", path)
    verified = expect(run("card", "verify", *where), DONE).json["chip"]
    assert verified["complete"] and verified["escn"] == escn, verified
    # nothing goes unasked, and it is told what would
    told = expect(run("card", "erase", *where), FAILED, "refused", "--yes")
    assert told.json["applications"] == ["CA4D01"] and told.json["foreign_applications"] == 0, told
    expect(run("card", "verify", *where), DONE)
    expect(run("card", "erase", "--yes", *where), DONE)
    expect(run("card", "verify", *where), FAILED, "chip-mismatch")
    traced = expect(run("card", "write", "--escn", escn, "--trace", *where), DONE)
    written = traced.json
    # every exchange is told, the key change without its key
    assert "ChangeKey" in traced.errors and "left out" in traced.errors and escn.replace("-", "").upper() in traced.errors.replace(" ", ""), traced
    assert written["chip"]["exchanges"] == 19 and written["stage"] == "verify", written
    assert expect(run("card", "verify", *where), DONE).json["chip"] == dict(verified, exchanges=12)


def test_format(folder):
    path, chip, escn = demo(folder)
    where = ("--plan", "escn", "--chip", chip, "--data", path)
    uid = expect(run("card", "inspect", "--chip", chip, "--data", path), DONE).json["chip"]["uid"]
    expect(run("card", "erase", "--format", "--yes", *where), FAILED, "refused", uid)
    expect(run("card", "erase", "--format", "--confirm", "04112233445566", *where), FAILED, "refused", uid)
    expect(run("card", "verify", *where), DONE)
    expect(run("card", "erase", "--format", "--confirm", uid.lower(), *where), DONE)
    assert expect(run("card", "inspect", "--chip", chip, "--data", path), DONE).json["chip"]["escn"] is None
    expect(run("card", "write", "--escn", escn, *where), DONE)


def test_refused(folder):
    path, chip, escn = demo(folder)
    where = ("--chip", chip, "--data", path)
    expect(run("card", "write", *where), USAGE, "usage", "--plan")
    expect(run("card", "write", "--plan", "escn", *where), USAGE, "usage", "--escn")
    expect(run("card", "write", "--plan", "escn", "--escn", "1", *where), FAILED, "invalid")
    expect(run("card", "verify", "--plan", "escn", "--institution", "nobody", *where), FAILED, "not-found")
    # another number on the same chip, and the same number on another chip
    other = expect(run("demo", "--data", path), DONE).json
    expect(run("card", "write", "--plan", "escn", "--escn", other["escn"], *where), FAILED, "refused")
    expect(run("card", "write", "--plan", "escn", "--escn", escn, "--chip", other["chip"], "--data", path), FAILED, "refused")
    expect(run("card", "erase", "--plan", "uid-only", *where), FAILED, "invalid")


def test_recognised(folder):
    path, chip, _ = demo(folder)
    where = ("--plan", "uid-only", "--chip", chip, "--data", path)
    uid = expect(run("card", "inspect", "--chip", chip, "--data", path), DONE).json["chip"]["uid"]
    assert expect(run("card", "write", *where), DONE).json["chip"]["uid"] == uid


def test_legacy(folder):
    """The retired zone is made by nobody who did not ask for it."""
    path, chip, escn = demo(folder)
    where = ("--plan", "deuinfo", "--escn", escn, "--chip", chip, "--data", path)
    expect(run("card", "write", *where), USAGE, "usage", "--legacy")
    with open(os.path.join(TOP, "tests", "chip", "deuinfo.json")) as file:
        example = json.load(file)["example"]
    files = []
    for name in ("signature", "certificate"):
        files += ["--" + name, os.path.join(folder, name)]
        with open(files[-1], "wb") as file:
            file.write(bytes.fromhex(example[name]))
    # made for another card
    expect(run("card", "write", "--legacy", *files, *where), FAILED, "chip-mismatch", "another card")
    expect(run("card", "verify", "--plan", "deuinfo", "--chip", chip, "--data", path), USAGE, "usage", "--root")


def test_issue(folder):
    """Whole cards by other plans: nothing on the chip but its UID recorded; fields of the record."""
    path, _, _ = demo(folder)
    record = os.path.join(folder, "record.json")
    with open(record, "w") as file:
        json.dump({"number": "LF23999", "given_names": "Zane", "family_name": "Kalna", "email": "zane@example.org",
                   "programme": "Forest Ecology", "level": "BACHELOR"}, file)
    issue = ("issue", "--record", record, "--photo", os.path.join(TOP, "data", "demo", "portrait-2.jpg"), "--institution", "lbtu", "--hand-over", "--data", path)
    add = ("institution", "add", "--id", "lbtu", "--name", "LBTU", "--pic", "999933328", "--schac", "lbtu.lv", "--template", "lbtu-student", "--data", path)

    expect(run(*add, "--chip-plan", "uid-only"), DONE)
    known = expect(run(*issue), DONE).json
    assert known["end"] == "issued" and len(known["uid"]) == 14, known
    with open(known["chip"]) as file:
        assert known["escn"].replace("-", "").upper() not in file.read()

    with open(os.path.join(PLANS, "escn.json")) as file:
        plan = json.load(file)
    plan["name"] = "fields"
    plan["applications"][0]["files"].append({
        "number": 2, "type": "backup", "size": 12, "comm": "full", "access": {"read": "free", "write": 0, "read_write": 0, "change": 0},
        "content": [{"text": "{number}", "encoding": "ascii", "length": 8}, {"date": "expires_at", "encoding": "bcd"}]})
    os.makedirs(os.path.join(path, "plans"))
    with open(os.path.join(path, "plans", "fields.json"), "w") as file:
        json.dump(plan, file)
    expect(run(*add, "--chip-plan", "fields"), DONE)
    written = expect(run(*issue, "--reason", "chip-dead"), DONE).json
    assert written["end"] == "issued", written
    where = ("--plan", "fields", "--chip", written["chip"], "--data", path)
    assert expect(run("card", "verify", *where), DONE).json["chip"]["escn"] == written["escn"]
    with open(written["chip"]) as file:
        assert b"LF23999".hex().upper() + "0020" in file.read()


cli.main([test_issue, test_plan_check, test_round, test_format, test_refused, test_recognised, test_legacy])
