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
import time

try:
    import gi
    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi, GLib
except (ImportError, ValueError):
    print("Bail out! python3-gi or the AT-SPI bindings are not installed; ./dev test installs them")
    sys.exit(1)

RETURN = 0xff0d  # the key's X name is Return
DEADLINE = 60  # seconds for one step
BUTTONS = (Atspi.Role.PUSH_BUTTON, Atspi.Role.TOGGLE_BUTTON)
WORDS = {
    "": {"find": "Find a student by name or number", "issue": "Issue card",
         "lay": "Lay the card on the reader", "give": "Give the card to ", "next": "Next, please"},
    "lv": {"find": "Atrast studentu pēc vārda vai numura", "issue": "Izsniegt karti"},
}


def below(node):
    """All accessibles below node; those that go away meanwhile are left out."""
    try:
        count = node.get_child_count()
    except GLib.Error:
        return
    for i in range(count):
        try:
            child = node.get_child_at_index(i)
        except GLib.Error:
            continue
        if child is not None:
            yield child
            yield from below(child)


def usable(node):
    """GTK 4.8 tells no more of a widget inside a window: "showing" is set for windows only."""
    states = node.get_state_set()
    return states.contains(Atspi.StateType.VISIBLE) and states.contains(Atspi.StateType.SENSITIVE)


def wait(what, condition, seconds=DEADLINE):
    """Polls, since a process of its own must come that far; fails after so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        GLib.MainContext.default().iteration(False)
        try:
            found = condition()
        except GLib.Error:
            found = None
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("did not come true: " + what)


class Desk:
    def __init__(self, process):
        self.process = process
        Atspi.get_desktop(0).set_cache_mask(Atspi.Cache.NONE)
        self.window = wait("a window named Cardwright", self.find_window)

    def find_window(self):
        assert self.process.poll() is None, "the program ended"
        for node in below(Atspi.get_desktop(0)):
            if node.get_role() == Atspi.Role.FRAME and node.get_name() == "Cardwright":
                return node
        return None

    def find(self, roles, name, focused=False):
        for node in below(self.window):
            if node.get_role() in roles and node.get_name().startswith(name) and usable(node):
                if not focused or node.get_state_set().contains(Atspi.StateType.FOCUSED):
                    return node
        return None

    def button(self, name):
        return wait("a button “%s”" % name, lambda: self.find(BUTTONS, name))

    def press(self, name):
        self.button(name).do_action(0)

    def search(self, label, text):
        """The entry takes the focus when the station has opened; before, it stands on a hidden page."""
        entry = wait("the focus in “%s”" % label, lambda: self.find((Atspi.Role.ENTRY, Atspi.Role.TEXT), label, True))
        entry.set_text_contents(text)
        # A key can get lost before the server has given the window the keyboard; it is pressed
        # again only while nobody is taken, since with somebody taken it would begin the card.
        for _ in range(DEADLINE // 5):
            Atspi.generate_keyboard_event(RETURN, None, Atspi.KeySynthType.SYM)
            try:
                return wait("a student taken", self.taken, 5)
            except AssertionError:
                continue
        raise AssertionError("no student was taken by Enter")

    def taken(self):
        return any(node.get_role() == Atspi.Role.LIST_ITEM and node.get_state_set().contains(Atspi.StateType.SELECTED)
                   for node in below(self.window))

    def nameless(self):
        return [node.get_role_name() for node in below(self.window)
                if node.get_role() in BUTTONS and usable(node) and not node.get_name().strip()]


def steps(desk, words):
    desk.search(words["find"], "skele")
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
