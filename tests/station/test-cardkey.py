#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The chip's own key, with the chip in another process behind a real pcscd (tests/printers/pcsc-rig.sh):
when the card is encoded, its key is in the card and nowhere else, not in the program's memory either.

usage: test-cardkey.py CARDWRIGHT-CLI
"""

import os
import re
import sys

import leaks
from leaks import MASTER, Order, call, derive, make_station, needles_of_station, read_bytes, read_memory, search, search_files, spellings


def test_card_key(folder):
    make_station(folder)
    assert call(folder, "status")[0] == 0
    conf = os.path.join(folder, "station", "station.conf")
    with open(conf) as file:
        text = file.read()
    assert "[reader]\nkind=software" in text, text
    with open(conf, "w") as file:
        file.write(text.replace("[reader]\nkind=software", "[reader]\nkind=pcsc\nname=" + os.environ["CW_RIG_READER"]))

    with Order(folder) as order:
        memory = read_memory(order.pid)  # the rig is root in its namespace
    uid = re.search(rb"Chip +([0-9A-F]{14})", order.said)
    assert uid is not None, order.said
    card_key = spellings("card key", derive(uid[1].decode()))

    # the card has it, so it is the right one; the master key is there, so it is the right memory
    assert search(read_bytes(os.environ["CW_RIG_CARD"]), card_key)
    assert "master key, raw" in search(memory[1], spellings("master key", MASTER))
    for part in memory:
        assert not search(part, card_key), search(part, card_key)
    assert not search(order.said, {**card_key, **needles_of_station()}), order.said
    assert not search_files(folder, card_key), search_files(folder, card_key)


if __name__ == "__main__":
    sys.exit(leaks.main([test_card_key]))
