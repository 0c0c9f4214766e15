/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include <locale.h>

#include <glib/gi18n.h>

#include "app/base/heap.h"
#include "app/base/secret.h"
#include "ui/application.h"

/* The desk's entry: language, hardening, then the application. */

int
main (int   argc,
      char *argv[])
{
  g_autoptr (CwApplication) application = NULL;
  const char *localedir = g_getenv ("CARDWRIGHT_LOCALEDIR");

  /* Keys are in this process: no core dump and no debugger of another program of this user. */
  if (!cw_secret_harden_process ())
    g_warning ("core dumps cannot be switched off");
  cw_heap_keep ();

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, localedir != NULL ? localedir : CW_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_set_application_name ("Cardwright");
  application = cw_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
