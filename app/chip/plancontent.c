/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/plan.h"
#include "app/core/date.h"

/* The content of files: from the fields of a record to bytes, and whether bytes that were read
 * are those. Messages name fields, never their values. No state; any thread. */

/* The session is always with key 0. A right that key 0 has makes the file's own mode apply; one
 * that is only free is exercised in plain. Every right on a value file includes reading it. */
static CwDesfireComm
cw_chip_plan_file_get_comm (const CwChipPlanFile *file,
                            guint8                right)
{
  const CwDesfireAccess *access = &file->settings.access;
  gboolean granted = right == 0 || access->read_write == 0 || (file->settings.type == 2 && access->write == 0);

  return granted ? file->settings.comm : CW_DESFIRE_COMM_PLAIN;
}

CwDesfireComm
cw_chip_plan_file_get_read_comm (const CwChipPlanFile *file)
{
  return cw_chip_plan_file_get_comm (file, file->settings.access.read);
}

CwDesfireComm
cw_chip_plan_file_get_write_comm (const CwChipPlanFile *file)
{
  return cw_chip_plan_file_get_comm (file, file->settings.access.write);
}

/**
 * cw_chip_plan_file_holds_escn:
 * @offset: (out) (optional): where in the file
 *
 * Returns: whether the card's number is in this file
 */
gboolean
cw_chip_plan_file_holds_escn (const CwChipPlanFile *file,
                              gsize                *offset)
{
  gsize at = 0;

  for (guint i = 0; i < file->parts->len; i++)
    {
      const CwChipPlanPart *part = g_ptr_array_index (file->parts, i);

      if (part->kind == CW_CHIP_PART_ESCN)
        {
          if (offset != NULL)
            *offset = at;
          return TRUE;
        }
      at += part->length;
    }
  return FALSE;
}

/* A field's name, at most 64 characters as in app/core/record.h, and the closing brace. Returns
 * what follows, or %NULL. */
static const char *
cw_chip_pattern_skip_field (const char *at)
{
  const char *end = at + strspn (at, "abcdefghijklmnopqrstuvwxyz0123456789_");

  return end > at && end - at <= 64 && g_ascii_islower (*at) && *end == '}' ? end + 1 : NULL;
}

/**
 * cw_chip_pattern_check:
 *
 * Returns: whether every brace in @pattern belongs to a field
 */
gboolean
cw_chip_pattern_check (const char *pattern)
{
  while (pattern != NULL)
    {
      pattern += strcspn (pattern, "{}");
      if (*pattern != '{')
        return *pattern == '\0';
      pattern = cw_chip_pattern_skip_field (pattern + 1);
    }
  return FALSE;
}

static gboolean
cw_chip_pattern_append_field (GString    *text,
                              const char *name,
                              CwRecord   *record,
                              GError    **error)
{
  const char *value = cw_record_get (record, name);

  if (value == NULL || value[0] == '\0')
    {
      g_set_error (error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE, _ ("The chip needs the field “%s”, which the record does not have. Fill it in."), name);
      return FALSE;
    }
  g_string_append (text, value);
  return TRUE;
}

static char *
cw_chip_pattern_expand (const char *pattern,
                        CwRecord   *record,
                        GError    **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (*pattern != '\0')
    {
      gsize plain = strcspn (pattern, "{");

      g_string_append_len (text, pattern, (gssize) plain);
      pattern += plain;
      if (*pattern == '{')
        {
          const char *end = cw_chip_pattern_skip_field (pattern + 1);
          g_autofree char *name = g_strndup (pattern + 1, (gsize) (end - pattern) - 2);

          if (!cw_chip_pattern_append_field (text, name, record, error))
            return NULL;
          pattern = end;
        }
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A date of the record, as @format says. */
static char *
cw_chip_date_expand (const CwChipPlanPart *part,
                     CwRecord             *record,
                     GError              **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) value = g_string_new (NULL);
  GDate date;

  if (!cw_chip_pattern_append_field (value, part->text, record, error))
    return NULL;
  if (!cw_date_parse (value->str, &date, NULL))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The field “%s” is no date of the form YYYY-MM-DD, as the chip plan needs it."), part->text);
      return NULL;
    }
  for (const char *at = part->format; *at != '\0';)
    if (g_str_has_prefix (at, "YYYY"))
      {
        g_string_append_printf (text, "%04u", g_date_get_year (&date));
        at += 4;
      }
    else if (g_str_has_prefix (at, "YY"))
      {
        g_string_append_printf (text, "%02u", g_date_get_year (&date) % 100);
        at += 2;
      }
    else if (g_str_has_prefix (at, "MM") || g_str_has_prefix (at, "DD"))
      {
        g_string_append_printf (text, "%02u", *at == 'M' ? (guint) g_date_get_month (&date) : g_date_get_day (&date));
        at += 2;
      }
    else
      {
        g_string_append_c (text, *at++);
      }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Returns: (nullable): the bytes, or %NULL when @text cannot be written so */
static GByteArray *
cw_chip_encode (CwChipEncoding encoding,
                const char    *text)
{
  g_autofree char *even = g_strconcat (strlen (text) % 2 == 0 ? "" : "0", text, NULL);
  GByteArray *bytes = NULL;

  switch (encoding)
    {
    case CW_CHIP_ENCODING_ASCII:
      if (!g_str_is_ascii (text))
        return NULL;
      break;
    case CW_CHIP_ENCODING_UTF8:
      break;
    case CW_CHIP_ENCODING_BCD:
      return strspn (text, "0123456789") == strlen (text) ? cw_hex_decode (even, NULL) : NULL;
    case CW_CHIP_ENCODING_HEX:
      return cw_hex_decode (text, NULL);
    }
  bytes = g_byte_array_new ();
  cw_bytes_put (bytes, text, strlen (text));
  return bytes;
}

/**
 * cw_chip_plan_part_fill:
 *
 * Makes a part's bytes out of the record, if that is where they come from.
 */
gboolean
cw_chip_plan_part_fill (CwChipPlanPart *self,
                        CwRecord       *record,
                        GError        **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GByteArray) encoded = NULL;
  g_autofree guint8 *bytes = NULL;

  if (self->kind != CW_CHIP_PART_TEXT && self->kind != CW_CHIP_PART_DATE)
    return TRUE;
  text = self->kind == CW_CHIP_PART_DATE ? cw_chip_date_expand (self, record, error) : cw_chip_pattern_expand (self->text, record, error);
  if (text == NULL)
    return FALSE;
  encoded = cw_chip_encode (self->encoding, text);
  if (encoded == NULL || encoded->len > self->length)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
                   encoded == NULL ? _ ("What the chip plan makes of “%s” cannot be written in the encoding that it asks for.")
                                   : _ ("What the chip plan makes of “%s” is longer than its place on the chip."),
                   self->text);
      return FALSE;
    }

  bytes = g_malloc (self->length);
  memset (bytes, self->pad, self->length);
  if (encoded->len > 0)
    memcpy (self->right ? bytes + self->length - encoded->len : bytes, encoded->data, encoded->len);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = g_bytes_new_take (g_steal_pointer (&bytes), self->length);
  return TRUE;
}

static gboolean
cw_chip_plan_part_check_known (const CwChipPlan     *plan,
                               const CwChipPlanPart *part,
                               gboolean              size_only,
                               GError              **error)
{
  if (part->kind == CW_CHIP_PART_ESCN || part->bytes != NULL || (size_only && part->length > 0))
    return TRUE;
  if (part->kind == CW_CHIP_PART_ATTACHMENT)
    g_set_error (error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE, _ ("The chip plan “%s” needs the attachment “%s”, made for this very card by the institution."), plan->name, part->text);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE, _ ("The chip plan “%s” needs the record of the card: “%s”."), plan->name, part->text);
  return FALSE;
}

static gboolean
cw_chip_plan_check_file (const CwChipPlan     *self,
                         const CwChipPlanFile *file,
                         gboolean              size_only,
                         GError              **error)
{
  for (guint k = 0; k < file->parts->len; k++)
    if (!cw_chip_plan_part_check_known (self, g_ptr_array_index (file->parts, k), size_only, error))
      return FALSE;
  return TRUE;
}

static gboolean
cw_chip_plan_check_parts (const CwChipPlan *self,
                          gboolean          size_only,
                          GError          **error)
{
  if (self->storage != NULL && !cw_chip_plan_check_file (self, self->storage, size_only, error))
    return FALSE;
  for (guint i = 0; i < self->applications->len; i++)
    {
      const CwChipPlanApplication *application = cw_chip_plan_get_application (self, i);

      for (guint j = 0; j < application->files->len; j++)
        if (!cw_chip_plan_check_file (self, cw_chip_plan_application_get_file (application, j), size_only, error))
          return FALSE;
    }
  return TRUE;
}

/**
 * cw_chip_plan_check_known:
 *
 * Returns: whether everything but the card's number is known that the chip shall hold; else
 *   %FALSE with %CW_ERROR_RECORD_INCOMPLETE
 */
gboolean
cw_chip_plan_check_known (const CwChipPlan *self,
                          GError          **error)
{
  return cw_chip_plan_check_parts (self, FALSE, error);
}

/**
 * cw_chip_plan_check_sizes:
 *
 * Returns: whether the size of every file is known; else %FALSE with %CW_ERROR_RECORD_INCOMPLETE
 */
gboolean
cw_chip_plan_check_sizes (const CwChipPlan *self,
                          GError          **error)
{
  return cw_chip_plan_check_parts (self, TRUE, error);
}

static const guint8 *
cw_chip_plan_part_get_bytes (const CwChipPlanPart *part,
                             const CwEscn         *escn)
{
  if (part->kind == CW_CHIP_PART_ESCN)
    return escn != NULL ? escn->bytes : NULL;
  return part->bytes != NULL ? g_bytes_get_data (part->bytes, NULL) : NULL;
}

/**
 * cw_chip_plan_file_fill:
 * @content: (out): as many bytes as the file has
 *
 * What the file shall hold on the card of that number; every part of it is known.
 */
void
cw_chip_plan_file_fill (const CwChipPlanFile *file,
                        const CwEscn         *escn,
                        guint8               *content)
{
  for (guint i = 0; i < file->parts->len; i++)
    {
      const CwChipPlanPart *part = g_ptr_array_index (file->parts, i);
      const guint8 *bytes = cw_chip_plan_part_get_bytes (part, escn);

      g_assert (bytes != NULL);
      memcpy (content, bytes, part->length);
      content += part->length;
    }
}

/**
 * cw_chip_plan_file_matches:
 * @escn: (nullable): %NULL: any number will do
 * @content: as many bytes as the file has
 *
 * Returns: whether @content is as planned, as far as the plan is known
 */
gboolean
cw_chip_plan_file_matches (const CwChipPlanFile *file,
                           const CwEscn         *escn,
                           const guint8         *content)
{
  for (guint i = 0; i < file->parts->len; i++)
    {
      const CwChipPlanPart *part = g_ptr_array_index (file->parts, i);
      const guint8 *bytes = cw_chip_plan_part_get_bytes (part, escn);

      if (bytes != NULL && memcmp (content, bytes, part->length) != 0)
        return FALSE;
      content += part->length;
    }
  return TRUE;
}

/**
 * cw_chip_content_is_unfinished:
 *
 * Zeros all through, or the beginning of what is to be written and zeros after it: what a write
 * leaves that the card did not finish. No other card's number looks so, for every number ends in
 * the PIC.
 */
gboolean
cw_chip_content_is_unfinished (const guint8 *content,
                               const guint8 *planned,
                               gsize         length)
{
  gsize same = 0;

  while (same < length && content[same] == planned[same])
    same++;
  for (gsize i = same; i < length; i++)
    if (content[i] != 0)
      return FALSE;
  return TRUE;
}
