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
 * CwCheck:
 *
 * Something the operator should know before plastic is spent.
 */
typedef struct
{
  gboolean error;    /* TRUE: must not be printed so; FALSE: a warning */
  char    *element;  /* id of the element */
  char    *sentence; /* what is wrong and what to do */
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
/* template.json of one of them, for cw_template_load(); (nullable) (transfer full) */
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
GPtrArray  *cw_face_check          (CwFace *self);
void        cw_check_free          (CwCheck *check);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwTemplate, cw_template_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwFace, cw_face_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwCheck, cw_check_free)

G_END_DECLS
