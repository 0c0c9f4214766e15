#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Cardwright authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# translations.sh SOURCE-ROOT: every file with texts is named in po/POTFILES.in, and every
# translation of po/LINGUAS is well formed and complete. Speaks TAP.
set -u
cd "$1" || exit 99
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

n=0
verdict () { # STATUS NAME: one TAP line; what the command said stands before it as remarks
  n=$((n + 1))
  if [ "$1" -eq 0 ]; then
    echo "ok $n $2"
  else
    sed 's/^/# /' "$work/said"
    echo "not ok $n $2"
  fi
}

{
  grep -rlE '(^|[^A-Za-z0-9_])(_|N_|C_|NC_|g_dngettext|g_dpgettext2) ?\(' --include='*.c' --include='*.h' app templates printers ui
  grep -rl 'translatable="yes"' --include='*.ui' ui
  ls data/*.desktop.in data/*.metainfo.xml.in
} | sort -u > "$work/with-texts"
grep -v '^#' po/POTFILES.in | sort > "$work/named"
diff -u "$work/named" "$work/with-texts" > "$work/said" 2>&1
verdict $? "po/POTFILES.in names every file with texts and no other"

xgettext --from-code=UTF-8 --files-from=po/POTFILES.in --output="$work/now.pot" --package-name=cardwright \
  --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 \
  --keyword=g_dcgettext:2 --keyword=g_dngettext:2,3 --keyword=g_dpgettext2:2c,3 > "$work/said" 2>&1
verdict $? "the texts can be extracted"

while read -r language; do
  msgfmt --check --output-file=/dev/null "po/$language.po" > "$work/said" 2>&1
  verdict $? "$language is well formed"
  msgcmp "po/$language.po" "$work/now.pot" > "$work/said" 2>&1
  verdict $? "$language translates every text"
  msgattrib --only-obsolete "po/$language.po" > "$work/said" 2>&1 && ! grep -q . "$work/said"
  verdict $? "$language holds no text that is gone"
done < po/LINGUAS

echo "1..$n"
