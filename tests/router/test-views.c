/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/router/views.h"

#include <string.h>

#include "app/base/error.h"
#include "app/router/outbox-payload.h"
#include "tests/router/rig.h"

static void
test_views_write_person (void)
{
  g_autoptr (CwPersonEntry) person = rig_person_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *full = cw_view_write_person (person, &error);
  g_autofree char *lean = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (full, ==,
                   "{\"identifier\":\"" RIG_ESI "\",\"identifierCode\":\"ESI\",\"fullName\":\"Anna Bērziņa-Šķēle\","
                   "\"personOrganisationUpdateViews\":[{\"organisationIdentifier\":\"" RIG_PIC "\",\"fullName\":\"Anna Bērziņa-Šķēle\","
                   "\"email\":\"anna.berzina@students.lbtu.lv\",\"academicLevel\":\"BACHELOR\"}]}");

  /* a short-cycle programme has no word in the router's list: the field is left out */
  person->level = CW_ACADEMIC_LEVEL_NONE;
  g_clear_pointer (&person->email, g_free);
  lean = cw_view_write_person (person, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (lean, "academicLevel"));
  g_assert_null (strstr (lean, "email"));
}

static void
test_views_write_card (void)
{
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *plain = cw_view_write_card (card, &error);
  g_autofree char *third = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (plain, ==,
                   "{\"cardNumber\":\"" RIG_ESCN "\",\"cardStatusType\":\"ACTIVE\",\"cardType\":\"SMART_NO_CDZ\",\"issuedAt\":\"2026-09-01\","
                   "\"expiresAt\":\"2099-09-30\",\"issuerIdentifier\":\"" RIG_PIC "\",\"personIdentifier\":\"" RIG_ESI "\"}");

  card->processor = g_strdup ("LV40003000000");
  card->active = FALSE;
  third = cw_view_write_card (card, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (third, "\"processorIdentifier\":\"LV40003000000\""));
  g_assert_nonnull (strstr (third, "\"cardStatusType\":\"INACTIVE\""));
  /* an empty one is none */
  *card->processor = '\0';
  g_free (third);
  third = cw_view_write_card (card, &error);
  g_assert_null (strstr (third, "processorIdentifier"));
}

static void
test_views_write_too_long (void)
{
  g_autoptr (CwPersonEntry) person = rig_person_new ();
  g_autoptr (GString) name = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  /* 255 characters are 510 bytes and fit */
  for (guint i = 0; i < 255; i++)
    g_string_append (name, "ē");
  g_free (person->full_name);
  person->full_name = g_strdup (name->str);
  text = cw_view_write_person (person, &error);
  g_assert_no_error (error);

  g_free (person->full_name);
  person->full_name = g_strconcat (name->str, "ē", NULL);
  g_assert_null (cw_view_write_person (person, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "fullName"));
  g_assert_null (strstr (error->message, "ēē"));
}

static void
test_views_read_person (void)
{
  /* PersonView of the OpenAPI document, two organisations */
  static const char view[] =
    "{\"identifier\":\"" RIG_ESI "\",\"identifierCode\":{\"key\":\"ESI\",\"label\":\"European Student Identifier\"},\"organisationCount\":2,"
    "\"organisations\":[{\"academicLevel\":{\"key\":\"MASTER\",\"label\":\"Master\"},\"contactPoint\":{\"email\":\"a@rtu.lv\",\"phone\":17},\"fullName\":\"A\","
    "\"hasPicture\":true,\"organisation\":{\"identifier\":\"999920718\",\"name\":\"RTU\",\"newLogoAt\":null}},"
    "{\"academicLevel\":null,\"contactPoint\":null,\"fullName\":null,\"hasPicture\":false,\"organisation\":{\"identifier\":\"" RIG_PIC "\"}}],\"later\":[[{}]]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPersonEntry) other = cw_view_read_person (view, strlen (view), "999920718", &error);
  g_autoptr (CwPersonEntry) own = NULL;
  g_autoptr (CwPersonEntry) stranger = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (other->esi, ==, RIG_ESI);
  g_assert_cmpstr (other->email, ==, "a@rtu.lv");
  g_assert_cmpstr (other->full_name, ==, "A");
  g_assert_cmpint (other->level, ==, CW_ACADEMIC_LEVEL_MASTER);

  own = cw_view_read_person (view, strlen (view), RIG_PIC, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (own->pic, ==, RIG_PIC);
  g_assert_null (own->email);
  g_assert_cmpint (own->level, ==, CW_ACADEMIC_LEVEL_NONE);

  stranger = cw_view_read_person (view, strlen (view), "999871830", &error);
  g_assert_no_error (error);
  g_assert_null (stranger->pic);
}

static void
test_views_read_card (void)
{
  static const char view[] =
    "{\"cardNumber\":\"4B173B0F-B51E-103D-BFFE-999999933328\",\"cardStatusType\":{\"key\":\"EXPIRED\",\"label\":\"Expired\"},"
    "\"cardType\":{\"key\":\"PASSIVE\",\"label\":\"x\"},\"issuedAt\":\"2024-09-01\",\"expiresAt\":\"2025-09-30T00:00:00\",\"displayName\":null,"
    "\"issuer\":{\"identifier\":\"" RIG_PIC "\",\"name\":\"LBTU\"},\"processor\":null,\"person\":{\"identifier\":\"" RIG_ESI "\"},\"hasOwnerAuthorization\":true}";
  static const char plain[] =
    "{\"cardNumber\":\"" RIG_ESCN "\",\"cardStatusType\":\"ACTIVE\",\"cardType\":\"SMART_PASSIVE_EMULATION\",\"issuerIdentifier\":\"" RIG_PIC "\"}";
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCardEntry) card = cw_view_read_card (view, strlen (view), &error);
  g_autoptr (CwCardEntry) digital = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (card->escn, ==, RIG_ESCN);
  g_assert_cmpstr (card->status, ==, "EXPIRED");
  g_assert_false (card->active);
  g_assert_cmpint (card->card_type, ==, CW_CARD_TYPE_PASSIVE);
  g_assert_cmpstr (card->expires_at, ==, "2025-09-30");
  g_assert_cmpstr (card->pic, ==, RIG_PIC);
  g_assert_cmpstr (card->esi, ==, RIG_ESI);
  g_assert_null (card->processor);

  digital = cw_view_read_card (plain, strlen (plain), &error);
  g_assert_no_error (error);
  g_assert_true (digital->active);
  g_assert_cmpint (digital->card_type, ==, CW_CARD_TYPE_UNKNOWN);
}

/* What must not be taken for a card, each with the reason beside it. */
static void
test_views_read_hostile (void)
{
  static const char *const bodies[] = {
    "",
    "   \n",
    "null",
    "[]",
    "\"" RIG_ESCN "\"",
    "{",
    "<html>log in</html>",
    "{\"cardNumber\":\"" RIG_ESCN "\"}",                                                                              /* no status */
    "{\"cardNumber\":7,\"cardStatusType\":\"ACTIVE\"}",                                                              /* a number for text */
    "{\"cardNumber\":\"not-a-number\",\"cardStatusType\":\"ACTIVE\"}",
    "{\"cardNumber\":\"" RIG_ESCN "\",\"cardStatusType\":\"DANCING\"}",
    "{\"cardNumber\":\"" RIG_ESCN "\",\"cardStatusType\":{\"key\":[\"ACTIVE\"]}}",
    "{\"cardNumber\":\"" RIG_ESCN "\",\"cardStatusType\":\"ACTIVE\",\"issuedAt\":[2026,9,1]}",                       /* a date in pieces */
    "{\"cardNumber\":\"" RIG_ESCN "\",\"cardStatusType\":\"ACTIVE\",\"issuedAt\":\"2026-02-30\"}",
    "{\"cardNumber\":\"" RIG_ESCN "\",\"cardStatusType\":\"ACTIVE\",\"issuer\":\"LBTU\"}",
    "{\"cardNumber\":\"" RIG_ESCN "\",\"cardNumber\":\"" RIG_ESCN "\",\"cardStatusType\":\"ACTIVE\"}",               /* twice */
    "{\"cardNumber\":\"" RIG_ESCN "\",\"cardStatusType\":\"ACTIVE\"} trailing",
    "{\"cardNumber\":\"" RIG_ESCN "\",\"cardStatusType\":\"ACTIVE\",\"displayName\":\"\\ud800\"}",                   /* half a character */
    "{\"cardNumber\":\"" RIG_ESCN "\",\"cardStatusType\":\"ACTIVE\",\"size\":1e999}",
    "{\"cardNumber\":\"" RIG_ESCN "\",\"cardStatusType\":\"ACTIVE\",\"size\":99999999999999999999999999}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwCardEntry) card = cw_view_read_card (bodies[i], strlen (bodies[i]), &error);

      g_test_message ("%s", bodies[i]);
      g_assert_null (card);
      g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
    }
}

static void
test_views_read_deep (void)
{
  g_autoptr (GString) body = g_string_new ("{\"cardNumber\":\"" RIG_ESCN "\",\"cardStatusType\":\"ACTIVE\",\"more\":");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCardEntry) card = NULL;
  g_autoptr (CwCardEntry) flat = NULL;
  g_autofree char *quoted = NULL;
  g_autofree char *endless = NULL;

  /* deeper than any real answer, and not yet what a JSON reader itself would stop at */
  for (guint i = 0; i < 20; i++)
    g_string_append_c (body, '[');
  for (guint i = 0; i < 20; i++)
    g_string_append_c (body, ']');
  g_string_append_c (body, '}');
  card = cw_view_read_card (body->str, body->len, &error);
  g_assert_null (card);
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
  g_clear_error (&error);
  endless = g_strnfill (100000, '[');
  g_string_insert (body, (gssize) strlen ("{\"cardNumber\":"), endless);
  g_assert_null (cw_view_read_card (body->str, body->len, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);

  /* brackets inside a string are no depth */
  quoted = g_strdup ("{\"cardNumber\":\"" RIG_ESCN "\",\"cardStatusType\":\"ACTIVE\",\"more\":\"[[[[[[[[[[[[[[[[[[[[\\\"[[[[[[[\"}");
  g_clear_error (&error);
  flat = cw_view_read_card (quoted, strlen (quoted), &error);
  g_assert_no_error (error);
}

static void
test_views_read_long_string (void)
{
  g_autofree char *name = g_strnfill (256, 'a');
  g_autofree char *body = g_strdup_printf ("{\"cardNumber\":\"" RIG_ESCN "\",\"cardStatusType\":\"ACTIVE\",\"displayName\":\"%s\"}", name);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCardEntry) card = cw_view_read_card (body, strlen (body), &error);

  g_assert_null (card);
  g_assert_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
  g_assert_null (strstr (error->message, "aaaa"));
}

static void
test_views_read_error (void)
{
  static const char good[] = "{\"code\":\"ER-0002\",\"message\":\"Card already exists\"}";
  static const char odd[] = "{\"code\":\"<script>alert(1)</script>\",\"message\":[1]}";
  static const char html[] = "<html></html>";
  g_autofree char *code = NULL;
  g_autofree char *message = NULL;

  g_assert_true (cw_view_read_error (good, strlen (good), &code, &message));
  g_assert_cmpstr (code, ==, "ER-0002");
  g_assert_cmpstr (message, ==, "Card already exists");
  g_clear_pointer (&code, g_free);
  g_clear_pointer (&message, g_free);
  g_assert_true (cw_view_read_error (odd, strlen (odd), &code, &message));
  g_assert_null (code);
  g_assert_null (message);
  g_assert_false (cw_view_read_error (html, strlen (html), &code, &message));
}

static void
test_views_compare_person (void)
{
  g_autoptr (CwPersonEntry) there = rig_person_new ();
  g_autoptr (CwPersonEntry) wanted = rig_person_new ();

  g_assert_true (cw_view_person_is (there, wanted));
  wanted->level = CW_ACADEMIC_LEVEL_NONE;
  g_assert_true (cw_view_person_is (there, wanted));
  wanted->level = CW_ACADEMIC_LEVEL_MASTER;
  g_assert_false (cw_view_person_is (there, wanted));
  wanted->level = CW_ACADEMIC_LEVEL_BACHELOR;
  /* an ESI is the same in another letter case */
  g_free (there->esi);
  there->esi = g_ascii_strup (wanted->esi, -1);
  g_assert_true (cw_view_person_is (there, wanted));
  g_clear_pointer (&there->pic, g_free);
  g_assert_false (cw_view_person_is (there, wanted));
}

static void
test_views_compare_card (void)
{
  g_autoptr (CwCardEntry) there = rig_card_new ();
  g_autoptr (CwCardEntry) wanted = rig_card_new ();

  g_assert_true (cw_view_card_is (there, wanted));
  /* ACTIVE turns into EXPIRED by itself */
  there->status = g_strdup ("EXPIRED");
  there->active = FALSE;
  g_assert_true (cw_view_card_is (there, wanted));
  g_free (wanted->expires_at);
  wanted->expires_at = g_strdup ("2100-09-30");
  g_assert_false (cw_view_card_is (there, wanted));
  g_free (wanted->expires_at);
  wanted->expires_at = g_strdup (there->expires_at);
  g_free (there->status);
  there->status = g_strdup ("INACTIVE");
  g_assert_false (cw_view_card_is (there, wanted));
}

static void
test_views_evidence (void)
{
  static const char answer[] =
    "{\"cardNumber\":\"" RIG_ESCN "\",\"cardStatusType\":{\"key\":\"ACTIVE\",\"label\":\"Active\"},\"displayName\":\"Anna Bērziņa\",\"expiresAt\":\"2099-09-30\","
    "\"person\":{\"identifier\":\"" RIG_ESI "\",\"fullName\":\"Anna Bērziņa\",\"email\":\"anna@lbtu.lv\"}}";
  g_autofree char *kept = cw_view_keep_evidence (answer);
  g_autofree char *nothing = cw_view_keep_evidence ("{\"email\":\"anna@lbtu.lv\"}");
  g_autofree char *none = cw_view_keep_evidence (NULL);

  g_assert_cmpstr (kept, ==, "{\"cardNumber\":\"" RIG_ESCN "\",\"status\":\"ACTIVE\",\"expiresAt\":\"2099-09-30\"}");
  g_assert_cmpstr (nothing, ==, "{}");
  g_assert_cmpstr (none, ==, "{}");
}

static void
test_views_payload (void)
{
  g_autoptr (CwPersonEntry) person = rig_person_new ();
  g_autoptr (CwCardEntry) card = rig_card_new ();
  g_autoptr (CwPersonEntry) read_person = NULL;
  g_autoptr (CwCardEntry) read_card = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *payload = cw_payload_write_register (person, card, &error);
  g_autofree char *number = NULL;

  g_assert_no_error (error);
  g_assert_true (cw_payload_read_register (payload, &read_person, &read_card, &error));
  g_assert_no_error (error);
  g_assert_true (cw_view_person_is (read_person, person));
  g_assert_true (cw_view_card_is (read_card, card));
  g_assert_null (read_card->status);

  g_free (payload);
  payload = cw_payload_write_withdraw (RIG_ESCN, &error);
  number = cw_payload_read_withdraw (payload, &error);
  g_assert_cmpstr (number, ==, RIG_ESCN);
}

static void
test_views_payload_damaged (void)
{
  static const char *const payloads[] = { "", "{}", "{\"person\":{},\"card\":{}}", "{\"cardNumber\":3}", "{\"cardNumber\":\"x\"}", "[1]" };

  for (guint i = 0; i < G_N_ELEMENTS (payloads); i++)
    {
      g_autoptr (CwPersonEntry) person = NULL;
      g_autoptr (CwCardEntry) card = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_false (cw_payload_read_register (payloads[i], &person, &card, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_clear_error (&error);
      g_assert_null (cw_payload_read_withdraw (payloads[i], &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/router/views/write-person", test_views_write_person);
  g_test_add_func ("/router/views/write-card", test_views_write_card);
  g_test_add_func ("/router/views/write-too-long", test_views_write_too_long);
  g_test_add_func ("/router/views/read-person", test_views_read_person);
  g_test_add_func ("/router/views/read-card", test_views_read_card);
  g_test_add_func ("/router/views/read-hostile", test_views_read_hostile);
  g_test_add_func ("/router/views/read-deep", test_views_read_deep);
  g_test_add_func ("/router/views/read-long-string", test_views_read_long_string);
  g_test_add_func ("/router/views/read-error", test_views_read_error);
  g_test_add_func ("/router/views/compare-person", test_views_compare_person);
  g_test_add_func ("/router/views/compare-card", test_views_compare_card);
  g_test_add_func ("/router/views/evidence", test_views_evidence);
  g_test_add_func ("/router/views/payload", test_views_payload);
  g_test_add_func ("/router/views/payload-damaged", test_views_payload_damaged);
  return g_test_run ();
}
