/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "remarks.h"

#include <math.h>
#include <string.h>

/* Owns nothing: makes faces for tests of the checks, and looks through what is remarked. */

CwFace *
remarks_face_new (const char *text,
                  CwRecord   *record)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwTemplate) template = fixture_template (text, &error);
  g_autoptr (GBytes) photo = fixture_photo ();
  CwFace *face = NULL;

  g_assert_no_error (error);
  face = cw_face_new (template, record, photo, &error);
  g_assert_no_error (error);
  return face;
}

/* @elements: of the front of a landscape card */
CwFace *
remarks_front_new (const char *background,
                   const char *elements)
{
  g_autoptr (CwRecord) record = fixture_record ();
  g_autofree char *text = g_strdup_printf ("{'cardwright_template':2,'name':'Test','card':'id-1','orientation':'landscape',"
                                           "'fonts':['Inter'],'front':{'background':'%s','elements':[%s]}}",
                                           background, elements);

  return remarks_face_new (text, record);
}

GPtrArray *
remarks_of_front (const char *background,
                  const char *elements)
{
  g_autoptr (CwFace) face = remarks_front_new (background, elements);

  return cw_face_check (face);
}

const CwCheck *
remarks_find (GPtrArray  *checks,
              CwCheckKind kind,
              const char *element)
{
  for (guint i = 0; i < checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (checks, i);

      if (check->kind == kind && strcmp (check->element, element) == 0)
        return check;
    }
  return NULL;
}

static void
assert_whole (const CwCheck *check)
{
  g_assert_nonnull (check->sentence);
  g_assert_nonnull (check->remedy);
  g_assert_true (g_str_has_suffix (check->sentence, check->remedy));
  g_assert_cmpuint (strlen (check->sentence), >, strlen (check->remedy) + 10);
  g_assert_nonnull (check->unit);
}

/* The remark that must be there, whole. */
const CwCheck *
remarks_expect (GPtrArray  *checks,
                CwCheckKind kind,
                const char *element)
{
  const CwCheck *check = remarks_find (checks, kind, element);

  if (check == NULL)
    g_error ("“%s”: no %s; %u remarks, first: %s", element, cw_check_kind_to_name (kind), checks->len, checks->len > 0 ? ((const CwCheck *) g_ptr_array_index (checks, 0))->sentence : "");
  assert_whole (check);
  g_test_message ("%s", check->sentence);
  return check;
}

void
remarks_expect_none (GPtrArray  *checks,
                     const char *what)
{
  if (checks->len > 0)
    g_error ("%s: %u remarks, first: %s", what, checks->len, ((const CwCheck *) g_ptr_array_index (checks, 0))->sentence);
}

void
remarks_run_cases (const RemarkCase *cases,
                   guint             n_cases)
{
  for (guint i = 0; i < n_cases; i++)
    {
      const RemarkCase *at = &cases[i];
      g_autoptr (GPtrArray) broken = remarks_of_front (at->background, at->broken);
      g_autoptr (GPtrArray) repaired = remarks_of_front (at->background, at->repaired);
      const CwCheck *check = remarks_expect (broken, at->kind, at->element);

      if (check->error != at->error || (at->number > ANY && fabs (check->number - at->number) > at->tolerance))
        g_error ("case %u: %s, number %g: %s", i, check->error ? "an error" : "a warning", check->number, check->sentence);
      g_assert_cmpint (check->side, ==, CW_FACE_FRONT);
      remarks_expect_none (repaired, at->repaired);
    }
}
