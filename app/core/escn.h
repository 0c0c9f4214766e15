/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CwEscn:
 *
 * European Student Card Number: 16 bytes, shown as a lower-case UUID of 36 characters. A value:
 * copy it freely. Layout and formula: EuropeanStudentCard/escn-java-generator, EscnFactory.java
 * (36ae0b3): bytes 0-7 time stamp with version 1, bytes 8-9 clock sequence with the variant,
 * bytes 10-15 three digits of prefix and nine of PIC, one decimal digit a nibble.
 */
typedef struct
{
  guint8 bytes[16];
} CwEscn;

/* 36 characters and the NUL */
#define CW_ESCN_TEXT_SIZE 37

/* Prefix that the ESC-Router appears to use for the numbers it makes itself; refused for ours. */
#define CW_ESCN_ROUTER_PREFIX 988

gboolean cw_escn_check_pic    (const char *pic,
                               GError    **error);
gboolean cw_escn_check_prefix (guint       prefix,
                               GError    **error);

gboolean cw_escn_parse        (const char *text,
                               CwEscn     *escn,
                               GError    **error);
void     cw_escn_format       (const CwEscn *self,
                               char          text[CW_ESCN_TEXT_SIZE]);
char    *cw_escn_to_string    (const CwEscn *self);
gboolean cw_escn_equal        (const CwEscn *a,
                               const CwEscn *b);
guint64  cw_escn_get_stamp    (const CwEscn *self);
guint    cw_escn_get_clock    (const CwEscn *self);
guint    cw_escn_get_prefix   (const CwEscn *self);
void     cw_escn_get_pic      (const CwEscn *self,
                               char          pic[10]);

gboolean cw_escn_build        (guint64     stamp,
                               guint       clock,
                               guint       prefix,
                               const char *pic,
                               CwEscn     *escn,
                               GError    **error);
gboolean cw_escn_next         (guint64    *last_stamp,
                               gint64      now,
                               guint16     random,
                               guint       prefix,
                               const char *pic,
                               CwEscn     *escn,
                               GError    **error);

G_END_DECLS
