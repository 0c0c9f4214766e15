/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading chip plans: the shipped one, its schema, and everything that is refused. */

#include "config.h"

#include <jansson.h>
#include <string.h>

#include "app/base/error.h"
#include "app/chip/plan.h"
#include "app/chip/planjson.h"

static char *
load_text (const char *name)
{
  g_autofree char *path = g_build_filename (CW_CHIP_SOURCE, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static json_t *
load_json (const char *name)
{
  g_autofree char *text = load_text (name);
  json_t *root = json_loads (text, JSON_REJECT_DUPLICATES, NULL);

  g_assert_nonnull (root);
  return root;
}

static CwChipPlan *
load_shipped (void)
{
  g_autoptr (GFile) file = cw_chip_plan_get_shipped ("escn");
  g_autoptr (GError) error = NULL;
  CwChipPlan *plan = cw_chip_plan_load (file, &error);

  g_assert_no_error (error);
  return plan;
}

static void
test_shipped (void)
{
  g_autoptr (CwChipPlan) plan = load_shipped ();
  g_autoptr (CwChipPlan) bound = cw_chip_plan_bind (plan, "lbtu");
  const CwDesfireAid aid = CW_CHIP_ESCN_AID;

  g_assert_cmpstr (cw_chip_plan_get_name (plan), ==, "escn");
  g_assert_cmpmem (plan->application.aid.bytes, 3, aid.bytes, 3);
  g_assert_cmpint (plan->application.settings, ==, 0x0b);
  g_assert_cmpuint (plan->application.n_keys, ==, 1);
  g_assert_cmpint (plan->application.cipher, ==, CW_CIPHER_AES);
  g_assert_null (plan->application.df_name);
  g_assert_cmpstr (plan->keys[0].label, ==, "{institution}/escn/master");
  g_assert_cmpstr (bound->keys[0].label, ==, "lbtu/escn/master");
  g_assert_cmpuint (plan->n_files, ==, 1);
  /* what inspecting relies on */
  g_assert_cmpint (plan->files[0].number, ==, CW_CHIP_ESCN_FILE);
  g_assert_cmpuint (plan->files[0].settings.size, ==, CW_CHIP_ESCN_SIZE);
  g_assert_cmpint (plan->files[0].settings.access.read, ==, CW_DESFIRE_FREE);
  g_assert_true (plan->files[0].escn);
}

static void
test_not_found (void)
{
  g_autoptr (GFile) shipped = cw_chip_plan_get_shipped ("none");
  g_autoptr (GFile) file = g_file_new_for_path ("/nonexistent/plan.json");
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_chip_plan_load (shipped, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (cw_chip_plan_load (file, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

/* Puts @text, JSON, where @pointer points; an empty text takes the member away. */
static void
put (json_t     *root,
     const char *pointer,
     const char *text)
{
  g_auto (GStrv) steps = g_strsplit (pointer + 1, "/", -1);
  json_t *at = root;
  const char *last;
  guint i;

  for (i = 0; steps[i + 1] != NULL; i++)
    at = json_is_array (at) ? json_array_get (at, g_ascii_strtoull (steps[i], NULL, 10)) : json_object_get (at, steps[i]);
  last = steps[i];
  g_assert_nonnull (at);
  if (text[0] == '\0')
    g_assert_cmpint (json_object_del (at, last), ==, 0);
  else if (json_is_array (at))
    g_assert_cmpint (json_array_append_new (at, json_loads (text, JSON_DECODE_ANY, NULL)), ==, 0);
  else
    g_assert_cmpint (json_object_set_new (at, last, json_loads (text, JSON_DECODE_ANY, NULL)), ==, 0);
}

static char *
alter_shipped (const char *pointer,
               const char *text)
{
  g_autoptr (json_t) root = load_json ("plans/escn.json");
  char *dump;
  char *copy;

  put (root, pointer, text);
  dump = json_dumps (root, 0);
  copy = g_strdup (dump);
  free (dump);
  return copy;
}

#define KEY "{\"slot\":%s,\"label\":\"a\",\"version\":1,\"diversify\":\"an10922\",\"system_id\":\"\"}"
#define FILE_TEXT(number, content) "{\"number\":" number ",\"size\":16,\"comm\":\"full\",\"access\":{\"read\":0,\"write\":0,\"read_write\":0,\"change\":0},\"content\":" content "}"

/* One change to the shipped plan, and where the complaint must point. */
static const struct
{
  const char *pointer;
  const char *text;
  const char *complaint; /* (nullable): where @pointer points */
} refused[] = {
  { "/format", "2", NULL },
  { "/format", "", NULL },
  { "/format", "1.0", NULL },
  { "/name", "\"ESCN\"", NULL },
  { "/name", "\"\"", NULL },
  { "/name", "\"0123456789012345678901234567890123456789012345678901234567890123\"", NULL },
  { "/name", "7", NULL },
  { "/more", "1", "/" },
  { "/description", "[]", NULL },
  { "/application", "[]", NULL },
  { "/application/aid", "\"000000\"", NULL },
  { "/application/aid", "\"CA4D0\"", NULL },
  { "/application/aid", "\"CA4D0X\"", NULL },
  { "/application/aid", "\"CA4D0102\"", NULL },
  { "/application/aid", "1", NULL },
  { "/application/more", "1", "/application" },
  { "/application/iso", "{\"file_id\":\"3F00\",\"df_name\":\"A0\"}", "/application/iso/file_id" },
  { "/application/iso", "{\"file_id\":\"CA4D\",\"df_name\":\"\"}", "/application/iso/df_name" },
  { "/application/iso", "{\"file_id\":\"CA4D\",\"df_name\":\"0102030405060708091011121314151617\"}", "/application/iso/df_name" },
  { "/application/iso", "{\"file_id\":\"CA4D\"}", "/application/iso/df_name" },
  { "/application/iso", "null", NULL },
  { "/application/settings", "", NULL },
  { "/application/settings/change_settings", "", NULL },
  { "/application/settings/change_settings", "1", NULL },
  { "/application/settings/more", "true", "/application/settings" },
  { "/application/keys", "[]", NULL },
  { "/application/keys", "{}", NULL },
  { "/application/keys/0/slot", "1", NULL },
  { "/application/keys/0/slot", "-1", NULL },
  { "/application/keys/0/slot", "4294967296", NULL },
  { "/application/keys/0/version", "0", NULL },
  { "/application/keys/0/version", "256", NULL },
  { "/application/keys/0/version", "\"1\"", NULL },
  { "/application/keys/0/label", "\"\"", NULL },
  { "/application/keys/0/label", "\"a b\"", NULL },
  { "/application/keys/0/label", "\"{institut}/x\"", NULL },
  { "/application/keys/0/diversify", "\"none\"", NULL },
  { "/application/keys/0/system_id", "\"1234567890123456789012\"", NULL },
  { "/application/keys/0/system_id", "\"é\"", NULL },
  { "/application/keys/0/key", "\"00\"", "/application/keys/0" },
  { "/application/files", "[]", NULL },
  { "/application/files/0/number", "32", NULL },
  { "/application/files/0/size", "0", NULL },
  { "/application/files/0/size", "4097", NULL },
  { "/application/files/0/size", "17", "/application/files/0/content" },
  { "/application/files/0/comm", "\"clear\"", NULL },
  { "/application/files/0/comm", "3", NULL },
  { "/application/files/0/access/read", "1", NULL },
  { "/application/files/0/access/read", "14", NULL },
  { "/application/files/0/access/read", "\"anybody\"", NULL },
  { "/application/files/0/access/change", "", NULL },
  { "/application/files/0/access", "{\"read\":\"never\",\"write\":0,\"read_write\":\"never\",\"change\":0}", NULL },
  { "/application/files/0/access", "{\"read\":0,\"write\":\"never\",\"read_write\":\"never\",\"change\":0}", NULL },
  { "/application/files/0/content", "\"esi\"", NULL },
  { "/application/files/0/content", "{\"hex\":\"\"}", "/application/files/0/content/hex" },
  { "/application/files/0/content", "{\"hex\":\"0102030405060708091011121314151617\"}", "/application/files/0/content/hex" },
  { "/application/files/0/content", "{\"hex\":\"01\",\"text\":\"a\"}", NULL },
  { "/application/files/0/content", "{\"hex\":\"01\"}", "/application/files" },
  { "/application/files/1", FILE_TEXT ("1", "\"escn\""), "/application/files/1/number" },
  { "/application/files/1", FILE_TEXT ("2", "\"escn\""), "/application/files" },
};

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *json = alter_shipped (refused[i].pointer, refused[i].text);
      g_autofree char *place = g_strdup_printf ("“%s”:", refused[i].complaint != NULL ? refused[i].complaint : refused[i].pointer);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwChipPlan) plan = cw_chip_plan_parse (json, -1, "altered", &error);

      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      if (strstr (error->message, place) == NULL || strstr (error->message, "“altered”") == NULL)
        g_error ("%s = %s gives “%s”", refused[i].pointer, refused[i].text, error->message);
    }
}

static void
test_slots (void)
{
  static const struct
  {
    const char *slots[3];
    const char *complaint; /* (nullable): none */
  } cases[] = {
    { { "0", "1", "2" }, NULL },
    { { "2", "1", "0" }, NULL },
    { { "0", "1", "1" }, "/application/keys/2/slot" },
    { { "0", "1", "3" }, "/application/keys/2/slot" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *keys = g_strdup_printf ("[" KEY "," KEY "," KEY "]", cases[i].slots[0], cases[i].slots[1], cases[i].slots[2]);
      g_autofree char *json = alter_shipped ("/application/keys", keys);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwChipPlan) plan = cw_chip_plan_parse (json, -1, NULL, &error);

      if (cases[i].complaint == NULL)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, cases[i].complaint));
    }
}

static void
test_not_json (void)
{
  static const char *const texts[] = {
    "", "{", "[]", "null", "{} x", "{\"format\":1,\"format\":1}", "{\"format\":01}", "{'format':1}", "{\"name\":\"a\\u0000b\"}", "\xff", "{\"a\":\"\xc3\x28\"}",
  };
  g_autofree char *deep = g_strnfill (60000, '[');
  g_autofree char *large = g_strnfill (65537, ' ');
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_assert_null (cw_chip_plan_parse (texts[i], -1, "broken", &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_clear_error (&error);
    }
  g_assert_null (cw_chip_plan_parse (deep, -1, "deep", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (cw_chip_plan_parse (large, -1, "large", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
}

static void
test_iso (void)
{
  g_autofree char *json = alter_shipped ("/application/iso", "{\"file_id\":\"CA4D\",\"df_name\":\"A00000061404F5\"}");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipPlan) plan = cw_chip_plan_parse (json, -1, NULL, &error);
  g_autoptr (CwChipPlan) bound = NULL;

  g_assert_no_error (error);
  bound = cw_chip_plan_bind (plan, "lbtu");
  g_clear_pointer (&plan, cw_chip_plan_unref);
  g_assert_cmpint (bound->application.iso_id, ==, 0xca4d);
  g_assert_cmpuint (bound->application.df_name_length, ==, 7);
  g_assert_cmpint (bound->application.df_name[6], ==, 0xf5);
}

/* Every member of the plan is in the schema, and every member that the schema requires is one
 * that the reader cannot do without. */
static void
check_schema (json_t     *schema,
              json_t     *value,
              const char *pointer)
{
  json_t *required;
  const char *name;
  json_t *member;
  gsize i;

  if (json_is_array (value))
    return check_schema (json_object_get (schema, "items"), json_array_get (value, 0), pointer);
  if (!json_is_object (value) || json_object_get (schema, "properties") == NULL)
    return;

  g_assert_true (json_is_false (json_object_get (schema, "additionalProperties")));
  json_object_foreach (value, name, member)
    {
      json_t *inner = json_object_get (json_object_get (schema, "properties"), name);
      g_autofree char *place = g_strdup_printf ("%s/%s%s", pointer, name, json_is_array (member) ? "/0" : "");

      if (inner == NULL)
        g_error ("the schema does not have %s", place);
      check_schema (inner, member, place);
    }
  json_array_foreach (json_object_get (schema, "required"), i, required)
    {
      g_autofree char *place = g_strdup_printf ("%s/%s", pointer, json_string_value (required));
      g_autofree char *json = alter_shipped (place, "");

      g_assert_null (cw_chip_plan_parse (json, -1, NULL, NULL));
    }
}

static void
test_schema (void)
{
  g_autoptr (json_t) schema = load_json ("plan-schema.json");
  g_autoptr (json_t) plan = load_json ("plans/escn.json");

  check_schema (schema, plan, "");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/chip/plan/shipped", test_shipped);
  g_test_add_func ("/chip/plan/not-found", test_not_found);
  g_test_add_func ("/chip/plan/refused", test_refused);
  g_test_add_func ("/chip/plan/slots", test_slots);
  g_test_add_func ("/chip/plan/not-json", test_not_json);
  g_test_add_func ("/chip/plan/iso", test_iso);
  g_test_add_func ("/chip/plan/schema", test_schema);
  return g_test_run ();
}
