/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A template package: one zip file that holds a design and all it needs, to be handed on. FORMAT.md
 * says what is in it; cw_template_load() reads it like a folder. Both functions block; any thread.
 * Errors: %CW_ERROR_TEMPLATE or %CW_ERROR_NOT_FOUND for what is read, %CW_ERROR_STORE_FULL when the disk is
 * full, %CW_ERROR_FAILED with the reason otherwise; nothing new is left behind then. */

#define CW_PACKAGE_SUFFIX ".cardtemplate"
#define CW_PACKAGE_MEDIA_TYPE "application/vnd.cardwright.template+zip"
#define CW_PACKAGE_MAX_TEXT (256 * 1024) /* bytes of a README or a licence */

/* @template_json: also a package. The template is loaded first, so that only a valid one is packed;
 * the same files always give the same bytes. Replaces @package. */
gboolean cw_package_write  (GFile   *template_json,
                            GFile   *package,
                            GError **error);
/* @folder: made here; %CW_ERROR_EXISTS when there is something of that name. */
gboolean cw_package_unpack (GFile   *package,
                            GFile   *folder,
                            GError **error);

G_END_DECLS
