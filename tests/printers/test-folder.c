/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cairo.h>
#include <glib/gstdio.h>
#include <jansson.h>

#include "app/base/digest.h"
#include "app/base/error.h"
#include "painter.h"

#define JOB "0e3a5b40-6b1c-11ef-9c3a-001999839399"

typedef struct
{
  char      *directory;
  CwPrinter *printer;
  Painter    painter;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *top = g_dir_make_tmp ("cw-folder-XXXXXX", NULL);

  fixture->directory = g_build_filename (top, "cards", NULL);
  fixture->printer = cw_folder_printer_new ("Folder", fixture->directory, 300);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->printer);
  g_free (fixture->directory);
}

static char *
path_of (Fixture    *fixture,
         const char *folder,
         const char *file)
{
  return g_build_filename (fixture->directory, folder, file, NULL);
}

static guint
count_entries (const char *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  guint count = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

static CwPrintTicket *
submit (Fixture    *fixture,
        const char *job_name,
        gboolean    back,
        GError    **error)
{
  CwPrintRequest request = {
    .job_name = job_name,
    .painter = painter_draw,
    .painter_data = &fixture->painter,
    .back = back,
  };

  return cw_printer_submit (fixture->printer, &request, NULL, error);
}

static CwPrintOutcome
settle (Fixture    *fixture,
        const char *job_name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *evidence = NULL;
  CwPrintOutcome outcome;

  g_assert_true (cw_printer_settle (fixture->printer, job_name, NULL, &outcome, &evidence, &error));
  g_assert_no_error (error);
  g_assert_nonnull (evidence);
  return outcome;
}

static void
assert_picture (const char *path,
                CwFaceSide  side)
{
  cairo_surface_t *picture = cairo_image_surface_create_from_png (path);
  const guint8 *data = cairo_image_surface_get_data (picture);
  gsize stride = (gsize) cairo_image_surface_get_stride (picture);

  g_assert_cmpint (cairo_surface_status (picture), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpint (cairo_image_surface_get_width (picture), ==, 1011);
  g_assert_cmpint (cairo_image_surface_get_height (picture), ==, 638);
  for (const PainterProbe *probe = painter_get_probes (side); probe->x >= 0; probe++)
    {
      guint32 dot;

      memcpy (&dot, data + (gsize) probe->y * stride + (gsize) probe->x * sizeof dot, sizeof dot);
      g_assert_cmphex (dot & 0xffffff, ==, probe->colour);
    }
  cairo_surface_destroy (picture);
}

static char *
digest_of (const char *path)
{
  g_autofree char *text = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  return cw_digest_bytes (text, length);
}

/* Both MediaBoxes are ID-1 in points: 85.60 mm = 242.646, 53.98 mm = 153.014. */
static void
assert_pdf (const char *path,
            guint       pages)
{
  g_autofree char *text = NULL;
  gsize length;
  guint found = 0;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  g_assert_true (g_str_has_prefix (text, "%PDF-"));
  for (gsize i = 0; i + 11 < length; i++)
    if (memcmp (text + i, "/MediaBox [", 11) == 0)
      {
        g_auto (GStrv) box = g_strsplit_set (text + i + 11, " ]", 7);
        guint at = *box[0] == '\0' ? 1 : 0;

        g_assert_cmpfloat_with_epsilon (g_ascii_strtod (box[at + 2], NULL), 85.60 / 25.4 * 72, 0.001);
        g_assert_cmpfloat_with_epsilon (g_ascii_strtod (box[at + 3], NULL), 53.98 / 25.4 * 72, 0.001);
        found++;
      }
  g_assert_cmpuint (found, ==, pages);
}

static void
test_folder_print (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *front = path_of (fixture, JOB, "front.png");
  g_autofree char *back = path_of (fixture, JOB, "back.png");
  g_autofree char *pdf = path_of (fixture, JOB, "card.pdf");
  g_autofree char *note = path_of (fixture, JOB, "job.json");
  g_autofree char *evidence = NULL;
  g_autofree char *digest = NULL;
  g_autoptr (CwPrintTicket) ticket = NULL;
  CwPrintOutcome outcome;
  json_t *root;
  struct stat about;

  g_assert_cmpint (settle (fixture, JOB), ==, CW_PRINT_NOT_PRINTED);
  ticket = submit (fixture, JOB, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ticket->job_name, ==, JOB);
  g_assert_true (g_uuid_string_is_valid (ticket->job_uuid));
  /* two pictures and two pages */
  g_assert_cmpuint (fixture->painter.drawn, ==, 4);
  g_assert_cmpfloat (fixture->painter.dpi, ==, 0);
  g_assert_false (fixture->painter.specimen);

  assert_picture (front, CW_FACE_FRONT);
  assert_picture (back, CW_FACE_BACK);
  assert_pdf (pdf, 2);
  g_assert_cmpuint (count_entries (fixture->directory), ==, 1);
  g_assert_cmpint (stat (note, &about), ==, 0);
  g_assert_cmphex (about.st_mode & 0777, ==, 0600);

  g_assert_true (cw_printer_watch (fixture->printer, ticket, NULL, NULL, NULL, &outcome, &evidence, &error));
  g_assert_no_error (error);
  g_assert_cmpint (outcome, ==, CW_PRINT_PRINTED);
  root = json_loads (evidence, 0, NULL);
  g_assert_nonnull (root);
  digest = digest_of (back);
  g_assert_cmpstr (json_string_value (json_object_get (json_object_get (root, "files"), "back.png")), ==, digest);
  g_assert_cmpstr (json_string_value (json_object_get (root, "job_uuid")), ==, ticket->job_uuid);
  g_assert_cmpstr (json_string_value (json_object_get (root, "outcome")), ==, "printed");
  json_decref (root);
  root = json_load_file (note, 0, NULL);
  g_assert_cmpstr (json_string_value (json_object_get (root, "state")), ==, "completed");
  g_assert_cmpstr (json_string_value (json_object_get (root, "job_name")), ==, JOB);
  json_decref (root);
  g_assert_cmpint (settle (fixture, JOB), ==, CW_PRINT_PRINTED);
}

static void
test_folder_one_sided (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *pdf = path_of (fixture, JOB, "card.pdf");
  g_autofree char *back = path_of (fixture, JOB, "back.png");
  g_autoptr (CwPrintTicket) ticket = submit (fixture, JOB, FALSE, &error);

  g_assert_no_error (error);
  assert_pdf (pdf, 1);
  g_assert_false (g_file_test (back, G_FILE_TEST_EXISTS));
}

static void
test_folder_specimen (Fixture      *fixture,
                      gconstpointer data)
{
  CwPrintRequest request = { .job_name = JOB, .painter = painter_draw, .painter_data = &fixture->painter, .specimen = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrintTicket) ticket = cw_printer_submit (fixture->printer, &request, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (fixture->painter.specimen);
  g_assert_nonnull (strstr (ticket->evidence, "\"specimen\":true"));
}

static void
test_folder_twice (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again_error = NULL;
  g_autoptr (CwPrintTicket) ticket = submit (fixture, JOB, TRUE, &error);
  g_autoptr (CwPrintTicket) again = NULL;
  g_autoptr (CwPrintTicket) second = NULL;
  g_autofree char *note = path_of (fixture, JOB, "job.json");
  g_autofree char *before = digest_of (note);
  g_autofree char *after = NULL;

  again = submit (fixture, JOB, TRUE, &again_error);
  g_assert_null (again);
  g_assert_error (again_error, CW_ERROR, CW_ERROR_EXISTS);
  after = digest_of (note);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (count_entries (fixture->directory), ==, 1);

  /* the second attempt of the same card is another job */
  second = submit (fixture, JOB "/2", TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (settle (fixture, JOB "/2"), ==, CW_PRINT_PRINTED);
  g_assert_cmpint (settle (fixture, JOB "/3"), ==, CW_PRINT_NOT_PRINTED);
  g_assert_cmpuint (count_entries (fixture->directory), ==, 2);
}

/* No name leads out of the folder, hides, or breaks the file system's limits. */
static void
test_folder_names (Fixture      *fixture,
                   gconstpointer data)
{
  g_autofree char *longest = g_strnfill (4000, 'x');
  g_autofree char *parent = g_path_get_dirname (fixture->directory);
  const char *const names[] = { "../escape", "..", ".", "", "/etc/passwd", "a b\nc", "ž", longest };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwPrintTicket) ticket = submit (fixture, names[i], FALSE, &error);

      g_assert_no_error (error);
      g_assert_cmpint (settle (fixture, names[i]), ==, CW_PRINT_PRINTED);
      g_assert_cmpuint (count_entries (fixture->directory), ==, i + 1);
    }
  g_assert_cmpuint (count_entries (parent), ==, 1);
}

/* Two names in one folder: the second is refused, and nobody takes the first for it. */
static void
test_folder_meeting_names (Fixture      *fixture,
                           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrintTicket) ticket = submit (fixture, "card/2", FALSE, &error);
  g_autoptr (CwPrintTicket) other = NULL;

  g_assert_no_error (error);
  other = submit (fixture, "card_2", FALSE, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_EXISTS);
  g_assert_cmpint (settle (fixture, "card_2"), ==, CW_PRINT_UNCERTAIN);
}

static void
test_folder_refused (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrintTicket) ticket = NULL;

  fixture->painter.fail = TRUE;
  ticket = submit (fixture, JOB, TRUE, &error);
  g_assert_null (ticket);
  g_assert_error (error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE);
  g_assert_cmpuint (count_entries (fixture->directory), ==, 0);
  g_assert_cmpint (settle (fixture, JOB), ==, CW_PRINT_NOT_PRINTED);
}

static void
test_folder_cancelled (Fixture      *fixture,
                       gconstpointer data)
{
  CwPrintRequest request = { .job_name = JOB, .painter = painter_draw, .painter_data = &fixture->painter };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrintTicket) ticket = NULL;

  g_cancellable_cancel (cancellable);
  ticket = cw_printer_submit (fixture->printer, &request, cancellable, &error);
  g_assert_null (ticket);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (settle (fixture, JOB), ==, CW_PRINT_NOT_PRINTED);
}

/* What a crash left under the temporary name is no card and is in nobody's way. */
static void
test_folder_after_crash (Fixture      *fixture,
                         gconstpointer data)
{
  g_autofree char *part = path_of (fixture, "." JOB ".part", NULL);
  g_autofree char *file = path_of (fixture, "." JOB ".part", "front.png");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrintTicket) ticket = NULL;

  g_assert_cmpint (g_mkdir_with_parents (part, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "half", 4, NULL));
  g_assert_cmpint (settle (fixture, JOB), ==, CW_PRINT_NOT_PRINTED);
  ticket = submit (fixture, JOB, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (settle (fixture, JOB), ==, CW_PRINT_PRINTED);
  g_assert_cmpuint (count_entries (fixture->directory), ==, 1);
}

/* A folder that was changed, or whose note is hostile, proves nothing. */
static void
test_folder_tampered (Fixture      *fixture,
                      gconstpointer data)
{
  static const char *const notes[] = {
    "", "{", "[]", "null", "{\"job_name\":7,\"files\":{}}",
    "{\"job_name\":\"" JOB "\",\"files\":{}}",
    "{\"job_name\":\"" JOB "\",\"files\":{\"../x\":\"00\"}}",
    "{\"job_name\":\"" JOB "\",\"files\":{\"front.png\":null}}",
    "{\"job_name\":\"" JOB "\",\"files\":[\"front.png\"]}",
  };
  g_autofree char *note = path_of (fixture, JOB, "job.json");
  g_autofree char *front = path_of (fixture, JOB, "front.png");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrintTicket) ticket = submit (fixture, JOB, TRUE, &error);

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (front, "other", 5, NULL));
  g_assert_cmpint (settle (fixture, JOB), ==, CW_PRINT_UNCERTAIN);
  for (gsize i = 0; i < G_N_ELEMENTS (notes); i++)
    {
      g_assert_true (g_file_set_contents (note, notes[i], -1, NULL));
      g_assert_cmpint (settle (fixture, JOB), ==, CW_PRINT_UNCERTAIN);
    }
  g_assert_cmpint (g_unlink (note), ==, 0);
  g_assert_cmpint (settle (fixture, JOB), ==, CW_PRINT_UNCERTAIN);
}

/* The folder cannot be made because a file is in its place: also true for root. */
static void
test_folder_unreachable (Fixture      *fixture,
                         gconstpointer data)
{
  CwPrinterStatus status;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrintTicket) ticket = NULL;

  g_assert_true (cw_printer_get_status (fixture->printer, &status, NULL));
  g_assert_cmpint (status.state, ==, CW_PRINTER_STATE_IDLE);
  g_assert_true (g_file_set_contents (fixture->directory, "", 0, NULL));
  ticket = submit (fixture, JOB, TRUE, &error);
  g_assert_null (ticket);
  g_assert_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, fixture->directory));
  g_clear_error (&error);
  g_assert_false (cw_printer_get_status (fixture->printer, &status, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, fixture->directory));
}

static void
write_proc (const char *path,
            const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, text, strlen (text)), ==, (int) strlen (text));
  close (fd);
}

static void
write_text (const char *path,
            const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error));
  g_assert_no_error (error);
}

/* Mounts for this process only. Who is not root needs a user namespace for that, in which they
 * are themselves (a disk cannot hold files of an owner that its namespace does not know). */
static void
enter_namespace (void)
{
  g_autofree char *users = g_strdup_printf ("%u %u 1", geteuid (), geteuid ());
  g_autofree char *groups = g_strdup_printf ("%u %u 1", getegid (), getegid ());
  gboolean root = geteuid () == 0;

  if (unshare (root ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) != 0)
    g_error ("this test needs a mount namespace (unshare: %s)", g_strerror (errno));
  if (!root)
    {
      write_proc ("/proc/self/setgroups", "deny");
      write_proc ("/proc/self/uid_map", users);
      write_proc ("/proc/self/gid_map", groups);
    }
  g_assert_cmpint (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), ==, 0);
}

/* Runs alone in a process of its own: a disk of 96 kB in a namespace of its own, which holds one
 * card (some 20 kB) but not a second beside what fills it up. */
static void
full_disk_child (void)
{
  g_autofree char *top = g_dir_make_tmp ("cw-full-XXXXXX", NULL);
  g_autofree char *filler = g_build_filename (top, "filler", NULL);
  g_autofree char *filling = g_strnfill (60 * 1024, 'x');
  Fixture fixture = { .directory = top };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrintTicket) ticket = NULL;

  enter_namespace ();
  g_assert_cmpint (mount ("tmpfs", top, "tmpfs", 0, "size=96k,mode=700"), ==, 0);
  write_text (filler, filling);
  fixture.printer = cw_folder_printer_new ("Folder", top, 300);

  for (guint i = 0; i < 20 && error == NULL; i++)
    {
      g_autofree char *job = g_strdup_printf ("card-%u", i);

      g_clear_pointer (&ticket, cw_print_ticket_free);
      ticket = submit (&fixture, job, TRUE, &error);
      g_assert_cmpint (settle (&fixture, job), ==, error == NULL ? CW_PRINT_PRINTED : CW_PRINT_NOT_PRINTED);
      g_assert_cmpuint (count_entries (top), ==, error == NULL ? i + 2 : i + 1);
    }
  g_assert_error (error, CW_ERROR, CW_ERROR_PRINT_FAILED);
  g_assert_nonnull (strstr (error->message, top));
  g_object_unref (fixture.printer);
}

static void
test_folder_full (void)
{
  if (g_test_subprocess ())
    {
      full_disk_child ();
      return;
    }
  g_test_trap_subprocess (NULL, 20 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

static void
test_folder_capabilities (Fixture      *fixture,
                          gconstpointer data)
{
  CwPrinterCapabilities capabilities;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_printer_get_capabilities (fixture->printer, &capabilities, &error));
  g_assert_cmpuint (capabilities.dpi, ==, 300);
  g_assert_cmpuint (capabilities.canvas_width, ==, 1011);
  g_assert_cmpuint (capabilities.canvas_height, ==, 638);
  g_assert_true (capabilities.duplex && capabilities.colour && capabilities.resin);
  g_assert_cmpstr (cw_printer_get_name (fixture->printer), ==, "Folder");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/printers/folder/print", test_folder_print);
  ADD ("/printers/folder/one-sided", test_folder_one_sided);
  ADD ("/printers/folder/specimen", test_folder_specimen);
  ADD ("/printers/folder/twice", test_folder_twice);
  ADD ("/printers/folder/names", test_folder_names);
  ADD ("/printers/folder/meeting-names", test_folder_meeting_names);
  ADD ("/printers/folder/refused", test_folder_refused);
  ADD ("/printers/folder/cancelled", test_folder_cancelled);
  ADD ("/printers/folder/after-crash", test_folder_after_crash);
  ADD ("/printers/folder/tampered", test_folder_tampered);
  ADD ("/printers/folder/unreachable", test_folder_unreachable);
  g_test_add_func ("/printers/folder/full", test_folder_full);
  ADD ("/printers/folder/capabilities", test_folder_capabilities);
  return g_test_run ();
}
