/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/codes/scan.h"

#include <math.h>
#include <string.h>

#include <zbar.h>

/* Owns reading codes back from a bitmap: with zbar where zbar reads the symbology, and otherwise by
 * holding the bitmap against the symbol that was meant, module by module. Any thread: each call has
 * a scanner of its own. */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (zbar_image_scanner_t, zbar_image_scanner_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (zbar_image_t, zbar_image_destroy)

#define Y800 zbar_fourcc ('Y', '8', '0', '0')

/* Below: dark. The renderer knows no dots between ink and ground; a driver's greys are halved. */
#define DARK_BELOW 128

/* No card at 1200 dpi has more dots than this. */
#define MAX_DOTS (32 * 1024 * 1024)

/* A grey picture, a byte a dot, rows without padding. */
typedef struct
{
  int     width;
  int     height;
  guint8 *dots;
} CwGrey;

static void
grey_clear (CwGrey *self)
{
  g_clear_pointer (&self->dots, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwGrey, grey_clear)

static void
scan_free (gpointer data)
{
  CwScan *self = data;

  g_free (self->text);
  g_free (self);
}

/* The dots of @area, or an empty box where it leaves the surface. */
static cairo_rectangle_int_t
clip_area (cairo_surface_t *surface,
           const CwBox     *area)
{
  cairo_rectangle_int_t clip = { 0, 0, cairo_image_surface_get_width (surface), cairo_image_surface_get_height (surface) };

  if (area != NULL)
    {
      double left = CLAMP (round (area->x), 0, clip.width);
      double top = CLAMP (round (area->y), 0, clip.height);
      double right = CLAMP (round (area->x + area->width), left, clip.width);
      double bottom = CLAMP (round (area->y + area->height), top, clip.height);

      clip = (cairo_rectangle_int_t){ (int) left, (int) top, (int) (right - left), (int) (bottom - top) };
    }
  return clip;
}

/* On white, as on a card; a mask (A8, A1) is ink. Cairo turns every format into RGB24 without a
 * change when the dots fall on each other. */
static void
grey_from_surface (CwGrey                      *self,
                   cairo_surface_t             *surface,
                   const cairo_rectangle_int_t *clip)
{
  g_autoptr (cairo_surface_t) flat = cairo_image_surface_create (CAIRO_FORMAT_RGB24, clip->width, clip->height);
  g_autoptr (cairo_t) cr = cairo_create (flat);
  const guchar *data = NULL;
  int stride = 0;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_surface (cr, surface, -clip->x, -clip->y);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_surface_flush (flat);
  data = cairo_image_surface_get_data (flat);
  stride = cairo_image_surface_get_stride (flat);
  self->width = clip->width;
  self->height = clip->height;
  self->dots = g_malloc ((gsize) clip->width * clip->height);
  for (int y = 0; y < clip->height; y++)
    {
      const guint32 *row = (const guint32 *) (const void *) (data + (gsize) y * stride);

      /* ITU-R BT.601 */
      for (int x = 0; x < clip->width; x++)
        self->dots[y * clip->width + x] = (guint8) ((299 * (row[x] >> 16 & 0xff) + 587 * (row[x] >> 8 & 0xff) + 114 * (row[x] & 0xff) + 500) / 1000);
    }
}

/* Each dot @times times, inverted if wanted: zbar looks for dark codes, and likes two dots a
 * module. */
static void
grey_copy (CwGrey       *self,
           const CwGrey *from,
           int           times,
           gboolean      invert)
{
  self->width = from->width * times;
  self->height = from->height * times;
  self->dots = g_malloc ((gsize) self->width * self->height);
  for (int y = 0; y < self->height; y++)
    for (int x = 0; x < self->width; x++)
      self->dots[y * self->width + x] = from->dots[y / times * from->width + x / times] ^ (invert ? 0xff : 0);
}

static zbar_symbol_type_t
to_zbar (CwSymbology symbology)
{
  switch (symbology)
    {
    case CW_SYMBOLOGY_QR:
      return ZBAR_QRCODE;
    case CW_SYMBOLOGY_CODE128:
      return ZBAR_CODE128;
    case CW_SYMBOLOGY_CODE39:
      return ZBAR_CODE39;
    case CW_SYMBOLOGY_ITF:
      return ZBAR_I25;
    case CW_SYMBOLOGY_EAN13:
      return ZBAR_EAN13;
    case CW_SYMBOLOGY_PDF417:
    case CW_SYMBOLOGY_DATAMATRIX:
    case CW_SYMBOLOGY_AZTEC:
      return ZBAR_NONE;
    }
  g_assert_not_reached ();
}

static const CwSymbology readable[] = {
  CW_SYMBOLOGY_QR,
  CW_SYMBOLOGY_CODE128,
  CW_SYMBOLOGY_CODE39,
  CW_SYMBOLOGY_ITF,
  CW_SYMBOLOGY_EAN13,
};

static gboolean
from_zbar (zbar_symbol_type_t type,
           CwSymbology       *symbology)
{
  for (guint i = 0; i < G_N_ELEMENTS (readable); i++)
    if (to_zbar (readable[i]) == type)
      {
        *symbology = readable[i];
        return TRUE;
      }
  return FALSE;
}

/* @only: ZBAR_NONE: all that we print */
static zbar_image_scanner_t *
scanner_new (zbar_symbol_type_t only)
{
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();

  /* a student's number is nobody else's business */
  zbar_image_scanner_request_dbus (scanner, 0);
  zbar_image_scanner_set_config (scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
  for (guint i = 0; i < G_N_ELEMENTS (readable); i++)
    if (only == ZBAR_NONE || only == to_zbar (readable[i]))
      zbar_image_scanner_set_config (scanner, to_zbar (readable[i]), ZBAR_CFG_ENABLE, 1);
  /* the bytes as they are: zbar's guess of their alphabet takes some UTF-8 for Shift JIS */
  zbar_image_scanner_set_config (scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
  /* code.c makes them from four digits on */
  zbar_image_scanner_set_config (scanner, ZBAR_I25, ZBAR_CFG_MIN_LEN, 4);
  zbar_image_scanner_set_config (scanner, ZBAR_CODE39, ZBAR_CFG_MIN_LEN, 1);
  return scanner;
}

static CwBox
symbol_box (const zbar_symbol_t         *symbol,
            int                          times,
            const cairo_rectangle_int_t *clip)
{
  int left = G_MAXINT, top = G_MAXINT, right = 0, bottom = 0;
  guint n_points = zbar_symbol_get_loc_size (symbol);

  for (guint i = 0; i < n_points; i++)
    {
      left = MIN (left, zbar_symbol_get_loc_x (symbol, i));
      right = MAX (right, zbar_symbol_get_loc_x (symbol, i));
      top = MIN (top, zbar_symbol_get_loc_y (symbol, i));
      bottom = MAX (bottom, zbar_symbol_get_loc_y (symbol, i));
    }
  if (n_points == 0)
    return (CwBox){ clip->x, clip->y, clip->width, clip->height };
  return (CwBox){
    clip->x + (double) left / times,
    clip->y + (double) top / times,
    (double) (right - left) / times,
    (double) (bottom - top) / times,
  };
}

static char *
symbol_text (const zbar_symbol_t *symbol)
{
  const char *bytes = zbar_symbol_get_data (symbol);
  gsize length = zbar_symbol_get_data_length (symbol);

  if (g_utf8_validate_len (bytes, length, NULL))
    return g_strndup (bytes, length);
  return g_convert (bytes, (gssize) length, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
}

static gboolean
is_known (GPtrArray    *scans,
          const CwScan *scan)
{
  for (guint i = 0; i < scans->len; i++)
    {
      const CwScan *other = g_ptr_array_index (scans, i);
      double apart = fmax (fabs (other->box.x - scan->box.x), fabs (other->box.y - scan->box.y));

      /* the same text twice on a card is two codes */
      if (other->symbology == scan->symbology && g_str_equal (other->text, scan->text) && apart < fmax (scan->box.width, scan->box.height))
        return TRUE;
    }
  return FALSE;
}

static void
collect (GPtrArray                   *scans,
         zbar_image_t                *image,
         int                          times,
         const cairo_rectangle_int_t *clip)
{
  for (const zbar_symbol_t *symbol = zbar_image_first_symbol (image); symbol != NULL; symbol = zbar_symbol_next (symbol))
    {
      CwScan scan = { .box = symbol_box (symbol, times, clip) };
      g_autofree char *text = symbol_text (symbol);

      scan.text = text;
      if (text == NULL || !from_zbar (zbar_symbol_get_type (symbol), &scan.symbology) || is_known (scans, &scan))
        continue;
      scan.text = g_steal_pointer (&text);
      g_ptr_array_add (scans, g_memdup2 (&scan, sizeof scan));
    }
}

/* As the card is, and inverted; dot by dot, and only if that finds nothing enlarged, for modules of a
 * single dot: four times the dots are four times the work. @tries: of these four, so many. */
static GPtrArray *
scan_grey (const CwGrey                *grey,
           const cairo_rectangle_int_t *clip,
           zbar_symbol_type_t           only,
           guint                        tries)
{
  g_autoptr (GPtrArray) scans = g_ptr_array_new_with_free_func (scan_free);
  g_autoptr (zbar_image_scanner_t) scanner = scanner_new (only);

  for (guint i = 0; i < tries; i++)
    {
      int times = i < 2 ? 1 : 2;
      g_auto (CwGrey) copy = { 0 };
      g_autoptr (zbar_image_t) image = zbar_image_create ();

      if (scans->len > 0 && (only != ZBAR_NONE || times == 2))
        break;
      grey_copy (&copy, grey, times, i % 2 == 1);
      zbar_image_set_format (image, Y800);
      zbar_image_set_size (image, (unsigned) copy.width, (unsigned) copy.height);
      zbar_image_set_data (image, copy.dots, (gulong) copy.width * (gulong) copy.height, NULL);
      if (zbar_scan_image (scanner, image) > 0)
        collect (scans, image, times, clip);
    }
  return g_steal_pointer (&scans);
}

static GPtrArray *
scan_all (cairo_surface_t *surface,
          guint            tries)
{
  cairo_rectangle_int_t clip = clip_area (surface, NULL);
  g_auto (CwGrey) grey = { 0 };

  if (clip.width < 1 || clip.height < 1 || (gint64) clip.width * clip.height > MAX_DOTS)
    return g_ptr_array_new_with_free_func (scan_free);
  grey_from_surface (&grey, surface, &clip);
  return scan_grey (&grey, &clip, ZBAR_NONE, tries);
}

/**
 * cw_scan_surface:
 * @surface: an image surface; what is not opaque lies on white
 *
 * Looks for QR, Code 128, Code 39, ITF and EAN-13, upright or turned by quarter turns, dark on light
 * or light on dark.
 *
 * Returns: (transfer full) (element-type CwScan): what was read; empty when nothing was
 */
GPtrArray *
cw_scan_surface (cairo_surface_t *surface)
{
  return scan_all (surface, 4);
}

/**
 * cw_scan_frame:
 * @surface: an image surface: a camera's picture
 *
 * As cw_scan_surface(), many times a second: only what is dark on light and as large as a camera sees
 * it, since the next picture is another try.
 *
 * Returns: (transfer full) (element-type CwScan): what was read; empty when nothing was
 */
GPtrArray *
cw_scan_frame (cairo_surface_t *surface)
{
  return scan_all (surface, 1);
}

static gboolean
same_text (const char *a,
           const char *b)
{
  g_autofree char *composed_a = g_utf8_normalize (a, -1, G_NORMALIZE_NFC);
  g_autofree char *composed_b = g_utf8_normalize (b, -1, G_NORMALIZE_NFC);

  return g_strcmp0 (composed_a, composed_b) == 0;
}

static gboolean
verify_by_scanner (const CwGrey                *grey,
                   const cairo_rectangle_int_t *clip,
                   const CwCode                *code,
                   char                       **found)
{
  g_autoptr (GPtrArray) scans = scan_grey (grey, clip, to_zbar (cw_code_get_symbology (code)), 4);

  for (guint i = 0; i < scans->len; i++)
    {
      const CwScan *scan = g_ptr_array_index (scans, i);
      gboolean same = same_text (scan->text, cw_code_get_content (code));

      if (found != NULL && (same || *found == NULL))
        {
          g_free (*found);
          *found = g_strdup (scan->text);
        }
      if (same)
        return TRUE;
    }
  return FALSE;
}

/* The smallest box around what is dark. */
static cairo_rectangle_int_t
dark_box (const CwGrey *grey,
          gboolean      inverted)
{
  int left = grey->width, top = grey->height, right = -1, bottom = -1;

  for (int y = 0; y < grey->height; y++)
    for (int x = 0; x < grey->width; x++)
      if ((grey->dots[y * grey->width + x] < DARK_BELOW) != inverted)
        {
          left = MIN (left, x);
          right = MAX (right, x);
          top = MIN (top, y);
          bottom = MAX (bottom, y);
        }
  return (cairo_rectangle_int_t){ left, top, right - left + 1, bottom - top + 1 };
}

/* A symbol as a picture of one dot a module, turned by @turns quarters clockwise. */
static void
grey_from_code (CwGrey       *self,
                const CwCode *code,
                int           turns)
{
  int width = 0, height = 0;

  cw_code_get_size (code, &width, &height);
  self->width = turns % 2 == 0 ? width : height;
  self->height = turns % 2 == 0 ? height : width;
  self->dots = g_malloc ((gsize) width * height);
  for (int y = 0; y < self->height; y++)
    for (int x = 0; x < self->width; x++)
      {
        int from_x = turns == 0 ? x : turns == 1 ? y : turns == 2 ? width - 1 - x : width - 1 - y;
        int from_y = turns == 0 ? y : turns == 1 ? height - 1 - x : turns == 2 ? height - 1 - y : x;

        self->dots[y * self->width + x] = cw_code_get_module (code, from_x, from_y) ? 0 : 0xff;
      }
}

/* Whether every dot of the picture is what the symbol's module there is, and nothing dark lies
 * around it. */
static gboolean
matches_grid (const CwGrey *grey,
              const CwGrey *symbol,
              gboolean      inverted)
{
  cairo_rectangle_int_t seen = dark_box (grey, inverted);
  cairo_rectangle_int_t meant = dark_box (symbol, FALSE);
  int dots = seen.width / meant.width;

  if (dots < 1 || seen.width != dots * meant.width || seen.height != dots * meant.height)
    return FALSE;
  for (int y = 0; y < seen.height; y++)
    for (int x = 0; x < seen.width; x++)
      {
        gboolean dark = (grey->dots[(seen.y + y) * grey->width + seen.x + x] < DARK_BELOW) != inverted;
        gboolean wanted = symbol->dots[(meant.y + y / dots) * symbol->width + meant.x + x / dots] < DARK_BELOW;

        if (dark != wanted)
          return FALSE;
      }
  return TRUE;
}

static gboolean
verify_by_grid (const CwGrey *grey,
                const CwCode *code)
{
  for (int turns = 0; turns < 4; turns++)
    {
      g_auto (CwGrey) symbol = { 0 };

      grey_from_code (&symbol, code, turns);
      if (matches_grid (grey, &symbol, FALSE) || matches_grid (grey, &symbol, TRUE))
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_scan_verify:
 * @surface: the very bitmap that will be printed, an image surface
 * @area: in dots: the code with its quiet zone, and nothing else
 * @found: (out) (optional) (nullable): what stands there, as far as it was read
 *
 * Reads the code back. QR, Code 128, Code 39, ITF and EAN-13 are scanned by zbar, and what it read
 * must be the code's content (compared in NFC). PDF417, Data Matrix and Aztec, which zbar 0.23 does
 * not read, are held against the symbol that was meant: every dot of every module must be dark or
 * light as that is, in any quarter turn, and nothing else may be dark in @area.
 *
 * Returns: whether a scanner would give the content back
 */
gboolean
cw_scan_verify (cairo_surface_t *surface,
                const CwCode    *code,
                const CwBox     *area,
                char           **found)
{
  cairo_rectangle_int_t clip = clip_area (surface, area);
  g_auto (CwGrey) grey = { 0 };
  gboolean well = FALSE;

  if (found != NULL)
    *found = NULL;
  if (clip.width < 1 || clip.height < 1 || (gint64) clip.width * clip.height > MAX_DOTS)
    return FALSE;
  grey_from_surface (&grey, surface, &clip);
  if (to_zbar (cw_code_get_symbology (code)) != ZBAR_NONE)
    return verify_by_scanner (&grey, &clip, code, found);
  well = verify_by_grid (&grey, code);
  if (well && found != NULL)
    *found = g_strdup (cw_code_get_content (code));
  return well;
}
