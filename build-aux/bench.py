#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""./dev bench [AREA] [--json FILE]: measures, prints a table, writes one JSON object a line.

Ratios are taken in one run, the two sides alternating, medians compared, so that a slow or busy
machine slows both. A figure over its limit is marked and makes the program exit 1.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

BUILD = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "_build")
BENCH = os.path.join(BUILD, "tests", "bench")

# name -> limit; None: a figure that is watched but has no limit
LIMITS = {
    "render_face_ms": 10,
    "render_new_face_ms": 60,
    "render_first_face_ms": None,
    "first_frame_ratio": 2.5,
    "first_frame_ms": None,
    "minimal_first_frame_ms": None,
    "chip_exchanges": 60,
    "chip_card_ms": 20,
    "issue_card_ms": None,
}

START_PAIRS = 15


def figures_of(program, *arguments):
    """Runs a bench program; its lines are "name value unit"."""
    output = subprocess.run([os.path.join(BENCH, program), *arguments], check=True, text=True, stdout=subprocess.PIPE).stdout
    for line in output.splitlines():
        name, value, unit = line.split()
        yield name, float(value), unit


def bench_render(folder):
    yield from figures_of("bench-render", folder)


def bench_chip(folder):
    yield from figures_of("bench-chip", folder)


def bench_issue(folder):
    """One whole card on the demo station, from exec to exit of cardwright-cli."""
    program = os.path.join(BUILD, "app", "cli", "cardwright-cli")
    times = []
    for _ in range(9):
        start = time.monotonic()
        subprocess.run([program, "demo", "--data", folder, "--json"], check=True, stdout=subprocess.DEVNULL)
        times.append((time.monotonic() - start) * 1000)
    yield "issue_card_ms", statistics.median(times), "ms"


class Display:
    """An X server of our own, on a free number."""

    def __enter__(self):
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
            pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as numbers:
            self.name = ":" + numbers.readline().strip()
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()


def first_frame(arguments, environment):
    """Milliseconds from just before exec to the first painted frame."""
    environment = dict(environment, START_NS=str(time.clock_gettime_ns(time.CLOCK_MONOTONIC)))
    output = subprocess.run(arguments, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60).stdout
    match = re.search(r"first-frame-ms ([0-9.]+)", output)
    if match is None:
        sys.exit("bench: %s painted no frame" % arguments[0])
    return float(match.group(1))


def bench_desk(folder):
    desk = [os.path.join(BUILD, "ui", "cardwright"), "--data", folder]
    minimal = [os.path.join(BENCH, "minimal-window")]
    with Display() as display:
        environment = dict(
            os.environ, DISPLAY=display.name, GDK_BACKEND="x11", GSK_RENDERER="cairo", GTK_A11Y="none",
            GSETTINGS_BACKEND="memory", LD_PRELOAD=os.path.join(BENCH, "libfirst-frame.so"))
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
        for arguments in (minimal, desk):  # caches warm, for both alike
            first_frame(arguments, environment)
        desks, minimals = [], []
        for _ in range(START_PAIRS):
            minimals.append(first_frame(minimal, environment))
            desks.append(first_frame(desk, environment))
    yield "minimal_first_frame_ms", statistics.median(minimals), "ms"
    yield "first_frame_ms", statistics.median(desks), "ms"
    yield "first_frame_ratio", statistics.median(desks) / statistics.median(minimals), "ratio"


AREAS = {"render": bench_render, "chip": bench_chip, "issue": bench_issue, "desk": bench_desk}


def main():
    parser = argparse.ArgumentParser(prog="./dev bench")
    parser.add_argument("area", nargs="?", choices=sorted(AREAS))
    parser.add_argument("--json", metavar="FILE", dest="path")
    options = parser.parse_args()

    rows = []
    for area in [options.area] if options.area else AREAS:
        with tempfile.TemporaryDirectory(prefix="cardwright-bench-") as folder:
            rows.extend(AREAS[area](folder))

    over = False
    print("%-24s %12s %-10s %8s" % ("figure", "value", "unit", "limit"))
    for name, value, unit in rows:
        limit = LIMITS[name]
        bad = limit is not None and value > limit
        over = over or bad
        print("%-24s %12.3f %-10s %8s%s" % (name, value, unit, "-" if limit is None else limit, "  OVER" if bad else ""))
    if options.path:
        with open(options.path, "w", encoding="utf-8") as file:
            for name, value, unit in rows:
                file.write(json.dumps({"name": name, "value": value, "unit": unit, "limit": LIMITS[name]}) + "\n")
    sys.exit(1 if over else 0)


if __name__ == "__main__":
    main()
