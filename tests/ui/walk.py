#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A morning at the counter without a mouse: walk.py PROGRAM CLI

Inside cups-rig.sh and pcsc-rig.sh: keys are pressed and what the window says is read over AT-SPI,
while a virtual card printer jams, a virtual card is pulled off its reader and no router answers.
Speaks TAP.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

from seen import RETURN, Desk

FIND = "Find a student by name or number"
F7 = 0xffc4  # X's name is F7


def card(command):
    """A command to the card on the virtual reader; its answer."""
    with open(os.environ["CW_RIG_COMMANDS"], "w") as commands, open(os.environ["CW_RIG_REPLIES"]) as replies:
        commands.write(command + "\n")
        commands.flush()
        return replies.readline().strip()


def blank(directory, number):
    """The next blank card on the reader."""
    assert card("replace " + os.path.join(directory, "blank-%d.json" % number)) == "inserted"


def fail(word):
    with open(os.path.join(os.environ["CW_RIG_DIR"], "fail"), "w") as knob:
        knob.write(word)


def settle(path, **groups):
    """The demo station's folder with real devices: GROUP="lines of station.conf"."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for group, lines in groups.items():
        text = re.sub(r"(?ms)^\[%s\]\n.*?(?=^\[|\Z)" % group, lambda _: "[%s]\n%s\n\n" % (group, lines), text)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


class Program:
    """The program on a station; ended with it."""

    def __init__(self, program, station):
        self.process = subprocess.Popen([program, "--data", station])
        self.desk = Desk(self.process)

    def __enter__(self):
        return self.desk

    def __exit__(self, kind, *_):
        if kind is AssertionError:
            self.desk.tell()
        self.process.terminate()
        self.process.wait()


def enter(desk, words):
    """Enter, when the button says so: it is the next thing to do wherever the focus is."""
    desk.button(words)
    desk.key(RETURN)
    desk.leaves(words)


def take(desk, text):
    """Finds a student by typing and takes the hit by Enter, which waits for the hits by itself."""
    desk.write(FIND, text)
    desk.key(RETURN)


def finish(desk):
    """From a printed card, which lies on the reader, to the next student."""
    enter(desk, "Give the card to ")
    enter(desk, "Next, please")


def walk(program, directory, station):
    with Program(program, station) as desk:
        desk.search(FIND, "skele", "Issue card")
        enter(desk, "Issue card")
        finish(desk)
        yield "a card is issued by Enter alone, on a real print service and reader"

        blank(directory, 2)
        fail("jam")
        take(desk, "berzins")
        enter(desk, "Issue card")
        desk.hears("Printer, ", ": Needs you")
        fail("")
        finish(desk)
        yield "a jam is told, and the card goes on when it is cleared"

        blank(directory, 3)
        assert card("pull 12") == "waiting"
        take(desk, "ozola")
        enter(desk, "Issue card")
        desk.button("Try again")
        yield "a card that is pulled in mid-writing is asked for again"
        blank(directory, 3)  # a card is its file: the same one again
        enter(desk, "Try again")
        finish(desk)
        yield "and is finished on the same chip"

    settle(os.path.join(station, "station.conf"), register="kind=router\nbase-uri=http://127.0.0.1:1/esc-rest/")
    blank(directory, 4)
    with Program(program, station) as desk:
        desk.search(FIND, "zagars", "Issue card")
        enter(desk, "Issue card")
        finish(desk)
        yield "a card is issued while no router answers"
        desk.key(F7)
        desk.hears("1 message is owed")
        yield "what the register is owed is said"
        for place in desk.places():
            assert not desk.nameless(), "%s: controls without a name: %s" % (place, desk.nameless())
            yield "every control of the place “%s” has a name" % place


def main():
    program, cli = sys.argv[1:]
    directory = tempfile.mkdtemp(prefix="cardwright-walk-")
    station = os.path.join(directory, "station")
    count = 0
    try:
        subprocess.run([cli, "status", "--data", station], check=True, stdout=subprocess.DEVNULL)
        settle(os.path.join(station, "station.conf"), printer="kind=ipp\nuri=" + os.environ["CW_RIG_DEVICE_URI"],
               reader="kind=pcsc\nname=" + os.environ["CW_RIG_READER"])
        for count, name in enumerate(walk(program, directory, station), 1):
            print("ok %d %s" % (count, name), flush=True)
    except AssertionError as error:
        count += 1
        print("not ok %d %s" % (count, error), flush=True)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    print("1..%d" % count)


main()
