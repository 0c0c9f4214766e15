#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""template check, list, pack, unpack: designs as files, good ones and those of strangers."""

import io
import json
import os
import stat
import struct
import zipfile

import cli
from cli import DONE, FAILED, USAGE, expect, run, speak

SHIPPED = [entry["name"] for entry in run("template", "list").json["templates"] if entry["file"] is None]

DESIGN = {
    "cardwright_template": 2, "name": "Maza karte", "card": "id-1", "orientation": "portrait", "fonts": ["Noto Sans", "No Such Family"],
    "sample": {"given_names": "Anžela Ģertrūde"},
    "front": {"elements": [
        {"type": "text", "id": "name", "x": 5, "y": 5, "width": 40, "height": 5, "size": 9, "text": "{given_names}", "required": True},
        {"type": "image", "id": "art", "x": 5, "y": 20, "width": 10, "height": 10, "asset": "art/a.svg"},
    ]},
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'


def write(folder, name, content):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    return path


def write_design(folder, **changes):
    write(folder, "template.json", json.dumps({**DESIGN, **changes}))
    write(folder, "art/a.svg", SVG)
    return folder


def read(*parts):
    with open(os.path.join(*parts), "rb") as file:
        return file.read()


def make_zip(*extra, entries=None, method=zipfile.ZIP_DEFLATED):
    """A package, with @extra pairs of name or ZipInfo and content."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as package:
        for name, content in (entries if entries is not None else [("template.json", json.dumps(DESIGN)), ("art/a.svg", SVG)]) + list(extra):
            package.writestr(name, content)
    return target.getvalue()


def info(name, mode):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = mode << 16
    return entry


def test_list(folder):
    shelf = os.path.join(folder, "cardwright", "templates")
    write_design(os.path.join(shelf, "maza"))
    write(shelf, "zip.cardtemplate", make_zip())
    write(shelf, "broken.cardtemplate", "no zip")
    write(shelf, "notes.txt", "not a template")
    environment = {**os.environ, "XDG_DATA_HOME": folder}
    answer = expect(run("template", "list", env=environment), DONE)
    assert answer.json["folder"] == shelf, answer
    own = {entry["name"]: entry for entry in answer.json["templates"] if entry["file"] is not None}
    assert sorted(own) == ["broken", "maza", "zip"], answer
    assert "broken.cardtemplate" in own["broken"]["error"], answer
    for name in ("maza", "zip"):
        entry = own[name]
        assert entry["title"] == "Maza karte" and entry["orientation"] == "portrait" and entry["sides"] == 1, entry
        assert entry["fields"] == ["given_names"] and entry["fonts_missing"] == ["No Such Family"], entry
    spoken = speak("template", "list", env=environment).output
    assert "maza: Maza karte · portrait · front only" in spoken and "No Such Family" in spoken, spoken
    # by the name alone, as --template of every verb takes it
    for name in ("maza", "zip"):
        assert expect(run("template", "check", name, env=environment), DONE).json["name"] == "Maza karte"
    expect(run("template", "check", "maza"), FAILED, "not-found", "maza")
    expect(run("template", "check", ".", env=environment), FAILED)


def test_shipped(folder):
    assert "lbtu-student" in SHIPPED and len(SHIPPED) >= 6, SHIPPED
    for name in SHIPPED:
        package = os.path.join(folder, name + ".cardtemplate")
        again = os.path.join(folder, "again.cardtemplate")
        unpacked = os.path.join(folder, name)
        answer = expect(run("template", "pack", name, "--output", package), DONE)
        assert answer.json["media_type"] == "application/vnd.cardwright.template+zip", answer
        expect(run("template", "pack", package, "--output", again), DONE)
        assert read(package) == read(again), name
        expect(run("template", "unpack", package, "--output", unpacked), DONE)
        assert read(unpacked, "preview.png").startswith(b"\x89PNG"), name
        digests = {expect(run("template", "check", place), DONE).json["digest"] for place in (name, package, unpacked)}
        assert len(digests) == 1, (name, digests)
        # in the order of the directory, and nothing that could tell when or by whom
        entries = zipfile.ZipFile(package).infolist()
        assert entries[0].filename == "template.json" and all(entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in entries), entries
        assert zipfile.ZipFile(package).testzip() is None


def test_round_trip(folder):
    design = write_design(os.path.join(folder, "design"))
    write(design, "README.md", "Šī ir maza karte.\n")
    write(design, "private.txt", "not of the template")
    package = os.path.join(folder, "x.cardtemplate")
    expect(run("template", "pack", "--template", os.path.join(design, "template.json"), "--output", package), DONE)
    assert zipfile.ZipFile(package).namelist() == ["template.json", "art/a.svg", "README.md", "preview.png"]
    unpacked = os.path.join(folder, "unpacked")
    expect(run("template", "unpack", package, "--output", unpacked), DONE)
    for name in ("template.json", "art/a.svg", "README.md"):
        assert read(design, name) == read(unpacked, name), name
    expect(run("template", "unpack", package, "--output", unpacked), FAILED, "exists", "unpacked")
    record = write(folder, "record.json", json.dumps({"given_names": "Ieva"}))
    pictures = []
    for place in (design, package, unpacked):
        picture = os.path.join(folder, "%d.png" % len(pictures))
        expect(run("render", "--template", place, "--record", record, "--face", "front", "--output", picture), DONE)
        pictures.append(read(picture))
    assert pictures[0] == pictures[1] == pictures[2]


def test_check(folder):
    design = write_design(os.path.join(folder, "design"))
    answer = expect(run("template", "check", design), DONE)
    assert {check["kind"] for check in answer.json["checks"]} <= {"font-missing"}, answer
    assert expect(run("template", "check", "--template", design), DONE).json == answer.json
    record = write(folder, "record.json", json.dumps({"given_names": "Anžela Ģertrūde Konstance " * 4}))
    answer = run("template", "check", design, "--record", record)
    remarks = [check for check in answer.json["checks"] if check["element"] == "name"]
    assert remarks and all(check["side"] == "front" and check["remedy"] in check["message"] and check["unit"] and check["number"] > 0 for check in remarks), answer
    assert answer.code == (FAILED if any(check["level"] == "error" for check in answer.json["checks"]) else DONE), answer
    assert "front, name: " in speak("template", "check", design, "--record", record).output
    expect(run("template", "check", design, "--record", write(folder, "empty.json", "{}")), FAILED, "record-incomplete", "empty.json", "given_names")
    expect(run("template", "check", design, "--photo", write(folder, "photo.jpg", "no picture")), FAILED, "photo", "photo.jpg")
    bare = write_design(os.path.join(folder, "bare"), sample={})
    answer = speak("template", "check", bare)
    assert answer.code == DONE and "--record" in answer.output, answer
    expect(run("template", "pack", bare, "--output", os.path.join(folder, "bare.cardtemplate")), FAILED, "record-incomplete", "given_names")


def test_usage(folder):
    package = write(folder, "x.cardtemplate", make_zip())
    for arguments in (["check"], ["check", package, "--template", package], ["check", package, package], ["pack"], ["pack", package], ["pack", package, "--output", os.path.join(folder, "x.zip")],
                      ["unpack"], ["unpack", package], ["list", package]):
        expect(run("template", *arguments), USAGE, "usage")
    assert sorted(os.listdir(folder)) == ["x.cardtemplate"]


def test_strangers(folder):
    """Packages that are refused: each by a sentence with its name, and nothing is left behind."""
    good = make_zip()
    encrypted = bytearray(make_zip(method=zipfile.ZIP_STORED))
    encrypted[6] |= 1
    encrypted[encrypted.index(b"PK\1\2") + 8] |= 1
    lying = bytearray(make_zip(method=zipfile.ZIP_STORED))
    lying[lying.index(SVG.encode())] ^= 1
    cases = {
        "link": (make_zip((info("link.svg", stat.S_IFLNK | 0o777), "/etc/passwd")), "“link.svg” is a link"),
        "outside": (make_zip(("../outside.svg", SVG)), "“../outside.svg”"),
        "absolute": (make_zip(("/etc/outside.svg", SVG)), "“/etc/outside.svg”"),
        "twice": (make_zip(("ART/A.svg", SVG)), "“ART/A.svg” is there twice"),
        "bomb": (make_zip(("zeros", bytes(10_000_000))), "more than 200 : 1"),
        "large": (make_zip(("zeros", bytes(20 * 1024 * 1024 + 1))), "larger than 20 MiB"),
        "many": (make_zip(*(("%d" % i, "") for i in range(300))), "more than 300 entries"),
        "bzip2": (make_zip(method=zipfile.ZIP_BZIP2), "by method 12"),
        "encrypted": (bytes(encrypted), "is encrypted"),
        "damaged": (bytes(lying), "“art/a.svg” is damaged"),
        "behind": (good + b"\0", "behind its end"),
        "cut": (good[:-10], "not complete"),
        "comment": (good[:-2] + struct.pack("<H", 2) + b"hi", "behind its end"),
        "without": (make_zip(entries=[("art/a.svg", SVG)]), "no “template.json”"),
        "incomplete": (make_zip(entries=[("template.json", json.dumps(DESIGN))]), "no “art/a.svg”"),
        "design": (make_zip(entries=[("template.json", "{}")]), "/cardwright_template"),
    }
    for name, (content, word) in cases.items():
        package = write(folder, name + ".cardtemplate", content)
        for arguments in (["check", package], ["unpack", package, "--output", os.path.join(folder, "unpacked")], ["pack", package, "--output", os.path.join(folder, "packed.cardtemplate")]):
            answer = run("template", *arguments)
            assert answer.code == FAILED, (name, arguments, answer)
            message = answer.json["error"]["message"]
            assert message.startswith(name + ".cardtemplate") and word in message, (name, message)
        os.unlink(package)
        assert os.listdir(folder) == [], (name, os.listdir(folder))


cli.main([test_list, test_shipped, test_round_trip, test_check, test_usage, test_strangers])
