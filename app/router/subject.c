/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/subject.h"

#include <glib/gi18n-lib.h>

#include "app/core/esi.h"

/* What a request is about, as it stands in a sentence. Pure; any thread. */

void
cw_subject_clear (CwSubject *subject)
{
  g_free (subject->thing);
  g_strfreev (subject->personal);
}

static char **
cw_subject_list (const char *esi,
                 const char *name,
                 const char *email)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *code = esi != NULL ? cw_esi_get_code (esi) : NULL;
  const char *const all[] = { code, name, email };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      if (all[i] != NULL)
        g_strv_builder_add (builder, all[i]);
    }
  return g_strv_builder_end (builder);
}

CwSubject
cw_subject_of_card (const char *escn,
                    const char *esi,
                    const char *display_name)
{
  CwSubject subject = {
    .thing = g_strdup_printf (_("card %s"), escn),
    .personal = cw_subject_list (esi, display_name, NULL),
  };

  return subject;
}

CwSubject
cw_subject_of_person (const CwPersonEntry *person)
{
  CwSubject subject = {
    .thing = g_strdup (_("the person of this card")),
    .personal = cw_subject_list (person->esi, person->full_name, person->email),
  };

  return subject;
}
