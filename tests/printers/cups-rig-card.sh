#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The mechanics of the rig's virtual card printer: ippeveprinter runs this once for each document.
# Keeps the document, then takes five colours' time for each side and heeds the knobs of
# cups-rig.sh. What it says on standard error is ippeveprinter's language (STATE:, ATTR:).

set -u
document=$1
received=$CW_RIG_DIR/received

# number the cards 001, 002, …; a folder is complete when it has its name
number=$(printf '%03d' $(($(find "$received" -mindepth 1 -maxdepth 1 -name '[0-9]*' | wc -l) + 1)))
mkdir "$received/.new"
cp "$document" "$received/.new/document"
env | grep -E '^(IPP_|CONTENT_TYPE)' | sort > "$received/.new/environment"
mv "$received/.new" "$received/$number"

# big-endian number of four bytes at an offset of the document
number_at () { printf '%d' "0x$(od -An -tx1 -j "$1" -N 4 "$document" | tr -d ' \n')"; }

case ${CONTENT_TYPE:-} in
  image/urf) sides=$(number_at 8) ;;             # "UNIRAST\0", pages
  image/pwg-raster) sides=$(number_at 456) ;;    # "RaS2", header: TotalPageCount at 452
  *) sides=1 ;;
esac

knob () { cat "$CW_RIG_DIR/$1"; }

# trouble WORD KEYWORD: waits until the knob no longer says WORD
trouble ()
{
  echo "STATE: +$2" >&2
  while [ "$(knob fail)" = "$1" ]; do sleep 0.05; done
  echo "STATE: -$2" >&2
}

echo "ATTR: job-impressions=$sides" >&2
for ((side = 1; side <= sides; side++)); do
  for panel in yellow magenta cyan black overlay; do
    sleep "$(knob panel-seconds)"
    echo "INFO: side $side, $panel" >&2
    case $(knob fail) in
      jam) trouble jam media-jam ;;
      cover) trouble cover cover-open ;;
      ribbon-empty) trouble ribbon-empty marker-supply-empty ;;
      reject) echo "ERROR: card rejected" >&2; exit 1 ;;
    esac
  done
  echo "ATTR: job-impressions-completed=$side" >&2
done
