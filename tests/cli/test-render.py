#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""render, template panels, printer models: a card as files, and what it takes of a ribbon."""

import json
import os
import struct

import cli
from cli import DONE, FAILED, USAGE, expect, run, speak

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PORTRAIT = os.path.join(TOP, "data", "demo", "portrait-1.jpg")
ESCN = "c3ddd401-d3ef-103e-8001-007999871830"
RECORD = {
    "family_name": "Šķēle-Ķirsone", "given_names": "Anžela Ģertrūde", "number": "LF23001", "programme": "Meža ekoloģija",
    "level": "Bachelor", "escn": ESCN, "qr": "https://s.esc-r.eu/" + ESCN, "issued_at": "2026-09-01", "expires_at": "2029-08-31", "valid_until_short": "08/2029",
}
MODELS = {model["id"]: model for model in run("printer", "models").json["models"]}


def write_record(folder, **changes):
    path = os.path.join(folder, "record.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({**RECORD, **changes}, file)
    return path


def render(folder, *arguments, **changes):
    return run("render", "--template", "lbtu-student", "--record", write_record(folder, **changes), "--photo", PORTRAIT, *arguments)


def read(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def png_size(data):
    assert data[:8] == b"\x89PNG\r\n\x1a\n", data[:8]
    return struct.unpack(">II", data[16:24])


def test_one_file_a_side(folder):
    beginnings = {"png": b"\x89PNG", "svg": b"<?xml", "pbm": b"P4\n1011 638\n", "bmp": b"BM"}
    for suffix, beginning in beginnings.items():
        path = os.path.join(folder, "card." + suffix)
        answer = expect(render(folder, "--output", path), DONE)
        names = ["card-front." + suffix, "card-back." + suffix]
        assert answer.json["written"] == [os.path.join(folder, name) for name in names], answer
        for name in names:
            assert read(folder, name).startswith(beginning), name
        assert not os.path.exists(path)
    expect(render(folder, "--face", "back", "--output", os.path.join(folder, "one.PNG")), DONE)
    assert png_size(read(folder, "one.PNG")) == (1011, 638)


def test_pages(folder):
    for suffix, beginning in {"pdf": b"%PDF", "pwg": b"RaS2PwgRaster\0", "urf": b"UNIRAST\0\0\0\0\2"}.items():
        path = os.path.join(folder, "card." + suffix)
        assert expect(render(folder, "--output", path), DONE).json["written"] == [path]
        assert read(path).startswith(beginning), suffix


def test_format_goes_before_the_name(folder):
    path = os.path.join(folder, "card.dat")
    expect(render(folder, "--output", path), USAGE, "usage", "card.dat")
    expect(render(folder, "--output", path, "--format", "gif"), USAGE, "usage", "gif")
    expect(render(folder, "--output", path, "--format", "urf"), DONE)
    assert read(path).startswith(b"UNIRAST\0")


def pwg_pages(data):
    """Width, height, bits a dot, dots an inch and the medium's name of the first page, and how many pages."""
    def number(at):
        return struct.unpack(">I", data[4 + at:8 + at])[0]
    return number(372), number(376), number(388), number(276), data[4 + 1732:4 + 1796].rstrip(b"\0").decode(), number(452)


def test_every_printer(folder):
    path = os.path.join(folder, "card.pwg")
    for name, model in MODELS.items():
        expect(render(folder, "--printer", name, "--layer", "resin", "--output", path), DONE)
        width, height, bits, dpi, media, pages = pwg_pages(read(path))
        lying = (model["width"], model["height"])
        assert (width, height) == (lying[::-1] if model["standing"] else lying), (name, width, height)
        assert (bits, dpi, pages) == (1, model["dpi"], 2), (name, bits, dpi, pages)
        assert media.startswith("custom_%s_" % name) and media.endswith("mm"), media
    expect(render(folder, "--printer", "evolis", "--dpi", "600", "--output", path), DONE)
    assert pwg_pages(read(path))[:4] == (1296, 2032, 24, 600)
    png = os.path.join(folder, "card.png")
    expect(render(folder, "--printer", "evolis", "--face", "front", "--output", png), DONE)
    assert png_size(read(png)) == (1016, 648)
    expect(render(folder, "--printer", "abacus", "--output", png), USAGE, "usage", "abacus", "printer models")
    expect(render(folder, "--printer", "evolis", "--output", os.path.join(folder, "card.svg")), USAGE, "usage", "SVG")
    expect(render(folder, "--dpi", "30", "--output", png), USAGE, "usage", "30")


def test_check(folder):
    path = os.path.join(folder, "card.pdf")
    answer = expect(render(folder, "--check", "--output", path), DONE)
    assert os.path.exists(path) and isinstance(answer.json["checks"], list)
    os.remove(path)
    # a place where Unicode has no letter, and so no font either
    answer = render(folder, "--check", "--output", path, family_name="A\u0378")
    assert answer.code == FAILED and not os.path.exists(path), answer
    assert any(check["level"] == "error" for check in answer.json["checks"]), answer
    assert render(folder, "--check", family_name="A\u0378").code == FAILED
    expect(render(folder, "--check"), DONE)
    # without --check it is written, and said
    answer = expect(render(folder, "--output", path, family_name="A\u0378"), DONE)
    assert os.path.exists(path) and any(check["level"] == "error" for check in answer.json["checks"]), answer


def issues(plan):
    return [warning["issue"] for warning in plan["warnings"]]


def test_panels(folder):
    answer = expect(run("template", "panels", "lbtu-student", "--model", "evolis", "--sets", "300"), DONE)
    plans = {plan["ribbon"]: plan for plan in answer.json["plans"]}
    assert list(plans) == [ribbon["id"] for ribbon in MODELS["evolis"]["ribbons"]], plans
    assert (plans["YMCKOK"]["front"], plans["YMCKOK"]["back"], plans["YMCKOK"]["sets"], plans["YMCKOK"]["cards"]) == ("YMCKO", "K", 1, 300), plans
    assert (plans["YMCKO"]["sets"], plans["YMCKO"]["cards"]) == (2, 150) and "second-set" in issues(plans["YMCKO"]), plans
    assert "halftoned" in issues(plans["K"]) and "too-wide" in issues(plans["YMCKO-half"]), plans
    # the ribbon that was asked for cannot print the design
    assert run("template", "panels", "lbtu-student", "--model", "evolis", "--ribbon", "YMCKO-half").code == FAILED
    one = expect(run("template", "panels", "lbtu-student", "--model", "evolis", "--ribbon", "ymckok"), DONE).json["plans"]
    assert len(one) == 1 and one[0]["cards"] == 0, one
    turner = run("template", "panels", "lbtu-student", "--model", "evolis", "--ribbon", "YMCKO", "--one-sided")
    assert turner.code == FAILED and issues(turner.json["plans"][0]) == ["no-turner"], turner
    drawn = expect(run("template", "panels", "lbtu-student", "--model", "evolis", "--ribbon", "YMCKOK", "--record", write_record(folder), "--photo", PORTRAIT), DONE)
    assert drawn.json["plans"][0]["front"] == "YMCKO", drawn


def test_panels_words(folder):
    answer = speak("template", "panels", "lbtu-student", "--model", "evolis", "--ribbon", "YMCKO")
    assert answer.code == DONE and "2 sets a card" in answer.output and "second K" in answer.output, answer
    assert "evolis: Evolis" in speak("printer", "models").output
    expect(run("template", "panels", "lbtu-student"), USAGE, "usage", "--model")
    expect(run("template", "panels", "lbtu-student", "--model", "abacus"), USAGE, "usage", "abacus")
    expect(run("template", "panels", "lbtu-student", "--model", "evolis", "--ribbon", "CMYK"), USAGE, "usage", "CMYK")
    expect(run("template", "panels", os.path.join(folder, "none.json"), "--model", "evolis"), FAILED)


cli.main([
    test_one_file_a_side, test_pages, test_format_goes_before_the_name, test_every_printer, test_check, test_panels, test_panels_words,
])
