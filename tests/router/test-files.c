/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/router/esc-files.h"
#include "app/router/esc.h"

#include <string.h>

#include "app/base/error.h"
#include "app/router/standin-multipart.h"
#include "app/router/standin-pictures.h"
#include "app/router/standin-private.h"
#include "tests/router/rig.h"

/* What goes to the router as files: pictures, and CSV files to be checked. */

/* a JPEG as far as its frame header: 400 x 600, then 200 x 300 */
#define BIG "\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x0b\x08\x02\x58\x01\x90\x01\x01\x11\x00\xff\xd9"
#define RIGHT "\xff\xd8\xff\xc2\x00\x0b\x08\x01\x2c\x00\xc8\x01\x01\x11\x00\xff\xd9"
#define BOUNDARY "multipart/form-data; boundary=\"x y\""

typedef struct
{
  CwStandIn  *stand_in;
  CwRegistry *client;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (CwPersonEntry) person = rig_person_new ();
  g_autoptr (GError) error = NULL;

  fixture->stand_in = rig_stand_in_start (NULL);
  fixture->client = rig_client_new (cw_stand_in_get_uri (fixture->stand_in), RIG_TOKEN);
  g_assert_true (cw_registry_upsert_person (fixture->client, person, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  g_assert_finalize_object (fixture->stand_in);
}

static gboolean
has_picture (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = cw_esc_list_organisations (fixture->client, RIG_ESI, NULL, &error);
  const CwEscOrganisation *organisation;

  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
  organisation = g_ptr_array_index (list, 0);
  g_assert_cmpstr (organisation->pic, ==, RIG_PIC);
  g_assert_cmpint (organisation->level, ==, CW_ACADEMIC_LEVEL_BACHELOR);
  return organisation->has_picture;
}

static void
test_files_picture (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr (GBytes) big = g_bytes_new_static (BIG, sizeof BIG - 1);
  g_autoptr (GBytes) back = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (has_picture (fixture));
  g_assert_null (cw_esc_get_picture (fixture->client, RIG_PIC, RIG_ESI, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (cw_esc_put_picture (fixture->client, RIG_PIC, RIG_ESI, big, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (has_picture (fixture));
  back = cw_esc_get_picture (fixture->client, RIG_PIC, RIG_ESI, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (back, big));

  g_assert_true (cw_esc_delete_picture (fixture->client, RIG_PIC, RIG_ESI, NULL, &error));
  g_assert_true (cw_esc_delete_picture (fixture->client, RIG_PIC, RIG_ESI, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (has_picture (fixture));
}

static void
test_files_picture_refused (Fixture      *fixture,
                            gconstpointer data)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("no picture", 10);
  g_autofree char *zeros = g_malloc0 (CW_ESC_FILE_MAX + 1);
  g_autoptr (GBytes) large = NULL;
  g_autoptr (GBytes) right = g_bytes_new_static (RIGHT, sizeof RIGHT - 1);
  g_autoptr (GError) error = NULL;
  guint before = cw_stand_in_get_count (fixture->stand_in);

  memcpy (zeros, "\xff\xd8\xff", 3);
  large = g_bytes_new_static (zeros, CW_ESC_FILE_MAX + 1);
  g_assert_false (cw_esc_put_picture (fixture->client, RIG_PIC, RIG_ESI, text, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (cw_esc_put_picture (fixture->client, RIG_PIC, RIG_ESI, large, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (cw_esc_put_picture (fixture->client, "../cards", RIG_ESI, right, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_cmpuint (cw_stand_in_get_count (fixture->stand_in), ==, before);

  g_assert_false (cw_esc_put_picture (fixture->client, RIG_PIC, "urn:schac:personalUniqueCode:int:esi:lbtu.lv:NOBODY", right, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_assert_null (strstr (error->message, "NOBODY"));
  g_clear_error (&error);
  cw_stand_in_set_fault (fixture->stand_in, CW_STAND_IN_HTML, 3);
  g_assert_false (cw_esc_put_picture (fixture->client, RIG_PIC, RIG_ESI, right, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
  g_clear_error (&error);
  g_assert_null (cw_esc_get_picture (fixture->client, RIG_PIC, RIG_ESI, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
  g_clear_error (&error);
  g_assert_false (cw_esc_delete_picture (fixture->client, RIG_PIC, RIG_ESI, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
}

static void
test_files_csv (Fixture      *fixture,
                gconstpointer data)
{
  static const char good[] = "personIdentifier,cardNumber,cardStatusType,cardType,issuedAt,expiresAt,issuerIdentifier,displayName\r\n"
                             RIG_ESI "," RIG_ESCN ",ACTIVE,PASSIVE,2026-09-01,2030-09-30," RIG_PIC ",\"Anna, \"\"B\"\"\"\r\n";
  static const char bad[] = RIG_ESI "," RIG_ESCN ",ACTIVE,PASSIVE,2026-09-01,soon," RIG_PIC ",\n"
                            RIG_ESI "," RIG_ESCN ",SOMETIMES,PASSIVE,2026-09-01,2030-09-30," RIG_PIC ",\n";
  g_autoptr (GBytes) good_file = g_bytes_new_static (good, sizeof good - 1);
  g_autoptr (GBytes) bad_file = g_bytes_new_static (bad, sizeof bad - 1);
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) unknown = NULL;
  g_autoptr (GPtrArray) two = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) columns = cw_esc_get_csv_columns (fixture->client, NULL, &error);
  const CwEscCsvError *trouble;

  g_assert_no_error (error);
  g_assert_cmpstr (columns[0], ==, "personIdentifier");
  g_assert_cmpuint (g_strv_length (columns), ==, 8);
  none = cw_esc_check_csv (fixture->client, CW_ESC_CSV_CREATE, good_file, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  unknown = cw_esc_check_csv (fixture->client, CW_ESC_CSV_DELETE, good_file, NULL, &error);
  g_assert_cmpuint (unknown->len, ==, 1);
  two = cw_esc_check_csv (fixture->client, CW_ESC_CSV_CREATE, bad_file, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (two->len, ==, 2);
  trouble = g_ptr_array_index (two, 0);
  g_assert_cmpuint (trouble->row, ==, 1);
  g_assert_cmpstr (trouble->field, ==, "expiresAt");
  trouble = g_ptr_array_index (two, 1);
  g_assert_cmpuint (trouble->row, ==, 2);
  g_assert_cmpstr (trouble->field, ==, "cardStatusType");
}

/* The document allows mistakes in an answer of 400, and an error of the router's own there. */
static void
test_files_csv_400 (void)
{
  g_autoptr (RigServer) server = rig_server_new ();
  g_autoptr (CwRegistry) client = rig_client_new (rig_server_get_uri (server), RIG_TOKEN);
  g_autoptr (GBytes) file = g_bytes_new_static ("a", 1);
  g_autoptr (GPtrArray) one = NULL;
  g_autoptr (GError) error = NULL;

  rig_server_json (server, 400, "[{\"rowNumber\":3,\"fieldName\":\"cardType\",\"errorMessage\":\"wrong\",\"params\":{}}]");
  rig_server_json (server, 400, "{\"code\":\"ER-0042\",\"message\":\"no\"}");
  rig_server_json (server, 200, "{\"rowNumber\":3}");
  one = cw_esc_check_csv (client, CW_ESC_CSV_UPDATE, file, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_nonnull (strstr (rig_server_request (server, 0), "operation=UPDATE"));
  g_assert_null (cw_esc_check_csv (client, CW_ESC_CSV_UPDATE, file, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED);
  g_clear_error (&error);
  g_assert_null (cw_esc_check_csv (client, CW_ESC_CSV_UPDATE, file, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
}

static void
test_files_columns_that_lie (void)
{
  static const char *const lies[] = { "{}", "[]", "{\"a\":0,\"b\":0}", "{\"a\":1}", "{\"a\":-1}", "{\"a\":\"0\"}", "{\"\":0}" };

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autoptr (RigServer) server = rig_server_new ();
      g_autoptr (CwRegistry) client = rig_client_new (rig_server_get_uri (server), RIG_TOKEN);
      g_autoptr (GError) error = NULL;

      rig_server_json (server, 200, lies[i]);
      g_assert_null (cw_esc_get_csv_columns (client, NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
    }
}

/* What the stand-in reads, apart from what our client writes. */
static void
test_files_multipart (void)
{
  static const struct
  {
    const char *type;
    const char *body;
    const char *file; /* NULL: refused */
  } cases[] = {
    { BOUNDARY, "--x y\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nhello\r\n--x y--\r\n", "hello" },
    { BOUNDARY, "--x y\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n\r\n--x y--", "" },
    { BOUNDARY, "--x y\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nhello\r\n--x y--\r\n", NULL },
    { BOUNDARY, "--x y\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nhello", NULL },
    { BOUNDARY, "--x y\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\na\r\n--x y\r\n\r\nb\r\n--x y--", NULL },
    { BOUNDARY, "--x y--\r\n", NULL },
    { BOUNDARY, "", NULL },
    { "multipart/form-data", "--\r\n\r\n\r\n----", NULL },
    { "text/csv; boundary=x", "--x\r\n", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *file = NULL;
      gsize length = 0;
      gboolean read = cw_stand_in_read_multipart (cases[i].type, cases[i].body, strlen (cases[i].body), &file, &length);

      g_test_message ("case %u", i);
      g_assert_cmpint (read, ==, cases[i].file != NULL);
      if (read)
        g_assert_cmpmem (file, length, cases[i].file, strlen (cases[i].file));
    }
}

static void
test_files_measure (void)
{
  guint width, height;

  g_assert_true (cw_stand_in_measure (BIG, sizeof BIG - 1, &width, &height));
  g_assert_cmpuint (width, ==, 400);
  g_assert_cmpuint (height, ==, 600);
  g_assert_true (cw_stand_in_measure (RIGHT, sizeof RIGHT - 1, &width, &height));
  g_assert_cmpuint (width, ==, 200);
  g_assert_cmpuint (height, ==, 300);
  for (gsize n = 0; n < 17; n++)
    g_assert_false (cw_stand_in_measure (BIG, n, &width, &height));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/router/files/picture", Fixture, NULL, set_up, test_files_picture, tear_down);
  g_test_add ("/router/files/picture-refused", Fixture, NULL, set_up, test_files_picture_refused, tear_down);
  g_test_add ("/router/files/csv", Fixture, NULL, set_up, test_files_csv, tear_down);
  g_test_add_func ("/router/files/csv-400", test_files_csv_400);
  g_test_add_func ("/router/files/columns-that-lie", test_files_columns_that_lie);
  g_test_add_func ("/router/files/multipart", test_files_multipart);
  g_test_add_func ("/router/files/measure", test_files_measure);
  return g_test_run ();
}
