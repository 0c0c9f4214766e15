/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/router/outcome.h"

#include <string.h>

#include "app/base/error.h"

#define HTML "<!DOCTYPE html><html><body>Bad things</body></html>"
#define JSON "{\"code\":\"ER-0042\",\"message\":\"Something is wrong\"}"
/* what a Java server says of an address it does not serve */
#define NO_ADDRESS "{\"timestamp\":\"2026-11-23T12:00:00Z\",\"status\":404,\"error\":\"Not Found\",\"path\":\"/api/v2/cards\"}"

static const struct
{
  guint       status;
  const char *body;
  int         code;
} outcomes[] = {
  { 301, "", CW_ERROR_ROUTER_ANSWER },
  { 302, HTML, CW_ERROR_ROUTER_ANSWER },
  { 304, "", CW_ERROR_ROUTER_ANSWER },
  { 400, JSON, CW_ERROR_ROUTER_REFUSED },
  { 400, HTML, CW_ERROR_ROUTER_ANSWER },
  { 400, "", CW_ERROR_ROUTER_ANSWER },
  { 401, JSON, CW_ERROR_ROUTER_TOKEN },
  { 401, "", CW_ERROR_ROUTER_TOKEN },
  { 403, "{\"code\":\"SE-0000\",\"message\":\"Access denied\"}", CW_ERROR_ROUTER_REFUSED },
  { 403, HTML, CW_ERROR_ROUTER_ANSWER },
  { 404, JSON, CW_ERROR_NOT_FOUND },
  { 404, "", CW_ERROR_NOT_FOUND },
  { 404, HTML, CW_ERROR_ROUTER_ANSWER },
  { 404, NO_ADDRESS, CW_ERROR_ROUTER_ANSWER },
  { 400, "{\"code\":\"ER-0001\",\"message\":\"Card not found\"}", CW_ERROR_NOT_FOUND },
  { 405, JSON, CW_ERROR_ROUTER_REFUSED },
  { 408, "", CW_ERROR_ROUTER_UNREACHABLE },
  { 409, JSON, CW_ERROR_ROUTER_REFUSED },
  { 410, JSON, CW_ERROR_ROUTER_REFUSED },
  { 413, HTML, CW_ERROR_ROUTER_ANSWER },
  { 422, JSON, CW_ERROR_ROUTER_REFUSED },
  { 429, JSON, CW_ERROR_ROUTER_UNREACHABLE },
  { 429, "", CW_ERROR_ROUTER_UNREACHABLE },
  { 500, JSON, CW_ERROR_ROUTER_ANSWER },
  { 501, "", CW_ERROR_ROUTER_ANSWER },
  { 502, HTML, CW_ERROR_ROUTER_UNREACHABLE },
  { 503, HTML, CW_ERROR_ROUTER_UNREACHABLE },
  { 504, "", CW_ERROR_ROUTER_UNREACHABLE },
  { 0, "", CW_ERROR_ROUTER_ANSWER },
  { 999, "", CW_ERROR_ROUTER_ANSWER },
};

static gboolean
check (guint              status,
       const char        *body,
       const char *const *personal,
       GError           **error)
{
  CwHttpAnswer answer = { .status = status, .body = (char *) body, .length = strlen (body) };

  return cw_outcome_check (&answer, "card 7", personal, error);
}

static void
test_outcome_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *named = g_strdup_printf ("HTTP %u", outcomes[i].status);

      g_test_message ("%u %s", outcomes[i].status, outcomes[i].body);
      g_assert_false (check (outcomes[i].status, outcomes[i].body, NULL, &error));
      g_assert_error (error, CW_ERROR, outcomes[i].code);
      g_assert_nonnull (strstr (error->message, named));
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
}

static void
test_outcome_success (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (check (200, "{}", NULL, &error));
  g_assert_true (check (201, "", NULL, &error));
  g_assert_true (check (204, "", NULL, &error));
  g_assert_no_error (error);
}

static void
test_outcome_names (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (check (400, JSON, NULL, &error));
  g_assert_nonnull (strstr (error->message, "card 7"));
  g_assert_nonnull (strstr (error->message, "ER-0042"));
  g_assert_nonnull (strstr (error->message, "Something is wrong"));
}

static void
test_outcome_keeps_secrets (void)
{
  static const char *const personal[] = { "LF23001", "Anna Bērziņa-Šķēle", "anna@lbtu.lv", NULL };
  static const char *const leaks[] = {
    "{\"code\":\"ER-0042\",\"message\":\"bad name: anna\"}",
    "{\"code\":\"ER-0042\",\"message\":\"BĒRZIŅA-ŠĶĒLE is not known\"}",
    "{\"code\":\"ER-0042\",\"message\":\"student lf23001\"}",
    "{\"code\":\"ER-0042\",\"message\":\"write to somebody@else.lv\"}",
    "{\"code\":\"ER-0042\",\"message\":\"two\\nlines\"}",
    "{\"code\":\"ER-0042\",\"message\":\"\\u001b[2Jcleared\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (leaks); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (check (400, leaks[i], personal, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED);
      g_assert_true (g_str_has_suffix (error->message, "(HTTP 400, ER-0042). Correct the record, then send it again."));
    }
}

static void
test_outcome_is (void)
{
  static const char body[] = "{\"code\":\"ER-0002\",\"message\":\"Card already exists\"}";
  CwHttpAnswer exists = { .status = 409, .body = (char *) body, .length = sizeof body - 1 };
  CwHttpAnswer page = { .status = 409, .body = (char *) HTML, .length = sizeof HTML - 1 };
  CwHttpAnswer success = { .status = 200, .body = (char *) body, .length = sizeof body - 1 };

  g_assert_true (cw_outcome_is (&exists, 409, NULL));
  g_assert_true (cw_outcome_is (&exists, 0, CW_OUTCOME_CARD_EXISTS));
  g_assert_false (cw_outcome_is (&exists, 400, CW_OUTCOME_CARD_EXISTS));
  g_assert_false (cw_outcome_is (&exists, 0, CW_OUTCOME_PERSON_EXISTS));
  g_assert_false (cw_outcome_is (&page, 409, NULL));
  g_assert_false (cw_outcome_is (&success, 0, CW_OUTCOME_CARD_EXISTS));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/router/outcome/table", test_outcome_table);
  g_test_add_func ("/router/outcome/success", test_outcome_success);
  g_test_add_func ("/router/outcome/names", test_outcome_names);
  g_test_add_func ("/router/outcome/keeps-secrets", test_outcome_keeps_secrets);
  g_test_add_func ("/router/outcome/is", test_outcome_is);
  return g_test_run ();
}
