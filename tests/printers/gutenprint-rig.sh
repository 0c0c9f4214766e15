#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# gutenprint-rig.sh DOCUMENT OUTPUT [OPTION=VALUE…]
#
# What a print queue of Debian's printer-driver-gutenprint for the Magicard Tango 2E would send to
# the printer for a PDF: the driver's own PPD, and the filters that CUPS runs for it, in its order
# (pdftopdf, gstoraster, rastertogutenprint). No queue, no print service, no device.
#
# Exit status: 0, or 99 when the driver is not there, or that of the filter that failed.

set -u -o pipefail

filters=/usr/lib/cups/filter
driver=/usr/lib/cups/driver/gutenprint.5.3
model='gutenprint.5.3://magicard-tango-2e/expert'

give_up () { echo "gutenprint-rig: $*" >&2; exit 99; }

[ $# -ge 2 ] || give_up "usage: gutenprint-rig.sh DOCUMENT OUTPUT [OPTION=VALUE…]"
document=$1 output=$2
shift 2
options="$*"

for program in "$driver" "$filters/pdftopdf" "$filters/gstoraster" "$filters/rastertogutenprint.5.3"; do
  [ -x "$program" ] || give_up "$program is missing; install printer-driver-gutenprint and cups-filters"
done

work=$(mktemp -d) || give_up "no temporary folder"
trap 'rm -rf "$work"' EXIT
"$driver" cat "$model" > "$work/tango.ppd" 2> "$work/log" && [ -s "$work/tango.ppd" ] \
  || give_up "the driver has no $model: $(cat "$work/log")"

export PPD=$work/tango.ppd PRINTER=tango DEVICE_URI=file:///dev/null TMPDIR=$work CHARSET=utf-8
export CONTENT_TYPE=application/pdf FINAL_CONTENT_TYPE=printer/tango CUPS_SERVERROOT=$work CUPS_CACHEDIR=$work
run () { local filter=$1; shift; "$filters/$filter" 1 operator card 1 "$options" "$@" 2>> "$work/log"; }

run pdftopdf "$document" | run gstoraster | run rastertogutenprint.5.3 > "$output"
status=$?
[ $status = 0 ] && [ -s "$output" ] && exit 0
grep -E '^(ERROR|EMERG|ALERT|CRIT)' "$work/log" >&2 || tail -n 20 "$work/log" >&2
exit $((status == 0 ? 1 : status))
