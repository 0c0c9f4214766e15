/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/router/outcome.h"

#include <string.h>

#include "app/base/error.h"
#include "tests/router/rig.h"

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

#define CODE(code) "{\"code\":\"" code "\",\"message\":\"Anna LF23001\"}"
#define OLD "{\"error\":\"card_not_found\",\"error_description\":\"Card not found\",\"error_uri\":\"\"}"
/* columns below: it is done; it is not asked here */
#define DONE (-1)
#define SKIP (-2)
#define ANSWER CW_ERROR_ROUTER_ANSWER
#define REFUSED CW_ERROR_ROUTER_REFUSED
#define TOKEN CW_ERROR_ROUTER_TOKEN
#define LATER CW_ERROR_ROUTER_UNREACHABLE
#define NONE CW_ERROR_NOT_FOUND

/* What every answer means to each question, in both dialects: person is the answer to looking it
 * up before it is written, card that to posting it. */
static const struct
{
  guint       status;
  const char *body;
  int         person;
  int         card;
  int         withdraw;
  int         look_up;
} meanings[] = {
  { 200, HTML, ANSWER, ANSWER, ANSWER, ANSWER },
  { 200, "{\"cardNumber\":", ANSWER, ANSWER, ANSWER, ANSWER },
  { 200, "", ANSWER, SKIP, DONE, ANSWER },
  { 200, "[]", ANSWER, SKIP, SKIP, ANSWER },
  { 204, "", ANSWER, SKIP, DONE, ANSWER },
  { 302, HTML, ANSWER, ANSWER, ANSWER, ANSWER },
  { 400, CODE ("ER-0042"), REFUSED, REFUSED, REFUSED, REFUSED },
  { 400, HTML, ANSWER, ANSWER, ANSWER, ANSWER },
  { 400, "", ANSWER, ANSWER, ANSWER, ANSWER },
  { 401, CODE ("UNAUTHORIZED"), TOKEN, TOKEN, TOKEN, TOKEN },
  { 401, HTML, TOKEN, TOKEN, TOKEN, TOKEN },
  /* known through another organisation: it is posted, and ours is added */
  { 403, CODE ("SE-0000"), DONE, REFUSED, REFUSED, REFUSED },
  { 403, CODE ("OTHER"), REFUSED, REFUSED, REFUSED, REFUSED },
  { 403, HTML, ANSWER, ANSWER, ANSWER, ANSWER },
  { 404, CODE ("ER-0001"), DONE, REFUSED, DONE, NONE },
  { 404, OLD, DONE, REFUSED, DONE, NONE },
  { 404, "", DONE, REFUSED, DONE, NONE },
  { 404, NO_ADDRESS, ANSWER, ANSWER, ANSWER, ANSWER },
  { 404, HTML, ANSWER, ANSWER, ANSWER, ANSWER },
  /* the number is somebody else's: it is looked up, and is not ours */
  { 409, CODE ("ER-0002"), REFUSED, REFUSED, REFUSED, REFUSED },
  { 400, CODE ("ER-0002"), REFUSED, REFUSED, REFUSED, REFUSED },
  { 409, CODE ("ER-0019"), REFUSED, REFUSED, REFUSED, REFUSED },
  { 410, CODE ("GONE"), REFUSED, REFUSED, DONE, REFUSED },
  { 410, HTML, ANSWER, ANSWER, ANSWER, ANSWER },
  { 429, CODE ("SLOWER"), LATER, LATER, LATER, LATER },
  { 429, "", LATER, LATER, LATER, LATER },
  { 500, CODE ("OOPS"), ANSWER, ANSWER, ANSWER, ANSWER },
  { 500, HTML, ANSWER, ANSWER, ANSWER, ANSWER },
  { 502, HTML, LATER, LATER, LATER, LATER },
  { 503, "", LATER, LATER, LATER, LATER },
  { 504, HTML, LATER, LATER, LATER, LATER },
};

typedef gboolean (*Question) (CwRegistry *client,
                              GError    **error);

static gboolean
ask_person (CwRegistry *client,
            GError    **error)
{
  g_autoptr (CwPersonEntry) person = rig_person_new ();

  person->expires_at = g_strdup ("2099-09-30");
  return cw_registry_upsert_person (client, person, NULL, NULL, error);
}

static gboolean
ask_card (CwRegistry *client,
          GError    **error)
{
  g_autoptr (CwCardEntry) card = rig_card_new ();

  return cw_registry_register_card (client, card, NULL, NULL, error);
}

static gboolean
ask_withdraw (CwRegistry *client,
              GError    **error)
{
  return cw_registry_withdraw_card (client, RIG_ESCN, NULL, error);
}

static gboolean
ask_look_up (CwRegistry *client,
             GError    **error)
{
  g_autoptr (CwCardEntry) card = cw_registry_look_up (client, RIG_ESCN, NULL, error);

  return card != NULL;
}

static CwRegistry *
new_client (const char *uri,
            gboolean    v1)
{
  g_autoptr (CwSecret) token = cw_secret_new (RIG_TOKEN, strlen (RIG_TOKEN));
  CwRegistry *client = v1 ? cw_router_client_new_v1 (uri, token, NULL) : cw_router_client_new (uri, token, NULL);

  cw_registry_note_holder (client, RIG_ESCN, RIG_ESI);
  return client;
}

static void
check_meaning (guint    row,
               gboolean v1,
               Question question,
               int      wanted)
{
  g_autoptr (RigServer) server = rig_server_new ();
  g_autoptr (CwRegistry) client = new_client (rig_server_get_uri (server), v1);
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (wanted == SKIP)
    return;
  rig_server_json (server, meanings[row].status, meanings[row].body);
  /* what follows: a person is posted; a number that is taken is looked up */
  if (question == ask_person)
    rig_server_json (server, 201, "");
  else
    rig_server_json (server, 404, CODE ("ER-0001"));
  done = question (client, &error);
  g_test_message ("v%d %u %s: %s", v1 ? 1 : 2, meanings[row].status, meanings[row].body, error != NULL ? error->message : "done");
  g_assert_cmpint (done, ==, wanted == DONE);
  if (done)
    {
      g_assert_no_error (error);
      return;
    }
  g_assert_error (error, CW_ERROR, wanted);
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_null (strstr (error->message, RIG_TOKEN));
  /* a question by number alone knows no name that it could leave out */
  if (question == ask_person || question == ask_card)
    g_assert_null (strstr (error->message, "LF23001"));
}

static void
test_outcome_meanings (gconstpointer data)
{
  gboolean v1 = GPOINTER_TO_INT (data) == 1;

  for (guint i = 0; i < G_N_ELEMENTS (meanings); i++)
    {
      check_meaning (i, v1, ask_person, meanings[i].person);
      check_meaning (i, v1, ask_card, meanings[i].card);
      check_meaning (i, v1, ask_withdraw, meanings[i].withdraw);
      check_meaning (i, v1, ask_look_up, meanings[i].look_up);
    }
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
  g_test_add_data_func ("/router/outcome/meanings/v2", GINT_TO_POINTER (2), test_outcome_meanings);
  g_test_add_data_func ("/router/outcome/meanings/v1", GINT_TO_POINTER (1), test_outcome_meanings);
  return g_test_run ();
}
