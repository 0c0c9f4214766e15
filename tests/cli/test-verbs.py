#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every verb of cardwright-cli on a demo station: what it answers, and what bad input gets."""

import fcntl
import http.server
import json
import os
import resource
import signal
import struct
import subprocess
import threading
import zlib

import cli
from cli import DONE, FAILED, IN_DOUBT, USAGE, expect, run, speak

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PORTRAIT = os.path.join(TOP, "data", "demo", "portrait-2.jpg")

RECORD = {
    "number": "LF23999", "given_names": "Zane", "family_name": "Ķauķe", "email": "zane@example.org",
    "programme": "Forest Ecology", "level": "BACHELOR",
}


def write(folder, name, content):
    path = os.path.join(folder, name)
    mode = "wb" if isinstance(content, bytes) else "w"
    with open(path, mode) as file:
        file.write(content)
    return path


def write_record(folder, **changes):
    record = {name: value for name, value in {**RECORD, **changes}.items() if value is not None}
    return write(folder, "record.json", json.dumps(record))


def station(folder):
    """A demo station that exists already, so that what a failing verb adds can be seen."""
    path = os.path.join(folder, "station")
    expect(run("status", "--data", path), DONE)
    return path


def png_header(width, height):
    """A PNG that claims to be large and holds nothing."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def unchanged(path, before):
    """No file came, went or grew, and the books hold no new card."""
    assert cli.files_of(path) == before, set(cli.files_of(path).items()) ^ set(before.items())
    answer = run("status", "--data", path)
    assert answer.json["open_orders"] == [] and answer.json["issued_today"] == 0, answer


# the whole way

def test_demo(folder):
    answer = expect(run("demo", "--data", folder), DONE)
    assert answer.json["end"] == "issued" and answer.json["registered"], answer
    for name in ("pdf", "front", "back", "chip", "register_entry"):
        assert os.path.getsize(answer.json[name]) > 0, name
    with open(answer.json["register_entry"]) as file:
        assert json.load(file)["cardNumber"] == answer.json["escn"]
    scan = subprocess.run(["zbarimg", "--quiet", "--raw", answer.json["front"]], text=True, capture_output=True, check=True)
    assert scan.stdout.strip() == "https://s.esc-r.eu/" + answer.json["escn"], scan.stdout
    inspected = expect(run("card", "inspect", "--chip", answer.json["chip"], "--data", folder), DONE)
    assert inspected.json["state"] == "issued", inspected
    assert inspected.json["chip"]["escn"] == answer.json["escn"], inspected
    looked = expect(run("router", "check", "--escn", answer.json["escn"], "--data", folder), DONE)
    assert looked.json["card"]["status"] == "ACTIVE", looked
    expect(run("router", "check", "--escn", "c3ddd401-d3ef-103e-8001-007999871830", "--data", folder), FAILED, "not-found", "999871830")
    journal = expect(run("journal", "verify", "--data", folder), DONE)
    assert journal.json["first_broken"] is None and journal.json["entries"] > 20, journal
    assert expect(run("outbox", "list", "--data", folder), DONE).json["messages"][0]["state"] == "sent"


def test_issue_record(folder):
    path = station(folder)
    answer = expect(run("issue", "--record", write_record(folder), "--photo", PORTRAIT, "--hand-over", "--data", path), DONE)
    assert answer.json["end"] == "issued", answer
    another = ("issue", "--student", "LF23999", "--hand-over", "--data", path)
    expect(run(*another), FAILED, "card-in-force", "--reason")
    expect(run(*another, "--reason", "bored"), USAGE, "usage", "badly-printed")
    expect(run(*another, "--note", "left in a bus"), USAGE, "usage", "--reason")
    expect(run(*another, "--reason", "other"), FAILED, "invalid", "words")
    again = expect(run(*another, "--reason", "lost", "--note", "left in a bus"), DONE)
    assert again.json["escn"] != answer.json["escn"] and again.json["registered"], again
    messages = expect(run("outbox", "list", "--data", path), DONE).json["messages"]
    # the lost card: inactive at once, and out of the register when the new one was handed over
    assert sorted((message["kind"], message["state"]) for message in messages) == [("register", "sent")] * 3 + [("withdraw", "waiting")], messages


def test_not_handed_over(folder):
    path = station(folder)
    answer = expect(run("issue", "--student", "LF23001", "--data", path), IN_DOUBT)
    assert answer.json["end"] == "in-doubt", answer
    status = expect(run("status", "--data", path), IN_DOUBT)
    assert status.json["open_orders"][0]["step"] == "hand-over", status
    expect(run("issue", "--student", "LF23001", "--hand-over", "--data", path), FAILED, "refused", "still open")
    resumed = expect(run("resume", "--hand-over", "--data", path), DONE)
    assert resumed.json["orders"][0]["escn"] == answer.json["escn"], resumed
    expect(run("status", "--data", path), DONE)


def test_latvian(folder):
    path = station(folder)
    locale = os.environ.get("CARDWRIGHT_LOCALEDIR", "")
    assert os.path.exists(os.path.join(locale, "lv", "LC_MESSAGES", "cardwright.mo")), locale
    spoken = speak("status", "--data", path, env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "lv"})
    assert spoken.code == DONE and "Printeris" in spoken.output, spoken


# numbers

def test_escn(folder):
    answer = expect(run("escn", "new", "--pic", "999933328", "--prefix", "7", "--count", "50", "--data", folder), DONE)
    numbers = answer.json["escn"]
    more = expect(run("escn", "new", "--pic", "999933328", "--prefix", "7", "--count", "50", "--data", folder), DONE).json["escn"]
    assert len(set(numbers + more)) == 100
    checked = expect(run("escn", "check", numbers[0].upper()), DONE)
    assert checked.json == {"escn": numbers[0], "pic": "999933328", "prefix": 7, "ok": True}, checked


def test_bad_escn(folder):
    expect(run("escn", "check", "c3ddd401-d3ef-103e-8001-00799987183g"), FAILED, "invalid")
    expect(run("escn", "check", "c3ddd401-d3ef-103e-8001-00799987183a"), FAILED, "invalid")
    expect(run("escn", "check", ""), FAILED, "invalid")
    expect(run("escn", "new", "--pic", "99993332", "--data", folder), FAILED, "invalid")
    expect(run("escn", "new", "--pic", "999933328", "--prefix", "988", "--data", folder), FAILED, "invalid", "988")
    expect(run("escn", "new", "--data", folder), USAGE, "usage")
    expect(run("escn", "new", "--pic", "999933328", "--count", "0", "--data", folder), USAGE, "usage")


def test_esi(folder):
    answer = expect(run("esi", "new", "--scope", "lbtu.lv", "--code", "LF23001"), DONE)
    assert answer.json["esi"] == "urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001"
    expect(run("esi", "check", answer.json["esi"]), DONE)
    expect(run("esi", "check", "urn:schac:personalUniqueCode:int:esi:lbtu.lv:"), FAILED, "invalid")
    expect(run("esi", "new", "--scope", "zz", "--code", "1"), FAILED, "invalid")


def test_usage(folder):
    for arguments in (["fly"], ["issue"], ["issue", "--student", "a", "--record", "b"], ["escn", "check"], ["render"], ["demo", "--no-such-option"], ["issue", "--student", "a", "--was-printed", "perhaps"]):
        answer = speak(*arguments)
        assert answer.code == USAGE and answer.errors, (arguments, answer)
    assert speak("--help").code == DONE
    assert speak("--version").output.startswith("cardwright-cli ")


# faces

def test_render(folder):
    record = write_record(folder, escn="c3ddd401-d3ef-103e-8001-007999871830", qr="https://s.esc-r.eu/c3ddd401-d3ef-103e-8001-007999871830", full_name="Zane Ķauķe", expires_at="2029-08-31", issued_at="2026-09-01", valid_until_short="08/2029", institution="LBTU", institution_en="LBTU", pic="999933328", esi="x")
    for face in ("front", "back"):
        for suffix in ("png", "pdf"):
            output = os.path.join(folder, face + "." + suffix)
            answer = run("render", "--template", "lbtu-student", "--record", record, "--photo", PORTRAIT, "--face", face, "--output", output)
            expect(answer, DONE)
            assert os.path.getsize(output) > 1000
    pages = subprocess.run(["pdfinfo", os.path.join(folder, "back.pdf")], text=True, capture_output=True, check=True).stdout
    assert "Pages:           1" in pages, pages
    layer = os.path.join(folder, "k.png")
    expect(run("render", "--template", "lbtu-student", "--record", record, "--photo", PORTRAIT, "--face", "front", "--layer", "resin", "--dpi", "600", "--output", layer), DONE)
    expect(run("render", "--template", "lbtu-student", "--record", record, "--photo", PORTRAIT, "--face", "top", "--output", layer), USAGE, "usage", "top")
    expect(run("render", "--template", "lbtu-student", "--record", record, "--photo", PORTRAIT, "--face", "front", "--output", os.path.join(folder, "no", "such.png")), FAILED)
    expect(run("template", "check", "--template", "lbtu-student", "--record", record, "--photo", PORTRAIT), DONE)


def test_bad_template(folder):
    with open(os.path.join(TOP, "templates", "designs", "lbtu-student", "template.json")) as file:
        design = json.load(file)
    design["front"]["elements"] = [{**design["front"]["elements"][0], "type": "hologramm"}]
    path = write(folder, "template.json", json.dumps(design))
    expect(run("template", "check", "--template", path), FAILED, "template", "template.json", "/front/elements/0/type", "hologramm")
    expect(run("template", "check", "--template", os.path.join(folder, "none.json")), FAILED)
    write(folder, "template.json", "[" * 100000)
    expect(run("template", "check", "--template", path), FAILED, "template", "template.json")


# bad input: a sentence, an exit code, nothing written

def test_bad_photos(folder):
    path = station(folder)
    before = cli.files_of(path)
    record = write_record(folder)
    text = write(folder, "photo.jpg", "this is no picture\n" * 100)
    huge = write(folder, "huge.png", png_header(20000, 10000))
    expect(run("issue", "--record", record, "--photo", text, "--hand-over", "--data", path), FAILED, "photo", "photo.jpg")
    expect(run("issue", "--record", record, "--photo", huge, "--hand-over", "--data", path), FAILED, "photo", "huge.png", "200")
    expect(run("issue", "--record", record, "--photo", os.path.join(folder, "none.jpg"), "--hand-over", "--data", path), FAILED, "not-found", "none.jpg")
    unchanged(path, before)


def test_bad_records(folder):
    path = station(folder)
    before = cli.files_of(path)
    for missing in ("number", "given_names", "family_name", "email"):
        record = write_record(folder, **{missing: None})
        answer = run("issue", "--record", record, "--photo", PORTRAIT, "--hand-over", "--data", path)
        assert answer.code == FAILED and "record.json" in answer.json["error"]["message"], answer
    expect(run("issue", "--record", write_record(folder, level="WIZARD"), "--hand-over", "--data", path), FAILED, "invalid", "level", "WIZARD")
    expect(run("issue", "--record", write_record(folder, esi="urn:nothing"), "--hand-over", "--data", path), FAILED, "invalid", "record.json")
    expect(run("issue", "--record", write_record(folder), "--hand-over", "--data", path), FAILED, "record-incomplete", "photo")
    expect(run("issue", "--record", write(folder, "list.json", "[1]"), "--hand-over", "--data", path), FAILED, "invalid", "list.json")
    expect(run("issue", "--record", write(folder, "half.json", '{"number": "L'), "--hand-over", "--data", path), FAILED, "invalid", "half.json")
    expect(run("issue", "--student", "nobody", "--hand-over", "--data", path), FAILED, "not-found", "nobody")
    unchanged(path, before)


def test_bad_settings(folder):
    path = station(folder)
    conf = os.path.join(path, "station.conf")
    for text, words in (
            ("[printer]\nkind=laser\n", ["[printer] kind", "laser"]),
            ("[printr]\n", ["[printr]"]),
            ("[station]\nprefixx=1\n", ["[station] prefixx"]),
            ("[station]\nprefix=988\n", ["[station] prefix"]),
            ("[reader]\nkind=pcsc\n", ["[reader] name"]),
            ("[register]\nkind=router\n", ["[register] base-uri"])):
        write(path, "station.conf", text)
        answer = run("status", "--data", path)
        assert answer.code == FAILED, answer
        assert all(word in answer.json["error"]["message"] for word in words), answer
    write(path, "station.conf", "[register]\nkind=router\nbase-uri=http://router.example.org/\n")
    assert os.path.exists(conf)
    status = run("router", "check", "--data", path)
    assert status.code == FAILED and "https" in status.json["error"]["message"].lower(), status


def test_unsafe_keys(folder):
    path = station(folder)
    os.chmod(os.path.join(path, "keys"), 0o644)
    expect(run("issue", "--student", "LF23001", "--hand-over", "--data", path), FAILED, "key-unsafe", "keys")


def test_full_disk(folder):
    """A limit on file size stops the database as a full disk does, in the middle of an order."""
    path = station(folder)
    size = os.path.getsize(os.path.join(path, "cardwright.db"))

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (16 * 1024, 16 * 1024))
    answer = run("issue", "--student", "LF23001", "--hand-over", "--data", path, preexec_fn=limit, restore_signals=False)
    assert answer.code in (FAILED, IN_DOUBT) and answer.json["error"]["message"], answer
    assert os.path.getsize(os.path.join(path, "cardwright.db")) <= size
    expect(run("journal", "verify", "--data", path), DONE)
    resumed = run("resume", "--hand-over", "--on-trouble", "yes", "--data", path)
    assert resumed.code == DONE, resumed
    expect(run("issue", "--student", "LF23001", "--hand-over", "--data", path), DONE)


def test_register_answers_with_a_page(folder):
    """What answers is not the router: the card is handed out, the message stays owed."""
    class Page(http.server.BaseHTTPRequestHandler):
        def answer(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = b"<html><body>Maintenance</body></html>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        do_GET = do_POST = do_PUT = answer

        def log_message(self, *_):
            pass

    path = station(folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with open(os.path.join(path, "station.conf")) as file:
            conf = file.read()
        write(path, "station.conf", conf.replace("kind=stand-in", "kind=router\nbase-uri=http://127.0.0.1:%d/esc-rest/" % server.server_port))
        expect(run("router", "check", "--data", path), FAILED, "router-answer")
        answer = expect(run("issue", "--student", "LF23001", "--hand-over", "--data", path), DONE)
        assert answer.json["end"] == "issued" and not answer.json["registered"], answer
        server.shutdown()
    owed = expect(run("outbox", "list", "--data", path), DONE).json["messages"]
    assert len(owed) == 1 and owed[0]["state"] == "waiting" and owed[0]["error"], owed


def test_own_station(folder):
    """A station of one's own, from an empty folder: settings, keys, institution, a card without a chip."""
    path = os.path.join(folder, "own")
    os.mkdir(path)
    write(path, "station.conf", "[station]\nprefix=5\n[printer]\nkind=folder\n[register]\nkind=stand-in\n")
    keys = write(path, "keys", "college/escn/master 1 00112233445566778899AABBCCDDEEFF\ncollege/router-token text:a-token-of-the-college\n")
    os.chmod(keys, 0o600)
    assert expect(run("institution", "list", "--data", path), DONE).json["institutions"] == []
    # check value: openssl enc -aes-128-ecb of sixteen zeros
    noted = {note["label"]: note for note in expect(run("key", "list", "--data", path), DONE).json["keys"]}
    assert noted["college/escn/master"] == {"label": "college/escn/master", "version": 1, "check_value": "FDE4FB"}, noted
    assert noted["college/router-token"]["check_value"] == "" and len(noted) == 2, noted
    add = ["institution", "add", "--id", "college", "--name", "Koledža", "--pic", "944407521", "--schac", "sseriga.edu", "--template", "lbtu-student", "--data", path]
    expect(run(*[word.replace("944407521", "94440752") for word in add]), FAILED, "invalid", "PIC")
    expect(run(*[word.replace("lbtu-student", "none.json") for word in add]), FAILED)
    assert expect(run("institution", "list", "--data", path), DONE).json["institutions"] == []
    expect(run(*add, "--chip-plan", "none"), DONE)
    expect(run("issue", "--record", write_record(folder), "--photo", PORTRAIT, "--hand-over", "--data", path), FAILED, "key-missing", "key new store/photos")
    assert expect(run("key", "new", "store/photos", "--data", path), DONE).json["version"] == 1
    answer = expect(run("issue", "--record", write_record(folder), "--photo", PORTRAIT, "--hand-over", "--data", path), DONE)
    assert answer.json["registered"] and answer.json["uid"] is None, answer
    assert answer.json["escn"].endswith("-005944407521"), answer


def test_two_at_once(folder):
    """A second program may look, but not issue."""
    path = station(folder)
    with open(os.path.join(path, "station.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        expect(run("issue", "--student", "LF23001", "--hand-over", "--data", path), FAILED, "busy", path)
        expect(run("status", "--data", path), DONE)


def test_no_secret_anywhere(folder):
    """No key and no token in database, journal, outputs or evidence of a whole day."""
    path = os.path.join(folder, "station")
    outputs = [str(run("demo", "--data", path)), str(run("status", "--data", path)), str(run("outbox", "list", "--data", path)), str(run("journal", "verify", "--data", path)), str(run("key", "list", "--data", path))]
    with open(os.path.join(path, "keys")) as file:
        words = [line.split()[-1].removeprefix("text:") for line in file if line.strip() and not line.startswith("#")]
    assert len(words) == 3 and all(len(word) >= 32 for word in words)
    keys = [words[0], words[2].removeprefix("aes256:")]
    secrets = [words[1].encode()] + [way for key in keys for way in (key.encode(), key.lower().encode(), bytes.fromhex(key))]
    for name in cli.files_of(path):
        if name == "keys" or name.startswith("chips"):
            continue  # the key file itself, and the training chip that must hold its own key
        with open(os.path.join(path, name), "rb") as file:
            content = file.read()
        assert not any(secret in content for secret in secrets), name
    with open(os.path.join(path, "cardwright.db-wal"), "rb") if os.path.exists(os.path.join(path, "cardwright.db-wal")) else open(os.devnull, "rb") as file:
        assert not any(secret in file.read() for secret in secrets)
    assert not any(secret in output.encode() for secret in secrets for output in outputs)


cli.main([
    test_demo, test_issue_record, test_not_handed_over, test_latvian, test_escn, test_bad_escn, test_esi, test_usage,
    test_render, test_bad_template, test_bad_photos, test_bad_records, test_bad_settings, test_unsafe_keys, test_full_disk,
    test_register_answers_with_a_page, test_own_station, test_two_at_once, test_no_secret_anywhere,
])
