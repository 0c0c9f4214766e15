/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "printers/cups/ppd.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"

/* Reads the options out of a driver's PPD (Adobe "PostScript Printer Description File Format
 * Specification" 4.3, chapters 3 and 5.2): their keywords, choices, defaults and the maker's own
 * words for them. Code for the printer is passed over. libcups 3 has no PPDs, so this is our own.
 * A PPD is a file from outside: everything has a limit. Pure; any thread. */

#define MAX_OPTIONS 512
#define MAX_CHOICES 1024
#define MAX_KEYWORD 127 /* bytes; the specification allows 40, makers write more */
#define MAX_TEXT 255    /* bytes of a word shown to a person; 80 in the specification */

typedef struct
{
  const char *text; /* in the file, not ended by NUL */
  gsize       length;
} CwPpdSlice;

/* "*Keyword Option/Text: Value" */
typedef struct
{
  CwPpdSlice keyword;
  CwPpdSlice option;
  CwPpdSlice text;
  CwPpdSlice value;
} CwPpdStatement;

typedef struct
{
  const char    *data;
  gsize          length;
  gsize          at;
  guint          line;       /* that the last statement began on */
  guint          next_line;

  char          *charset;    /* of the words */
  char          *group;      /* (nullable) */
  CwQueueOption *open;       /* (nullable) between OpenUI and CloseUI */
  GPtrArray     *options;
  GHashTable    *by_keyword; /* CwQueueOption, not owned */
  GHashTable    *standing;   /* keyword -> choice */
} CwPpd;

static void
cw_queue_choice_free (CwQueueChoice *choice)
{
  g_free (choice->keyword);
  g_free (choice->text);
  g_free (choice);
}

static void
cw_queue_option_free (CwQueueOption *option)
{
  g_free (option->keyword);
  g_free (option->text);
  g_free (option->group);
  g_free (option->standing);
  g_ptr_array_unref (option->choices);
  g_free (option);
}

static gboolean
cw_ppd_refuse (CwPpd      *self,
               const char *what,
               GError    **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
               _("The description of the queue's driver (PPD) is not valid, line %u: %s. Install the driver again."), self->line, what);
  return FALSE;
}

static gboolean
cw_ppd_is_blank (char c)
{
  return c == ' ' || c == '\t';
}

static CwPpdSlice
cw_ppd_strip (CwPpdSlice slice)
{
  while (slice.length > 0 && cw_ppd_is_blank (slice.text[0]))
    {
      slice.text++;
      slice.length--;
    }
  while (slice.length > 0 && cw_ppd_is_blank (slice.text[slice.length - 1]))
    slice.length--;
  return slice;
}

static gboolean
cw_ppd_is (CwPpdSlice  slice,
           const char *word)
{
  return slice.length == strlen (word) && memcmp (slice.text, word, slice.length) == 0;
}

/* Up to the first of @stops, which is taken off too; the whole when none is there. */
static CwPpdSlice
cw_ppd_cut (CwPpdSlice *rest,
            const char *stops)
{
  CwPpdSlice head = { rest->text, 0 };

  while (head.length < rest->length && strchr (stops, rest->text[head.length]) == NULL)
    head.length++;
  rest->text += head.length;
  rest->length -= head.length;
  return head;
}

/* A line without its end; lines end with CR, LF or both. */
static CwPpdSlice
cw_ppd_take_line (CwPpd *self)
{
  CwPpdSlice line = { self->data + self->at, 0 };

  self->line = self->next_line;
  while (self->at < self->length && self->data[self->at] != '\n' && self->data[self->at] != '\r')
    self->at++;
  line.length = (gsize) (self->data + self->at - line.text);
  if (self->at + 1 < self->length && self->data[self->at] == '\r' && self->data[self->at + 1] == '\n')
    self->at++;
  if (self->at < self->length)
    self->at++;
  self->next_line++;
  return line;
}

/* The value in quotes that begins at @start goes on to the next quote, over as many lines as it takes. */
static gboolean
cw_ppd_take_quoted (CwPpd      *self,
                    const char *start,
                    CwPpdSlice *value,
                    GError    **error)
{
  const char *end = memchr (start, '"', (gsize) (self->data + self->length - start));

  if (end == NULL)
    return cw_ppd_refuse (self, "a value in quotes has no end", error);
  value->text = start;
  value->length = (gsize) (end - start);
  while (self->data + self->at <= end)
    {
      guint line = self->line;

      cw_ppd_take_line (self);
      self->line = line;
    }
  return TRUE;
}

static gboolean
cw_ppd_check_keyword (CwPpdSlice word)
{
  if (word.length == 0 || word.length > MAX_KEYWORD)
    return FALSE;
  for (gsize i = 0; i < word.length; i++)
    if (!g_ascii_isgraph (word.text[i]))
      return FALSE;
  return TRUE;
}

static gboolean
cw_ppd_take_statement (CwPpd          *self,
                       CwPpdSlice      line,
                       CwPpdStatement *statement,
                       GError        **error)
{
  CwPpdSlice rest = line;

  *statement = (CwPpdStatement) { 0 };
  if (line.text[0] != '*')
    return cw_ppd_refuse (self, "it does not begin with an asterisk", error);
  rest.text++;
  rest.length--;
  statement->keyword = cw_ppd_cut (&rest, " \t:");
  if (!cw_ppd_check_keyword (statement->keyword))
    return cw_ppd_refuse (self, "its keyword is too long or no keyword", error);
  statement->option = cw_ppd_strip (cw_ppd_cut (&rest, "/:"));
  if (rest.length > 0 && rest.text[0] == '/')
    {
      rest.text++;
      rest.length--;
      statement->text = cw_ppd_strip (cw_ppd_cut (&rest, ":"));
    }
  if (rest.length == 0)
    return TRUE;
  rest.text++;
  rest.length--;
  rest = cw_ppd_strip (rest);
  if (rest.length > 0 && rest.text[0] == '"')
    return cw_ppd_take_quoted (self, rest.text + 1, &statement->value, error);
  statement->value = rest;
  return TRUE;
}

/* "A<E4>B": bytes as pairs of hex digits between angle brackets; anything else stays as it is. */
static void
cw_ppd_decode_hex (GString *text)
{
  gsize to = 0;

  for (gsize from = 0; from < text->len; from++)
    {
      const char *end = text->str[from] == '<' ? memchr (text->str + from, '>', text->len - from) : NULL;
      gsize length = end != NULL ? (gsize) (end - text->str) - from - 1 : 0;
      gboolean hex = length > 0 && length % 2 == 0;

      for (gsize i = 1; hex && i <= length; i++)
        hex = g_ascii_isxdigit (text->str[from + i]);
      if (!hex)
        {
          text->str[to++] = text->str[from];
          continue;
        }
      for (gsize i = 1; i < length; i += 2)
        text->str[to++] = (char) (g_ascii_xdigit_value (text->str[from + i]) * 16 + g_ascii_xdigit_value (text->str[from + i + 1]));
      from += length + 1;
    }
  g_string_truncate (text, to);
}

/* Makers who say ISOLatin1 may well write UTF-8, which other text hardly ever is by chance.
 * (nullable): NULL: there is no word */
static char *
cw_ppd_decode (CwPpd     *self,
               CwPpdSlice slice)
{
  g_autoptr (GString) raw = g_string_new_len (slice.text, (gssize) MIN (slice.length, MAX_TEXT));
  g_autofree char *text = NULL;

  cw_ppd_decode_hex (raw);
  for (gsize i = 0; i < raw->len; i++)
    if (g_ascii_iscntrl (raw->str[i]))
      raw->str[i] = ' ';
  if (!g_utf8_validate (raw->str, (gssize) raw->len, NULL))
    text = g_convert (raw->str, (gssize) raw->len, "UTF-8", self->charset, NULL, NULL, NULL);
  if (text == NULL)
    text = g_utf8_make_valid (raw->str, (gssize) raw->len);
  g_strstrip (text);
  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}

static char *
cw_ppd_decode_or (CwPpd     *self,
                  CwPpdSlice slice,
                  const char *otherwise)
{
  char *text = cw_ppd_decode (self, slice);

  return text != NULL ? text : g_strdup (otherwise);
}

/* The specification's names of character sets, 5.3 */
static void
cw_ppd_set_charset (CwPpd     *self,
                    CwPpdSlice name)
{
  static const struct
  {
    const char *name;
    const char *charset;
  } charsets[] = {
    { "ISOLatin1", "ISO-8859-1" }, { "ISOLatin2", "ISO-8859-2" }, { "ISOLatin5", "ISO-8859-9" }, { "WindowsANSI", "WINDOWS-1252" },
    { "MacStandard", "MACINTOSH" }, { "JIS83-RKSJ", "SHIFT_JIS" }, { "UTF-8", "UTF-8" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (charsets); i++)
    if (cw_ppd_is (name, charsets[i].name))
      {
        g_free (self->charset);
        self->charset = g_strdup (charsets[i].charset);
      }
}

/* "*OpenGroup: Name/Text" */
static void
cw_ppd_open_group (CwPpd     *self,
                   CwPpdSlice value)
{
  CwPpdSlice name = cw_ppd_cut (&value, "/");
  g_autofree char *fallback = cw_ppd_decode (self, cw_ppd_strip (name));

  if (value.length > 0)
    {
      value.text++;
      value.length--;
    }
  g_free (self->group);
  self->group = cw_ppd_decode_or (self, value, fallback);
}

/* "*OpenUI *Keyword/Text: PickOne". A second one for a keyword goes on with the first. */
static gboolean
cw_ppd_open_option (CwPpd                *self,
                    const CwPpdStatement *statement,
                    GError              **error)
{
  CwPpdSlice word = statement->option;
  g_autofree char *keyword = NULL;

  if (self->open != NULL)
    return cw_ppd_refuse (self, "an option begins inside another", error);
  if (word.length < 2 || word.text[0] != '*' || !cw_ppd_check_keyword (word))
    return cw_ppd_refuse (self, "the option has no keyword", error);
  keyword = g_strndup (word.text + 1, word.length - 1);
  self->open = g_hash_table_lookup (self->by_keyword, keyword);
  if (self->open != NULL)
    return TRUE;
  if (self->options->len == MAX_OPTIONS)
    return cw_ppd_refuse (self, "there are too many options", error);
  self->open = g_new0 (CwQueueOption, 1);
  self->open->text = cw_ppd_decode_or (self, statement->text, keyword);
  self->open->keyword = g_steal_pointer (&keyword);
  self->open->group = g_strdup (self->group);
  self->open->choices = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_queue_choice_free);
  g_ptr_array_add (self->options, self->open);
  g_hash_table_insert (self->by_keyword, self->open->keyword, self->open);
  return TRUE;
}

static gboolean
cw_ppd_close_option (CwPpd     *self,
                     CwPpdSlice value,
                     GError   **error)
{
  if (self->open == NULL)
    return cw_ppd_refuse (self, "an option ends that did not begin", error);
  if (value.length > 0 && value.text[0] == '*')
    {
      value.text++;
      value.length--;
    }
  if (!cw_ppd_is (value, self->open->keyword))
    return cw_ppd_refuse (self, "another option ends than the one that began", error);
  self->open = NULL;
  return TRUE;
}

static gboolean
cw_ppd_has_choice (const CwQueueOption *option,
                   const char          *keyword)
{
  for (guint i = 0; i < option->choices->len; i++)
    if (g_str_equal (((const CwQueueChoice *) g_ptr_array_index (option->choices, i))->keyword, keyword))
      return TRUE;
  return FALSE;
}

static gboolean
cw_ppd_add_choice (CwPpd                *self,
                   const CwPpdStatement *statement,
                   GError              **error)
{
  CwQueueChoice *choice;
  g_autofree char *keyword = NULL;

  if (!cw_ppd_check_keyword (statement->option))
    return cw_ppd_refuse (self, "a choice is too long or not one word", error);
  keyword = g_strndup (statement->option.text, statement->option.length);
  if (cw_ppd_has_choice (self->open, keyword))
    return TRUE;
  if (self->open->choices->len == MAX_CHOICES)
    return cw_ppd_refuse (self, "an option has too many choices", error);
  choice = g_new0 (CwQueueChoice, 1);
  choice->text = cw_ppd_decode_or (self, statement->text, keyword);
  choice->keyword = g_steal_pointer (&keyword);
  g_ptr_array_add (self->open->choices, choice);
  return TRUE;
}

/* "*DefaultKeyword: Choice", before, inside or behind the option. The last one counts: the print
 * service writes the queue's own default over the maker's. */
static void
cw_ppd_set_standing (CwPpd                *self,
                     const CwPpdStatement *statement)
{
  gsize prefix = strlen ("Default");
  CwPpdSlice value = statement->value;
  CwPpdSlice word = cw_ppd_strip (cw_ppd_cut (&value, "/"));

  if (statement->keyword.length > prefix && cw_ppd_check_keyword (word))
    g_hash_table_insert (self->standing, g_strndup (statement->keyword.text + prefix, statement->keyword.length - prefix),
                         g_strndup (word.text, word.length));
}

static gboolean
cw_ppd_take (CwPpd                *self,
             const CwPpdStatement *statement,
             GError              **error)
{
  CwPpdSlice keyword = statement->keyword;

  if (cw_ppd_is (keyword, "OpenUI") || cw_ppd_is (keyword, "JCLOpenUI"))
    return cw_ppd_open_option (self, statement, error);
  if (cw_ppd_is (keyword, "CloseUI") || cw_ppd_is (keyword, "JCLCloseUI"))
    return cw_ppd_close_option (self, statement->value, error);
  if (self->open != NULL && cw_ppd_is (keyword, self->open->keyword) && statement->option.length > 0)
    return cw_ppd_add_choice (self, statement, error);

  if (cw_ppd_is (keyword, "OpenGroup"))
    cw_ppd_open_group (self, statement->value);
  else if (cw_ppd_is (keyword, "CloseGroup"))
    g_clear_pointer (&self->group, g_free);
  else if (cw_ppd_is (keyword, "LanguageEncoding"))
    cw_ppd_set_charset (self, statement->value);
  else if (keyword.length > 7 && memcmp (keyword.text, "Default", 7) == 0)
    cw_ppd_set_standing (self, statement);
  return TRUE;
}

static gboolean
cw_ppd_read (CwPpd   *self,
             GError **error)
{
  gboolean begun = FALSE;

  while (self->at < self->length)
    {
      CwPpdSlice line = cw_ppd_strip (cw_ppd_take_line (self));
      CwPpdStatement statement;

      if (line.length == 0 || (line.length > 1 && line.text[0] == '*' && line.text[1] == '%'))
        continue;
      if (!cw_ppd_take_statement (self, line, &statement, error))
        return FALSE;
      if (!begun && !cw_ppd_is (statement.keyword, "PPD-Adobe"))
        return cw_ppd_refuse (self, "it is no PPD", error);
      begun = TRUE;
      if (!cw_ppd_take (self, &statement, error))
        return FALSE;
    }
  if (!begun)
    return cw_ppd_refuse (self, "it is no PPD", error);
  return self->open == NULL || cw_ppd_refuse (self, "the last option has no end", error);
}

/* A default that is none of the choices says nothing. */
static void
cw_ppd_settle_standing (CwPpd *self)
{
  for (guint i = 0; i < self->options->len; i++)
    {
      CwQueueOption *option = g_ptr_array_index (self->options, i);
      const char *standing = g_hash_table_lookup (self->standing, option->keyword);

      if (standing != NULL && cw_ppd_has_choice (option, standing))
        option->standing = g_strdup (standing);
    }
}

/**
 * cw_ppd_parse:
 * @bytes: a whole PPD
 *
 * Returns: (transfer full): of #CwQueueOption in the file's order, or %NULL with %CW_ERROR_INVALID
 */
GPtrArray *
cw_ppd_parse (GBytes  *bytes,
              GError **error)
{
  g_autoptr (GPtrArray) options = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_queue_option_free);
  g_autoptr (GHashTable) by_keyword = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) standing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  CwPpd self = { .line = 1, .next_line = 1, .options = options, .by_keyword = by_keyword, .standing = standing };
  gboolean good;

  self.data = g_bytes_get_data (bytes, &self.length);
  self.charset = g_strdup ("ISO-8859-1");
  if (self.length > CW_PPD_MAX_SIZE)
    good = cw_ppd_refuse (&self, "the file is too large", error);
  else if (self.length > 0 && memchr (self.data, '\0', self.length) != NULL)
    good = cw_ppd_refuse (&self, "the file is not text", error);
  else
    good = cw_ppd_read (&self, error);
  if (good)
    cw_ppd_settle_standing (&self);
  g_free (self.charset);
  g_free (self.group);
  return good ? g_steal_pointer (&options) : NULL;
}
