#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The mechanics of the rig's virtual card printer: ippeveprinter runs this once for each document.
# Keeps the document, takes a blank out of the hopper, then five colours' time for each side, and
# heeds the knobs of cups-rig.sh, which also tells what is written of each piece of plastic. What it says on standard error is ippeveprinter's language (STATE:, ATTR:).

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
((sides > 0)) || sides=1 # a stream that does not say

knob () { cat "$CW_RIG_DIR/$1"; }

# note NAME WORD: into the folder of the card in work; what is read there is always whole
note () { echo "$2" > "$plastic/.$1" && mv "$plastic/.$1" "$plastic/$1"; }

# feed: a blank leaves the hopper
feed ()
{
  local fresh=$CW_RIG_PLASTICS/.eve count=1
  mkdir "$fresh"
  plastic=$fresh
  note job "${IPP_JOB_NAME:-}"; note printer eve; note where inside; note panels 0; note sides 0
  cp "$document" "$fresh/document"
  while plastic=$CW_RIG_PLASTICS/$(printf '%03d' $count); ! mv -nT "$fresh" "$plastic" || [ -e "$fresh" ]; do count=$((count + 1)); done
}

# without its printer, whose power is gone, a card stays where it is
need_power () { kill -0 $PPID 2> /dev/null || exit 1; }

# trouble WORD KEYWORD: waits until the knob no longer says WORD
trouble ()
{
  echo "STATE: +$2" >&2
  while [ "$(knob fail)" = "$1" ]; do sleep 0.05; need_power; done
  echo "STATE: -$2" >&2
}

# print_card: puts every side on the blank; the card is out when this returns
print_card ()
{
  local side panels=0
  feed
  for ((side = 1; side <= sides; side++)); do
    for panel in yellow magenta cyan black overlay; do
      sleep "$(knob panel-seconds)"
      need_power
      echo "INFO: side $side, $panel" >&2
      case $(knob fail) in
        jam) trouble jam media-jam ;;
        cover) trouble cover cover-open ;;
        ribbon-empty) trouble ribbon-empty marker-supply-empty ;;
        reject) note where reject; echo "ERROR: card rejected" >&2; exit 1 ;;
      esac
      note panels $((++panels))
      case $(knob fail) in abort) note where output; echo "ERROR: aborted" >&2; exit 1 ;; esac
    done
    note sides $side
    echo "ATTR: job-impressions-completed=$((++out))" >&2
  done
  note where output
}

echo "ATTR: job-impressions=$sides" >&2
case $(knob fail) in refuse) echo "ERROR: refused" >&2; exit 1 ;; esac
out=0
print_card
case $(knob fail) in second) : > "$CW_RIG_DIR/fail"; print_card ;; esac
