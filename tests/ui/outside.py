#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desk as an assistive tool sees it: outside.py PROGRAM [lv]

Starts PROGRAM on a demo station of its own, finds what it needs by role and name over AT-SPI,
and issues a card by pressing the primary button. With "lv" it looks for the Latvian words and
stops before plastic is used. Speaks TAP.
"""

import os
import shutil
import subprocess
import sys
import tempfile

from seen import Desk

WORDS = {
    "": {"find": "Find a student by name or number", "issue": "Issue card",
         "lay": "Lay the card on the reader", "give": "Give the card to ", "next": "Next, please"},
    "lv": {"find": "Atrast studentu pēc vārda vai numura", "issue": "Izsniegt karti"},
}


def steps(desk, words):
    desk.search(words["find"], "skele", words["issue"])
    yield "a student is found by typing"
    desk.button(words["issue"])
    yield "the primary button says “%s”" % words["issue"]
    assert not desk.nameless(), "buttons without a name: %s" % desk.nameless()
    yield "every button has a name"
    if "lay" in words:
        desk.press(words["issue"])
        desk.press(words["lay"])
        yield "the card is printed and laid on the reader"
        desk.press(words["give"])
        desk.button(words["next"])
        yield "the card is handed over"


def main():
    language = sys.argv[2] if len(sys.argv) > 2 else ""
    directory = tempfile.mkdtemp(prefix="cardwright-outside-")
    process = subprocess.Popen([sys.argv[1], "--data", os.path.join(directory, "station")])
    count = 0
    try:
        for count, name in enumerate(steps(Desk(process), WORDS[language]), 1):
            print("ok %d %s" % (count, name), flush=True)
    except AssertionError as error:
        count += 1
        print("not ok %d %s" % (count, error), flush=True)
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(directory, ignore_errors=True)
    print("1..%d" % count)


main()
