#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A demo station whose keys lie in a real PKCS#11 token (SoftHSM) and in a real keyring (under
tests/keys/keyring-rig.sh), set up with the commands that cardwright(1) names.

usage: test-keysources.py CARDWRIGHT-CLI
"""

import json
import os
import subprocess
import sys

import leaks
from leaks import MASTER, PHOTOS, TOKEN, Order, call, check_value, derive, key_lines, make_station, needles_of_station, read_memory, search, search_files, spellings, write_keys

MODULE = "/usr/lib/softhsm/libsofthsm2.so"  # Debian's libsofthsm2
PIN = "4711-specimen"
MASTER_LABEL = "lbtu/escn/master"
TOKEN_LABEL = "lbtu/router-token"
PHOTOS_LABEL = "store/photos"


def configure(folder, *lines, key_file=None):
    """A demo station with [keys] of its own; @key_file: its lines, or none at all."""
    make_station(folder)
    assert call(folder, "status")[0] == 0
    keys = os.path.join(folder, "station", "keys")
    if key_file is None:
        os.unlink(keys)
    else:
        write_keys(keys, *key_file)
    with open(os.path.join(folder, "station", "station.conf"), "a") as file:
        file.write("\n[keys]\n" + "".join(line + "\n" for line in lines))


def make_token(folder):
    """A token with the master key; the URI."""
    tokens = os.path.join(folder, "tokens")
    conf = os.path.join(folder, "softhsm2.conf")
    key = os.path.join(folder, "key")
    os.mkdir(tokens)
    with open(conf, "w") as file:
        file.write("directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n" % tokens)
    with open(key, "wb") as file:
        file.write(MASTER)
    os.environ["SOFTHSM2_CONF"] = conf
    for arguments in (["--init-token", "--free", "--label", "Cards", "--so-pin", "87654321", "--pin", PIN],
                      ["--import", key, "--aes", "--token", "Cards", "--label", MASTER_LABEL, "--id", "01", "--pin", PIN]):
        subprocess.run(["softhsm2-util", *arguments], check=True, stdout=subprocess.DEVNULL)
    os.unlink(key)
    return "token=pkcs11:token=Cards?module-path=" + MODULE


def keep(label, version, text):
    """Into the keyring."""
    subprocess.run(["secret-tool", "store", "--label=Specimen", "xdg:schema", "org.cardwright.Key", "label", label, "version", version,
                    "institution", label.split("/")[0]], input=text, text=True, check=True)


def forget(*labels):
    for label in labels:
        subprocess.run(["secret-tool", "clear", "xdg:schema", "org.cardwright.Key", "label", label], check=True)


def issue(folder):
    """A card; its key is the one that the master key gives, whatever place that is in."""
    code, answer, output = call(folder, "demo")
    assert code == 0, output
    answer = json.loads(answer[answer.index(b"{\n"):])
    assert answer["end"] == "issued" and answer["registered"], answer
    assert search_files(os.path.dirname(answer["chip"]), spellings("card key", derive(answer["uid"]))), answer
    told = MASTER_LABEL + ", version 1, check value " + check_value()
    assert told.encode() in output, (told, output)
    needles = {**needles_of_station(), **spellings("PIN", PIN.encode())}
    assert not search(output, needles), search(output, needles)
    found = search_files(os.path.join(folder, "station"), needles, but=["keys"])
    assert not found, found


def refuse(folder, *words):
    code, _, output = call(folder, "demo")
    assert code != 0, output
    for word in words:
        assert word.encode() in output, (word, output)
    assert PIN.encode() not in output, output


def test_token(folder):
    """The master key in the token; its PIN and the register's token in the key file."""
    configure(folder, make_token(folder), key_file=[*key_lines()[1:], "token/pin text:" + PIN])
    issue(folder)


def test_keyring(folder):
    """Everything in the keyring; there is no key file."""
    keep(MASTER_LABEL, "1", MASTER.hex())
    keep(TOKEN_LABEL, "0", "text:" + TOKEN.decode())
    keep(PHOTOS_LABEL, "1", "aes256:" + PHOTOS.hex())
    configure(folder, "keyring=true")
    issue(folder)
    forget(TOKEN_LABEL)
    refuse(folder, TOKEN_LABEL, "keyring")
    forget(MASTER_LABEL, PHOTOS_LABEL)


def test_keyring_memory(folder):
    """What libsecret handed over is gone from memory when the card is done."""
    keep(MASTER_LABEL, "1", MASTER.hex())
    configure(folder, "keyring=true", key_file=key_lines()[1:])
    if os.geteuid() != 0:
        print("# only root can look into it")
    with Order(folder) as order:
        dumped = read_memory(order.pid)[0] if os.geteuid() == 0 else b""
        found = search(dumped, spellings("master key", MASTER))
    forget(MASTER_LABEL)
    assert not found, found


def test_token_and_keyring(folder):
    """The master key in the token, its PIN under a name of its own in the keyring; the module is found
    by p11-kit."""
    keep("lbtu/pin", "0", "text:" + PIN)
    keep(TOKEN_LABEL, "0", "text:" + TOKEN.decode())
    keep(PHOTOS_LABEL, "1", "aes256:" + PHOTOS.hex())
    configure(folder, make_token(folder).split("?")[0], "keyring=true", "pin=lbtu/pin")
    issue(folder)
    forget("lbtu/pin")
    refuse(folder, "needs its PIN")
    forget(TOKEN_LABEL, PHOTOS_LABEL)


def test_wrong_pin(folder):
    configure(folder, make_token(folder), key_file=[*key_lines()[1:], "token/pin text:" + PIN + "x"])
    refuse(folder, "does not accept the stored PIN")
    write_keys(os.path.join(folder, "station", "keys"), *key_lines()[1:], "token/pin text:" + PIN)
    refuse(folder, "no other is tried")


def test_wrong_settings(folder):
    for number, (line, words) in enumerate((
            ("keyring=perhaps", ["[keys] keyring", "true or false"]),
            ("token=pkcs11:token=Cards?module-path=/usr/lib/none.so", ["/usr/lib/none.so"]),
            ("token=pkcs11:token=Cards?pin-value=" + PIN, ["holds a PIN"]),
            ("token=Cards", ["not valid"]),
            ("tokens=Cards", ["[keys] tokens", "file, keyring, token, pin"]),
            ("file=none", ["none"]))):
        inside = os.path.join(folder, str(number))
        os.mkdir(inside)
        configure(inside, line, key_file=key_lines())
        refuse(inside, *words)


def test_no_keyring(folder):
    """A machine without a desktop."""
    configure(folder, "keyring=true", key_file=key_lines())
    address = os.environ.pop("DBUS_SESSION_BUS_ADDRESS")
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent/bus"
    try:
        refuse(folder, "no desktop keyring")
    finally:
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = address


if __name__ == "__main__":
    sys.exit(leaks.main([test_token, test_keyring, test_keyring_memory, test_token_and_keyring, test_wrong_pin, test_wrong_settings, test_no_keyring]))
