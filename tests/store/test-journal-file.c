/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include <string.h>

#include "app/store/journal-file.h"
#include "tests/store/fixture.h"

/* The journal as a file: what is written is read again, and each tampering with the file is found. */

#define DAY G_TIME_SPAN_DAY

/* 20 entries over four days; the first was written before there were stations. */
static void
fill (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  cw_store_set_operator (self->store, "Ilze \"the first\", desk\n2");
  cw_store_set_station (self->store, "001 LBTU, 1");
  for (guint i = 0; i < 17; i++)
    {
      g_autofree char *details = g_strdup_printf ("{\"n\":%u,\"text\":\"a, \\\"b\\\" ū\"}", i);

      g_assert_true (cw_store_add_journal (self->store, "bench.act", i % 2 == 0 ? "card/7" : "", details, &error));
      if (i % 5 == 4)
        cw_clock_advance (self->clock, DAY);
    }
  g_assert_no_error (error);
}

static char *
export_text (CwStore         *store,
             CwJournalFormat  format,
             const char      *from,
             const char      *to,
             CwJournalExport *range)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();

  g_assert_true (cw_store_export_journal (store, format, from, to, stream, range, &error));
  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (stream, "", 1, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
}

static gboolean
check_text (const char      *text,
            const char      *start,
            GPtrArray       *signatures,
            CwJournalReport *report,
            GError         **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (text, (gssize) strlen (text), NULL);

  return cw_journal_file_check (stream, start, signatures, NULL, NULL, report, error);
}

static void
test_whole (Fixture      *self,
            gconstpointer user_data)
{
  fill (self);
  for (CwJournalFormat format = CW_JOURNAL_CSV; format <= CW_JOURNAL_JSONL; format++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (CwJournalExport) range = { 0 };
      g_auto (CwJournalReport) report = { 0 };
      g_autofree char *text = export_text (self->store, format, NULL, NULL, &range);

      g_assert_cmpint (range.first, ==, 1);
      g_assert_cmpint (range.last, ==, 20);
      g_assert_true (check_text (text, NULL, NULL, &report, &error));
      g_assert_no_error (error);
      g_assert_cmpint (report.fault, ==, CW_JOURNAL_WHOLE);
      g_assert_cmpint (report.n_entries, ==, 20);
      g_assert_cmpstr (report.last_hash, ==, range.hash);
    }
}

/* The form is a promise: other programs read it. */
static void
test_form (Fixture      *self,
           gconstpointer user_data)
{
  g_auto (CwJournalExport) range = { 0 };
  g_auto (CwJournalExport) second = { 0 };
  g_autofree char *csv = NULL;
  g_autofree char *jsonl = NULL;
  g_autofree char *rest = NULL;

  fill (self);
  csv = export_text (self->store, CW_JOURNAL_CSV, NULL, NULL, &range);
  g_assert_true (g_str_has_prefix (csv, "id,at,act,subject,operator,station,details,hash\r\n1,2026-11-23T12:00:00.000000Z,institution.put,institution,\"\",\"\",\"{"));
  g_assert_nonnull (strstr (csv, ",bench.act,\"\",\"Ilze \"\"the first\"\", desk\n2\",\"001 LBTU, 1\",\"{\"\"n\"\":1,\"\"text\"\":\"\"a, \\\"\"b\\\"\" ū\"\"}\","));
  jsonl = export_text (self->store, CW_JOURNAL_JSONL, "2026-11-25", NULL, &second);
  rest = g_strdup_printf ("{\"id\":%" G_GINT64_FORMAT ",\"hash\":\"%s\"}\n{\"id\":%" G_GINT64_FORMAT ",\"at\":\"2026-11-25T12:00:00.000000Z\",\"act\":\"bench.act\",", second.first - 1, second.before, second.first);
  g_assert_true (g_str_has_prefix (jsonl, rest));
}

/* A range is checked from the hash before it, which it says itself or somebody else does. */
static void
test_range (Fixture      *self,
            gconstpointer user_data)
{
  static const char zeros[] = "0000000000000000000000000000000000000000000000000000000000000000";
  g_autoptr (GError) error = NULL;
  gint64 total = 0;

  fill (self);
  for (guint day = 23; day <= 27; day++)
    for (CwJournalFormat format = CW_JOURNAL_CSV; format <= CW_JOURNAL_JSONL; format++)
      {
        g_autofree char *name = g_strdup_printf ("2026-11-%u", day);
        g_auto (CwJournalExport) range = { 0 };
        g_auto (CwJournalReport) report = { 0 };
        g_auto (CwJournalReport) second = { 0 };
        g_auto (CwJournalReport) third = { 0 };
        g_autofree char *text = export_text (self->store, format, name, name, &range);

        if (range.last < range.first)
          {
            g_assert_cmpuint (day, ==, 27);
            continue;
          }
        total += range.last - range.first + 1;
        g_assert_true (check_text (text, NULL, NULL, &report, &error));
        g_assert_no_error (error);
        g_assert_cmpint (report.fault, ==, CW_JOURNAL_WHOLE);
        g_assert_cmpint (report.n_entries, ==, range.last - range.first + 1);
        g_assert_true (check_text (text, range.before, NULL, &second, &error));
        if (range.first == 1)
          continue;
        g_assert_false (check_text (text, zeros, NULL, &third, &error));
        g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
        g_clear_error (&error);
      }
  g_assert_cmpint (total, ==, 2 * 20);
}

static void
test_no_start (Fixture      *self,
               gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_auto (CwJournalExport) range = { 0 };
  g_auto (CwJournalReport) report = { 0 };
  g_auto (CwJournalReport) second = { 0 };
  g_autofree char *text = NULL;
  const char *rest;

  fill (self);
  text = export_text (self->store, CW_JOURNAL_JSONL, "2026-11-24", NULL, &range);
  rest = strchr (text, '\n') + 1;
  g_assert_false (check_text (rest, NULL, NULL, &report, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (check_text (rest, range.before, NULL, &second, &error));
  g_assert_no_error (error);
  g_assert_cmpint (second.fault, ==, CW_JOURNAL_WHOLE);
}

/* An entry from before stations has none, which both forms keep apart or bear. */
static void
test_old_entries (Fixture      *self,
                  gconstpointer user_data)
{
  /* tests/store/old: written by schema 002 */
  g_autofree char *old = g_test_build_filename (G_TEST_DIST, "old", "schema-002.sql", NULL);
  g_autofree char *path = g_build_filename (self->folder, "old.db", NULL);
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = NULL;

  g_assert_true (g_file_get_contents (old, &sql, NULL, &error));
  fixture_run_raw (path, sql);
  store = cw_store_open (path, self->clock, &error);
  g_assert_no_error (error);
  g_assert_true (cw_store_add_journal (store, "bench.act", "card/7", NULL, &error));
  for (CwJournalFormat format = CW_JOURNAL_CSV; format <= CW_JOURNAL_JSONL; format++)
    {
      g_auto (CwJournalExport) range = { 0 };
      g_auto (CwJournalReport) report = { 0 };
      g_autofree char *text = export_text (store, format, NULL, NULL, &range);

      g_assert_true (check_text (text, NULL, NULL, &report, &error));
      g_assert_no_error (error);
      g_assert_cmpint (report.fault, ==, CW_JOURNAL_WHOLE);
      g_assert_cmpint (report.n_entries, ==, 20);
      g_assert_true ((strstr (text, "\"station\":null") != NULL) == (format == CW_JOURNAL_JSONL));
    }
  cw_store_close (store);
}

/* tampering */

/* Lines of a JSONL export, which a test changes. */
typedef struct
{
  const char    *name;
  CwJournalFault fault;
  gint64         broken;
} Case;

static const Case cases[] = {
  { "edit", CW_JOURNAL_CHANGED, 6 },
  { "edit-station", CW_JOURNAL_CHANGED, 6 },
  { "edit-moment", CW_JOURNAL_CHANGED, 6 },
  { "edit-number", CW_JOURNAL_CHANGED, 6 },
  { "delete", CW_JOURNAL_MISSING, 6 },
  { "delete-first", CW_JOURNAL_CHANGED, 2 }, /* the hash before it is not that of the beginning */
  { "swap", CW_JOURNAL_OUT_OF_ORDER, 6 },
  { "move-to-end", CW_JOURNAL_OUT_OF_ORDER, 6 },
  { "repeat", CW_JOURNAL_INSERTED, 7 },
};

static void
replace (char      **line,
         const char *from,
         const char *to)
{
  g_auto (GStrv) parts = g_strsplit (*line, from, 2);

  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  g_free (*line);
  *line = g_strconcat (parts[0], to, parts[1], NULL);
}

static void
tamper (const char *name,
        GPtrArray  *lines)
{
  char **line = (char **) &g_ptr_array_index (lines, 5);

  if (g_str_equal (name, "edit"))
    replace (line, "bench.act", "bench.art");
  else if (g_str_equal (name, "edit-station"))
    replace (line, "001 LBTU", "002 LBTU");
  else if (g_str_equal (name, "edit-moment"))
    replace (line, "12:00:00.000000Z", "12:00:00.000001Z");
  else if (g_str_equal (name, "edit-number"))
    replace (line, "\"id\":6", "\"id\":60");
  else if (g_str_equal (name, "delete"))
    g_ptr_array_remove_index (lines, 5);
  else if (g_str_equal (name, "delete-first"))
    g_ptr_array_remove_index (lines, 0);
  else if (g_str_equal (name, "swap"))
    g_ptr_array_insert (lines, 6, g_ptr_array_steal_index (lines, 5));
  else if (g_str_equal (name, "move-to-end"))
    g_ptr_array_insert (lines, (int) lines->len - 1, g_ptr_array_steal_index (lines, 5));
  else if (g_str_equal (name, "repeat"))
    g_ptr_array_insert (lines, 6, g_strdup (*line));
  else
    g_assert_not_reached ();
}

static void
test_tampering (Fixture      *self,
                gconstpointer user_data)
{
  const Case *test = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (CwJournalExport) range = { 0 };
  g_auto (CwJournalReport) report = { 0 };
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) parts = NULL;
  g_autofree char *text = NULL;
  g_autofree char *changed = NULL;

  fill (self);
  text = export_text (self->store, CW_JOURNAL_JSONL, NULL, NULL, &range);
  parts = g_strsplit (text, "\n", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    g_ptr_array_add (lines, g_strdup (parts[i]));
  tamper (test->name, lines);
  g_ptr_array_add (lines, NULL);
  changed = g_strjoinv ("\n", (char **) lines->pdata);
  g_assert_true (check_text (changed, test->broken == 2 ? "0000000000000000000000000000000000000000000000000000000000000000" : NULL, NULL, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (cw_journal_fault_to_name (report.fault), ==, cw_journal_fault_to_name (test->fault));
  g_assert_cmpint (report.broken, ==, test->broken);
}

/* What was cut off is known by a signature of it. */
static void
test_cut_off (Fixture      *self,
              gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_auto (CwJournalExport) range = { 0 };
  g_auto (CwJournalReport) alone = { 0 };
  g_auto (CwJournalReport) report = { 0 };
  g_auto (CwJournalReport) half = { 0 };
  g_autoptr (CwJournalSignature) head = NULL;
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GPtrArray) signatures = NULL;
  g_autofree char *text = NULL;
  guint count = 0;

  fill (self);
  head = cw_store_get_day_head (self->store, "2026-11-25", &error);
  g_assert_no_error (error);
  head->algorithm = g_strdup ("ed25519");
  head->key_label = g_strdup ("store/journal");
  head->public_key = g_bytes_new ("key", 3);
  head->signature = g_bytes_new ("signature", 9);
  g_assert_true (cw_store_add_signature (self->store, head, &error));
  text = export_text (self->store, CW_JOURNAL_CSV, NULL, NULL, &range);
  g_assert_true (cw_store_export_signatures (self->store, &range, stream, &count, &error));
  g_assert_cmpuint (count, ==, 1);
  signatures = cw_journal_signatures_parse (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)), g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (signatures->len, ==, 1);
  g_assert_true (check_text (text, NULL, signatures, &report, &error));
  g_assert_cmpint (report.fault, ==, CW_JOURNAL_WHOLE);
  g_assert_cmpuint (report.n_signatures, ==, 1);
  g_assert_cmpstr (report.signed_day, ==, "2026-11-25");

  *strstr (text, "\r\n10,") = '\0';
  memcpy (text + strlen (text), "\r\n", 3);
  g_assert_true (check_text (text, NULL, NULL, &alone, &error));
  g_assert_cmpint (alone.fault, ==, CW_JOURNAL_WHOLE);
  g_assert_cmpint (alone.last_id, ==, 9);
  g_assert_true (check_text (text, NULL, signatures, &half, &error));
  g_assert_cmpint (half.fault, ==, CW_JOURNAL_CUT_OFF);
  g_assert_cmpint (half.broken, ==, 10);
}

/* Each byte of a file changed: never taken for the journal that it was. */
static void
test_every_byte (Fixture      *self,
                 gconstpointer user_data)
{
  g_auto (CwJournalExport) range = { 0 };
  g_autofree char *text = NULL;
  gsize length;

  fill (self);
  text = export_text (self->store, CW_JOURNAL_CSV, NULL, "2026-11-23", &range);
  length = strlen (text);
  for (gsize i = 0; i < length; i++)
    {
      g_auto (CwJournalReport) report = { 0 };
      g_autoptr (GError) error = NULL;
      char was = text[i];
      gboolean ok;

      /* a line end may be of one byte or two */
      if (was == '\r')
        continue;
      text[i] = (char) (was ^ 1);
      ok = check_text (text, NULL, NULL, &report, &error);
      g_assert_true (ok == (error == NULL));
      g_assert_true (!ok || report.fault != CW_JOURNAL_WHOLE || g_strcmp0 (report.last_hash, range.hash) != 0);
      text[i] = was;
    }
}

static void
test_refused (void)
{
  static const char *const wrong[] = {
    "",
    "\n",
    "{",
    "{}\n",
    "[]\n",
    "hello\n",
    "id,at,act,subject,operator,station,details\r\n",
    "id,at,act,subject,operator,station,details,hash\r\n",
    "id,at,act,subject,operator,station,details,hash\r\n1,,,,,,,\r\n",
    "id,at,act,subject,operator,station,details,hash\r\n1,2,3\r\n",
    "id,at,act,subject,operator,station,details,hash\r\n\"1\"2,,,,,,,\r\n",
    "id,at,act,subject,operator,station,details,hash\r\n1,,,,,,,\"x",
    "id,at,act,subject,operator,station,details,hash\r\n-1,,,,,,,0000000000000000000000000000000000000000000000000000000000000000\r\n",
    "id,at,act,subject,operator,station,details,hash\r\n99999999999999999999,,,,,,,0000000000000000000000000000000000000000000000000000000000000000\r\n",
    "id,at,act,subject,operator,station,details,hash\r\n1,2026-13-01T00:00:00.000000Z,a,b,c,d,{},0000000000000000000000000000000000000000000000000000000000000000\r\n",
    "id,at,act,subject,operator,station,details,hash\r\n1,2026-11-01T24:00:00.000000Z,a,b,c,d,{},0000000000000000000000000000000000000000000000000000000000000000\r\n",
    "{\"id\":1,\"id\":1,\"hash\":\"0000000000000000000000000000000000000000000000000000000000000000\"}\n",
    "{\"id\":\"1\",\"hash\":\"0000000000000000000000000000000000000000000000000000000000000000\"}\n",
    "{\"id\":1,\"more\":\"x\",\"hash\":\"0000000000000000000000000000000000000000000000000000000000000000\"}\n",
    "{\"id\":1,\"hash\":\"0000000000000000000000000000000000000000000000000000000000000000\"}\n{\"id\":2,\"hash\":\"0000000000000000000000000000000000000000000000000000000000000000\"}\n",
  };
  g_autofree char *huge = g_strnfill (3 * 1024 * 1024, 'x');
  g_autofree char *head = g_strconcat ("id,at,act,subject,operator,station,details,hash\n1,", huge, NULL);
  g_autofree char *line = g_strconcat ("{\"act\":\"", huge, NULL);
  const char *const long_ones[] = { head, line, huge };

  for (guint i = 0; i < G_N_ELEMENTS (wrong) + G_N_ELEMENTS (long_ones); i++)
    {
      g_auto (CwJournalReport) report = { 0 };
      g_autoptr (GError) error = NULL;
      const char *text = i < G_N_ELEMENTS (wrong) ? wrong[i] : long_ones[i - G_N_ELEMENTS (wrong)];

      g_assert_false (check_text (text, NULL, NULL, &report, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
    }
}

static void
test_signatures_refused (void)
{
#define GOOD "{\"day\":\"2026-11-25\",\"entry\":1,\"hash\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"algorithm\":\"ed25519\",\"key\":\"a\",\"version\":1,\"public_key\":\"00\",\"signature\":\"00\",\"signed_at\":\"2026-11-26T00:00:00.000000Z\""
  static const char *const wrong[] = { "\n", "{}", "[]", "{\"day\":1}", GOOD, GOOD ",\"more\":1}", GOOD "}\n\n" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) good = cw_journal_signatures_parse (GOOD "}\n" GOOD "}", strlen (GOOD "}\n" GOOD "}"), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (good->len, ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_null (cw_journal_signatures_parse (wrong[i], strlen (wrong[i]), &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_clear_error (&error);
    }
}

static void
add (const char *path,
     void (*func) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("/store/journal-file/whole", test_whole);
  add ("/store/journal-file/form", test_form);
  add ("/store/journal-file/range", test_range);
  add ("/store/journal-file/no-start", test_no_start);
  add ("/store/journal-file/old-entries", test_old_entries);
  add ("/store/journal-file/cut-off", test_cut_off);
  add ("/store/journal-file/every-byte", test_every_byte);
  g_test_add_func ("/store/journal-file/refused", test_refused);
  g_test_add_func ("/store/journal-file/signatures-refused", test_signatures_refused);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/store/journal-file/tampering/", cases[i].name, NULL);

      g_test_add (path, Fixture, &cases[i], fixture_set_up, test_tampering, fixture_tear_down);
    }
  return g_test_run ();
}
