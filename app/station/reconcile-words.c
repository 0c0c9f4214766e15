/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "app/station/reconcile-private.h"

/* Differences in an operator's words: numbers and ids, no names. Pure; any thread. */

void
cw_difference_free (CwDifference *self)
{
  if (self == NULL)
    return;
  g_free (self->institution_id);
  g_free (self->escn);
  g_free (self->student_id);
  g_free (self->esi);
  g_free (self->here);
  g_free (self->there);
  g_free (self->sentence);
  g_free (self->remedy);
  g_free (self);
}

static const char *
cw_status_to_label (CwBookStatus status)
{
  switch (status)
    {
    case CW_BOOK_STATUS_UNSAID:
      return _ ("registered");
    case CW_BOOK_STATUS_INACTIVE:
      return _ ("inactive");
    case CW_BOOK_STATUS_ACTIVE:
      return _ ("active");
    case CW_BOOK_STATUS_EXPIRED:
      return _ ("expired");
    }
  g_return_val_if_reached (NULL);
}

static char *
cw_date_write (guint32 date)
{
  return date != 0 ? g_strdup_printf ("%04u-%02u-%02u", date / 10000, date / 100 % 100, date % 100) : g_strdup ("–");
}

static char *
cw_describe_there (const CwBookCard *there)
{
  g_autofree char *issued = cw_date_write (there->issued);
  g_autofree char *expires = cw_date_write (there->expires);

  if (there->status == CW_BOOK_STATUS_UNSAID)
    return g_strdup_printf (_ ("%s, %s to %s"), cw_status_to_label (CW_BOOK_STATUS_UNSAID), issued, expires);
  return g_strdup_printf (_ ("%s, %s to %s, %s"), cw_status_to_label ((CwBookStatus) there->status), issued, expires, cw_card_type_to_name ((CwCardType) there->type));
}

static char *
cw_describe_here (const CwRegisteredCard *card)
{
  return g_strdup_printf (_ ("%s, %s to %s, %s"), cw_card_state_to_label (card->state), card->issued_at != NULL ? card->issued_at : "–",
                          card->expires_at != NULL ? card->expires_at : "–", cw_card_type_to_name (card->type));
}

static CwRepair
cw_repair_of (CwDifferenceKind kind)
{
  switch (kind)
    {
    case CW_DIFFERENCE_MISSING_THERE:
    case CW_DIFFERENCE_STATUS:
    case CW_DIFFERENCE_DATES:
    case CW_DIFFERENCE_CARD:
      return CW_REPAIR_REGISTER;
    case CW_DIFFERENCE_STILL_THERE:
      return CW_REPAIR_WITHDRAW;
    case CW_DIFFERENCE_MISSING_HERE:
      return CW_REPAIR_ELSEWHERE;
    case CW_DIFFERENCE_PERSON_MISSING:
    case CW_DIFFERENCE_PERSON:
      return CW_REPAIR_PERSON;
    case CW_DIFFERENCE_PERSON_SPARE:
      return CW_REPAIR_NONE;
    }
  g_return_val_if_reached (CW_REPAIR_NONE);
}

static char *
cw_remedy_of (CwDifferenceKind kind,
              gboolean         on_its_way,
              gint64           refused)
{
  if (on_its_way)
    return g_strdup (_ ("It is on its way: the outbox sends it by itself."));
  if (refused != 0)
    return g_strdup_printf (_ ("The register refused message %" PRId64 " about this card, or it was given up. Its reason stands with what the register is owed; the repair sends the card anew, as it is here now."), refused);
  switch (kind)
    {
    case CW_DIFFERENCE_MISSING_THERE:
      return g_strdup (_ ("The repair registers the card, with its own number."));
    case CW_DIFFERENCE_STATUS:
    case CW_DIFFERENCE_DATES:
    case CW_DIFFERENCE_CARD:
      return g_strdup (_ ("The repair tells the register how the card is here."));
    case CW_DIFFERENCE_STILL_THERE:
      return g_strdup (_ ("The repair takes the card out of the register."));
    case CW_DIFFERENCE_MISSING_HERE:
      return g_strdup (_ ("The repair notes that another station made it. Nothing is taken out of the register; where it must go, do that on the register's web page."));
    case CW_DIFFERENCE_PERSON_MISSING:
    case CW_DIFFERENCE_PERSON:
      return g_strdup (_ ("The repair sends the person's data as they are here."));
    case CW_DIFFERENCE_PERSON_SPARE:
      return g_strdup (_ ("Nothing is repaired. When the person has left, say so in the student's record, or delete the person on the register's web page."));
    }
  g_return_val_if_reached (NULL);
}

static char *
cw_describe_card (const CwRegisteredCard *card,
                  CwDifferenceKind        kind,
                  guint                   differs,
                  const char             *escn)
{
  g_autofree char *fields = cw_differs_to_text (differs);

  switch (kind)
    {
    case CW_DIFFERENCE_MISSING_THERE:
      return g_strdup_printf (_ ("Card %s is “%s” here and not in the register."), escn, cw_card_state_to_label (card->state));
    case CW_DIFFERENCE_STILL_THERE:
      return g_strdup_printf (_ ("Card %s is “%s” here and still in the register."), escn, cw_card_state_to_label (card->state));
    case CW_DIFFERENCE_STATUS:
    case CW_DIFFERENCE_DATES:
    case CW_DIFFERENCE_CARD:
      return g_strdup_printf (_ ("Card %s differs in the register: %s."), escn, fields);
    case CW_DIFFERENCE_MISSING_HERE:
    case CW_DIFFERENCE_PERSON_MISSING:
    case CW_DIFFERENCE_PERSON:
    case CW_DIFFERENCE_PERSON_SPARE:
      break;
    }
  g_return_val_if_reached (NULL);
}

CwDifference *
cw_difference_new_for_card (const CwRegisteredCard *card,
                            const CwBookCard       *there,
                            CwDifferenceKind        kind,
                            guint                   differs)
{
  CwDifference *self = g_new0 (CwDifference, 1);

  self->kind = kind;
  self->differs = differs;
  self->on_its_way = card->moving;
  self->escn = cw_escn_to_string (&card->escn);
  self->student_id = g_strdup (card->student_id);
  self->here = cw_describe_here (card);
  self->there = there != NULL ? cw_describe_there (there) : NULL;
  self->sentence = cw_describe_card (card, kind, differs, self->escn);
  self->repair = cw_repair_of (kind);
  self->remedy = cw_remedy_of (kind, card->moving, card->refused);
  return self;
}

CwDifference *
cw_difference_new_for_person (const CwRegisteredPerson *person,
                              CwDifferenceKind          kind,
                              guint                     differs)
{
  CwDifference *self = g_new0 (CwDifference, 1);
  g_autofree char *fields = cw_differs_to_text (differs);

  self->kind = kind;
  self->differs = differs;
  self->on_its_way = person->moving;
  self->student_id = g_strdup (person->student->id);
  if (kind == CW_DIFFERENCE_PERSON_MISSING)
    self->sentence = g_strdup_printf (_ ("Student %s has a card and is not in the register."), self->student_id);
  else if (kind == CW_DIFFERENCE_PERSON)
    self->sentence = g_strdup_printf (_ ("Student %s differs in the register: %s."), self->student_id, fields);
  else
    self->sentence = g_strdup_printf (_ ("Student %s is in the register without a card in use."), self->student_id);
  self->repair = cw_repair_of (kind);
  self->remedy = cw_remedy_of (kind, person->moving, 0);
  return self;
}

/* @prefix: of this station; a number says which station made it */
CwDifference *
cw_difference_new_unknown (const CwBookCard *there,
                           guint             prefix)
{
  CwDifference *self = g_new0 (CwDifference, 1);
  guint own = cw_escn_get_prefix (&there->escn);

  self->kind = CW_DIFFERENCE_MISSING_HERE;
  self->escn = cw_escn_to_string (&there->escn);
  self->there = cw_describe_there (there);
  if (own == prefix)
    self->sentence = g_strdup_printf (_ ("Card %s is in the register and not known here, though its number has this station's prefix %03u. Has an older copy of the database been brought back?"), self->escn, own);
  else
    self->sentence = g_strdup_printf (_ ("Card %s is in the register and was not made here: its number has the prefix %03u."), self->escn, own);
  self->repair = cw_repair_of (self->kind);
  self->remedy = cw_remedy_of (self->kind, FALSE, 0);
  return self;
}

CwDifference *
cw_difference_new_spare (const char *esi)
{
  CwDifference *self = g_new0 (CwDifference, 1);

  self->kind = CW_DIFFERENCE_PERSON_SPARE;
  self->esi = g_strdup (esi);
  self->sentence = g_strdup (_ ("A person is in the register without a card, and is not known here."));
  self->repair = CW_REPAIR_NONE;
  self->remedy = cw_remedy_of (self->kind, FALSE, 0);
  return self;
}

const char *
cw_repair_to_name (CwRepair value)
{
  switch (value)
    {
    case CW_REPAIR_NONE:
      return "none";
    case CW_REPAIR_REGISTER:
      return "register";
    case CW_REPAIR_WITHDRAW:
      return "withdraw";
    case CW_REPAIR_PERSON:
      return "person";
    case CW_REPAIR_ELSEWHERE:
      return "elsewhere";
    }
  g_return_val_if_reached (NULL);
}

const char *
cw_repair_to_label (CwRepair value)
{
  switch (value)
    {
    case CW_REPAIR_NONE:
      return _ ("nothing");
    case CW_REPAIR_REGISTER:
      return _ ("tell the register");
    case CW_REPAIR_WITHDRAW:
      return _ ("take out of the register");
    case CW_REPAIR_PERSON:
      return _ ("send the person's data");
    case CW_REPAIR_ELSEWHERE:
      return _ ("note as made elsewhere");
    }
  g_return_val_if_reached (NULL);
}

/* A text that a spreadsheet could take for a formula gets an apostrophe in front. */
static void
cw_csv_add (GString    *csv,
            const char *text,
            const char *end)
{
  g_string_append_c (csv, '"');
  if (text != NULL && *text != '\0' && strchr ("=+-@\t\r", *text) != NULL)
    g_string_append_c (csv, '\'');
  for (const char *at = text != NULL ? text : ""; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *at);
    }
  g_string_append_c (csv, '"');
  g_string_append (csv, end);
}

char *
cw_reconciliation_to_csv (const CwReconciliation *self)
{
  GString *csv = g_string_new ("kind,institution,escn,student,esi,here,there,sentence,on_its_way,repair,remedy\r\n");

  for (guint i = 0; i < self->differences->len; i++)
    {
      const CwDifference *at = g_ptr_array_index (self->differences, i);

      cw_csv_add (csv, cw_difference_kind_to_name (at->kind), ",");
      cw_csv_add (csv, at->institution_id, ",");
      cw_csv_add (csv, at->escn, ",");
      cw_csv_add (csv, at->student_id, ",");
      cw_csv_add (csv, at->esi, ",");
      cw_csv_add (csv, at->here, ",");
      cw_csv_add (csv, at->there, ",");
      cw_csv_add (csv, at->sentence, ",");
      cw_csv_add (csv, at->on_its_way ? "yes" : "no", ",");
      cw_csv_add (csv, cw_repair_to_name (at->repair), ",");
      cw_csv_add (csv, at->remedy, "\r\n");
    }
  return g_string_free (csv, FALSE);
}
