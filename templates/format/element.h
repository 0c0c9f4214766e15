/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "templates/format/parse.h"

G_BEGIN_DECLS

/* What the kinds of elements share while they are read; only element*.c include this. */

extern const CwRange cw_radius_range;

gboolean cw_element_parse_layer     (CwParse     *parse,
                                     json_t      *object,
                                     CwElement   *element,
                                     CwFaceLayer  usual);
gboolean cw_element_settle_colour   (CwParse         *parse,
                                     const CwElement *element,
                                     const char      *member,
                                     CwColour        *colour);
gboolean cw_element_parse_text      (CwParse   *parse,
                                     json_t    *object,
                                     CwElement *element);
gboolean cw_element_parse_code      (CwParse   *parse,
                                     json_t    *object,
                                     CwElement *element);
gboolean cw_element_parse_logo      (CwParse   *parse,
                                     json_t    *object,
                                     CwElement *element);
gboolean cw_element_parse_photo     (CwParse   *parse,
                                     json_t    *object,
                                     CwElement *element);
gboolean cw_element_parse_image     (CwParse   *parse,
                                     json_t    *object,
                                     CwElement *element);
gboolean cw_element_parse_shape     (CwParse   *parse,
                                     json_t    *object,
                                     CwElement *element);
gboolean cw_element_parse_hologram  (CwParse   *parse,
                                     json_t    *object,
                                     CwElement *element);
gboolean cw_element_parse_keep_out  (CwParse   *parse,
                                     json_t    *object,
                                     CwElement *element);
gboolean cw_element_parse_signature (CwParse   *parse,
                                     json_t    *object,
                                     CwElement *element);

G_END_DECLS
