/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "templates/checks/check.h"
#include "templates/draw/zone.h"

/* Owns the remarks on places where nothing is to be printed, and on the hologram that ends. Any thread
 * that owns the face. */

/* "Remaining holograms from SELP [are] valid until 31 December 2027. As of 1 January 2028, only ESCs
 * with the new logo will be valid": erasmus-plus.ec.europa.eu, how to join the European Student Card
 * Initiative. */
#define SELP_LAST_DAY "2027-12-31"

/* What is read by an eye or a machine; artwork may run through a zone. */
static gboolean
is_read (const CwInspection *self,
         const CwCover      *cover)
{
  switch (cover->item->element->type)
    {
    case CW_ELEMENT_TEXT:
    case CW_ELEMENT_CODE:
    case CW_ELEMENT_ESC_LOGO:
    case CW_ELEMENT_SIGNATURE:
      return TRUE;
    case CW_ELEMENT_PHOTO:
      return self->face->photo != NULL;
    case CW_ELEMENT_IMAGE:
    case CW_ELEMENT_SHAPE:
    case CW_ELEMENT_HOLOGRAM:
    case CW_ELEMENT_KEEP_OUT:
      return FALSE;
    }
  g_return_val_if_reached (FALSE);
}

/* Square millimetres of an element that lie in a zone. */
static double
measure_common (CwInspection  *self,
                const CwCover *cover,
                const CwCover *zone)
{
  g_autoptr (cairo_surface_t) ink = NULL;
  g_autoptr (cairo_surface_t) place = NULL;
  cairo_rectangle_int_t dots = { 0 };
  guint common = 0;

  if (!cw_box_meet (&cover->core, &zone->core, CW_CHECK_SLACK_MM / self->dot) || !cw_box_to_dots (&cover->core, &self->page, &dots) || !cw_inspection_may_look (self))
    return 0;
  ink = cw_cover_mask (self, cover, &dots);
  place = cw_cover_mask (self, zone, &dots);
  for (int y = 0; y < dots.height; y++)
    {
      const guint8 *ink_row = cw_mask_row (ink, y);
      const guint8 *place_row = cw_mask_row (place, y);

      for (int x = 0; x < dots.width; x++)
        common += ink_row[x] > 127 && place_row[x] > 127;
    }
  return common * self->dot * self->dot;
}

static void
tell_hologram (CwInspection    *self,
               const CwCover   *cover,
               const CwCover   *zone,
               const CwFinding *finding)
{
  g_autofree char *name = cw_cover_name (cover);
  g_autofree char *place = cw_cover_name (zone);

  cw_inspection_add (self, cover, finding, _ ("Move one of them in the design, or shorten the text."),
                     _ ("“%s” reaches into the hologram's place “%s” by %.1f mm², where nothing is printed."), name, place, finding->number);
}

static void
tell_keep_out (CwInspection    *self,
               const CwCover   *cover,
               const CwCover   *zone,
               const CwFinding *finding)
{
  g_autofree char *name = cw_cover_name (cover);
  g_autofree char *place = cw_cover_name (zone);
  const char *remedy = _ ("Move it in the design, or shorten the text.");

  if (zone->item->element->type == CW_ELEMENT_SIGNATURE)
    {
      cw_inspection_add (self, cover, finding, remedy, _ ("“%s” reaches into the signature panel “%s” by %.1f mm²."), name, place, finding->number);
      return;
    }
  switch (zone->item->element->zone.kind)
    {
    case CW_ZONE_CHIP:
      cw_inspection_add (self, cover, finding, remedy, _ ("“%s” reaches onto the chip's contacts “%s” by %.1f mm²."), name, place, finding->number);
      break;
    case CW_ZONE_STRIPE:
      cw_inspection_add (self, cover, finding, remedy, _ ("“%s” reaches onto the magnetic stripe “%s” by %.1f mm²."), name, place, finding->number);
      break;
    case CW_ZONE_SLOT:
      cw_inspection_add (self, cover, finding, remedy, _ ("“%s” reaches into the punched slot “%s” by %.1f mm²."), name, place, finding->number);
      break;
    case CW_ZONE_OTHER:
      cw_inspection_add (self, cover, finding, remedy, _ ("“%s” reaches into the place “%s”, which is kept free, by %.1f mm²."), name, place, finding->number);
      break;
    }
}

/* A slot is punched out and a stripe is written over, whether they are printed on or not. */
static gboolean
zone_destroys (const CwCover *zone)
{
  const CwElement *element = zone->item->element;

  return element->type != CW_ELEMENT_KEEP_OUT || element->zone.blank || element->zone.kind != CW_ZONE_OTHER;
}

void
cw_check_zones (CwInspection *self,
                CwCover      *cover)
{
  gboolean photo = cover->item->element->type == CW_ELEMENT_PHOTO;

  if (!is_read (self, cover))
    return;
  for (guint i = 0; i < self->covers->len; i++)
    {
      const CwCover *zone = cw_inspection_get_cover (self, i);
      CwFinding finding = { .error = !photo, .unit = "mm²" };

      if (zone == cover || zone->hidden || !cw_element_is_zone (zone->item->element) || (finding.number = measure_common (self, cover, zone)) <= 0)
        continue;
      cover->zoned = TRUE;
      finding.kind = zone->item->element->type == CW_ELEMENT_HOLOGRAM ? CW_CHECK_HOLOGRAM_CROSSED : CW_CHECK_ZONE_CROSSED;
      finding.error = finding.error && zone_destroys (zone);
      if (finding.kind == CW_CHECK_HOLOGRAM_CROSSED)
        tell_hologram (self, cover, zone, &finding);
      else
        tell_keep_out (self, cover, zone, &finding);
    }
}

/* On either side, and for this record. */
static gboolean
face_has_logo (const CwFace *face)
{
  for (guint side = 0; side < G_N_ELEMENTS (face->items); side++)
    for (guint i = 0; i < face->items[side]->len; i++)
      {
        const CwItem *item = g_ptr_array_index (face->items[side], i);

        if (item->element->type == CW_ELEMENT_ESC_LOGO && !item->hidden)
          return TRUE;
      }
  return FALSE;
}

/* Days by which @date, YYYY-MM-DD, is later than the hologram's last; 0: not later, or no date. */
static int
days_too_late (const char *date)
{
  g_autoptr (GDateTime) last = g_date_time_new_utc (2027, 12, 31, 0, 0, 0);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *iso = date != NULL && strlen (date) == strlen (SELP_LAST_DAY) ? g_strdup_printf ("%sT00:00:00Z", date) : NULL;
  g_autoptr (GDateTime) day = iso != NULL ? g_date_time_new_from_iso8601 (iso, utc) : NULL;

  if (day == NULL)
    return 0;
  return (int) MAX (0, g_date_time_difference (day, last) / G_TIME_SPAN_DAY);
}

/* A card that bears the new logo stays valid whatever becomes of its hologram. */
void
cw_check_hologram (CwInspection *self,
                   CwCover      *cover)
{
  int days = days_too_late (cw_record_get (self->face->record, "expires_at"));
  g_autofree char *name = cw_cover_name (cover);

  if (!cover->item->element->zone.selp || days == 0 || face_has_logo (self->face))
    return;
  cw_inspection_add (self, cover, &(CwFinding) { CW_CHECK_HOLOGRAM_EXPIRED, .error = TRUE, .number = days, .unit = "days" },
                     _ ("Use a design with the European Student Card logo, or a date not after 2027-12-31."),
                     g_dngettext (GETTEXT_PACKAGE,
                                  "The card is valid %d day longer than its hologram “%s”: from 2028-01-01 only the new logo counts.",
                                  "The card is valid %d days longer than its hologram “%s”: from 2028-01-01 only the new logo counts.",
                                  (gulong) days),
                     days, name);
}
