#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the small fonts beside this file (python3-fonttools): squares for letters, drawn for the tests.

square.ttf   family "Cardwright Square": A is a square of 700 of 1000 units on the baseline
inter.ttf    the same under the name of a family that the system has
cff.otf      the same with PostScript outlines
system.ttf   as square.ttf, family "Cardwright System": the tests install it
colours.ttf  family "Cardwright Colours": A is a red square
loop.ttf     a letter made of itself
bomb.ttf     a letter of 200 letters of 200 letters of 200 letters, all empty
"""

import pathlib

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

HERE = pathlib.Path(__file__).parent
GLYPHS = {'.notdef': 0, 'space': 0, 'A': 700, 'B': 350}
CHARACTERS = {0x20: 'space', 0x41: 'A', 0x42: 'B', 0x100: 'A'}


def draw_square(pen, side):
    if side:
        pen.moveTo((100, 0))
        for point in ((100, side), (100 + side, side), (100 + side, 0)):
            pen.lineTo(point)
        pen.closePath()
    return pen


def composed_of(name, count):
    glyph = Glyph()
    glyph.numberOfContours = -1
    glyph.components = []
    for _ in range(count):
        part = GlyphComponent()
        part.glyphName, part.x, part.y, part.flags = name, 0, 0, 0x202
        glyph.components.append(part)
    return glyph


def write(file, family, more=None, cff=False, colours=False):
    more = more or {}
    names = list(GLYPHS) + list(more)
    font = FontBuilder(1000, isTTF=not cff)
    font.setupGlyphOrder(names)
    font.setupCharacterMap({**CHARACTERS, **({0x43: list(more)[-1]} if more else {})})
    if cff:
        shapes = {name: draw_square(T2CharStringPen(900, None), side).getCharString() for name, side in GLYPHS.items()}
        font.setupCFF(family.replace(' ', ''), {'FullName': family}, shapes, {})
    else:
        shapes = {name: draw_square(TTGlyphPen(None), side).glyph() for name, side in GLYPHS.items()}
        for glyph in shapes.values():
            glyph.recalcBounds(None)
        font.setupGlyf({**shapes, **more}, calcGlyphBounds=False)
        font.font['maxp'].recalc = lambda ttfont: None
        maxp = font.font['maxp']
        maxp.numGlyphs, maxp.maxPoints, maxp.maxContours, maxp.maxZones, maxp.maxComponentDepth = len(names), 4, 1, 2, 4
        maxp.maxCompositePoints, maxp.maxCompositeContours, maxp.maxComponentElements = 4, 1, 200
        for glyph in more.values():
            glyph.recalcBounds = lambda *args, **more: None
            glyph.xMin = glyph.yMin = glyph.xMax = glyph.yMax = 0
    font.setupHorizontalMetrics({name: (900, 100) for name in names})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({'familyName': family, 'styleName': 'Regular'})
    font.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    font.setupPost(keepGlyphNames=False)
    if colours:
        font.setupCOLR({'A': [('B', 0)]})
        font.setupCPAL([[(1, 0, 0, 1)]])
    font.font.recalcBBoxes = False
    font.font.recalcTimestamp = False
    font.font['head'].created = font.font['head'].modified = 0
    font.save(HERE / file)


def main():
    write('square.ttf', 'Cardwright Square')
    write('inter.ttf', 'Inter')
    write('cff.otf', 'Cardwright Square', cff=True)
    write('system.ttf', 'Cardwright System')
    write('colours.ttf', 'Cardwright Colours', colours=True)
    write('loop.ttf', 'Cardwright Loop', {'loop': composed_of('loop', 1)})
    write('bomb.ttf', 'Cardwright Bomb', {'one': composed_of('space', 200), 'two': composed_of('one', 200), 'three': composed_of('two', 200)})


main()
