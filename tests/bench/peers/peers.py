# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same cards by other programs that merge records into pages: gLabels, Chromium, WeasyPrint.

The design has the texts, places and sizes of the shipped lbtu-student, written in each program's own
language and given every advantage: QR codes are ready-made pictures where a program makes none,
the artwork is a gradient or one colour, the European Student Card block is its QR code alone, and
texts are short enough never to be fitted. All of them write one PDF file for all cards.
"""

import csv
import html
import os
import subprocess
import xml.sax.saxutils

CARD = (85.60, 53.98)  # mm

# side, x, y, width, size in points, bold, colour, text; {name} is a column of records.tsv
TEXTS = [
    (0, 5, 39.6, 27, 6.6, True, "#ffffff", "STUDENTA APLIECĪBA"),
    (0, 5, 42.9, 27, 5.4, False, "#d6ecdd", "STUDENT CARD"),
    (0, 40.5, 3.8, 26, 20, True, "#0f4a37", "LBTU"),
    (0, 40.5, 11.2, 41.1, 4.9, True, "#0f4a37", "Latvijas Biozinātņu un tehnoloģiju universitāte"),
    (0, 40.5, 13.9, 41.1, 4.5, False, "#4c6a5e", "Latvia University of Life Sciences and Technologies"),
    (0, 40.5, 20.9, 41.1, 13, True, "#000000", "{family_name}"),
    (0, 40.5, 25.8, 41.1, 9.5, False, "#000000", "{given_names}"),
    (0, 40.5, 31.7, 41.1, 6.4, False, "#000000", "{programme} · bachelor"),
    (0, 40.5, 38.6, 18.2, 4.1, False, "#4c6a5e", "Studenta Nr. / Student No."),
    (0, 40.5, 41.1, 17.6, 8, True, "#000000", "{number}"),
    (0, 40.5, 45.2, 18.2, 4.1, False, "#4c6a5e", "Derīga līdz / Valid until"),
    (0, 40.5, 47.7, 17.6, 8, True, "#000000", "08/2029"),
    (1, 5, 4, 56, 7, True, "#000000", "Atradāt šo karti? Lūdzu, nododiet to:"),
    (1, 5, 7, 56, 5.8, False, "#000000", "Found this card? Please return it to:"),
    (1, 5, 11.6, 56, 5.8, False, "#000000", "Latvijas Biozinātņu un tehnoloģiju universitāte"),
    (1, 5, 14, 56, 5.8, False, "#000000", "Lielā iela 2, Jelgava, LV-3001, Latvija"),
    (1, 5, 22.6, 54, 4.9, False, "#000000", "Karte ir universitātes īpašums. Tā ir personiska un nav nododama citam."),
    (1, 5, 28.2, 54, 4.9, False, "#000000", "This card is the property of the university. It is personal and not transferable."),
    (1, 6, 35, 52, 4.1, False, "#000000", "Turētāja paraksts / Holder’s signature"),
    (1, 5, 44.8, 54, 4.1, False, "#000000", "Eiropas studenta kartes numurs / European Student Card Number"),
    (1, 5, 46.5, 54, 7, False, "#000000", "{escn}"),
    (1, 66.6, 44.8, 15, 4.1, False, "#000000", "Nr. / No."),
    (1, 66.6, 46.5, 14.5, 8, True, "#000000", "{number}"),
]
PHOTO = (5, 5, 24, 32)

# gLabels takes a missing matrix for one that makes everything nothing
UPRIGHT = 'a0="1" a1="0" a2="0" a3="1" a4="0" a5="0"'
CODES = [(61, 38.5, 13.5), (66, 6, 13.5)]  # x, y, side, by face


def read_records(folder, count):
    with open(os.path.join(folder, "records.tsv"), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [rows[i % len(rows)] for i in range(count)]


def make_codes(folder, count):
    """A vector picture of each record's code, made beforehand and not counted."""
    os.makedirs(os.path.join(folder, "codes"), exist_ok=True)
    for number, row in enumerate(read_records(folder, count)):
        path = os.path.join(folder, "codes", "%d.svg" % number)
        if not os.path.exists(path):
            subprocess.run(["qrencode", "-t", "SVG", "-l", "M", "-8", "-m", "0", "-o", path, row["qr"]], check=True)


class Pages:
    """HTML, a page a side."""

    def __init__(self, folder, count):
        self.source = os.path.join(folder, "cards-%d.html" % count)
        style = (
            "@page{size:%gmm %gmm;margin:0}*{margin:0}section{position:relative;width:%gmm;height:%gmm;overflow:hidden;"
            "break-after:page;font-family:Inter}section>*{position:absolute;white-space:nowrap;line-height:1}"
            ".ground{left:0;top:0;width:32.5mm;height:100%%;background:linear-gradient(180deg,#0f4a37,#146048)}img.photo{object-fit:cover}" % (CARD + CARD))
        with open(self.source, "w", encoding="utf-8") as file:
            file.write("<!doctype html><meta charset=utf-8><style>%s</style>" % style)
            for number, row in enumerate(read_records(folder, count)):
                for side in (0, 1):
                    file.write(self.side(number, row, side))

    @staticmethod
    def side(number, row, side):
        place = "left:%gmm;top:%gmm;width:%gmm"
        parts = ["<section>"]
        if side == 0:
            parts.append("<div class=ground></div>")
            parts.append('<img class=photo style="%s;height:%gmm" src="%s">' % (place % PHOTO[:3], PHOTO[3], row["photo"]))
        parts.append('<img style="%s" src="codes/%d.svg">' % (place % CODES[side], number))
        for where, x, y, width, size, bold, colour, text in TEXTS:
            if where == side:
                parts.append('<p style="%s;font-size:%gpt;font-weight:%d;color:%s">%s</p>' % (
                    place % (x, y, width), size, 700 if bold else 400, colour, html.escape(text.format(**row))))
        return "".join(parts) + "</section>"


class WeasyPrint(Pages):
    name = "weasyprint"

    def run(self, folder):
        output = os.path.join(folder, "weasyprint.pdf")
        subprocess.run(["weasyprint", "--quiet", self.source, output], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return [output]


class Chromium(Pages):
    name = "chromium"

    def run(self, folder):
        output = os.path.join(folder, "chromium.pdf")
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--print-to-pdf-no-header",
             "--user-data-dir=" + os.path.join(folder, "chromium"), "--print-to-pdf=" + output, "file://" + self.source],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return [output]


class GLabels:
    """A gLabels document has one side, so there are two of them."""

    name = "glabels"

    def __init__(self, folder, count):
        self.records = os.path.join(folder, "records-%d.tsv" % count)
        self.count = count
        rows = read_records(folder, count)
        with open(self.records, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter="\t")
            writer.writeheader()
            for row in rows:
                writer.writerow(dict(row, photo=os.path.join(folder, row["photo"])))
        self.sources = [self.write(folder, side) for side in (0, 1)]

    def write(self, folder, side):
        path = os.path.join(folder, "cards-%d.glabels" % side)
        length = "%gmm"
        width, height = (length % value for value in CARD)
        objects = []
        if side == 0:
            objects.append(self.element("box", (0, 0, 32.5, CARD[1]), 'line_width="0pt" line_color="0x0f4a37ff" fill_color="0x0f4a37ff"'))
            objects.append(self.element("image", PHOTO, 'field="photo"'))
        x, y, edge = CODES[side]
        objects.append(self.element("barcode", (x, y, edge, edge), 'backend="libqrencode" style="IEC18004" text="False" checksum="True" color="0xff" field="qr" format="40"'))
        for where, x, y, w, size, bold, colour, text in TEXTS:
            if where == side:
                objects.append(self.text((x, y, w * 1.25, size * 0.6), size, bold, colour, text))
        with open(path, "w", encoding="utf-8") as file:
            file.write(
                '<?xml version="1.0"?>\n<Glabels-document xmlns="http://glabels.org/xmlns/3.0/">'
                '<Template brand="Bench" part="card" size="Other" width="%s" height="%s" description="Card">'
                '<Label-rectangle id="0" width="%s" height="%s" round="0pt" x_waste="0pt" y_waste="0pt">'
                '<Layout nx="1" ny="1" x0="0pt" y0="0pt" dx="0pt" dy="0pt"/></Label-rectangle></Template>'
                '<Objects id="0" rotate="False">%s</Objects><Merge type="Text/Tab/Line1Keys" src="%s"/></Glabels-document>\n'
                % (width, height, width, height, "".join(objects), xml.sax.saxutils.escape(self.records)))
        return path

    @staticmethod
    def element(kind, place, attributes):
        x, y, w, h = place
        return '<Object-%s x="%gmm" y="%gmm" w="%gmm" h="%gmm" %s %s/>' % (kind, x, y, w, h, attributes, UPRIGHT)

    @staticmethod
    def text(place, size, bold, colour, text):
        x, y, w, h = place
        return ('<Object-text x="%gmm" y="%gmm" w="%gmm" h="%gmm" justify="Left" valign="Top" auto_shrink="False" %s>'
                '<Span font_family="Inter" font_size="%g" font_weight="%s" font_italic="False" color="0x%sff" line_spacing="1">%s</Span></Object-text>'
                % (x, y, w, h, UPRIGHT, size, "Bold" if bold else "Regular", colour[1:], GLabels.spans(text)))

    @staticmethod
    def spans(text):
        before, brace, rest = text.partition("{")
        if not brace:
            return xml.sax.saxutils.escape(text)
        name, _, after = rest.partition("}")
        return xml.sax.saxutils.escape(before) + '<Field name="%s"/>' % name + GLabels.spans(after)

    def run(self, folder):
        outputs = [os.path.join(folder, "glabels-%d.pdf" % side) for side in (0, 1)]
        for source, output in zip(self.sources, outputs):
            subprocess.run(["glabels-3-batch", "-o", output, source], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return outputs


PEERS = [GLabels, Chromium, WeasyPrint]
