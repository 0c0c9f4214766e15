/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mpl.h"

#include <string.h>

/* A page: 0x05 any number of times, 0x01, settings with a comma before each, 0x1C, and one plane
 * for each setting SZB, SZG, SZR (its length in bytes; blue's complement is yellow, green's magenta,
 * red's cyan), each closed by 0x1C, its letter and a colon; 0x03 ends the page. */

#define SOH 0x01
#define ETX 0x03
#define ENQ 0x05
#define FS 0x1c

/* Full in six of eight bits. */
#define FULL 252

static void
page_free (MplPage *page)
{
  g_free (page->settings);
  g_free (page);
}

static gsize
read_plane_size (const char *settings,
                 char        letter)
{
  g_autofree char *name = g_strdup_printf (",SZ%c", letter);
  const char *at = strstr (settings, name);
  guint64 size = 0;
  g_autofree char *digits = NULL;

  g_assert_nonnull (at);
  digits = g_strndup (at + strlen (name), strspn (at + strlen (name), "0123456789"));
  g_assert_true (g_ascii_string_to_unsigned (digits, 10, 1, 64 * 1024 * 1024, &size, NULL));
  return size;
}

static const guint8 *
read_page (MplPage      *page,
           const guint8 *at,
           const guint8 *end)
{
  static const char letters[] = "BGR";
  const guint8 *close = memchr (at, FS, (gsize) (end - at));

  g_assert_nonnull (close);
  page->settings = g_strndup ((const char *) at, (gsize) (close - at));
  page->resin = strstr (page->settings, ",X-GP-RK") != NULL;
  at = close + 1;
  for (guint i = 0; i < G_N_ELEMENTS (page->planes); i++)
    {
      gsize size = read_plane_size (page->settings, letters[i]);
      const guint8 tail[] = { FS, (guint8) letters[i], ':' };

      g_assert_true (i == 0 || size == page->size);
      g_assert_cmpuint ((gsize) (end - at), >=, size + sizeof tail);
      page->size = size;
      page->planes[i] = at;
      g_assert_cmpmem (at + size, sizeof tail, tail, sizeof tail);
      at += size + sizeof tail;
    }
  return at;
}

GPtrArray *
mpl_read (GBytes *job)
{
  GPtrArray *pages = g_ptr_array_new_with_free_func ((GDestroyNotify) page_free);
  gsize length = 0;
  const guint8 *at = g_bytes_get_data (job, &length);
  const guint8 *end = at + length;

  while (at < end)
    {
      MplPage *page = g_new0 (MplPage, 1);

      g_ptr_array_add (pages, page);
      while (at < end && *at == ENQ)
        at++;
      g_assert_true (at < end && *at == SOH);
      at = read_page (page, at + 1, end);
      g_assert_true (at < end && *at == ETX);
      at++;
    }
  return pages;
}

gboolean
mpl_page_is_black (const MplPage *page,
                   gsize          at)
{
  return page->resin && page->planes[0][at] >= FULL && page->planes[1][at] >= FULL && page->planes[2][at] >= FULL;
}
