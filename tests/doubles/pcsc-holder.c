/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <winscard.h>

/* pcsc-holder MODE READER
 *
 * Another program that uses a card: connects to the one on READER, says "held", waits until its
 * standard input ends, and lets go. MODE: exclusive, shared, or transaction (shared, and in a
 * transaction, which keeps everybody else's SCardConnect() waiting inside pcscd). */

static int
fail (const char *what,
      LONG        code)
{
  printf ("%s: %s\n", what, pcsc_stringify_error (code));
  return EXIT_FAILURE;
}

int
main (int    argc,
      char **argv)
{
  SCARDCONTEXT context;
  SCARDHANDLE handle;
  DWORD protocol;
  DWORD share;
  LONG code;

  if (argc != 3)
    return EXIT_FAILURE;

  share = strcmp (argv[1], "exclusive") == 0 ? SCARD_SHARE_EXCLUSIVE : SCARD_SHARE_SHARED;
  code = SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, &context);
  if (code != SCARD_S_SUCCESS)
    return fail ("context", code);
  code = SCardConnect (context, argv[2], share, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &handle, &protocol);
  if (code == SCARD_S_SUCCESS && strcmp (argv[1], "transaction") == 0)
    code = SCardBeginTransaction (handle);
  if (code != SCARD_S_SUCCESS)
    return fail ("connect", code);

  puts ("held");
  fflush (stdout);
  while (getchar () != EOF)
    continue;
  SCardDisconnect (handle, SCARD_LEAVE_CARD);
  SCardReleaseContext (context);
  return EXIT_SUCCESS;
}
