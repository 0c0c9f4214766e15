/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "app/core/face.h"
#include "app/core/record.h"

G_BEGIN_DECLS

/**
 * CwTemplate:
 *
 * A card design: two faces of elements, read from template.json and the assets beside it. Never
 * changed after loading; any thread. Reference counted.
 * Errors: %CW_ERROR_TEMPLATE with a JSON pointer in the message.
 */
typedef struct _CwTemplate CwTemplate;

/**
 * CwFace:
 *
 * A template filled with one record and one photo: what is drawn, checked and digested.
 * Laid out once when it is made; drawing changes nothing. One thread at a time.
 */
typedef struct _CwFace CwFace;

/**
 * CwCheckKind:
 * @CW_CHECK_OVERFLOW: a text does not fit; mm that are missing
 * @CW_CHECK_SMALL_TYPE: pt
 * @CW_CHECK_CONDENSED: letters narrowed too far; % of their width
 * @CW_CHECK_FONT_MISSING: another family stands in
 * @CW_CHECK_GLYPH_MISSING: characters that no font shows
 * @CW_CHECK_CONTRAST: of text the ratio of WCAG, n : 1; of codes the symbol contrast in %
 * @CW_CHECK_PHOTO_RESOLUTION: dpi
 * @CW_CHECK_PHOTO_CROPPED: % of the picture that is cropped away
 * @CW_CHECK_MODULE_SIZE: dots of a code's module
 * @CW_CHECK_LOGO_SIZE: mm of a module of the European Student Card logo
 * @CW_CHECK_INVERTED: a code white on dark
 * @CW_CHECK_CODE_OVERLAP: mm² of a code that something else changes
 * @CW_CHECK_QUIET_ZONE: modules that are clear around a code
 * @CW_CHECK_LOGO_CLEAR_SPACE: modules that are clear around the logo's code
 * @CW_CHECK_SCAN_BACK: a code does not read back from the dots that will be printed
 * @CW_CHECK_OFF_CARD: mm that are beyond the card or what the printer reaches
 * @CW_CHECK_SAFE_AREA: mm to the card's edge
 * @CW_CHECK_HOLOGRAM_CROSSED: mm² that reach into a hologram's place
 * @CW_CHECK_HOLOGRAM_EXPIRED: days that the card outlives its hologram
 * @CW_CHECK_ZONE_CROSSED: mm² that reach into a chip, stripe, slot or signature
 * @CW_CHECK_BLANK_FACE: nothing but the background is printed
 * @CW_CHECK_RIBBON: the printer's ribbon cannot do it, or does it at a price
 * @CW_CHECK_UNCHECKED: a side could not be drawn, or is so crowded that looking was given up
 *
 * What a check is about, and what its number counts.
 */
typedef enum
{
  CW_CHECK_OVERFLOW,
  CW_CHECK_SMALL_TYPE,
  CW_CHECK_CONDENSED,
  CW_CHECK_FONT_MISSING,
  CW_CHECK_GLYPH_MISSING,
  CW_CHECK_CONTRAST,
  CW_CHECK_PHOTO_RESOLUTION,
  CW_CHECK_PHOTO_CROPPED,
  CW_CHECK_MODULE_SIZE,
  CW_CHECK_LOGO_SIZE,
  CW_CHECK_INVERTED,
  CW_CHECK_CODE_OVERLAP,
  CW_CHECK_QUIET_ZONE,
  CW_CHECK_LOGO_CLEAR_SPACE,
  CW_CHECK_SCAN_BACK,
  CW_CHECK_OFF_CARD,
  CW_CHECK_SAFE_AREA,
  CW_CHECK_HOLOGRAM_CROSSED,
  CW_CHECK_HOLOGRAM_EXPIRED,
  CW_CHECK_ZONE_CROSSED,
  CW_CHECK_BLANK_FACE,
  CW_CHECK_RIBBON,
  CW_CHECK_UNCHECKED,
} CwCheckKind;

/* Printers that a face can be checked for: dots an inch, and dots of the page along one side: a card
 * at 1200 dpi with 3 mm around it. */
#define CW_CHECK_MIN_DPI 100
#define CW_CHECK_MAX_DPI 1200
#define CW_CHECK_MAX_CANVAS 4400

/**
 * CwCheck:
 *
 * Something the operator should know before plastic is spent.
 */
typedef struct
{
  CwCheckKind kind;
  gboolean    error;    /* TRUE: must not be printed so; FALSE: a warning */
  CwFaceSide  side;
  char       *element;  /* id of the element; "front" or "back": the whole side */
  double      number;   /* what was measured; 0 where there is nothing to count */
  const char *unit;     /* of the number: "mm", "pt", "dots", …; "": none; static */
  char       *sentence; /* what is wrong and what to do, @remedy included */
  char       *remedy;   /* what to do */
} CwCheck;

GType       cw_template_get_type   (void) G_GNUC_CONST;
CwTemplate *cw_template_load       (GFile   *file,
                                    GError **error);
CwTemplate *cw_template_ref        (CwTemplate *self);
void        cw_template_unref      (CwTemplate *self);
const char *cw_template_get_name   (CwTemplate *self);
/* SHA-256 over template.json and its assets: which design exactly was printed. */
const char *cw_template_get_digest (CwTemplate *self);
/* (nullable) */
const char *cw_template_get_description (CwTemplate *self);
gboolean    cw_template_has_back   (CwTemplate *self);
gboolean    cw_template_is_portrait (CwTemplate *self);
CwRecord   *cw_template_get_sample (CwTemplate *self);
char      **cw_template_list_missing_fonts (CwTemplate *self);
/* Names of the record fields that the design needs; NULL-terminated. */
char      **cw_template_list_fields (CwTemplate *self);
/* Templates that come with the program; NULL-terminated. */
const char *const *cw_template_list_shipped (void);
/* template.json of one of them, or of the sheets "test-card" and "alignment"; (nullable) (transfer full) */
GFile      *cw_template_get_shipped (const char *name);

/* Decodes JPEG, PNG and what else gdk-pixbuf knows, turned upright by its EXIF orientation.
 * Refused with CW_ERROR_PHOTO and the name: no picture, more than 50 megapixels (told from the
 * header, before decoding), smaller than 120 x 160. */
gboolean    cw_photo_check         (GBytes     *photo,
                                    const char *name,
                                    GError    **error);

GType       cw_face_get_type       (void) G_GNUC_CONST;
/* @photo: (nullable): encoded picture. Errors: CW_ERROR_RECORD_INCOMPLETE names the field. */
CwFace     *cw_face_new            (CwTemplate *template,
                                    CwRecord   *record,
                                    GBytes     *photo,
                                    GError    **error);
CwFace     *cw_face_ref            (CwFace *self);
void        cw_face_unref          (CwFace *self);

/* The one renderer: every preview, PDF, raster and golden calls it. In millimetres, origin at the
 * trimmed card's top left corner; the background is painted 1 mm beyond the edge. */
gboolean    cw_face_draw           (CwFace             *self,
                                    cairo_t            *cr,
                                    CwFaceSide          side,
                                    const CwFaceMedium *medium,
                                    GError            **error);
/* Both sides at 300 dpi, all layers, as SHA-256: the evidence of the layout step. */
char       *cw_face_digest         (CwFace  *self,
                                    GError **error);
/* (transfer full) (element-type CwCheck): what the operator should know of both sides */
GPtrArray  *cw_face_check          (CwFace *self);
GPtrArray  *cw_face_check_for      (CwFace *self,
                                    double  dpi,
                                    guint   canvas_width,
                                    guint   canvas_height);
void        cw_check_free          (CwCheck *check);
const char *cw_check_kind_to_name  (CwCheckKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwTemplate, cw_template_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwFace, cw_face_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwCheck, cw_check_free)

G_END_DECLS
