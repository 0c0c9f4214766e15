/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/reconcile.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/core/esi.h"

/* The comparison itself. A card of the router's list is kept in 48 bytes, a person in 32 and the
 * ESI, so that 10,000 of each take 1.4 MB: what is personal about them is kept as digests, since
 * it is only asked whether it is the same. No thread of its own. */

/* bytes that are taken at a time for the letters of ESIs */
#define ESI_BLOCK (64 * 1024)

struct _CwBook
{
  char         *pic;
  guint8        processor[8]; /* of SHA-256 of the institution's; of "" when it has none */
  GArray       *cards;        /* of CwBookCard */
  GArray       *persons;      /* of CwBookPerson */
  GArray       *holders;      /* (nullable) of CwHolder: whose the cards are, in order; NULL: not asked yet */
  GStringChunk *esis;
  gsize         esi_bytes;
};

typedef struct
{
  guint8 person[16];
} CwHolder;

/* The first @size bytes of the SHA-256 of @text. */
static void
cw_book_digest (const char *text,
                guint8     *bytes,
                gsize       size)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 all[32];
  gsize length = sizeof all;

  g_checksum_update (checksum, (const guint8 *) text, -1);
  g_checksum_get_digest (checksum, all, &length);
  memcpy (bytes, all, size);
}

static void
cw_book_digest_esi (const char *esi,
                    guint8      bytes[16])
{
  g_autofree char *lower = esi != NULL ? g_ascii_strdown (esi, -1) : NULL;

  memset (bytes, 0, 16);
  if (lower != NULL)
    cw_book_digest (lower, bytes, 16);
}

static guint32
cw_book_read_date (const char *text)
{
  if (text == NULL || strlen (text) != 10)
    return 0;
  return (guint32) (strtoul (text, NULL, 10) * 10000 + strtoul (text + 5, NULL, 10) * 100 + strtoul (text + 8, NULL, 10));
}

CwBook *
cw_book_new (const char *pic,
             const char *processor)
{
  CwBook *self = g_new0 (CwBook, 1);

  self->pic = g_strdup (pic);
  cw_book_digest (processor != NULL ? processor : "", self->processor, sizeof self->processor);
  self->cards = g_array_new (FALSE, FALSE, sizeof (CwBookCard));
  self->persons = g_array_new (FALSE, FALSE, sizeof (CwBookPerson));
  self->esis = g_string_chunk_new (ESI_BLOCK);
  return self;
}

void
cw_book_free (CwBook *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->cards);
  g_array_unref (self->persons);
  g_clear_pointer (&self->holders, g_array_unref);
  g_string_chunk_free (self->esis);
  g_free (self->pic);
  g_free (self);
}

static gboolean
cw_book_check_room (const GArray *rows,
                    GError      **error)
{
  if (rows->len < CW_BOOK_ROWS_MAX)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER,
               _("The ESC-Router lists more than %d rows, which no institution has. Check the register's address in the settings."), CW_BOOK_ROWS_MAX);
  return FALSE;
}

static CwBookStatus
cw_book_get_status (const CwCardEntry *card)
{
  if (card->sparse)
    return CW_BOOK_STATUS_UNSAID;
  if (g_strcmp0 (card->status, "EXPIRED") == 0)
    return CW_BOOK_STATUS_EXPIRED;
  return card->active ? CW_BOOK_STATUS_ACTIVE : CW_BOOK_STATUS_INACTIVE;
}

static void
cw_book_fill_card (CwBook            *self,
                   CwBookCard        *row,
                   const CwCardEntry *card)
{
  guint8 processor[8];

  row->type = (guint8) card->card_type;
  row->status = (guint8) cw_book_get_status (card);
  cw_book_digest_esi (card->esi, row->person);
  row->issued = cw_book_read_date (card->issued_at);
  row->expires = cw_book_read_date (card->expires_at);
  cw_book_digest (card->processor != NULL ? card->processor : "", processor, sizeof processor);
  row->processor = memcmp (processor, self->processor, sizeof processor) == 0;
}

void
cw_book_set_card (CwBook            *self,
                  guint              index,
                  const CwCardEntry *entry)
{
  CwBookCard *row = &g_array_index (self->cards, CwBookCard, index);

  row->wanted = FALSE;
  row->gone = entry == NULL;
  if (entry != NULL)
    cw_book_fill_card (self, row, entry);
}

gboolean
cw_book_add_card (CwBook            *self,
                  const CwCardEntry *card,
                  GError           **error)
{
  CwBookCard row = { .type = 0 };
  char pic[10];

  if (!cw_book_check_room (self->cards, error) || !cw_escn_parse (card->escn, &row.escn, error))
    return FALSE;
  cw_escn_get_pic (&row.escn, pic);
  if (g_strcmp0 (card->pic != NULL ? card->pic : pic, self->pic) != 0)
    return TRUE;
  cw_book_fill_card (self, &row, card);
  g_array_append_val (self->cards, row);
  return TRUE;
}

gboolean
cw_book_add_person (CwBook              *self,
                    const CwPersonEntry *person,
                    GError             **error)
{
  CwBookPerson row = { .level = (guint8) person->level };

  if (!cw_book_check_room (self->persons, error))
    return FALSE;
  if (g_strcmp0 (person->pic, self->pic) != 0)
    return TRUE;
  cw_book_digest (person->full_name != NULL ? person->full_name : "", row.name, sizeof row.name);
  cw_book_digest (person->email != NULL ? person->email : "", row.email, sizeof row.email);
  row.esi = g_string_chunk_insert (self->esis, person->esi);
  self->esi_bytes += strlen (person->esi) + 1;
  g_array_append_val (self->persons, row);
  return TRUE;
}

void
cw_book_clear_cards (CwBook *self)
{
  g_array_set_size (self->cards, 0);
}

void
cw_book_clear_persons (CwBook *self)
{
  g_array_set_size (self->persons, 0);
  g_string_chunk_clear (self->esis);
  self->esi_bytes = 0;
}

static int
compare_cards (gconstpointer a,
               gconstpointer b)
{
  return memcmp (((const CwBookCard *) a)->escn.bytes, ((const CwBookCard *) b)->escn.bytes, sizeof (CwEscn));
}

static int
compare_persons (gconstpointer a,
                 gconstpointer b)
{
  return g_ascii_strcasecmp (((const CwBookPerson *) a)->esi, ((const CwBookPerson *) b)->esi);
}

/* @rows: of @size bytes each; FALSE: two are the same */
static gboolean
cw_book_sort (GArray      *rows,
              gsize        size,
              GCompareFunc compare)
{
  gboolean single = TRUE;

  g_array_sort (rows, compare);
  for (guint i = 1; single && i < rows->len; i++)
    single = compare (rows->data + (i - 1) * size, rows->data + i * size) != 0;
  return single;
}

gboolean
cw_book_sort_cards (CwBook *self)
{
  return cw_book_sort (self->cards, sizeof (CwBookCard), compare_cards);
}

gboolean
cw_book_sort_persons (CwBook *self)
{
  return cw_book_sort (self->persons, sizeof (CwBookPerson), compare_persons);
}

/* The first of the rows with that number: a list that moved may hold one twice. */
static CwBookCard *
cw_book_get_first (CwBook       *self,
                   const CwEscn *escn)
{
  const CwBookCard wanted = { .escn = *escn };
  guint at;

  if (!g_array_binary_search (self->cards, &wanted, compare_cards, &at))
    return NULL;
  while (at > 0 && compare_cards (&g_array_index (self->cards, CwBookCard, at - 1), &wanted) == 0)
    at--;
  return &g_array_index (self->cards, CwBookCard, at);
}

const CwBookCard *
cw_book_find_card (CwBook       *self,
                   const CwEscn *escn)
{
  CwBookCard *first = cw_book_get_first (self, escn);
  const CwBookCard *end = &g_array_index (self->cards, CwBookCard, self->cards->len);

  for (CwBookCard *row = first; row != NULL && row < end && cw_escn_equal (&row->escn, escn); row++)
    row->seen = TRUE;
  return first != NULL && !first->gone ? first : NULL;
}

void
cw_book_want_card (CwBook       *self,
                   const CwEscn *escn)
{
  CwBookCard *first = cw_book_get_first (self, escn);

  if (first != NULL && first->status == CW_BOOK_STATUS_UNSAID)
    first->wanted = TRUE;
}

const CwBookPerson *
cw_book_find_person (CwBook     *self,
                     const char *esi)
{
  const CwBookPerson wanted = { .esi = (char *) esi };
  guint at;

  if (!g_array_binary_search (self->persons, &wanted, compare_persons, &at))
    return NULL;
  while (at > 0 && compare_persons (&g_array_index (self->persons, CwBookPerson, at - 1), &wanted) == 0)
    at--;
  for (guint i = at; i < self->persons->len && compare_persons (&g_array_index (self->persons, CwBookPerson, i), &wanted) == 0; i++)
    g_array_index (self->persons, CwBookPerson, i).seen = TRUE;
  return &g_array_index (self->persons, CwBookPerson, at);
}

const char *
cw_book_get_pic (CwBook *self)
{
  return self->pic;
}

guint
cw_book_count_cards (CwBook *self)
{
  return self->cards->len;
}

guint
cw_book_count_persons (CwBook *self)
{
  return self->persons->len;
}

const CwBookCard *
cw_book_get_card (CwBook *self,
                  guint   index)
{
  return &g_array_index (self->cards, CwBookCard, index);
}

const CwBookPerson *
cw_book_get_person (CwBook *self,
                    guint   index)
{
  return &g_array_index (self->persons, CwBookPerson, index);
}

static int
compare_holders (gconstpointer a,
                 gconstpointer b)
{
  return memcmp (a, b, sizeof (CwHolder));
}

gboolean
cw_book_has_card_of (CwBook     *self,
                     const char *esi)
{
  CwHolder wanted;

  if (self->holders == NULL)
    {
      self->holders = g_array_sized_new (FALSE, FALSE, sizeof (CwHolder), self->cards->len);
      for (guint i = 0; i < self->cards->len; i++)
        g_array_append_vals (self->holders, g_array_index (self->cards, CwBookCard, i).person, 1);
      g_array_sort (self->holders, compare_holders);
    }
  cw_book_digest_esi (esi, wanted.person);
  return g_array_binary_search (self->holders, &wanted, compare_holders, NULL);
}

gsize
cw_book_get_size (CwBook *self)
{
  return self->cards->len * sizeof (CwBookCard) + self->persons->len * sizeof (CwBookPerson) + self->esi_bytes;
}

gboolean
cw_book_card_is_of (const CwBookCard *card,
                    const char       *esi)
{
  guint8 person[16];

  cw_book_digest_esi (esi, person);
  return esi != NULL && memcmp (person, card->person, sizeof person) == 0;
}

/* EXPIRED is what both others become by themselves on the day after the last. */
static gboolean
cw_compare_status (const CwBookCard   *there,
                   const CwCardWanted *wanted,
                   guint32             today)
{
  guint32 expires = cw_book_read_date (wanted->expires_at);

  if (there->status == CW_BOOK_STATUS_EXPIRED)
    return (expires != 0 && expires <= today) || there->expires != expires;
  return (there->status == CW_BOOK_STATUS_ACTIVE) == (wanted->standing == CW_STANDING_ACTIVE);
}

static guint
cw_compare_fields (const CwBookCard   *there,
                   const CwCardWanted *wanted,
                   guint32             today)
{
  guint differs = 0;

  if (there->status != CW_BOOK_STATUS_UNSAID && !cw_compare_status (there, wanted, today))
    differs |= CW_DIFFERS_STATUS;
  if (there->issued != cw_book_read_date (wanted->issued_at))
    differs |= CW_DIFFERS_ISSUED;
  if (there->expires != cw_book_read_date (wanted->expires_at))
    differs |= CW_DIFFERS_EXPIRES;
  if (there->status != CW_BOOK_STATUS_UNSAID && there->type != wanted->type)
    differs |= CW_DIFFERS_TYPE;
  if (wanted->esi != NULL && !cw_book_card_is_of (there, wanted->esi))
    differs |= CW_DIFFERS_HOLDER;
  if (!there->processor)
    differs |= CW_DIFFERS_PROCESSOR;
  return differs;
}

/**
 * cw_compare_card:
 * @kind: (out): the gravest of the differences
 * @differs: (out): #CwDiffers bits; 0 when the card is there or not there at all
 *
 * A card whose last day is over on both sides is the same, whatever else is written about it: the
 * router takes no change of it without a new last day.
 */
gboolean
cw_compare_card (const CwBookCard   *there,
                 const CwCardWanted *wanted,
                 const char         *today,
                 CwDifferenceKind   *kind,
                 guint              *differs)
{
  guint32 now = cw_book_read_date (today);
  guint32 expires = cw_book_read_date (wanted->expires_at);
  gboolean over = expires != 0 && expires < now;

  *differs = 0;
  if (there == NULL)
    {
      *kind = CW_DIFFERENCE_MISSING_THERE;
      return wanted->standing == CW_STANDING_ABSENT || wanted->optional || over;
    }
  if (wanted->standing == CW_STANDING_ABSENT)
    {
      *kind = CW_DIFFERENCE_STILL_THERE;
      return FALSE;
    }
  if (over && (there->status == CW_BOOK_STATUS_EXPIRED || (there->expires != 0 && there->expires < now)))
    return TRUE;
  *differs = cw_compare_fields (there, wanted, now);
  if ((*differs & CW_DIFFERS_STATUS) != 0)
    *kind = CW_DIFFERENCE_STATUS;
  else if ((*differs & (CW_DIFFERS_ISSUED | CW_DIFFERS_EXPIRES)) != 0)
    *kind = CW_DIFFERENCE_DATES;
  else
    *kind = CW_DIFFERENCE_CARD;
  return *differs == 0;
}

static gboolean
cw_compare_text (const guint8 there[8],
                 const char  *here)
{
  guint8 digest[8];

  cw_book_digest (here != NULL ? here : "", digest, sizeof digest);
  return memcmp (digest, there, sizeof digest) == 0;
}

/**
 * cw_compare_person:
 * @there: (nullable): not in the register
 *
 * A level that cannot be said to the register (NONE) cannot differ from what is said there.
 */
gboolean
cw_compare_person (const CwBookPerson *there,
                   const char         *full_name,
                   const char         *email,
                   CwAcademicLevel     level,
                   CwDifferenceKind   *kind,
                   guint              *differs)
{
  *differs = 0;
  *kind = CW_DIFFERENCE_PERSON_MISSING;
  if (there == NULL)
    return FALSE;
  *kind = CW_DIFFERENCE_PERSON;
  if (!cw_compare_text (there->name, full_name))
    *differs |= CW_DIFFERS_NAME;
  if (!cw_compare_text (there->email, email))
    *differs |= CW_DIFFERS_EMAIL;
  if (level != CW_ACADEMIC_LEVEL_NONE && there->level != level)
    *differs |= CW_DIFFERS_LEVEL;
  return *differs == 0;
}

/* words */

static const struct
{
  const char *name;
  const char *label;
} kinds[CW_DIFFERENCE_COUNT] = {
  [CW_DIFFERENCE_MISSING_THERE] = { "missing-there", N_ ("not in the register") },
  [CW_DIFFERENCE_STILL_THERE] = { "still-there", N_ ("not taken out of the register") },
  [CW_DIFFERENCE_MISSING_HERE] = { "missing-here", N_ ("not known here") },
  [CW_DIFFERENCE_STATUS] = { "status", N_ ("other status") },
  [CW_DIFFERENCE_DATES] = { "dates", N_ ("other dates") },
  [CW_DIFFERENCE_CARD] = { "card", N_ ("other type, holder or processor") },
  [CW_DIFFERENCE_PERSON_MISSING] = { "person-missing", N_ ("person not in the register") },
  [CW_DIFFERENCE_PERSON] = { "person", N_ ("other data of the person") },
  [CW_DIFFERENCE_PERSON_SPARE] = { "person-spare", N_ ("person without a card") },
};

const char *
cw_difference_kind_to_name (CwDifferenceKind value)
{
  g_return_val_if_fail ((guint) value < CW_DIFFERENCE_COUNT, NULL);

  return kinds[value].name;
}

gboolean
cw_difference_kind_from_name (const char       *name,
                              CwDifferenceKind *value)
{
  for (guint i = 0; i < CW_DIFFERENCE_COUNT; i++)
    {
      if (g_strcmp0 (kinds[i].name, name) != 0)
        continue;
      *value = (CwDifferenceKind) i;
      return TRUE;
    }
  return FALSE;
}

const char *
cw_difference_kind_to_label (CwDifferenceKind value)
{
  g_return_val_if_fail ((guint) value < CW_DIFFERENCE_COUNT, NULL);

  return _(kinds[value].label);
}

const char *
cw_book_status_to_name (CwBookStatus value)
{
  switch (value)
    {
    case CW_BOOK_STATUS_UNSAID:
      return "";
    case CW_BOOK_STATUS_INACTIVE:
      return "INACTIVE";
    case CW_BOOK_STATUS_ACTIVE:
      return "ACTIVE";
    case CW_BOOK_STATUS_EXPIRED:
      return "EXPIRED";
    }
  g_return_val_if_reached (NULL);
}

char *
cw_differs_to_text (guint differs)
{
  static const char *const words[CW_DIFFERS_COUNT] = {
    N_ ("the status"), N_ ("the first day"), N_ ("the last day"), N_ ("the type"), N_ ("the holder"), N_ ("the processor"),
    N_ ("the name"), N_ ("the e-mail address"), N_ ("the academic level"),
  };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < CW_DIFFERS_COUNT; i++)
    {
      if ((differs & 1u << i) != 0)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", _(words[i]));
    }
  return g_string_free (text, FALSE);
}
