/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/base/bytes.h"

#include <string.h>

#include "app/base/error.h"

static void
test_read (void)
{
  static const guint8 data[] = { 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x88, 0x99, 0xaa, 0xfb, 0xcc };
  CwCursor cursor;
  guint8 u8 = 0;
  guint16 u16 = 0;
  guint32 u24 = 0;
  guint32 u32 = 0;

  cw_cursor_init (&cursor, data, sizeof data);
  g_assert_cmpuint (cw_cursor_get_left (&cursor), ==, 12);
  g_assert_true (cw_cursor_read_u8 (&cursor, &u8));
  g_assert_cmphex (u8, ==, 0x01);
  g_assert_true (cw_cursor_read_u16le (&cursor, &u16));
  g_assert_cmphex (u16, ==, 0x0302);
  g_assert_true (cw_cursor_read_u24le (&cursor, &u24));
  g_assert_cmphex (u24, ==, 0x060504);
  g_assert_true (cw_cursor_read (&cursor, 2) == data + 6);
  g_assert_true (cw_cursor_read_u32le (&cursor, &u32));
  g_assert_cmphex (u32, ==, 0xccfbaa99);
  g_assert_cmpuint (cw_cursor_get_left (&cursor), ==, 0);
}

static void
test_end (void)
{
  static const guint8 data[] = { 0x11, 0x22, 0x33 };
  CwCursor cursor;
  guint8 u8 = 0x5a;
  guint16 u16 = 0x5a5a;
  guint32 u32 = 0x5a5a5a5a;

  cw_cursor_init (&cursor, data, sizeof data);
  g_assert_false (cw_cursor_read_u32le (&cursor, &u32));
  g_assert_cmphex (u32, ==, 0x5a5a5a5a);
  g_assert_null (cw_cursor_read (&cursor, 4));
  g_assert_null (cw_cursor_read (&cursor, G_MAXSIZE));
  g_assert_cmpuint (cw_cursor_get_left (&cursor), ==, 3);
  g_assert_nonnull (cw_cursor_read (&cursor, 2));
  g_assert_false (cw_cursor_read_u24le (&cursor, &u32));
  g_assert_false (cw_cursor_read_u16le (&cursor, &u16));
  g_assert_cmphex (u16, ==, 0x5a5a);
  g_assert_true (cw_cursor_read_u8 (&cursor, &u8));
  g_assert_cmphex (u8, ==, 0x33);
  g_assert_false (cw_cursor_read_u8 (&cursor, &u8));
  g_assert_cmphex (u8, ==, 0x33);
  g_assert_nonnull (cw_cursor_read (&cursor, 0));
}

static void
test_write (void)
{
  static const guint8 expected[] = { 0x01, 0x03, 0x02, 0x06, 0x05, 0x04, 0xff, 0xff, 0xff, 0x7f, 'a', 'b' };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  cw_bytes_put_u8 (bytes, 0x01);
  cw_bytes_put_u16le (bytes, 0x0203);
  cw_bytes_put_u24le (bytes, 0x040506);
  cw_bytes_put_u32le (bytes, 0x7fffffff);
  cw_bytes_put (bytes, "ab", 2);
  cw_bytes_put (bytes, NULL, 0);
  g_assert_cmpmem (bytes->data, bytes->len, expected, sizeof expected);
}

static void
test_hex (void)
{
  static const guint8 data[] = { 0x00, 0x09, 0x0a, 0xaf, 0xff };
  g_autofree char *text = cw_hex_encode (data, sizeof data);
  g_autofree char *nothing = cw_hex_encode (NULL, 0);
  g_autoptr (GByteArray) upper = cw_hex_decode ("00090AAFFF", NULL);
  g_autoptr (GByteArray) lower = cw_hex_decode ("00090aafff", NULL);
  g_autoptr (GByteArray) empty = cw_hex_decode ("", NULL);

  g_assert_cmpstr (text, ==, "00090AAFFF");
  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpmem (upper->data, upper->len, data, sizeof data);
  g_assert_cmpmem (lower->data, lower->len, data, sizeof data);
  g_assert_cmpuint (empty->len, ==, 0);
}

/* What is refused may be a mistyped key: the message must not repeat it. */
static void
test_hex_refused (void)
{
  static const char *const bad[] = { "0", "c0ffee1", "c0ffeg", "gcffee", "c0 ffee", "c0:ff:ee", "c0ffe\xff" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_hex_decode (bad[i], &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_assert_null (strstr (error->message, "ffe"));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/base/bytes/read", test_read);
  g_test_add_func ("/base/bytes/end", test_end);
  g_test_add_func ("/base/bytes/write", test_write);
  g_test_add_func ("/base/bytes/hex", test_hex);
  g_test_add_func ("/base/bytes/hex-refused", test_hex_refused);
  return g_test_run ();
}
