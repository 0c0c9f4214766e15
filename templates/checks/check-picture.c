/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/checks/check.h"

#include <math.h>

#include <glib/gi18n-lib.h>

/* Owns the remarks on photos and artwork: too few pixels, too much cut away. Any thread that owns
 * the face. */

/* What a photo needs at its size, whatever the printer: more is not seen on plastic. */
#define GOOD_DPI 300.0

/* More than this of a photo cropped away was not meant. */
#define MUCH_CROPPED 0.4

static void
check_crop (CwInspection  *self,
            const CwCover *cover,
            const char    *name)
{
  const CwBox *box = &cover->item->element->box;
  const CwPicture *photo = self->face->photo;
  double shape = (double) photo->width / photo->height / (box->width / box->height);
  double lost = 1 - MIN (shape, 1 / shape);
  CwFinding finding = { CW_CHECK_PHOTO_CROPPED, .number = lost * 100, .unit = "%" };

  if (lost <= MUCH_CROPPED)
    return;
  if (shape > 1)
    cw_inspection_add (self, cover, &finding, _ ("Take a picture of the shape of its place on the card, or crop it."),
                       _ ("The picture for “%s” is so wide that %.0f %% of it are cropped away."), name, finding.number);
  else
    cw_inspection_add (self, cover, &finding, _ ("Take a picture of the shape of its place on the card, or crop it."),
                       _ ("The picture for “%s” is so tall that %.0f %% of it are cropped away."), name, finding.number);
}

void
cw_check_photo (CwInspection *self,
                CwCover      *cover)
{
  const CwBox *box = &cover->item->element->box;
  const CwPicture *photo = self->face->photo;
  g_autofree char *name = cw_cover_name (cover);
  g_autofree char *remedy = NULL;
  double dpi = 0;

  if (photo == NULL)
    return;
  dpi = MIN (photo->width / box->width, photo->height / box->height) * 25.4;
  if (dpi < GOOD_DPI - 0.5)
    {
      remedy = g_strdup_printf (_ ("Take one of at least %.0f × %.0f pixels."), ceil (box->width / 25.4 * GOOD_DPI), ceil (box->height / 25.4 * GOOD_DPI));
      cw_inspection_add (self, cover, &(CwFinding) { CW_CHECK_PHOTO_RESOLUTION, .number = dpi, .unit = "dpi" }, remedy,
                         _ ("The photo has only %.0f dots an inch at its size on the card and will look soft."), dpi);
    }
  check_crop (self, cover, name);
}

/* Dots an inch of artwork that is made of pixels, at its size on the card. */
static double
asset_get_dpi (const CwElement *element)
{
  const CwAsset *asset = element->image.asset;
  double across = asset->width / element->box.width;
  double down = asset->height / element->box.height;

  switch (element->image.fit)
    {
    case CW_FIT_CONTAIN:
      return MAX (across, down) * 25.4;
    case CW_FIT_COVER:
    case CW_FIT_STRETCH:
      return MIN (across, down) * 25.4;
    }
  g_return_val_if_reached (0);
}

void
cw_check_image (CwInspection *self,
                CwCover      *cover)
{
  const CwElement *element = cover->item->element;
  g_autofree char *name = cw_cover_name (cover);
  double dpi = 0;

  if (element->image.asset->surface == NULL)
    return;
  dpi = asset_get_dpi (element);
  if (dpi < GOOD_DPI - 0.5)
    cw_inspection_add (self, cover, &(CwFinding) { CW_CHECK_PHOTO_RESOLUTION, .number = dpi, .unit = "dpi" },
                       _ ("Use a larger picture or an SVG in the design."),
                       _ ("The artwork “%s” has only %.0f dots an inch at its size on the card and will look soft."), name, dpi);
}
