/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/codes/code-symbol.h"

#include <errno.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <qrencode.h>

#include "app/base/error.h"

/* Owns the one use of libqrencode: text to the modules of a QR symbol. Any thread. */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QRcode, QRcode_free)

/* Where no version is asked for: the ESC's. A smaller one would hold a short text, but then a card's
 * modules would change size with the length of a name. */
#define LEAST_VERSION 4

static const char level_letters[] = "LMQH";

/**
 * cw_modules_from_qrencode:
 * @text: 1 to %CW_CODE_MAX_TEXT bytes of UTF-8
 *
 * Returns: %FALSE with %CW_ERROR_INVALID when @text does not fit into the version asked for
 */
gboolean
cw_modules_from_qrencode (CwModules        *self,
                          const CwCodeSpec *spec,
                          const char       *text,
                          GError          **error)
{
  gsize length = strlen (text);
  int version = spec->version > 0 ? spec->version : LEAST_VERSION;
  g_autoptr (QRcode) symbol = QRcode_encodeData ((int) length, (const unsigned char *) text, version, (QRecLevel) spec->level);

  /* libqrencode goes to a larger version by itself, but not beyond 40 */
  if (symbol == NULL && errno != ERANGE)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("The QR code could not be made: %s."), g_strerror (errno));
      return FALSE;
    }
  if (symbol == NULL || (spec->version > 0 && symbol->version != spec->version))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
                   _ ("A text of %zu bytes does not fit into a QR code of version %d, level %c. Shorten it, or choose a larger version or a lower level."),
                   length, spec->version > 0 ? spec->version : 40, level_letters[spec->level]);
      return FALSE;
    }
  self->width = symbol->width;
  self->height = symbol->width;
  self->dark = g_new (guint8, (gsize) symbol->width * symbol->width);
  for (int i = 0; i < symbol->width * symbol->width; i++)
    self->dark[i] = symbol->data[i] & 1;
  return TRUE;
}
