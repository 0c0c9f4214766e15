/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdint.h>
#include <string.h>

#include "templates/codes/code.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static void
draw (const CwCode *code)
{
  g_autoptr (cairo_surface_t) surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 64, 64);
  g_autoptr (cairo_t) cr = cairo_create (surface);
  CwFaceMedium device = { .dpi = 300 };
  CwFaceMedium vector = { .dpi = 0 };

  cw_code_draw_modules (code, cr, &device);
  cw_code_draw_modules (code, cr, &vector);
}

/* The first two bytes say what is wanted, the rest is the text: a symbol, or a sentence. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCode) code = NULL;
  CwCodeSpec spec = { 0 };
  int width = 0, height = 0;

  if (size < 2)
    return 0;
  spec.symbology = (CwSymbology) (data[0] % 8);
  spec.check_digit = data[0] >= 128;
  spec.level = spec.symbology == CW_SYMBOLOGY_QR ? data[0] / 8 % 4 : data[1] % 10 - 1;
  spec.version = data[1] % 41;
  text = g_strndup ((const char *) data + 2, size - 2);
  code = cw_code_new (&spec, text, &error);
  if (code == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (strncmp (cw_code_get_content (code), text, MIN (strlen (text), 12)), ==, 0);
  cw_code_get_size (code, &width, &height);
  g_assert_cmpint (width, >, 0);
  draw (code);
  return 0;
}
