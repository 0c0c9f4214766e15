/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-bench"

#include "config.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "app/station/reconcile.h"
#include "tests/router/desk.h"

/* What it costs to compare 10,000 cards with a register that gives ten rows a page. The stand-in is
 * a process of its own, this program once more, so that the station's memory and work are its own.
 * Lines "name value unit"; judges nothing but that all cards are equal. */

#define N_CARDS 10000

/* The register */

static int
serve (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStandIn) stand_in = cw_stand_in_start (folder, RIG_TOKEN, 0, &error);
  char line[16];

  g_assert_no_error (error);
  printf ("%s\n", cw_stand_in_get_uri (stand_in));
  fflush (stdout);
  /* until the other side closes: each line asks how many requests there were */
  while (fgets (line, sizeof line, stdin) != NULL)
    {
      printf ("%u\n", cw_stand_in_get_count (stand_in));
      fflush (stdout);
    }
  return 0;
}

typedef struct
{
  Desk              desk;
  char             *folder;  /* of the register */
  GSubprocess      *process;
  GDataInputStream *answers;
  char             *uri;
} Bench;

static char *
read_line (Bench *self)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (self->answers, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  return line;
}

static void
start_register (Bench *self)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GError) error = NULL;

  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--serve", self->folder, NULL);
  g_assert_no_error (error);
  self->answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  self->uri = read_line (self);
}

static double
count_requests (Bench *self)
{
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->process), "\n", 1, NULL, NULL, &error);
  g_assert_no_error (error);
  line = read_line (self);
  return g_ascii_strtod (line, NULL);
}

static void
stop_register (Bench *self)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (self->process, NULL, &error));
  g_clear_object (&self->answers);
  g_clear_object (&self->process);
  g_free (self->uri);
}

/* A CwRegistryFunc. */
static CwRegistry *
find_registry (const char *institution_id,
               gpointer    user_data,
               GError    **error)
{
  Bench *self = user_data;

  return rig_client_new (self->uri, RIG_TOKEN);
}

/* The same cards on both sides */

/* Straight into the folder of a register that is not running. */
static void
write_there (Bench      *self,
             const char *kind,
             const char *name,
             const char *json)
{
  g_autofree char *file = g_strconcat (name, ".json", NULL);
  g_autofree char *path = g_build_filename (self->folder, kind, file, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, json, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

static void
write_both_there (Bench      *self,
                  CwCard     *card,
                  const char *number)
{
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autofree char *esi = g_strdup_printf ("urn:schac:personalUniqueCode:int:esi:lbtu.lv:%s", number);
  g_autofree char *key = g_ascii_strdown (esi, -1);
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA256, key, -1);
  g_autofree char *person = g_strdup_printf ("{\"identifier\":\"%s\",\"identifierCode\":\"ESI\",\"fullName\":\"Kārlis Ozoliņš-Žagars\","
                                             "\"personOrganisationUpdateViews\":[{\"organisationIdentifier\":\"" RIG_PIC "\",\"fullName\":\"Kārlis Ozoliņš-Žagars\","
                                             "\"email\":\"%s@students.example\",\"academicLevel\":\"MASTER\"}]}", esi, number);
  g_autofree char *text = g_strdup_printf ("{\"cardNumber\":\"%s\",\"cardStatusType\":\"ACTIVE\",\"cardType\":\"PASSIVE\",\"issuedAt\":\"%s\",\"expiresAt\":\"%s\","
                                           "\"issuerIdentifier\":\"" RIG_PIC "\",\"personIdentifier\":\"%s\"}", escn, card->issued_at, card->expires_at, esi);

  write_there (self, "persons", name, person);
  write_there (self, "cards", escn, text);
}

/* In a student's hand, and its registration sent. */
static CwCard *
add_issued (Bench      *self,
            const char *number)
{
  CwStore *store = self->desk.store;
  CwCard *card = desk_add_card (&self->desk, "lbtu", number);
  gint64 message = desk_register (&self->desk, card, NULL);
  g_autoptr (GError) error = NULL;

  cw_store_set_message (store, message, "sent", "{\"status\":201}", NULL, DESK_NOW, &error);
  g_assert_no_error (error);
  cw_store_close_order (store, card->order_id, "issued", &error);
  g_assert_no_error (error);
  return card;
}

static void
fill (Bench *self)
{
  g_autofree char *cards = NULL;
  g_autofree char *persons = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = rig_directory_new ("crowd");
  cards = rig_directory_new ("crowd/cards");
  persons = rig_directory_new ("crowd/persons");
  cw_store_begin (self->desk.store, &error);
  for (guint i = 0; i < N_CARDS; i++)
    {
      g_autofree char *number = g_strdup_printf ("LF%05u", i);
      g_autoptr (CwCard) card = add_issued (self, number);

      write_both_there (self, card, number);
    }
  cw_store_commit (self->desk.store, &error);
  g_assert_no_error (error);
}

/* Measuring */

static void
tell (const char *name,
      double      value,
      const char *unit)
{
  g_print ("%s %.3f %s\n", name, value, unit);
}

/* KiB */
static double
read_memory (const char *field)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, field);
  g_assert_nonnull (line);
  return (double) g_ascii_strtoll (line + strlen (field), NULL, 10);
}

/* Forgets what filling took at its height (proc(5): clear_refs, 5). */
static void
reset_peak (void)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full ("/proc/self/clear_refs", "5", 1, G_FILE_SET_CONTENTS_NONE, 0200, &error);
  g_assert_no_error (error);
}

/* seconds of this process alone */
static double
read_work (void)
{
  struct rusage usage;

  g_assert_cmpint (getrusage (RUSAGE_SELF, &usage), ==, 0);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / G_USEC_PER_SEC;
}

static void
measure (Bench *self)
{
  const CwIssueTools tools = { .store = self->desk.store, .clock = self->desk.clock, .registry = find_registry, .user_data = self, .prefix = 7 };
  g_autoptr (CwReconciliation) result = NULL;
  g_autoptr (GError) error = NULL;
  double before, work;
  gint64 start;

  reset_peak ();
  before = read_memory ("VmRSS:");
  work = read_work ();
  start = g_get_monotonic_time ();
  result = cw_reconcile (&tools, "lbtu", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  tell ("reconcile_s", (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC, "s");
  tell ("reconcile_work_s", read_work () - work, "s");
  tell ("reconcile_requests", count_requests (self), "requests");
  tell ("reconcile_memory_growth_kib", read_memory ("VmHWM:") - before, "KiB");
  tell ("reconcile_lists_kib", (double) result->bytes / 1024, "KiB");
  g_assert_true (result->certain);
  g_assert_cmpuint (result->cards_here, ==, N_CARDS);
  g_assert_cmpuint (result->cards_there, ==, N_CARDS);
  g_assert_cmpuint (result->differences->len, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  Bench self = { 0 };

  if (argc == 3 && g_str_equal (argv[1], "--serve"))
    return serve (argv[2]);
  desk_set_up (&self.desk, NULL);
  fill (&self);
  desk_reopen (&self.desk);
  start_register (&self);
  measure (&self);
  stop_register (&self);
  desk_tear_down (&self.desk, NULL);
  g_free (self.folder);
  return 0;
}
