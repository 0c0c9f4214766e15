/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* European Student Identifier, a URN of the SCHAC personalUniqueCode family.
 * Source: GÉANT wiki, "European Student Identifier" v1.0:
 *   urn:schac:personalUniqueCode:int:esi:<country-code>:<code>
 *   urn:schac:personalUniqueCode:int:esi:<schacHomeOrganization>:<code>
 */
#define CW_ESI_PREFIX "urn:schac:personalUniqueCode:int:esi:"

/* bytes, without the NUL */
#define CW_ESI_MAX_LENGTH 255

gboolean cw_esi_check (const char *text,
                       GError    **error);
char    *cw_esi_make  (const char *scope,
                       const char *code,
                       GError    **error);
char    *cw_esi_normalize (const char *text,
                       GError    **error);
gboolean cw_esi_equal (const char *a,
                       const char *b);
char    *cw_esi_get_scope (const char *text);
char    *cw_esi_get_code  (const char *text);

G_END_DECLS
