/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>
#include <string.h>

#include <glib/gstdio.h>

#include "app/base/error.h"
#include "app/station/settings.h"

/* station.conf: what is read, what is refused, and what stays when it is written. */

#define REGISTER "[register]\nkind=stand-in\n"
#define QUEUE REGISTER "[printer]\nkind=cups\nname=zenith\n"

typedef struct
{
  char *directory;
  char *path;
} Folder;

static void
folder_make (Folder     *self,
             const char *text)
{
  g_autoptr (GError) error = NULL;

  self->directory = g_dir_make_tmp ("cw-settings-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->directory, CW_SETTINGS_NAME, NULL);
  g_assert_true (g_file_set_contents (self->path, text, -1, &error));
}

static char *
folder_read (Folder *self)
{
  char *text = NULL;

  g_assert_true (g_file_get_contents (self->path, &text, NULL, NULL));
  return text;
}

static CwSettings *
folder_load (Folder *self)
{
  g_autoptr (GError) error = NULL;
  CwSettings *settings = cw_settings_load (self->directory, &error);

  g_assert_no_error (error);
  return settings;
}

static void
folder_clear (Folder *self)
{
  g_unlink (self->path);
  g_rmdir (self->directory);
  g_free (self->path);
  g_free (self->directory);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Folder, folder_clear)

static void
test_settings_printer (void)
{
  g_auto (Folder) folder = { NULL };
  g_autoptr (CwSettings) settings = NULL;
  const CwModelOption *option;

  folder_make (&folder, QUEUE "channel=tcp://10.0.0.9:9100\noffset-front=0.25,-1.10\noffset-back= -2 , 2.00\nribbon=YMCKO\nquality-every=50\n"
                              "[printer-options]\nGRibbonType=RC_YMCKO\nFColorContrast=VAL10\n[reader]\nkind=pcsc\nname=R\nplace=printer\n");
  settings = folder_load (&folder);
  g_assert_cmpint (settings->printer, ==, CW_PRINTER_KIND_CUPS);
  g_assert_cmpstr (settings->printer_channel, ==, "tcp://10.0.0.9:9100");
  g_assert_cmpfloat (settings->offset_x[CW_FACE_FRONT], ==, 0.25);
  g_assert_cmpfloat (settings->offset_y[CW_FACE_FRONT], ==, -1.10);
  g_assert_cmpfloat (settings->offset_x[CW_FACE_BACK], ==, -2);
  g_assert_cmpfloat (settings->offset_y[CW_FACE_BACK], ==, 2);
  g_assert_cmpstr (settings->ribbon, ==, "YMCKO");
  g_assert_cmpuint (settings->quality_every, ==, 50);
  g_assert_true (settings->reader_inside);
  g_assert_cmpuint (settings->options->len, ==, 2);
  option = g_ptr_array_index (settings->options, 1);
  g_assert_cmpstr (option->name, ==, "FColorContrast");
  g_assert_cmpstr (option->value, ==, "VAL10");
}

static void
test_settings_ipp (void)
{
  g_auto (Folder) folder = { NULL };
  g_autoptr (CwSettings) settings = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  folder_make (&folder, QUEUE "[printer-options]\nA=b\n");
  g_assert_true (cw_settings_use_printer (folder.directory, CW_PRINTER_KIND_IPP, "ipp://10.0.0.9:631/ipp/print", NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (cw_settings_bind_reader (folder.directory, "R", NULL, FALSE, &error));
  settings = folder_load (&folder);
  g_assert_cmpint (settings->printer, ==, CW_PRINTER_KIND_IPP);
  g_assert_cmpstr (settings->printer_name, ==, "ipp://10.0.0.9:631/ipp/print");
  g_assert_cmpuint (settings->options->len, ==, 0);
  text = folder_read (&folder);
  g_assert_null (strstr (text, "zenith"));

  /* the reader stands at the other printer */
  g_assert_true (cw_settings_use_printer (folder.directory, CW_PRINTER_KIND_CUPS, "zenith", NULL, NULL, &error));
  g_assert_null (cw_settings_load (folder.directory, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "bound"));
}

static void
test_settings_plain (void)
{
  g_auto (Folder) folder = { NULL };
  g_autoptr (CwSettings) settings = NULL;

  folder_make (&folder, QUEUE);
  settings = folder_load (&folder);
  g_assert_null (settings->printer_channel);
  g_assert_null (settings->ribbon);
  g_assert_cmpfloat (settings->offset_x[CW_FACE_FRONT], ==, 0);
  g_assert_cmpfloat (settings->offset_y[CW_FACE_BACK], ==, 0);
  g_assert_cmpuint (settings->options->len, ==, 0);
  g_assert_cmpuint (settings->quality_every, ==, 0);
  g_assert_false (settings->reader_inside);
}

static void
test_settings_refused (void)
{
  static const struct
  {
    const char *text;
    const char *says;
  } files[] = {
    { QUEUE "offset-front=0.25\n", "offset-front" },
    { QUEUE "offset-front=0.25,0.1,0\n", "offset-front" },
    { QUEUE "offset-front=,\n", "offset-front" },
    { QUEUE "offset-front=2.01,0\n", "offset-front" },
    { QUEUE "offset-back=0,-2.01\n", "offset-back" },
    { QUEUE "offset-back=0,nan\n", "offset-back" },
    { QUEUE "offset-back=0x1,0\n", "offset-back" },
    { QUEUE "offset-back=1e-9,0\n", "offset-back" },
    { QUEUE "channel=http://10.0.0.9\n", "tcp://" },
    { REGISTER "[printer]\nkind=ipp\n", "uri" },
    { REGISTER "[printer]\nkind=ipp\nuri=http://10.0.0.9/\n", "uri" },
    { REGISTER "[printer]\nkind=ipp\nuri=ipp:///ipp\n", "uri" },
    { REGISTER "[printer]\nkind=ipp\nuri=ipp://h/p\n[printer-options]\nA=b\n", "CUPS queue" },
    { QUEUE "quality-every=-1\n", "quality-every" },
    { QUEUE "quality-every=10001\n", "10000" },
    { QUEUE "colour=yes\n", "colour" },
    { QUEUE "[printer-options]\nGRibbonType=\n", "GRibbonType" },
    { QUEUE "[printer-options]\nGRibbonType=RC YMCKO\n", "one word" },
    { QUEUE "[printer-options]\nPageSize=A4\n", "Cardwright itself" },
    { QUEUE "[printer-options]\nmedia=a4\n", "Cardwright itself" },
    { QUEUE "[printer-options]\nG/R=1\n", "G/R" },
    { REGISTER "[printer]\nkind=folder\n[printer-options]\nA=b\n", "CUPS queue" },
    { QUEUE "[reader]\nkind=pcsc\nname=R\nplace=printer\n", "channel" },
    { QUEUE "[reader]\nkind=pcsc\nname=R\nplace=wall\n", "place" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_auto (Folder) folder = { NULL };
      g_autoptr (GError) error = NULL;
      g_autoptr (CwSettings) settings = NULL;

      folder_make (&folder, files[i].text);
      settings = cw_settings_load (folder.directory, &error);
      g_test_message ("%zu: %s", i, error != NULL ? error->message : "accepted");
      g_assert_null (settings);
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, files[i].says));
    }
}

static void
test_settings_many_options (void)
{
  g_autoptr (GString) text = g_string_new (QUEUE "[printer-options]\n");
  g_auto (Folder) folder = { NULL };
  g_autoptr (CwSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < CW_SETTINGS_MAX_OPTIONS; i++)
    g_string_append_printf (text, "A%u=b\n", i);
  folder_make (&folder, text->str);
  settings = folder_load (&folder);
  g_assert_cmpuint (settings->options->len, ==, CW_SETTINGS_MAX_OPTIONS);

  g_assert_true (cw_settings_set_option (folder.directory, "A0", "c", &error));
  g_assert_no_error (error);
  g_assert_false (cw_settings_set_option (folder.directory, "B", "c", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
}

/* What is written is read again, and what a person wrote beside it is still there. */
static void
test_settings_write (void)
{
  g_auto (Folder) folder = { NULL };
  g_autoptr (CwSettings) settings = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  const CwModelOption *option;

  folder_make (&folder, "# ours\n[station]\n# of this desk\nprefix=7\n" QUEUE "[keys]\nfile=other\n");
  g_assert_true (cw_settings_set_offset (folder.directory, CW_FACE_BACK, -0.254, 1, &error));
  g_assert_true (cw_settings_set_option (folder.directory, "GRibbonType", "RC_YMCKO", &error));
  g_assert_true (cw_settings_set_option (folder.directory, "FOverlayManagement", "NOVARNISH", &error));
  g_assert_true (cw_settings_set_option (folder.directory, "GRibbonType", "RC_YMCKOK", &error));
  g_assert_true (cw_settings_set_option (folder.directory, "FOverlayManagement", NULL, &error));
  g_assert_true (cw_settings_set_option (folder.directory, "NeverSet", NULL, &error));
  g_assert_no_error (error);

  settings = folder_load (&folder);
  g_assert_cmpuint (settings->prefix, ==, 7);
  g_assert_true (g_str_has_suffix (settings->keys_path, "/other"));
  g_assert_cmpfloat (settings->offset_x[CW_FACE_BACK], ==, -0.25);
  g_assert_cmpfloat (settings->offset_y[CW_FACE_BACK], ==, 1);
  g_assert_cmpfloat (settings->offset_x[CW_FACE_FRONT], ==, 0);
  g_assert_cmpuint (settings->options->len, ==, 1);
  option = g_ptr_array_index (settings->options, 0);
  g_assert_cmpstr (option->value, ==, "RC_YMCKOK");
  text = folder_read (&folder);
  g_assert_nonnull (strstr (text, "# ours"));
  g_assert_nonnull (strstr (text, "# of this desk"));
}

static void
test_settings_write_refused (void)
{
  g_auto (Folder) folder = { NULL };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  folder_make (&folder, REGISTER "[printer]\nkind=folder\n");
  before = folder_read (&folder);
  for (guint i = 0; i < 7; i++)
    {
      g_autoptr (GError) error = NULL;
      const char *at = folder.directory;
      gboolean done = i == 0   ? cw_settings_set_offset (at, CW_FACE_FRONT, 2.1, 0, &error)
                      : i == 1 ? cw_settings_set_offset (at, CW_FACE_FRONT, 0, (double) NAN, &error)
                      : i == 2 ? cw_settings_set_option (at, "A", "b", &error)
                      : i == 3 ? cw_settings_set_option (at, "PageSize", "A4", &error)
                      : i == 4 ? cw_settings_use_printer (at, CW_PRINTER_KIND_CUPS, "q", NULL, "com1", &error)
                      : i == 5 ? cw_settings_use_printer (at, CW_PRINTER_KIND_IPP, "com1", NULL, NULL, &error)
                               : cw_settings_bind_reader (at, "R", NULL, TRUE, &error);

      g_assert_false (done);
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
    }
  after = folder_read (&folder);
  g_assert_cmpstr (before, ==, after);
}

static void
test_settings_nowhere (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_settings_set_option ("/nonexistent", "A", "b", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

/* Another printer has other offsets and options; the same one keeps them. */
static void
test_settings_use_printer (void)
{
  g_auto (Folder) folder = { NULL };
  g_autoptr (CwSettings) same = NULL;
  g_autoptr (CwSettings) other = NULL;
  g_autoptr (GError) error = NULL;

  folder_make (&folder, QUEUE "channel=usb:/dev/usb/lp0\noffset-front=1,1\nribbon=KO\nquality-every=9\n[printer-options]\nA=b\n[reader]\nkind=pcsc\nname=R\nplace=printer\n");
  g_assert_true (cw_settings_use_printer (folder.directory, CW_PRINTER_KIND_CUPS, "zenith", NULL, "tcp://10.0.0.9:9100", &error));
  g_assert_no_error (error);
  same = folder_load (&folder);
  g_assert_cmpstr (same->printer_channel, ==, "tcp://10.0.0.9:9100");
  g_assert_cmpfloat (same->offset_x[CW_FACE_FRONT], ==, 1);
  g_assert_cmpuint (same->options->len, ==, 1);
  g_assert_true (same->reader_inside);

  g_assert_true (cw_settings_use_printer (folder.directory, CW_PRINTER_KIND_CUPS, "zenith", "10.0.0.2:631", NULL, &error));
  g_assert_no_error (error);
  other = folder_load (&folder);
  g_assert_cmpstr (other->printer_name, ==, "zenith");
  g_assert_cmpstr (other->printer_server, ==, "10.0.0.2:631");
  g_assert_null (other->printer_channel);
  g_assert_null (other->ribbon);
  g_assert_cmpfloat (other->offset_x[CW_FACE_FRONT], ==, 0);
  g_assert_cmpuint (other->options->len, ==, 0);
  g_assert_cmpuint (other->quality_every, ==, 9);
  g_assert_false (other->reader_inside);
}

static void
test_settings_bind_reader (void)
{
  g_auto (Folder) folder = { NULL };
  g_autoptr (CwSettings) inside = NULL;
  g_autoptr (CwSettings) desk = NULL;
  g_autoptr (GError) error = NULL;

  folder_make (&folder, QUEUE "channel=usb:/dev/usb/lp0\n");
  g_assert_true (cw_settings_bind_reader (folder.directory, "R 01", "A1", TRUE, &error));
  g_assert_no_error (error);
  inside = folder_load (&folder);
  g_assert_true (inside->reader_inside);
  g_assert_cmpstr (inside->reader_serial, ==, "A1");
  g_assert_true (cw_settings_bind_reader (folder.directory, "S 00", NULL, FALSE, &error));
  desk = folder_load (&folder);
  g_assert_false (desk->reader_inside);
  g_assert_null (desk->reader_serial);
  g_assert_cmpstr (desk->reader_name, ==, "S 00");
}

static void
test_settings_register (void)
{
  g_auto (Folder) folder = { NULL };
  g_autoptr (CwSettings) settings = NULL;

  /* the file itself stands for the certificates: it is only looked for here */
  folder_make (&folder, "[register]\nbase-uri=https://router.example.org/esc-rest/\nproxy=http://proxy.example.org:3128\nca-file=" CW_SETTINGS_NAME "\ndialect=v1\n");
  settings = folder_load (&folder);
  g_assert_cmpstr (settings->proxy, ==, "http://proxy.example.org:3128");
  g_assert_true (settings->register_v1);
  g_assert_cmpstr (settings->ca_file, ==, folder.path);
}

static void
test_settings_register_refused (void)
{
  static const struct
  {
    const char *line;
    const char *key;
  } wrong[] = {
    { "dialect=v3", "[register] dialect" },
    { "proxy=proxy.example.org:3128", "[register] proxy" },
    { "proxy=http://proxy.example.org", "[register] proxy" },
    { "proxy=http://name:secret@proxy.example.org:3128", "[register] proxy" },
    { "proxy=ftp://proxy.example.org:21", "[register] proxy" },
    { "ca-file=nowhere.pem", "[register] ca-file" },
    { "ca-file=.", "[register] ca-file" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_auto (Folder) folder = { NULL };
      g_autoptr (GError) error = NULL;
      g_autofree char *text = g_strdup_printf ("%s%s\n", REGISTER, wrong[i].line);

      folder_make (&folder, text);
      g_assert_null (cw_settings_load (folder.directory, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, wrong[i].key));
      g_assert_null (strstr (error->message, "secret"));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/station/settings/printer", test_settings_printer);
  g_test_add_func ("/station/settings/ipp", test_settings_ipp);
  g_test_add_func ("/station/settings/plain", test_settings_plain);
  g_test_add_func ("/station/settings/refused", test_settings_refused);
  g_test_add_func ("/station/settings/many-options", test_settings_many_options);
  g_test_add_func ("/station/settings/write", test_settings_write);
  g_test_add_func ("/station/settings/write-refused", test_settings_write_refused);
  g_test_add_func ("/station/settings/nowhere", test_settings_nowhere);
  g_test_add_func ("/station/settings/use-printer", test_settings_use_printer);
  g_test_add_func ("/station/settings/bind-reader", test_settings_bind_reader);
  g_test_add_func ("/station/settings/register", test_settings_register);
  g_test_add_func ("/station/settings/register-refused", test_settings_register_refused);
  return g_test_run ();
}
