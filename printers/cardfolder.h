/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What lies in one card's folder; the back only when the card has one. */
#define CW_CARD_FOLDER_FRONT "front.png"
#define CW_CARD_FOLDER_BACK "back.png"
#define CW_CARD_FOLDER_PDF "card.pdf"
#define CW_CARD_FOLDER_NOTE "job.json"

/* Errors: CW_ERROR_PRINT_FAILED (no room), _PRINTER_UNREACHABLE, _EXISTS; all name @directory. */
gboolean cw_card_folder_fail    (const char *directory,
                                 int         code,
                                 GError    **error);
gboolean cw_card_folder_write   (const char *directory,
                                 const char *folder,
                                 const char *file,
                                 GBytes     *bytes,
                                 GError    **error);
gboolean cw_card_folder_sync    (const char *directory,
                                 const char *folder,
                                 GError    **error);
gboolean cw_card_folder_publish (const char *directory,
                                 const char *part,
                                 const char *final,
                                 GError    **error);
GBytes  *cw_card_folder_read    (const char *folder,
                                 const char *file);
void     cw_card_folder_remove  (const char *folder);

G_END_DECLS
