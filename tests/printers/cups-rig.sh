#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# cups-rig.sh COMMAND [ARGUMENT…]
#
# Runs COMMAND beside a real print service and a virtual card printer: a private D-Bus, a private
# cupsd, ippeveprinter as a driverless two-sided CR80 printer, and queues for it. All of it lives
# in a network and a process namespace of its own (loopback only, nothing of the machine's own
# print service is touched) and in one temporary folder, and ends with COMMAND, however that ends:
# the kernel ends every process of the namespace with its first one.
#
# COMMAND finds in its environment:
#   CUPS_SERVER        host:port of the print service
#   CW_RIG_QUEUE       the driverless queue ("card")
#   CW_RIG_PPD_QUEUE   a queue with a classic driver ("plastic"), Evolis-sized page
#   CW_RIG_PPD_OUTPUT  the file that the classic queue's raster goes to
#                      (a third queue, "office", takes no cards)
#   CW_RIG_DIR         the temporary folder
#   CW_RIG_RECEIVED    a folder for each document the printer got: NNN/document, NNN/environment
#   CW_RIG_PLASTICS    a folder NNN for each blank that left a hopper, from that moment on:
#                        job: the job's name; printer: eve | pappl; panels: how many it has taken;
#                        where: inside | output | reject | removed (by hand);
#                        document: raster, and sides: how many of its pages are finished
#   CW_RIG_DEVICE_URI  the printer itself, without the print service
#   CW_RIG             this script, to be called with one of:
#     "$CW_RIG" --printer off|on|cycle   the printer's mains switch
#     "$CW_RIG" --feeder empty|full      cards in the feeder
#     "$CW_RIG" --service off|on         the print service
#     "$CW_RIG" --pappl off|on|cycle     the second printer's mains switch
#     "$CW_RIG" --queues make            the queues anew, where they were deleted
#     "$CW_RIG" --path clear             takes out by hand what is inside of a printer
# With CW_PAPPL_CARD, the program pappl-card, there is a second printer: a printer application of
# tests/doubles/pappl-card.c, whose first comment has more knobs. It ends a job in mid-card when it
# is cancelled, prints while it receives, and forgets its jobs with its power. Then there are also:
#   CW_RIG_PAPPL_URI     the second printer itself
#   CW_RIG_PAPPL_QUEUE   a driverless queue for it ("pappl")
#   CW_RIG_PRIMACY_URI   the same machine under the name of a printer that has a model file
# COMMAND's caller may set CW_RIG_PRINTER=pwg: a printer that takes PWG raster only and wants the backs
# mirrored. COMMAND turns these knobs by writing into files of CW_RIG_DIR (written anew: "echo jam > fail"):
#   panel-seconds   how long one colour of one side takes, 0.05 at first
#   fail            empty, or what befalls the card in work:
#                   jam | cover | ribbon-empty: the printer waits until the file is empty again
#                   reject: the card goes into the reject tray, the job is aborted
#                   abort: the half-printed card goes out as if it were good, the job is aborted
#                   refuse: the job is aborted before a blank moves
#                   second: when the card is out, the same is printed on one more
#
# Exit status: COMMAND's, or 99 when the rig itself could not be built (a sentence says why).

set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
self=$here/$(basename "${BASH_SOURCE[0]}")
service_port=8631
printer_port=8700
pappl_port=8701
PATH=$PATH:/usr/sbin:/sbin

give_up ()
{
  echo "cups-rig: $*" >&2
  exit 99
}

# wait_for SECONDS COMMAND…: until COMMAND succeeds
wait_for ()
{
  local deadline=$((SECONDS + $1)); shift
  until "$@" > /dev/null 2>&1; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.05
  done
}

is_gone () { ! kill -0 "$1" 2> /dev/null; }
answers () { (exec 3<> "/dev/tcp/127.0.0.1/$1"); }

start ()
{
  local name=$1; shift
  "$@" > "$CW_RIG_DIR/$name.log" 2>&1 &
  echo $! > "$CW_RIG_DIR/$name.pid"
  disown
}

stop ()
{
  local pid
  pid=$(cat "$CW_RIG_DIR/$1.pid" 2> /dev/null) || return 0
  kill "-$2" "$pid" 2> /dev/null
  wait_for 5 is_gone "$pid" || kill -KILL "$pid" 2> /dev/null
  rm -f "$CW_RIG_DIR/$1.pid"
}

# ippeveprinter refuses to start without a system bus, even when it announces nothing (-r off); it
# takes no more than 400 variables into the environment of its command, hence env -i.
start_bus ()
{
  start bus dbus-daemon --session --nofork --nopidfile "--address=unix:path=$CW_RIG_DIR/bus"
  wait_for 10 test -S "$CW_RIG_DIR/bus" || give_up "dbus-daemon did not start: $(cat "$CW_RIG_DIR/bus.log")"
}

# what ippeveprinter adds by itself comes after what the file says, and the first counts
describe_printer ()
{
  case ${CW_RIG_PRINTER:-urf} in
    urf) cp "$here/cups-rig-printer.conf" "$CW_RIG_DIR/printer.conf" ;;
    pwg)
      sed -e '/urf-supported/d' -e 's/sheet-back normal/sheet-back flipped/' "$here/cups-rig-printer.conf" > "$CW_RIG_DIR/printer.conf"
      echo 'ATTR mimeMediaType document-format-default image/pwg-raster' >> "$CW_RIG_DIR/printer.conf"
      echo 'ATTR mimeMediaType document-format-supported image/pwg-raster' >> "$CW_RIG_DIR/printer.conf" ;;
    *) give_up "CW_RIG_PRINTER must be urf or pwg" ;;
  esac
}

start_printer ()
{
  rm -rf "$CW_RIG_DIR/spool-printer"; mkdir "$CW_RIG_DIR/spool-printer"
  start printer env -i PATH="$PATH" LC_ALL=C.UTF-8 HOME="$CW_RIG_DIR" CW_RIG_DIR="$CW_RIG_DIR" CW_RIG_PLASTICS="$CW_RIG_PLASTICS" \
    DBUS_SYSTEM_BUS_ADDRESS="unix:path=$CW_RIG_DIR/bus" \
    ippeveprinter -v -n localhost -p $printer_port -r off -k -d "$CW_RIG_DIR/spool-printer" \
      -a "$CW_RIG_DIR/printer.conf" -c "$here/cups-rig-card.sh" "CR80 Card"
  wait_for 10 answers $printer_port || give_up "ippeveprinter did not start: $(cat "$CW_RIG_DIR/printer.log")"
}

start_pappl ()
{
  mkdir -p "$CW_RIG_DIR/spool-pappl"
  touch "$CW_RIG_DIR/card.device" "$CW_RIG_DIR/primacy.device"
  start pappl env DBUS_SYSTEM_BUS_ADDRESS="unix:path=$CW_RIG_DIR/bus" HOME="$CW_RIG_DIR" "$CW_PAPPL_CARD" $pappl_port "$CW_RIG_DIR"
  wait_for 10 answers $pappl_port || give_up "pappl-card did not start: $(tail -n 5 "$CW_RIG_DIR/pappl.log")"
}

write_service_settings ()
{
  local etc=$CW_RIG_DIR/etc user group admins
  user=$(id -un 2> /dev/null || id -u); group=$(id -gn 2> /dev/null || id -g); admins=$group
  mkdir -p "$etc" "$CW_RIG_DIR"/{cache,spool,spool/tmp,state}
  if [ "$(id -u)" = 0 ]; then
    # cupsd runs its filters as another user than root and insists on it
    user=lp; group=lp; admins="root lpadmin"
    chown -R lp:lp "$CW_RIG_DIR"/{cache,spool}
  fi
  cat > "$etc/cups-files.conf" << END
ServerRoot $etc
CacheDir $CW_RIG_DIR/cache
RequestRoot $CW_RIG_DIR/spool
TempDir $CW_RIG_DIR/spool/tmp
StateDir $CW_RIG_DIR/state
ErrorLog $CW_RIG_DIR/error_log
AccessLog $CW_RIG_DIR/access_log
PageLog $CW_RIG_DIR/page_log
User $user
Group $group
SystemGroup $admins
FileDevice Yes
END
  cat > "$etc/cupsd.conf" << END
LogLevel debug
MaxLogSize 0
Listen 127.0.0.1:$service_port
Listen $CW_RIG_DIR/state/cups.sock
Browsing Off
WebInterface No
DefaultAuthType None
IdleExitTimeout 0
JobRetryInterval 2
<Location />
  Order allow,deny
  Allow 127.0.0.1
</Location>
<Location /admin>
  Order allow,deny
  Allow 127.0.0.1
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  SubscriptionPrivateAccess all
  SubscriptionPrivateValues none
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
<Policy guarded>
  <Limit Resume-Printer>
    AuthType Basic
    Require user @SYSTEM
  </Limit>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
END
}

start_service ()
{
  start service cupsd -f -c "$CW_RIG_DIR/etc/cupsd.conf" -s "$CW_RIG_DIR/etc/cups-files.conf"
  wait_for 10 answers $service_port || give_up "cupsd did not start: $(cat "$CW_RIG_DIR/service.log" "$CW_RIG_DIR/error_log" 2> /dev/null | tail -n 5)"
}

# "everywhere" asks the printer and writes the queue's PPD in the background
make_queues ()
{
  lpadmin -p "$CW_RIG_QUEUE" -E -v "ipp://localhost:$printer_port/ipp/print" -m everywhere \
    -o printer-error-policy=abort-job -o printer-is-shared=false 2> "$CW_RIG_DIR/lpadmin.log" \
    || give_up "the queue was refused: $(cat "$CW_RIG_DIR/lpadmin.log")"
  wait_for 10 test -s "$CW_RIG_DIR/etc/ppd/$CW_RIG_QUEUE.ppd" || give_up "cupsd could not make a driverless queue for the printer"
  if [ -n "${CW_RIG_PAPPL_URI:-}" ]; then
    lpadmin -p "$CW_RIG_PAPPL_QUEUE" -E -v "$CW_RIG_PAPPL_URI" -m everywhere \
      -o printer-error-policy=abort-job -o printer-is-shared=false 2> "$CW_RIG_DIR/lpadmin.log" \
      || give_up "the second queue was refused: $(cat "$CW_RIG_DIR/lpadmin.log")"
    wait_for 10 test -s "$CW_RIG_DIR/etc/ppd/$CW_RIG_PAPPL_QUEUE.ppd" || give_up "cupsd could not make a driverless queue for the second printer"
  fi
  : > "$CW_RIG_PPD_OUTPUT"
  lpadmin -p "$CW_RIG_PPD_QUEUE" -E -v "file:$CW_RIG_PPD_OUTPUT" -P "$here/cups-rig-plastic.ppd" \
    -o printer-error-policy=abort-job -o printer-is-shared=false 2> "$CW_RIG_DIR/lpadmin.log" \
    || give_up "the queue with a driver was refused: $(cat "$CW_RIG_DIR/lpadmin.log")"
  lpadmin -p office -E -v file:/dev/null -m drv:///sample.drv/generpcl.ppd 2> "$CW_RIG_DIR/lpadmin.log" \
    || give_up "the office queue was refused: $(cat "$CW_RIG_DIR/lpadmin.log")"
}

# ippeveprinter sets its trays by a form of its web page
fill_feeder ()
{
  local level=50
  [ "$1" = empty ] && level=0
  exec 3<> "/dev/tcp/127.0.0.1/$printer_port"
  printf 'GET /media?size0=iso_id-1_53.98x85.6mm&type0=cardstock&level0=%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' $level >&3
  grep -q '^HTTP/1.1 200' <&3 || give_up "the printer did not take the feeder's level"
}

# by hand: whatever is inside of a printer
clear_path ()
{
  local where
  for where in "$CW_RIG_PLASTICS"/*/where; do
    [ -e "$where" ] && [ "$(cat "$where")" = inside ] && echo removed > "$where"
  done
  return 0
}

stop_all ()
{
  stop printer TERM
  stop pappl KILL
  stop service TERM
  stop bus TERM
  rm -rf "$CW_RIG_DIR"
}

run_inside ()
{
  ip link set lo up || give_up "the loopback device of the network namespace could not be brought up"
  CW_RIG_DIR=$(mktemp -d -t cw-rig.XXXXXX) || give_up "no temporary folder could be made"
  export CW_RIG_DIR CW_RIG=$self CW_RIG_QUEUE=card CW_RIG_PPD_QUEUE=plastic LC_ALL=C.UTF-8
  export CW_RIG_RECEIVED=$CW_RIG_DIR/received CW_RIG_PPD_OUTPUT=$CW_RIG_DIR/plastic.raster
  export CW_RIG_PLASTICS=$CW_RIG_DIR/plastics CW_RIG_DEVICE_URI=ipp://localhost:$printer_port/ipp/print
  export CUPS_SERVER=127.0.0.1:$service_port
  if [ -n "${CW_PAPPL_CARD:-}" ]; then
    export CW_RIG_PAPPL_QUEUE=pappl CW_RIG_PAPPL_URI=ipp://localhost:$pappl_port/ipp/print/card
    export CW_RIG_PRIMACY_URI=ipp://localhost:$pappl_port/ipp/print/primacy
  fi
  trap stop_all EXIT
  trap 'exit 143' TERM INT HUP
  chmod 755 "$CW_RIG_DIR"; mkdir "$CW_RIG_RECEIVED" "$CW_RIG_PLASTICS"
  echo 0.05 > "$CW_RIG_DIR/panel-seconds"; : > "$CW_RIG_DIR/fail"
  start_bus
  describe_printer
  start_printer
  [ -z "${CW_RIG_PAPPL_URI:-}" ] || start_pappl
  write_service_settings
  start_service
  make_queues
  # in the background, so that a signal to the rig does not wait for COMMAND
  "$@" &
  wait $!
}

enter_namespaces ()
{
  local program who
  for program in unshare ip dbus-daemon cupsd ippeveprinter lpadmin gs; do
    command -v "$program" > /dev/null || give_up "the program “$program” is missing (Debian: util-linux iproute2 dbus-daemon cups cups-client cups-filters cups-ipp-utils ghostscript)"
  done
  if [ "$(id -u)" = 0 ]; then who=(); else who=(--user --map-current-user --keep-caps); fi
  unshare "${who[@]}" --net --pid --fork --mount-proc true 2> /dev/null \
    || give_up "the kernel does not allow namespaces here, which this test needs (unshare --net --pid failed)"
  exec unshare "${who[@]}" --net --pid --fork --mount-proc --kill-child=TERM bash "$self" --inside "$@"
}

case ${1:-} in
  --inside) shift; run_inside "$@" ;;
  --printer)
    case $2 in off | cycle) stop printer KILL ;; esac
    case $2 in on | cycle) start_printer ;; esac ;;
  --pappl)
    case $2 in off | cycle) stop pappl KILL ;; esac
    case $2 in on | cycle) start_pappl ;; esac ;;
  --queues) make_queues ;;
  --path) clear_path ;;
  --feeder) fill_feeder "$2" ;;
  --service)
    case $2 in off) stop service TERM ;; on) start_service ;; esac ;;
  "" | --*) give_up "say which command to run" ;;
  *) enter_namespaces "$@" ;;
esac
