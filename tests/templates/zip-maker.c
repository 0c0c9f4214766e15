/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "zip-maker.h"

#include <string.h>

#include <gio/gio.h>

/* Zip files byte by byte, so that every field can be wrong: PKWARE APPNOTE.TXT 6.3.10, 4.3.7 (local
 * header), 4.3.12 (directory), 4.3.16 (end). */

static guint32
crc32_of (const guint8 *data,
          gsize         length)
{
  guint32 crc = 0xffffffffu;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= data[i];
      for (int bit = 0; bit < 8; bit++)
        crc = crc & 1 ? 0xedb88320u ^ (crc >> 1) : crc >> 1;
    }
  return crc ^ 0xffffffffu;
}

static void
put (GByteArray *zip,
     guint32     value,
     guint       bytes)
{
  value = GUINT32_TO_LE (value);
  g_byte_array_append (zip, (const guint8 *) &value, bytes);
}

static GByteArray *
pack (const ZipEntry *entry)
{
  GByteArray *packed = g_byte_array_new ();
  g_autoptr (GConverter) deflate = NULL;
  GConverterResult result = G_CONVERTER_CONVERTED;
  gsize at = 0;

  if (!entry->deflate)
    return entry->length > 0 ? g_byte_array_append (packed, entry->data, (guint) entry->length) : packed;
  deflate = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW, 9));
  while (result != G_CONVERTER_FINISHED)
    {
      guint8 chunk[16384];
      gsize bytes_read = 0;
      gsize bytes_written = 0;

      result = g_converter_convert (deflate, (const guint8 *) entry->data + at, entry->length - at, chunk, sizeof chunk, G_CONVERTER_INPUT_AT_END, &bytes_read, &bytes_written, NULL);
      g_assert_cmpint (result, !=, G_CONVERTER_ERROR);
      at += bytes_read;
      g_byte_array_append (packed, chunk, (guint) bytes_written);
    }
  return packed;
}

/* From "version needed" to the length of the extra field: the same in both headers. */
static void
put_common (GByteArray     *zip,
            const ZipEntry *entry,
            const char     *name,
            guint           packed)
{
  put (zip, 20, 2);
  put (zip, entry->flags, 2);
  put (zip, entry->method != 0 ? entry->method : entry->deflate ? 8 : 0, 2);
  put (zip, 0x00210000u, 4);
  put (zip, entry->crc != 0 ? entry->crc : crc32_of (entry->data, entry->length), 4);
  put (zip, packed, 4);
  put (zip, entry->size != 0 ? entry->size : (guint32) entry->length, 4);
  put (zip, (guint32) strlen (name), 2);
  put (zip, 0, 2);
}

static void
put_text (GByteArray *zip,
          const char *text)
{
  g_byte_array_append (zip, (const guint8 *) text, (guint) strlen (text));
}

GByteArray *
zip_make (const ZipEntry *entries,
          guint           n_entries)
{
  GByteArray *zip = g_byte_array_new ();
  g_autoptr (GByteArray) directory = g_byte_array_new ();
  guint start = 0;

  for (guint i = 0; i < n_entries; i++)
    {
      const ZipEntry *entry = &entries[i];
      const char *local_name = entry->local_name != NULL ? entry->local_name : entry->name;
      g_autoptr (GByteArray) packed = pack (entry);
      guint offset = zip->len;

      put (zip, 0x04034b50u, 4);
      put_common (zip, entry, local_name, packed->len);
      put_text (zip, local_name);
      g_byte_array_append (zip, packed->data, packed->len);

      put (directory, 0x02014b50u, 4);
      put (directory, 0x0314u, 2); /* made on Unix */
      put_common (directory, entry, entry->name, packed->len);
      put (directory, 0, 4); /* comment, disk */
      put (directory, 0, 2); /* internal attributes */
      put (directory, entry->attributes, 4);
      put (directory, offset, 4);
      put_text (directory, entry->name);
    }
  start = zip->len;
  g_byte_array_append (zip, directory->data, directory->len);
  put (zip, 0x06054b50u, 4);
  put (zip, 0, 4);
  put (zip, n_entries, 2);
  put (zip, n_entries, 2);
  put (zip, directory->len, 4);
  put (zip, start, 4);
  put (zip, 0, 2);
  return zip;
}

GBytes *
zip_bytes (const ZipEntry *entries,
           guint           n_entries)
{
  return g_byte_array_free_to_bytes (zip_make (entries, n_entries));
}
