/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "printers/cups/medium.h"

/* Cards by their size, never by a name. Answers come from outside: what is no collection, no integer
 * or no card is passed over. Pure; any thread. */

static const char *const margin_names[] = { "media-bottom-margin", "media-left-margin", "media-right-margin", "media-top-margin" };

gboolean
cw_medium_is_card (int x,
                   int y)
{
  int shorter = MIN (x, y);
  int longer = MAX (x, y);

  return shorter >= CW_CARD_SHORT_LEAST && shorter <= CW_CARD_SHORT_MOST
         && longer >= CW_CARD_LONG_LEAST && longer <= CW_CARD_LONG_MOST;
}

gboolean
cw_medium_get_size (ipp_t *size,
                    int   *x,
                    int   *y)
{
  *x = cw_ipp_get_number (ippFindAttribute (size, "x-dimension", IPP_TAG_INTEGER), 0);
  *y = cw_ipp_get_number (ippFindAttribute (size, "y-dimension", IPP_TAG_INTEGER), 0);
  return cw_medium_is_card (*x, *y);
}

static ipp_t *
cw_medium_get_collection (ipp_attribute_t *attribute,
                          guint            index)
{
  if (attribute == NULL || ippGetValueTag (attribute) != IPP_TAG_BEGIN_COLLECTION)
    return NULL;
  return ippGetCollection (attribute, (CwCupsCount) index);
}

/* How far it is from the card that is drawn: first its size, then its margins. */
static gint64
cw_medium_rate (const CwMedium *medium)
{
  int size = ABS (MIN (medium->x, medium->y) - CW_CARD_X) + ABS (MAX (medium->x, medium->y) - CW_CARD_Y);

  return (gint64) size * G_MAXINT16 * 4 + CLAMP (medium->bottom, 0, G_MAXINT16) + CLAMP (medium->left, 0, G_MAXINT16)
         + CLAMP (medium->right, 0, G_MAXINT16) + CLAMP (medium->top, 0, G_MAXINT16);
}

static void
cw_medium_keep_better (CwMedium *medium,
                       CwMedium *other)
{
  if (medium->x != 0 && cw_medium_rate (medium) <= cw_medium_rate (other))
    {
      cw_medium_clear (other);
      return;
    }
  cw_medium_clear (medium);
  *medium = *other;
}

/* One value of media-col-database (PWG 5100.7): a size with its margins. */
static void
cw_medium_take_entry (CwMedium *medium,
                      ipp_t    *entry)
{
  ipp_t *size = cw_medium_get_collection (ippFindAttribute (entry, "media-size", IPP_TAG_ZERO), 0);
  CwMedium found = { 0 };

  if (size == NULL || !cw_medium_get_size (size, &found.x, &found.y))
    return;
  found.bottom = cw_ipp_get_number (ippFindAttribute (entry, margin_names[0], IPP_TAG_INTEGER), 0);
  found.left = cw_ipp_get_number (ippFindAttribute (entry, margin_names[1], IPP_TAG_INTEGER), 0);
  found.right = cw_ipp_get_number (ippFindAttribute (entry, margin_names[2], IPP_TAG_INTEGER), 0);
  found.top = cw_ipp_get_number (ippFindAttribute (entry, margin_names[3], IPP_TAG_INTEGER), 0);
  found.name = cw_ipp_get_text (ippFindAttribute (entry, "media-size-name", IPP_TAG_ZERO), 0);
  cw_medium_keep_better (medium, &found);
}

static int
cw_medium_get_least (ipp_t      *answer,
                     const char *margin)
{
  g_autofree char *name = g_strconcat (margin, "-supported", NULL);
  ipp_attribute_t *margins = ippFindAttribute (answer, name, IPP_TAG_INTEGER);
  int least = margins != NULL ? ippGetInteger (margins, 0) : 0;

  for (guint i = 1; i < cw_ipp_count (margins); i++)
    least = MIN (least, ippGetInteger (margins, (CwCupsCount) i));
  return least;
}

/* Without a database: the sizes, and the least margins that the printer has at all. */
static void
cw_medium_take_size (CwMedium *medium,
                     ipp_t    *answer,
                     ipp_t    *size)
{
  CwMedium found = { 0 };

  if (!cw_medium_get_size (size, &found.x, &found.y))
    return;
  found.bottom = cw_medium_get_least (answer, margin_names[0]);
  found.left = cw_medium_get_least (answer, margin_names[1]);
  found.right = cw_medium_get_least (answer, margin_names[2]);
  found.top = cw_medium_get_least (answer, margin_names[3]);
  cw_medium_keep_better (medium, &found);
}

/* PWG 5101.1: "class_name_53.98x85.6mm" is the name of that size. */
static char *
cw_medium_find_name (ipp_t          *answer,
                     const CwMedium *medium)
{
  ipp_attribute_t *names = ippFindAttribute (answer, "media-supported", IPP_TAG_ZERO);

  for (guint i = 0; i < cw_ipp_count (names); i++)
    {
      g_autofree char *name = cw_ipp_get_text (names, i);
      pwg_media_t *known = name != NULL ? pwgMediaForPWG (name) : NULL;

      if (known != NULL && known->width == medium->x && known->length == medium->y)
        return g_steal_pointer (&name);
    }
  return NULL;
}

void
cw_medium_find (ipp_t    *answer,
                CwMedium *medium)
{
  ipp_attribute_t *database = ippFindAttribute (answer, "media-col-database", IPP_TAG_ZERO);
  ipp_attribute_t *sizes = ippFindAttribute (answer, "media-size-supported", IPP_TAG_ZERO);
  ipp_t *collection;

  *medium = (CwMedium) { 0 };
  for (guint i = 0; i < cw_ipp_count (database); i++)
    if ((collection = cw_medium_get_collection (database, i)) != NULL)
      cw_medium_take_entry (medium, collection);
  for (guint i = 0; medium->x == 0 && i < cw_ipp_count (sizes); i++)
    if ((collection = cw_medium_get_collection (sizes, i)) != NULL)
      cw_medium_take_size (medium, answer, collection);
  if (medium->x != 0 && medium->name == NULL)
    medium->name = cw_medium_find_name (answer, medium);
}

void
cw_medium_clear (CwMedium *medium)
{
  g_free (medium->name);
  *medium = (CwMedium) { 0 };
}

ipp_t *
cw_medium_make_collection (const CwMedium *medium)
{
  const int margins[] = { medium->bottom, medium->left, medium->right, medium->top };
  ipp_t *collection = ippNew ();
  g_autoptr (ipp_t) size = ippNew ();

  ippAddInteger (size, IPP_TAG_ZERO, IPP_TAG_INTEGER, "x-dimension", medium->x);
  ippAddInteger (size, IPP_TAG_ZERO, IPP_TAG_INTEGER, "y-dimension", medium->y);
  ippAddCollection (collection, IPP_TAG_ZERO, "media-size", size);
  for (gsize i = 0; i < G_N_ELEMENTS (margins); i++)
    ippAddInteger (collection, IPP_TAG_ZERO, IPP_TAG_INTEGER, margin_names[i], margins[i]);
  return collection;
}
