/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/codes/code-symbol.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <zint.h>

#include "app/base/error.h"

/* Owns the one use of zint: checked text to modules, through its table of encoded rows; none of
 * its drawing or file output is called. What a symbology cannot hold was refused before (code.c).
 * Any thread: zint keeps nothing between calls. */

typedef struct zint_symbol CwZint;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwZint, ZBarcode_Delete)

/* ISO/IEC 15438, 5.8.2: a row of PDF417 is at least three modules high. */
#define PDF417_ROW 3

/* "Extended Channel Interpretation": 26 says UTF-8 (AIM ITS/04-023). */
#define ECI_UTF8 26

static CwZint *
zint_new (const CwCodeSpec *spec)
{
  CwZint *zint = ZBarcode_Create ();

  /* that is how g_new() takes it, too */
  if (zint == NULL)
    g_error ("No memory for a bar code");
  zint->input_mode = UNICODE_MODE;
  zint->show_hrt = 0;
  switch (spec->symbology)
    {
    case CW_SYMBOLOGY_QR:
      zint->symbology = BARCODE_QRCODE;
      break;
    case CW_SYMBOLOGY_CODE128:
      zint->symbology = BARCODE_CODE128;
      break;
    case CW_SYMBOLOGY_CODE39:
      zint->symbology = BARCODE_CODE39;
      break;
    case CW_SYMBOLOGY_ITF:
      zint->symbology = BARCODE_C25INTER;
      break;
    case CW_SYMBOLOGY_EAN13:
      zint->symbology = BARCODE_EANX_CHK;
      break;
    case CW_SYMBOLOGY_PDF417:
      zint->symbology = BARCODE_PDF417;
      zint->option_1 = spec->level;
      break;
    case CW_SYMBOLOGY_DATAMATRIX:
      zint->symbology = BARCODE_DATAMATRIX;
      zint->option_3 = DM_SQUARE;
      break;
    case CW_SYMBOLOGY_AZTEC:
      zint->symbology = BARCODE_AZTEC;
      break;
    }
  return zint;
}

/* Bytes up to the next run of 11 or 12 digits, or those of the run when @text begins with it. */
static gsize
segment_length (const char *text,
                gboolean   *is_run)
{
  gsize length = 0;

  while (text[length] != '\0')
    {
      gsize run = strspn (text + length, "0123456789");

      *is_run = run == 11 || run == 12;
      if (*is_run && length == 0)
        return run;
      if (*is_run)
        break;
      length += MAX (run, 1);
    }
  *is_run = FALSE;
  return length;
}

/* When zint 2.11 decides how to pack a run of 11 or 12 digits, it looks at what stands beside it in a
 * table that ends at "~" (pdf417.c, pdf_num_stay()), and so reads beyond its end for anything but
 * ASCII. A run that is a segment of its own has nothing beside it. */
static int
encode_pdf417 (CwZint     *zint,
               const char *text)
{
  /* a segment for each run, which has 11 bytes at least, and one before and after each */
  struct zint_seg segments[2 * (CW_CODE_MAX_TEXT / 11) + 1] = { 0 };
  int n_segments = 0;

  while (text[0] != '\0')
    {
      gboolean is_run = FALSE;
      gsize length = segment_length (text, &is_run);

      segments[n_segments++] = (struct zint_seg){
        .source = (unsigned char *) text,
        .length = (int) length,
        .eci = is_run ? 0 : ECI_UTF8,
      };
      text += length;
    }
  return ZBarcode_Encode_Segs (zint, segments, n_segments);
}

static gboolean
is_plain (const char *text)
{
  return g_str_is_ascii (text) && strchr (text, 0x7f) == NULL;
}

static int
encode (CwZint           *zint,
        const CwCodeSpec *spec,
        const char       *text)
{
  if (spec->symbology == CW_SYMBOLOGY_PDF417 && !is_plain (text))
    return encode_pdf417 (zint, text);
  if (!g_str_is_ascii (text))
    zint->eci = ECI_UTF8;
  return ZBarcode_Encode (zint, (const unsigned char *) text, (int) strlen (text));
}

static void
copy_modules (CwModules *self,
              CwZint    *zint,
              int        row_height)
{
  self->width = zint->width;
  self->height = zint->rows * row_height;
  self->dark = g_new (guint8, (gsize) self->width * self->height);
  for (int y = 0; y < self->height; y++)
    for (int x = 0; x < self->width; x++)
      self->dark[y * self->width + x] = zint->encoded_data[y / row_height][x / 8] >> x % 8 & 1;
}

/**
 * cw_modules_from_zint:
 * @text: checked against what the symbology holds, check digits included
 *
 * Returns: %FALSE with %CW_ERROR_INVALID when @text is too long for the largest symbol
 */
gboolean
cw_modules_from_zint (CwModules        *self,
                      const CwCodeSpec *spec,
                      const char       *text,
                      GError          **error)
{
  g_autoptr (CwZint) zint = zint_new (spec);
  gsize length = strlen (text);
  int answer = encode (zint, spec, text);

  if (answer == ZINT_ERROR_TOO_LONG)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("A text of %zu bytes does not fit into a %s code. Shorten it."),
                   length, cw_symbology_get_title (spec->symbology));
      return FALSE;
    }
  if (answer >= ZINT_ERROR || answer == ZINT_WARN_INVALID_OPTION || zint->rows < 1 || zint->width < 1)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("The %s code could not be made of this text. Use another text, or another kind of code."),
                   cw_symbology_get_title (spec->symbology));
      return FALSE;
    }
  copy_modules (self, zint, spec->symbology == CW_SYMBOLOGY_PDF417 ? PDF417_ROW : 1);
  return TRUE;
}
