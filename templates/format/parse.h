/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <jansson.h>

#include "templates/format/model.h"

G_BEGIN_DECLS

/**
 * CwParse:
 *
 * A walk through template.json: where it is, as JSON pointer (RFC 6901), and where to say what is
 * wrong. The first failure ends the walk.
 */
typedef struct
{
  const char *file;    /* what sentences call the file */
  GString    *pointer;
  CwSource   *source;  /* the files it names */
  CwTemplate *template; /* being filled */
  GHashTable *ids;
  GChecksum  *digest;
  GError    **error;
} CwParse;

typedef struct
{
  const char *name;
  double      min;
  double      max;
  const char *unit; /* (nullable) */
} CwRange;

gsize         cw_parse_push    (CwParse    *self,
                                const char *member);
gsize         cw_parse_push_index (CwParse *self,
                                   gsize    index);
void          cw_parse_pop     (CwParse *self,
                                gsize    mark);
gboolean      cw_parse_fail    (CwParse    *self,
                                const char *format,
                                ...) G_GNUC_PRINTF (2, 3);
gboolean      cw_parse_fail_at (CwParse    *self,
                                const char *member,
                                const char *format,
                                ...) G_GNUC_PRINTF (3, 4);
gboolean      cw_parse_members (CwParse           *self,
                                json_t            *object,
                                const char        *what,
                                const char *const *allowed);
gboolean      cw_parse_number  (CwParse       *self,
                                json_t        *object,
                                const CwRange *range,
                                gboolean       required,
                                double        *value);
gboolean      cw_parse_integer (CwParse       *self,
                                json_t        *object,
                                const CwRange *range,
                                int           *value);
gboolean      cw_parse_boolean (CwParse    *self,
                                json_t     *object,
                                const char *member,
                                gboolean   *value);
gboolean      cw_parse_choice  (CwParse           *self,
                                json_t            *object,
                                const char        *member,
                                const char *const *names,
                                gboolean           required,
                                int               *value);
gboolean      cw_parse_string  (CwParse     *self,
                                json_t      *object,
                                const char  *member,
                                gsize        max,
                                gboolean     required,
                                const char **value);
gboolean      cw_parse_colour  (CwParse    *self,
                                json_t     *object,
                                const char *member,
                                CwColour   *colour);
gboolean      cw_parse_fill    (CwParse    *self,
                                json_t     *object,
                                const char *member,
                                CwFill     *fill);
gboolean      cw_parse_stroke  (CwParse    *self,
                                json_t     *object,
                                const char *member,
                                CwStroke   *stroke);
CwElement    *cw_parse_element (CwParse *self,
                                json_t  *object);
CwAsset      *cw_parse_asset   (CwParse    *self,
                                json_t     *object);
void          cw_parse_digest  (CwParse    *self,
                                const char *path,
                                GBytes     *bytes);
void          cw_asset_free    (CwAsset *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwAsset, cw_asset_free)

G_END_DECLS
