#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws data/drawings/*-symbolic.svg: what an operator does to a card printer, seen from its side.

GTK paints symbolic icons in the colour of the text by filling every path, so a line has to be a
filled outline. Here a drawing is lines, rings and boxes; a path of one or more of them is written
out, each turning clockwise, so that they add up where they cross. Run it after a change and look
at every drawing at 96 and 192 pixels; what it writes is kept in the repository.
"""

import math
import pathlib

SIZE = 96  # a drawing's own pixels: it is shown at this size or twice that
HALF = 2.5  # half a line
NOTE = "SPDX-FileCopyrightText: 2026 The Cardwright authors\n     SPDX-License-Identifier: GPL-3.0-or-later"


def number(value):
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def point(x, y):
    return f"{number(x)} {number(y)}"


def line(x1, y1, x2, y2):
    """A straight line with round ends."""
    length = math.hypot(x2 - x1, y2 - y1)
    nx, ny = -(y2 - y1) / length * HALF, (x2 - x1) / length * HALF
    arc = f"A{number(HALF)} {number(HALF)} 0 0 1 "
    return (f"M{point(x1 + nx, y1 + ny)}{arc}{point(x1 - nx, y1 - ny)}"
            f"L{point(x2 - nx, y2 - ny)}{arc}{point(x2 + nx, y2 + ny)}z")


def lines(*points):
    return "".join(line(*a, *b) for a, b in zip(points, points[1:]))


def circle(x, y, r, clockwise=True):
    sweep = 1 if clockwise else 0
    arc = f"A{number(r)} {number(r)} 0 1 {sweep} "
    return f"M{point(x - r, y)}{arc}{point(x + r, y)}{arc}{point(x - r, y)}z"


def ring(x, y, r):
    return circle(x, y, r + HALF) + circle(x, y, r - HALF, clockwise=False)


def arc(x, y, r, start, end):
    """Clockwise from one angle to another, in degrees from the right, with round ends."""
    large = 1 if end - start > 180 else 0

    def at(angle, radius):
        return point(x + radius * math.cos(math.radians(angle)), y + radius * math.sin(math.radians(angle)))

    outer, inner, cap = number(r + HALF), number(r - HALF), number(HALF)
    return (f"M{at(start, r + HALF)}A{outer} {outer} 0 {large} 1 {at(end, r + HALF)}"
            f"A{cap} {cap} 0 0 1 {at(end, r - HALF)}"
            f"A{inner} {inner} 0 {large} 0 {at(start, r - HALF)}A{cap} {cap} 0 0 1 {at(start, r + HALF)}z")


def box(x1, y1, x2, y2, r=5):
    """A box with round corners; all four numbers lie in the middle of its lines."""

    def outline(grow, clockwise):
        a, b, c, d, q = x1 - grow, y1 - grow, x2 + grow, y2 + grow, max(r + grow, 0.5)
        k = f"A{number(q)} {number(q)} 0 0 {1 if clockwise else 0} "
        if clockwise:
            return (f"M{point(a + q, b)}L{point(c - q, b)}{k}{point(c, b + q)}L{point(c, d - q)}{k}{point(c - q, d)}"
                    f"L{point(a + q, d)}{k}{point(a, d - q)}L{point(a, b + q)}{k}{point(a + q, b)}z")
        return (f"M{point(a + q, b)}{k}{point(a, b + q)}L{point(a, d - q)}{k}{point(a + q, d)}L{point(c - q, d)}{k}{point(c, d - q)}"
                f"L{point(c, b + q)}{k}{point(c - q, b)}z")

    return outline(HALF, True) + outline(-HALF, False)


def tub(x1, y1, x2, y2, r=6):
    """A printer that is open at its top."""
    return (line(x1, y1, x1, y2 - r) + arc(x1 + r, y2 - r, r, 90, 180) + line(x1 + r, y2, x2 - r, y2)
            + arc(x2 - r, y2 - r, r, 0, 90) + line(x2, y2 - r, x2, y1))


def turned(x, y, width, height, degrees):
    """A card that lies askew."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    corners = [(x + a * width / 2 * c - b * height / 2 * s, y + a * width / 2 * s + b * height / 2 * c)
               for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]
    return lines(*corners)


def arrow(x1, y1, x2, y2, head=10):
    angle = math.atan2(y2 - y1, x2 - x1)
    ends = [(x2 - head * math.cos(angle + turn), y2 - head * math.sin(angle + turn)) for turn in (0.72, -0.72)]
    return line(x1, y1, x2, y2) + lines(ends[0], (x2, y2), ends[1])


def sweep(x, y, r, start, end, head=10):
    """An arrow along an arc, clockwise."""
    tip_x, tip_y = x + r * math.cos(math.radians(end)), y + r * math.sin(math.radians(end))
    # on so short an arc the way at the tip is that of the chord to the tip's half
    angle = math.radians(end + 90 - (end - start) / 4)
    ends = [(tip_x - head * math.cos(angle + turn), tip_y - head * math.sin(angle + turn)) for turn in (0.72, -0.72)]
    return arc(x, y, r, start, end) + lines(ends[0], (tip_x, tip_y), ends[1])


def cross(x, y, r):
    return line(x - r, y - r, x + r, y + r) + line(x + r, y - r, x - r, y + r)


def sparkle(x, y, r):
    q = r * 0.16
    return (f"M{point(x, y - r)}Q{point(x + q, y - q)} {point(x + r, y)}Q{point(x + q, y + q)} {point(x, y + r)}"
            f"Q{point(x - q, y + q)} {point(x - r, y)}Q{point(x - q, y - q)} {point(x, y - r)}z")


CASSETTE = ring(33, 68, 8) + ring(63, 68, 8) + line(33, 76, 63, 76)

DRAWINGS = {
    # the lid is up; the arrow closes it
    "cover": [tub(16, 50, 80, 84) + line(16, 50, 80, 50), lines((16, 42), (54, 15), (60, 23)), sweep(16, 44, 60, -24, -5)],
    # a roll with its two cores goes into the open printer
    "ribbon": [tub(16, 46, 80, 86), CASSETTE, arrow(48, 10, 48, 46)],
    "ribbon-wrong": [tub(16, 46, 80, 86), CASSETTE, cross(48, 24, 13)],
    # cards go into the hopper
    "feeder": [box(16, 54, 80, 86) + line(64, 70, 80, 70), line(20, 32, 20, 54) + line(52, 32, 52, 54),
               line(28, 46, 44, 46) + line(28, 38, 44, 38), arrow(36, 6, 36, 28)],
    # a card askew is taken out at the top
    "jam": [tub(16, 46, 80, 86), turned(47, 52, 40, 26, -32), arrow(82, 36, 82, 10)],
    # the tray before the printer is full: they are taken out
    "output": [box(10, 36, 54, 84) + line(40, 60, 54, 60), lines((54, 80), (88, 80), (88, 70)),
               line(62, 71, 80, 71) + line(62, 62, 80, 62) + line(62, 53, 80, 53), arrow(71, 42, 71, 12)],
    # the tray behind it, with a card that is none
    "reject": [box(42, 36, 86, 84) + line(72, 60, 86, 60), lines((8, 70), (8, 80), (42, 80)),
               line(16, 71, 34, 71), cross(25, 52, 9), arrow(25, 34, 25, 10)],
    # a clean card goes in
    "cleaning": [box(14, 60, 78, 86), line(28, 60, 28, 22) + line(64, 60, 64, 22) + line(28, 22, 64, 22), sparkle(46, 42, 13),
                 arrow(82, 16, 82, 46)],
    # plug in, switch on
    "power": [box(42, 34, 88, 84), arc(65, 60, 12, -50, 230) + line(65, 44, 65, 58),
              box(8, 30, 30, 48) + line(14, 16, 14, 30) + line(24, 16, 24, 30),
              line(19, 48, 19, 66) + arc(27, 66, 8, 90, 180) + line(27, 74, 42, 74)],
    # a thermometer beside the print head
    "hot": [box(8, 48, 54, 84) + line(19, 61, 43, 61), arc(77, 18, 7, 180, 360) + line(70, 18, 70, 58) + line(84, 18, 84, 58)
            + arc(77, 70, 13, -57, 237) + line(77, 36, 77, 68)],
}


def main():
    folder = pathlib.Path(__file__).resolve().parent.parent / "data" / "drawings"
    for name, parts in DRAWINGS.items():
        paths = "".join(f'  <path fill="#2e3436" d="{part}"/>\n' for part in parts)
        (folder / f"{name}-symbolic.svg").write_text(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {NOTE} -->\n'
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE}" height="{SIZE}" viewBox="0 0 {SIZE} {SIZE}">\n{paths}</svg>\n')


if __name__ == "__main__":
    main()
