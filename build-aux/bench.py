#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""./dev bench [AREA] [--peers] [--json FILE]: measures, prints a table, writes one JSON object a line.

Ratios are taken in one run, the two sides alternating, medians compared, so that a slow or busy
machine slows both. A figure beyond its limit is marked and makes the program exit 1.
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

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ.get("CARDWRIGHT_BUILD", os.path.join(TOP, "_build"))
BENCH = os.path.join(BUILD, "tests", "bench")
PEERS = os.path.join(TOP, "tests", "bench", "peers")

# name -> limit; None: a figure that is watched but has no limit
LIMITS = {
    "render_face_ms": 10,
    "render_new_face_ms": 60,
    "render_first_face_ms": None,
    "bare_loop_cards_per_second": None,
    "render_cards_per_second": None,
    "render_ratio_to_bare_loop": 1.5,
    "render_write_cards_per_second": None,
    "render_linearity": 2.2,
    "render_memory_growth_kib": 2048,
    "render_glabels_cards_per_second": None,
    "render_chromium_cards_per_second": None,
    "render_weasyprint_cards_per_second": None,
    "render_ratio_to_fastest_peer": 12,
    "first_frame_ratio": 2.5,
    "first_frame_ms": None,
    "minimal_first_frame_ms": None,
    "chip_exchanges": 20,  # two above the lower bound that docs/chip.md works out
    "chip_card_ms": 20,
    "chip_pcsc_card_ms": None,
    "chip_pcsc_raw_ms": None,
    "chip_pcsc_alone_ms": None,
    "chip_ratio_to_raw": 1.15,
    "chip_ratio_to_alone": None,
    "issue_card_ms": None,
    "print_queue_first_byte_ms": None,
    "print_queue_last_byte_ms": None,
    "print_direct_first_byte_ms": None,
    "print_direct_last_byte_ms": None,
    "print_software_card_ms": None,
    "print_memory_growth_kib": None,
    "store_steps_per_second": None,
    "store_issue_overhead_ms": None,
    "store_search_median_ms": None,
    "store_search_p99_ms": None,
    "store_memory_kib": None,
    "store_journal_verify_s": None,
    "store_check_full_s": None,
    "store_backup_s": None,
    "reconcile_s": None,
    "reconcile_work_s": None,
    "reconcile_requests": 12000,  # ten rows a page of 10,000 cards and as many persons, and one question a card
    "reconcile_memory_growth_kib": 8192,
    "reconcile_lists_kib": None,
}

# limits that a figure must reach and not stay under
AT_LEAST = {"render_ratio_to_fastest_peer"}

START_PAIRS = 15
CARD_PAIRS = 7
CARDS = 150
MANY_CARDS = 10000
PEER_ROUNDS = 3
PEER_CARDS = {"glabels": 60, "chromium": 40, "weasyprint": 60}  # some ten seconds each


def figures_of(program, *arguments, rig=(), **environment):
    """Runs a bench program, inside @rig if there is one; its lines are "name value unit"."""
    command = [*rig, os.path.join(BENCH, program), *arguments]
    output = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, env=dict(os.environ, **environment)).stdout
    for line in output.splitlines():
        name, value, unit = line.split()
        yield name, float(value), unit


def cards(folder, count, what, threads=1):
    """Seconds, and resident KiB early and late, of so many cards."""
    return {name: value for name, value, _ in figures_of("bench-cards", folder, str(count), what, str(threads))}


def bench_cards(folder):
    """Both faces of distinct records and photos, beside the least that such a card costs."""
    subprocess.run([os.path.join(BENCH, "bench-photos"), folder, os.path.join(TOP, "data", "demo"), "1000"], check=True)
    bare, ours, twice, written = [], [], [], []
    for _ in range(CARD_PAIRS):
        bare.append(next(figures_of("bare-loop", folder, str(CARDS)))[1])
        ours.append(cards(folder, CARDS, "draw")["seconds"])
        twice.append(cards(folder, 2 * CARDS, "draw")["seconds"])
        written.append(cards(folder, CARDS, "pwg", os.cpu_count())["seconds"])
    bare, ours, twice, written = (statistics.median(times) for times in (bare, ours, twice, written))
    yield "bare_loop_cards_per_second", CARDS / bare, "cards/s"
    yield "render_cards_per_second", CARDS / ours, "cards/s"
    yield "render_ratio_to_bare_loop", ours / bare, "ratio"
    yield "render_write_cards_per_second", CARDS / written, "cards/s"
    yield "render_linearity", twice / ours, "ratio"
    many = cards(folder, MANY_CARDS, "draw")
    yield "render_memory_growth_kib", many["late_kib"] - many["early_kib"], "KiB"


def page_count(paths):
    text = "".join(subprocess.run(["pdfinfo", path], check=True, text=True, stdout=subprocess.PIPE).stdout for path in paths)
    return sum(int(number) for number in re.findall(r"^Pages: *([0-9]+)", text, re.MULTILINE))


def is_drawn(paths):
    """Whether the first page holds anything: a program may write empty pages and say it did well."""
    dots = subprocess.run(["pdftoppm", "-r", "20", "-gray", "-f", "1", "-l", "1", paths[0]], check=True, stdout=subprocess.PIPE).stdout
    return len(set(dots[20:])) > 1  # behind the heading


def bench_peers(folder):
    """The same cards by other programs, files included, exec to exit, on all cores that each uses."""
    sys.path.insert(0, PEERS)
    import peers  # pylint: disable=import-outside-toplevel

    peers.make_codes(folder, max(PEER_CARDS.values()))
    rivals = [peer(folder, PEER_CARDS[peer.name]) for peer in peers.PEERS]
    speeds = {peer.name: [] for peer in rivals}
    ours = []
    for _ in range(PEER_ROUNDS):
        for peer in list(rivals):
            count = PEER_CARDS[peer.name]
            start = time.monotonic()
            output = peer.run(folder)
            speeds[peer.name].append(count / (time.monotonic() - start))
            if page_count(output) != 2 * count or not is_drawn(output):
                print("bench: %s did not draw the cards; it is left out" % peer.name, file=sys.stderr)
                rivals.remove(peer)
                del speeds[peer.name]
            start = time.monotonic()
            cards(folder, 2 * CARDS, "pwg", os.cpu_count())
            ours.append(2 * CARDS / (time.monotonic() - start))
    for name, values in speeds.items():
        yield "render_%s_cards_per_second" % name, statistics.median(values), "cards/s"
    if speeds:
        yield "render_ratio_to_fastest_peer", statistics.median(ours) / max(statistics.median(values) for values in speeds.values()), "ratio"


def bench_render(folder):
    yield from figures_of("bench-render", os.path.join(folder, "station"))
    yield from bench_cards(folder)
    if bench_render.peers:
        yield from bench_peers(folder)


bench_render.peers = False


def bench_chip(folder):
    yield from figures_of("bench-chip", folder)
    rig = os.path.join(TOP, "tests", "printers", "pcsc-rig.sh")
    card = os.path.join(BUILD, "tests", "printers", "vpcd-card")
    yield from figures_of("bench-pcsc", rig=[rig], VPCD_CARD=card)


def bench_issue(folder):
    """One whole card on the demo station, from exec to exit of cardwright-cli."""
    program = os.path.join(BUILD, "app", "cli", "cardwright-cli")
    times = []
    for _ in range(9):
        start = time.monotonic()
        subprocess.run([program, "demo", "--data", folder, "--json"], check=True, stdout=subprocess.DEVNULL)
        times.append((time.monotonic() - start) * 1000)
    yield "issue_card_ms", statistics.median(times), "ms"


def bench_print(_folder):
    """From the click to the printer's data, both ways, and a run of 50 cards, on a virtual printer."""
    rig = os.path.join(TOP, "tests", "printers", "cups-rig.sh")
    memory = {}
    for name, value, unit in figures_of("bench-print", "7", "50", rig=[rig]):
        if unit == "KiB":
            memory[name] = value
        else:
            yield name, value, unit
    yield "print_memory_growth_kib", memory["print_late_kib"] - memory["print_early_kib"], "KiB"


def bench_store(folder):
    """Durable acts, one card's share of them, a search among 100,000 students, check and copy; 10,000
    cards compared with the register."""
    yield from figures_of("bench-store")
    yield from figures_of("bench-reconcile", XDG_DATA_HOME=folder)


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


AREAS = {"render": bench_render, "chip": bench_chip, "issue": bench_issue, "print": bench_print, "store": bench_store, "desk": bench_desk}


def main():
    parser = argparse.ArgumentParser(prog="./dev bench")
    parser.add_argument("area", nargs="?", choices=sorted(AREAS))
    parser.add_argument("--peers", action="store_true", help="with area render: measure other programs too")
    parser.add_argument("--json", metavar="FILE", dest="path")
    options = parser.parse_args()
    bench_render.peers = options.peers

    rows = []
    for area in [options.area] if options.area else AREAS:
        with tempfile.TemporaryDirectory(prefix="cardwright-bench-") as folder:
            rows.extend(AREAS[area](folder))

    over = False
    print("%-36s %12s %-10s %8s" % ("figure", "value", "unit", "limit"))
    for name, value, unit in rows:
        limit = LIMITS[name]
        least = name in AT_LEAST
        bad = limit is not None and (value < limit if least else value > limit)
        over = over or bad
        bound = "-" if limit is None else ">= %g" % limit if least else "%g" % limit
        print("%-36s %12.3f %-10s %8s%s" % (name, value, unit, bound, "  UNDER" if bad and least else "  OVER" if bad else ""))
    if options.path:
        with open(options.path, "w", encoding="utf-8") as file:
            for name, value, unit in rows:
                file.write(json.dumps({"name": name, "value": value, "unit": unit, "limit": LIMITS[name], "at_least": name in AT_LEAST}) + "\n")
    sys.exit(1 if over else 0)


if __name__ == "__main__":
    main()
