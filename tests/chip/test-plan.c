/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading chip plans: the shipped one, its schema, and everything that is refused. */

#include "config.h"

#include <jansson.h>
#include <string.h>

#include "app/base/bytes.h"
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
load_shipped (const char *name)
{
  g_autoptr (GFile) file = cw_chip_plan_get_shipped (name);
  g_autoptr (GError) error = NULL;
  CwChipPlan *plan = cw_chip_plan_load (file, &error);

  g_assert_no_error (error);
  return plan;
}

static void
test_shipped (void)
{
  g_autoptr (CwChipPlan) plan = load_shipped ("escn");
  g_autoptr (CwChipPlan) bound = cw_chip_plan_bind (plan, "lbtu");
  const CwDesfireAid aid = CW_CHIP_ESCN_AID;
  const CwChipPlanApplication *application;
  const CwChipPlanFile *file;

  g_assert_cmpstr (cw_chip_plan_get_name (plan), ==, "escn");
  g_assert_cmpuint (plan->applications->len, ==, 1);
  application = cw_chip_plan_get_application (plan, 0);
  g_assert_cmpmem (application->frame.aid.bytes, 3, aid.bytes, 3);
  g_assert_cmpint (application->frame.settings, ==, 0x0b);
  g_assert_cmpint (application->working, ==, 0x0b);
  g_assert_cmpuint (application->frame.n_keys, ==, 1);
  g_assert_cmpint (application->frame.cipher, ==, CW_CIPHER_AES);
  g_assert_null (application->frame.df_name);
  g_assert_cmpstr (application->keys[0].label, ==, "{institution}/escn/master");
  g_assert_cmpstr (cw_chip_plan_get_application (bound, 0)->keys[0].label, ==, "lbtu/escn/master");
  g_assert_false (plan->has_card_key);
  g_assert_true (cw_chip_plan_holds_escn (plan));
  g_assert_cmpuint (application->files->len, ==, 1);
  /* what inspecting relies on */
  file = cw_chip_plan_application_get_file (application, 0);
  g_assert_cmpint (file->number, ==, CW_CHIP_ESCN_FILE);
  g_assert_cmpuint (file->settings.size, ==, CW_CHIP_ESCN_SIZE);
  g_assert_cmpint (file->settings.access.read, ==, CW_DESFIRE_FREE);
  g_assert_true (cw_chip_plan_file_holds_escn (file, NULL));
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
#define FILE_TEXT(number, content) "{\"number\":" number ",\"type\":\"standard\",\"size\":16,\"comm\":\"full\",\"access\":{\"read\":0,\"write\":0,\"read_write\":0,\"change\":0},\"content\":" content "}"

/* One change to the shipped plan, and where the complaint must point. */
static const struct
{
  const char *pointer;
  const char *text;
  const char *complaint; /* (nullable): where @pointer points */
} refused[] = {
  { "/format", "3", NULL },
  { "/format", "1", "/" }, /* an application, not several */
  { "/format", "", NULL },
  { "/format", "1.0", NULL },
  { "/name", "\"ESCN\"", NULL },
  { "/name", "\"\"", NULL },
  { "/name", "\"0123456789012345678901234567890123456789012345678901234567890123\"", NULL },
  { "/name", "7", NULL },
  { "/more", "1", "/" },
  { "/description", "[]", NULL },
  { "/applications/1", "[]", NULL },
  { "/applications/0/aid", "\"000000\"", NULL },
  { "/applications/0/aid", "\"CA4D0\"", NULL },
  { "/applications/0/aid", "\"CA4D0X\"", NULL },
  { "/applications/0/aid", "\"CA4D0102\"", NULL },
  { "/applications/0/aid", "1", NULL },
  { "/applications/0/more", "1", "/applications/0" },
  { "/applications/0/iso", "{\"file_id\":\"3F00\",\"df_name\":\"A0\"}", "/applications/0/iso/file_id" },
  { "/applications/0/iso", "{\"file_id\":\"CA4D\",\"df_name\":\"\"}", "/applications/0/iso/df_name" },
  { "/applications/0/iso", "{\"file_id\":\"CA4D\",\"df_name\":\"0102030405060708091011121314151617\"}", "/applications/0/iso/df_name" },
  { "/applications/0/iso", "{\"file_id\":\"CA4D\"}", "/applications/0/iso/df_name" },
  { "/applications/0/iso", "null", NULL },
  { "/applications/0/settings", "", NULL },
  { "/applications/0/settings/change_settings", "", NULL },
  { "/applications/0/settings/change_settings", "1", NULL },
  { "/applications/0/settings/more", "true", "/applications/0/settings" },
  { "/applications/0/keys", "[]", NULL },
  { "/applications/0/keys", "{}", NULL },
  { "/applications/0/keys/0/slot", "1", NULL },
  { "/applications/0/keys/0/slot", "-1", NULL },
  { "/applications/0/keys/0/slot", "4294967296", NULL },
  { "/applications/0/keys/0/version", "0", NULL },
  { "/applications/0/keys/0/version", "256", NULL },
  { "/applications/0/keys/0/version", "\"1\"", NULL },
  { "/applications/0/keys/0/label", "\"\"", NULL },
  { "/applications/0/keys/0/label", "\"a b\"", NULL },
  { "/applications/0/keys/0/label", "\"{institut}/x\"", NULL },
  { "/applications/0/keys/0/diversify", "\"none\"", NULL },
  { "/applications/0/keys/0/system_id", "\"1234567890123456789012\"", NULL },
  { "/applications/0/keys/0/system_id", "\"é\"", NULL },
  { "/applications/0/keys/0/key", "\"00\"", "/applications/0/keys/0" },
  { "/applications/0/files", "[]", NULL },
  { "/applications/0/files/0/number", "32", NULL },
  { "/applications/0/files/0/size", "0", NULL },
  { "/applications/0/files/0/size", "4097", NULL },
  { "/applications/0/files/0/size", "17", "/applications/0/files/0/content" },
  { "/applications/0/files/0/comm", "\"clear\"", NULL },
  { "/applications/0/files/0/comm", "3", NULL },
  { "/applications/0/files/0/access/read", "1", NULL },
  { "/applications/0/files/0/access/read", "14", NULL },
  { "/applications/0/files/0/access/read", "\"anybody\"", NULL },
  { "/applications/0/files/0/access/change", "", NULL },
  { "/applications/0/files/0/access", "{\"read\":\"never\",\"write\":0,\"read_write\":\"never\",\"change\":0}", NULL },
  { "/applications/0/files/0/access", "{\"read\":0,\"write\":\"never\",\"read_write\":\"never\",\"change\":0}", NULL },
  { "/applications/0/files/0/content", "\"esi\"", NULL },
  { "/applications/0/files/0/content", "{\"hex\":\"\"}", "/applications/0/files/0/content/hex" },
  { "/applications/0/files/0/content", "{\"hex\":\"0102030405060708091011121314151617\"}", "/applications/0/files/0/content/hex" },
  { "/applications/0/files/0/content", "{\"hex\":\"01\",\"text\":\"a\"}", NULL },
  { "/applications/0/files/1", FILE_TEXT ("1", "\"escn\""), "/applications/0/files/1/number" },
  { "/applications/0/files/1", FILE_TEXT ("2", "\"escn\""), "/applications" },
  { "/applications/0/files/0/type", "\"cyclic\"", NULL },
  { "/applications/0/files/0/type", "\"value\"", "/applications/0/files/0" },
  { "/applications/0/files/0/iso_id", "\"1001\"", NULL },
  { "/applications/0/files/0/size", "\"attachment\"", "/applications/0/files/0/content" },
  { "/applications/0/files/0/content", "{\"text\":\"{number\",\"encoding\":\"ascii\"}", "/applications/0/files/0/content/text" },
  { "/applications/0/files/0/content", "{\"text\":\"number}\",\"encoding\":\"ascii\"}", "/applications/0/files/0/content/text" },
  { "/applications/0/files/0/content", "{\"text\":\"{}\",\"encoding\":\"ascii\"}", "/applications/0/files/0/content/text" },
  { "/applications/0/files/0/content", "{\"text\":\"{1}\",\"encoding\":\"ascii\"}", "/applications/0/files/0/content/text" },
  { "/applications/0/files/0/content", "{\"text\":\"a\"}", "/applications/0/files/0/content/encoding" },
  { "/applications/0/files/0/content", "{\"text\":\"a\",\"encoding\":\"utf16\"}", "/applications/0/files/0/content/encoding" },
  { "/applications/0/files/0/content", "{\"text\":\"a\",\"encoding\":\"ascii\",\"pad\":\"2\"}", "/applications/0/files/0/content/pad" },
  { "/applications/0/files/0/content", "{\"text\":\"a\",\"encoding\":\"ascii\",\"align\":\"centre\"}", "/applications/0/files/0/content/align" },
  { "/applications/0/files/0/content", "{\"text\":\"a\",\"encoding\":\"ascii\",\"length\":17}", "/applications/0/files/0/content/length" },
  { "/applications/0/files/0/content", "{\"text\":\"a\",\"encoding\":\"ascii\",\"length\":15}", NULL },
  { "/applications/0/files/0/content", "{\"date\":\"{a}\",\"encoding\":\"bcd\"}", "/applications/0/files/0/content/date" },
  { "/applications/0/files/0/content", "{\"date\":\"a\",\"format\":\"hh\",\"encoding\":\"bcd\"}", "/applications/0/files/0/content/format" },
  { "/applications/0/files/0/content", "{\"attachment\":\"A\"}", "/applications/0/files/0/content/attachment" },
  { "/applications/0/files/0/content", "[]", NULL },
  { "/applications/0/files/0/content", "[\"escn\",{\"hex\":\"00\"}]", "/applications/0/files/0/content/1" },
  { "/applications/0/files/0/content", "[{\"hex\":\"00\",\"length\":1},\"escn\"]", "/applications/0/files/0/content/1" },
  { "/applications/0/algorithm", "\"des\"", NULL },
  { "/applications/0/algorithm", "\"2tdea\"", "/applications/0/keys/0" }, /* the input is too long */
  { "/applications/0/settings/change_keys", "1", NULL },
  { "/applications/0/settings/change_keys", "14", NULL },
  { "/applications/0/settings/change_keys", "\"all\"", NULL },
  { "/applications/0/settings/change_master_key", "", NULL },
  { "/applications/0/keys/0/input", "[]", NULL },
  { "/applications/0/keys/0/input", "[\"name\"]", "/applications/0/keys/0/input/0" },
  { "/applications/0/keys/0/input", "[\"escn\"]", "/applications/0/keys/0" },
  { "/applications/0/keys/0/input", "[\"escn\",\"escn\"]", "/applications/0/keys/0" },
  { "/applications/0/keys/0", "{\"slot\":0,\"factory\":true}", "/applications/0/keys/1/slot" },
  { "/applications/0/keys", "[{\"slot\":0,\"factory\":true}]", "/applications/0/keys/0" },
  { "/applications/0/keys", "[{\"slot\":0,\"factory\":false}]", "/applications/0/keys/0/factory" },
  { "/applications/0/keys", "[{\"slot\":0,\"factory\":true,\"label\":\"a\"}]", "/applications/0/keys/0" },
  { "/applications", "{}", NULL },
  { "/applications/1", "{\"aid\":\"CA4D01\"}", "/applications/1/aid" },
  { "/messaging", "\"ev3\"", NULL },
  { "/picc", "{}", "/picc/confirm" },
  { "/picc", "{\"confirm\":\"yes\"}", "/picc/confirm" },
  { "/picc", "{\"confirm\":\"change-card-key\"}", "/picc/key" },
  { "/picc", "{\"confirm\":\"change-card-key\",\"key\":{\"algorithm\":\"aes\",\"label\":\"a\",\"version\":1,\"diversify\":\"an10922\",\"input\":[\"escn\"],\"system_id\":\"\"}}", "/picc/key" },
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
    { { "0", "1", "1" }, "/applications/0/keys/2/slot" },
    { { "0", "1", "3" }, "/applications/0/keys/2/slot" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *keys = g_strdup_printf ("[" KEY "," KEY "," KEY "]", cases[i].slots[0], cases[i].slots[1], cases[i].slots[2]);
      g_autofree char *json = alter_shipped ("/applications/0/keys", keys);
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
  g_autofree char *json = alter_shipped ("/applications/0/iso", "{\"file_id\":\"CA4D\",\"df_name\":\"A00000061404F5\"}");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipPlan) plan = cw_chip_plan_parse (json, -1, NULL, &error);
  g_autoptr (CwChipPlan) bound = NULL;

  g_assert_no_error (error);
  bound = cw_chip_plan_bind (plan, "lbtu");
  g_clear_pointer (&plan, cw_chip_plan_unref);
  g_assert_cmpint (cw_chip_plan_get_application (bound, 0)->frame.iso_id, ==, 0xca4d);
  g_assert_cmpuint (cw_chip_plan_get_application (bound, 0)->frame.df_name_length, ==, 7);
  g_assert_cmpint (cw_chip_plan_get_application (bound, 0)->frame.df_name[6], ==, 0xf5);
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

/* What format 1 looked like; it stays readable. */
static const char first_format[] =
  "{ \"format\": 1, \"name\": \"old\", \"application\": {"
  "  \"aid\": \"CA4D01\","
  "  \"settings\": { \"list_without_key\": true, \"create_without_key\": false, \"change_settings\": true },"
  "  \"keys\": [ { \"slot\": 0, \"label\": \"{institution}/escn/master\", \"version\": 1, \"diversify\": \"an10922\", \"system_id\": \"Cardwright\" } ],"
  "  \"files\": [ { \"number\": 1, \"size\": 16, \"comm\": \"mac\", \"access\": { \"read\": \"free\", \"write\": 0, \"read_write\": 0, \"change\": 0 }, \"content\": %s } ] } }";

static void
test_first_format (void)
{
  g_autofree char *json = g_strdup_printf (first_format, "\"escn\"");
  g_autofree char *blank = g_strdup_printf (first_format, "{\"hex\":\"01\"}");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipPlan) old = cw_chip_plan_parse (json, -1, NULL, &error);
  g_autoptr (CwChipPlan) plan = load_shipped ("escn");
  const CwChipPlanApplication *a;
  const CwChipPlanApplication *b;

  g_assert_no_error (error);
  a = cw_chip_plan_get_application (old, 0);
  b = cw_chip_plan_get_application (plan, 0);
  g_assert_cmpmem (&a->frame, sizeof a->frame, &b->frame, sizeof b->frame);
  g_assert_cmpint (a->working, ==, b->working);
  g_assert_cmpmem (a->keys[0].inputs, sizeof a->keys[0].inputs, b->keys[0].inputs, sizeof b->keys[0].inputs);
  g_assert_cmpstr ((const char *) a->keys[0].system_id, ==, (const char *) b->keys[0].system_id);

  /* there a card without a number was no card */
  g_assert_null (cw_chip_plan_parse (blank, -1, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "“/application/files”"));
}

static void
test_other_shipped (void)
{
  g_autoptr (CwChipPlan) nothing = load_shipped ("uid-only");
  g_autoptr (CwChipPlan) legacy = load_shipped ("deuinfo");
  const CwChipPlanApplication *application = cw_chip_plan_get_application (legacy, 0);
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_chip_plan_writes_nothing (nothing));
  g_assert_false (cw_chip_plan_holds_escn (nothing));
  g_assert_cmpint (application->frame.settings, ==, 0x0a);
  g_assert_cmpint (application->working, ==, 0x0b);
  g_assert_cmpuint (application->frame.n_keys, ==, 7);
  g_assert_true (application->frame.iso_files);
  g_assert_cmpint (application->frame.iso_id, ==, 0x1000);
  g_assert_cmpuint (application->frame.df_name_length, ==, 9);
  for (guint i = 0; i < 3; i++)
    {
      const CwChipPlanFile *file = cw_chip_plan_application_get_file (application, i);

      g_assert_cmpint (file->iso_id, ==, 0x1001 + (int) i);
      g_assert_cmpint (cw_desfire_access_pack (&file->settings.access), ==, 0xe000);
      g_assert_cmpint (file->settings.comm, ==, CW_DESFIRE_COMM_PLAIN);
    }
  /* off as it comes: without what the institution makes for a card there is nothing to write */
  g_assert_false (cw_chip_plan_check_known (legacy, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE);
}

static CwRecord *
make_record (void)
{
  CwRecord *record = cw_record_new ();

  g_assert_true (cw_record_set (record, "number", "30042", NULL));
  g_assert_true (cw_record_set (record, "family_name", "Bērziņš", NULL));
  g_assert_true (cw_record_set (record, "expires_at", "2027-08-31", NULL));
  return record;
}

/* What a content of 16 bytes becomes, as hex; %NULL: it cannot be written. */
static void
test_contents (void)
{
  static const struct
  {
    const char *content;
    const char *hex;
    int         code;
  } cases[] = {
    { "{\"hex\":\"0102\"}", "01020000000000000000000000000000", 0 },
    { "{\"text\":\"LB-{number}\",\"encoding\":\"ascii\"}", "4C422D33303034320000000000000000", 0 },
    { "{\"text\":\"{number}\",\"encoding\":\"ascii\",\"pad\":\"20\",\"align\":\"right\"}", "20202020202020202020203330303432", 0 },
    { "{\"text\":\"{number}\",\"encoding\":\"bcd\",\"pad\":\"FF\"}", "030042FFFFFFFFFFFFFFFFFFFFFFFFFF", 0 },
    { "{\"text\":\"{number}1\",\"encoding\":\"hex\",\"align\":\"right\"}", "00000000000000000000000000300421", 0 },
    { "{\"text\":\"{family_name}\",\"encoding\":\"utf8\"}", "42C493727A69C586C5A1000000000000", 0 },
    { "[{\"text\":\"{number}\",\"encoding\":\"bcd\",\"length\":4},{\"date\":\"expires_at\",\"encoding\":\"bcd\",\"length\":4},{\"hex\":\"AA\"}]", "0300420020270831AA00000000000000", 0 },
    { "{\"date\":\"expires_at\",\"format\":\"DD.MM.YY\",\"encoding\":\"ascii\"}", "33312E30382E32370000000000000000", 0 },
    { "{\"text\":\"{family_name}\",\"encoding\":\"ascii\"}", NULL, CW_ERROR_INVALID },
    { "{\"text\":\"{family_name}\",\"encoding\":\"bcd\"}", NULL, CW_ERROR_INVALID },
    { "{\"text\":\"{number}\",\"encoding\":\"hex\"}", NULL, CW_ERROR_INVALID },
    { "{\"text\":\"{number}{number}{number}{number}\",\"encoding\":\"ascii\"}", NULL, CW_ERROR_INVALID },
    { "{\"text\":\"{email}\",\"encoding\":\"utf8\"}", NULL, CW_ERROR_RECORD_INCOMPLETE },
    { "{\"date\":\"number\",\"encoding\":\"ascii\"}", NULL, CW_ERROR_INVALID },
  };
  g_autoptr (CwRecord) record = make_record ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = alter_shipped ("/applications/0/files/0/content", cases[i].content);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwChipPlan) plan = cw_chip_plan_parse (json, -1, NULL, &error);
      g_autoptr (CwChipPlan) filled = NULL;
      g_autofree char *hex = NULL;
      guint8 content[16];

      g_assert_no_error (error);
      filled = cw_chip_plan_fill (plan, record, &error);
      if (cases[i].hex == NULL)
        {
          g_assert_error (error, CW_ERROR, cases[i].code);
          g_assert_null (strstr (error->message, "30042"));
          continue;
        }
      g_assert_no_error (error);
      g_assert_true (cw_chip_plan_check_known (filled, NULL));
      cw_chip_plan_file_fill (cw_chip_plan_application_get_file (cw_chip_plan_get_application (filled, 0), 0), NULL, content);
      hex = cw_hex_encode (content, sizeof content);
      g_assert_cmpstr (hex, ==, cases[i].hex);
    }
}

static void
test_attach (void)
{
  g_autoptr (CwChipPlan) legacy = load_shipped ("deuinfo");
  g_autoptr (GBytes) signature = g_bytes_new_static ("signature", 9);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipPlan) one = cw_chip_plan_attach (legacy, "signature", signature, &error);
  g_autoptr (CwChipPlan) both = NULL;

  g_assert_no_error (error);
  g_assert_false (cw_chip_plan_check_known (one, NULL));
  both = cw_chip_plan_attach (one, "certificate", signature, &error);
  g_assert_no_error (error);
  g_assert_true (cw_chip_plan_check_known (both, NULL));
  g_assert_cmpuint (cw_chip_plan_application_get_file (cw_chip_plan_get_application (both, 0), 1)->settings.size, ==, 9);
  g_assert_cmpuint (cw_chip_plan_application_get_file (cw_chip_plan_get_application (legacy, 0), 1)->settings.size, ==, 0);

  g_assert_null (cw_chip_plan_attach (legacy, "photo", signature, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (cw_chip_plan_attach (legacy, "signature", empty, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
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
  g_test_add_func ("/chip/plan/first-format", test_first_format);
  g_test_add_func ("/chip/plan/other-shipped", test_other_shipped);
  g_test_add_func ("/chip/plan/contents", test_contents);
  g_test_add_func ("/chip/plan/attach", test_attach);
  return g_test_run ();
}
