#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window as an assistive tool sees it: finding by role and name over AT-SPI, pressing keys."""

import sys
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
CONTROLS = BUTTONS + (Atspi.Role.ENTRY, Atspi.Role.CHECK_BOX, Atspi.Role.RADIO_BUTTON, Atspi.Role.COMBO_BOX,
                      Atspi.Role.SPIN_BUTTON, Atspi.Role.SLIDER, Atspi.Role.PAGE_TAB, Atspi.Role.LINK)


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

    def leaves(self, name):
        """What was pressed has been heard: the button says something else."""
        wait("no button “%s”" % name, lambda: self.find(BUTTONS, name) is None)

    def press(self, name):
        self.button(name).do_action(0)

    def write(self, label, text):
        """The entry takes the focus when the station has opened; before, it stands on a hidden page."""
        entry = wait("the focus in “%s”" % label, lambda: self.find((Atspi.Role.ENTRY, Atspi.Role.TEXT), label, True))
        entry.set_text_contents(text)

    def search(self, label, text, act):
        """The first in a new window: writes, and takes the first hit by Enter, until act can be pressed."""
        self.write(label, text)
        # A key can get lost before the server has given the window the keyboard; it is pressed
        # again only while nobody is taken, since with somebody taken it would begin the card.
        for _ in range(DEADLINE // 5):
            Atspi.generate_keyboard_event(RETURN, None, Atspi.KeySynthType.SYM)
            try:
                return wait("a student taken", lambda: self.find(BUTTONS, act), 5)
            except AssertionError:
                continue
        raise AssertionError("no student was taken by Enter")

    def nameless(self):
        """Controls without a name of their own; GTK names those by their class."""
        return ["%s “%s” in “%s”" % (node.get_role_name(), node.get_name(), node.get_parent().get_name()) for node in below(self.window)
                if node.get_role() in CONTROLS and usable(node)
                and (not node.get_name().strip() or node.get_name().startswith(("Gtk", "Adw", "Cw")))]

    def places(self):
        """Goes to each place of the window in turn."""
        for tab in [node for node in below(self.window) if node.get_role() == Atspi.Role.PAGE_TAB]:
            tab.do_action(0)
            wait("the place “%s”" % tab.get_name(), lambda: tab.get_state_set().contains(Atspi.StateType.SELECTED))
            yield tab.get_name()

    def key(self, keyval):
        """A key pressed and let go, as X sees it."""
        Atspi.generate_keyboard_event(keyval, None, Atspi.KeySynthType.SYM)

    def says(self, *words):
        """A text in the window that has all these words; None when there is none."""
        for node in below(self.window):
            name = node.get_name()
            if name and all(word in name for word in words) and usable(node):
                return name
        return None

    def hears(self, *words):
        return wait("a text with “%s”" % "”, “".join(words), lambda: self.says(*words))

    def tell(self):
        """All that the window says, as TAP comments: for a failure."""
        for node in below(self.window):
            if node.get_name() and usable(node):
                print("# %s: %s" % (node.get_role_name(), node.get_name().replace("\n", " ")), flush=True)
