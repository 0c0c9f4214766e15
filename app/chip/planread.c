/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/plan.h"
#include "app/chip/planjson.h"

/* From a plan document to a plan. The document is hostile input: its size, depth, members and
 * values are all bounded here, and a plan that cannot be carried out is refused before any card
 * is touched. Any thread. */

#define CW_PLAN_MAX_DOCUMENT 65536 /* bytes */
#define CW_PLAN_MAX_NAME 63        /* bytes */
#define CW_PLAN_MAX_LABEL 127      /* bytes, as in the key file */

static gboolean
cw_plan_read_name (const CwPlanNode *root,
                   CwChipPlan       *plan,
                   GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (root, "name");
  const char *name = NULL;

  if (!cw_plan_node_read_text (&node, &name, error))
    return FALSE;
  if (name[0] == '\0' || strlen (name) > CW_PLAN_MAX_NAME || strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen (name))
    return cw_plan_node_fail (&node, _ ("a name of small letters, digits and - is needed here"), error);
  plan->name = g_strdup (name);
  return TRUE;
}

static gboolean
cw_plan_read_aid (const CwPlanNode *parent,
                  CwChipPlan       *plan,
                  GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "aid");
  guint8 bytes[3];
  gsize length = 0;

  if (!cw_plan_node_read_hex (&node, sizeof bytes, sizeof bytes, bytes, &length, error))
    return FALSE;
  if (bytes[0] == 0 && bytes[1] == 0 && bytes[2] == 0)
    return cw_plan_node_fail (&node, _ ("000000 is the card itself, not an application"), error);
  for (gsize i = 0; i < sizeof bytes; i++)
    plan->application.aid.bytes[i] = bytes[2 - i];
  return TRUE;
}

/* Optional: the names by which ISO/IEC 7816-4 terminals find the application. */
static gboolean
cw_plan_read_iso (const CwPlanNode *parent,
                  CwChipPlan       *plan,
                  GError          **error)
{
  static const char *const members[] = { "file_id", "df_name", NULL };
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "iso");
  g_auto (CwPlanNode) id = cw_plan_node_get (&node, "file_id");
  g_auto (CwPlanNode) name = cw_plan_node_get (&node, "df_name");
  guint8 bytes[2];
  gsize length = 0;

  if (node.value == NULL)
    return TRUE;
  if (!cw_plan_node_check_object (&node, members, error) ||
      !cw_plan_node_read_hex (&id, sizeof bytes, sizeof bytes, bytes, &length, error) ||
      !cw_plan_node_read_hex (&name, 1, sizeof plan->df_name, plan->df_name, &plan->application.df_name_length, error))
    return FALSE;
  plan->application.iso_id = (guint16) (bytes[0] << 8 | bytes[1]);
  plan->application.df_name = plan->df_name;
  /* ISO/IEC 7816-4 keeps these for the master file and for itself */
  if (plan->application.iso_id == 0x0000 || plan->application.iso_id == 0x3f00 || plan->application.iso_id == 0x3fff || plan->application.iso_id == 0xffff)
    return cw_plan_node_fail (&id, _ ("this identifier is reserved"), error);
  return TRUE;
}

/* Key settings 1. Bit 0 (the master key may be changed) is always set, for writing changes it;
 * the high nibble is always 0: keys are changed under the master key. */
static gboolean
cw_plan_read_settings (const CwPlanNode *parent,
                       CwChipPlan       *plan,
                       GError          **error)
{
  static const char *const members[] = { "list_without_key", "create_without_key", "change_settings", NULL };
  static const guint8 bits[] = { 0x02, 0x04, 0x08 };
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "settings");

  if (!cw_plan_node_check_object (&node, members, error))
    return FALSE;
  plan->application.settings = 0x01;
  for (guint i = 0; members[i] != NULL; i++)
    {
      g_auto (CwPlanNode) member = cw_plan_node_get (&node, members[i]);
      gboolean set = FALSE;

      if (!cw_plan_node_read_boolean (&member, &set, error))
        return FALSE;
      if (set)
        plan->application.settings |= bits[i];
    }
  return TRUE;
}

static gboolean
cw_plan_check_label (const char *label)
{
  g_auto (GStrv) parts = g_strsplit (label, CW_CHIP_PLAN_INSTITUTION, -1);
  g_autofree char *rest = g_strjoinv ("", parts);

  if (label[0] == '\0' || strlen (label) > CW_PLAN_MAX_LABEL)
    return FALSE;
  for (const char *at = rest; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr ("._-/", *at) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
cw_plan_read_system_id (const CwPlanNode *parent,
                        CwChipPlanKey    *key,
                        GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "system_id");
  const char *text = NULL;

  if (!cw_plan_node_read_text (&node, &text, error))
    return FALSE;
  key->system_id_length = strlen (text);
  if (key->system_id_length > CW_CHIP_PLAN_MAX_SYSTEM_ID || !g_str_is_ascii (text))
    return cw_plan_node_fail (&node, _ ("a text of at most 21 ASCII characters is needed here"), error);
  memcpy (key->system_id, text, key->system_id_length);
  return TRUE;
}

static gboolean
cw_plan_read_key (const CwPlanNode *node,
                  CwChipPlan       *plan,
                  GError          **error)
{
  static const char *const members[] = { "slot", "label", "version", "diversify", "system_id", NULL };
  g_auto (CwPlanNode) slot_node = cw_plan_node_get (node, "slot");
  g_auto (CwPlanNode) label_node = cw_plan_node_get (node, "label");
  g_auto (CwPlanNode) version_node = cw_plan_node_get (node, "version");
  g_auto (CwPlanNode) diversify_node = cw_plan_node_get (node, "diversify");
  const char *label = NULL;
  const char *diversify = NULL;
  CwChipPlanKey *key;
  guint version = 0;
  guint slot = 0;

  if (!cw_plan_node_check_object (node, members, error) ||
      !cw_plan_node_read_number (&slot_node, 0, plan->application.n_keys - 1, &slot, error) ||
      !cw_plan_node_read_text (&label_node, &label, error) ||
      !cw_plan_node_read_number (&version_node, 1, 255, &version, error) ||
      !cw_plan_node_read_text (&diversify_node, &diversify, error))
    return FALSE;

  key = &plan->keys[slot];
  if (key->label != NULL)
    return cw_plan_node_fail (&slot_node, _ ("this slot has a key already; the slots are 0, 1, 2 and so on, each once"), error);
  if (!cw_plan_check_label (label))
    return cw_plan_node_fail (&label_node, _ ("a label of letters, digits and . _ - / is needed here"), error);
  if (strcmp (diversify, "an10922") != 0)
    return cw_plan_node_fail (&diversify_node, _ ("only “an10922” is known here"), error);
  key->label = g_strdup (label);
  key->version = (guint8) version;
  return cw_plan_read_system_id (node, key, error);
}

static gboolean
cw_plan_read_keys (const CwPlanNode *parent,
                   CwChipPlan       *plan,
                   GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "keys");

  if (!cw_plan_node_check_array (&node, 1, CW_DESFIRE_MAX_KEYS, error))
    return FALSE;
  plan->application.n_keys = (guint) json_array_size (node.value);
  for (guint i = 0; i < plan->application.n_keys; i++)
    {
      g_auto (CwPlanNode) element = cw_plan_node_get_element (&node, i);

      if (!cw_plan_read_key (&element, plan, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
cw_plan_read_right (const CwPlanNode *parent,
                    const char       *member,
                    guint             n_keys,
                    guint8           *right,
                    GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, member);
  guint slot = 0;

  if (g_strcmp0 (json_string_value (node.value), "free") == 0)
    {
      *right = CW_DESFIRE_FREE;
      return TRUE;
    }
  if (g_strcmp0 (json_string_value (node.value), "never") == 0)
    {
      *right = CW_DESFIRE_NEVER;
      return TRUE;
    }
  if (json_is_string (node.value))
    return cw_plan_node_fail (&node, _ ("the slot of a key, “free” or “never” is needed here"), error);
  if (!cw_plan_node_read_number (&node, 0, n_keys - 1, &slot, error))
    return FALSE;
  *right = (guint8) slot;
  return TRUE;
}

/* The station reads and writes in a session with key 0. */
static gboolean
cw_plan_right_includes_station (guint8 right,
                                guint8 read_write)
{
  return right == 0 || read_write == 0 || right == CW_DESFIRE_FREE || read_write == CW_DESFIRE_FREE;
}

static gboolean
cw_plan_read_access (const CwPlanNode *parent,
                     guint             n_keys,
                     CwDesfireAccess  *access,
                     GError          **error)
{
  static const char *const members[] = { "read", "write", "read_write", "change", NULL };
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "access");

  if (!cw_plan_node_check_object (&node, members, error) ||
      !cw_plan_read_right (&node, "read", n_keys, &access->read, error) ||
      !cw_plan_read_right (&node, "write", n_keys, &access->write, error) ||
      !cw_plan_read_right (&node, "read_write", n_keys, &access->read_write, error) ||
      !cw_plan_read_right (&node, "change", n_keys, &access->change, error))
    return FALSE;
  if (!cw_plan_right_includes_station (access->read, access->read_write) || !cw_plan_right_includes_station (access->write, access->read_write))
    return cw_plan_node_fail (&node, _ ("key 0 must be able to read and to write, or the station cannot fill the file and check it"), error);
  return TRUE;
}

static gboolean
cw_plan_read_comm (const CwPlanNode *parent,
                   CwDesfireComm    *comm,
                   GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "comm");
  const char *text = NULL;

  if (!cw_plan_node_read_text (&node, &text, error))
    return FALSE;
  if (strcmp (text, "plain") == 0)
    *comm = CW_DESFIRE_COMM_PLAIN;
  else if (strcmp (text, "mac") == 0)
    *comm = CW_DESFIRE_COMM_MAC;
  else if (strcmp (text, "full") == 0)
    *comm = CW_DESFIRE_COMM_FULL;
  else
    return cw_plan_node_fail (&node, _ ("“plain”, “mac” or “full” is needed here"), error);
  return TRUE;
}

/* "escn", or {"hex": ".."} for bytes that are the same on every card. */
static gboolean
cw_plan_read_content (const CwPlanNode *parent,
                      CwChipPlanFile   *file,
                      GError          **error)
{
  static const char *const members[] = { "hex", NULL };
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "content");
  g_auto (CwPlanNode) hex = cw_plan_node_get (&node, "hex");
  g_autofree guint8 *bytes = NULL;
  gsize length = 0;

  if (g_strcmp0 (json_string_value (node.value), "escn") == 0)
    {
      file->escn = TRUE;
      if (file->settings.size != CW_CHIP_ESCN_SIZE)
        return cw_plan_node_fail (&node, _ ("a card number needs a file of 16 bytes"), error);
      return TRUE;
    }
  if (json_is_string (node.value))
    return cw_plan_node_fail (&node, _ ("“escn” or an object with “hex” is needed here"), error);

  bytes = g_malloc0 (file->settings.size);
  if (!cw_plan_node_check_object (&node, members, error) ||
      !cw_plan_node_read_hex (&hex, 1, file->settings.size, bytes, &length, error))
    return FALSE;
  file->fixed = g_bytes_new_take (g_steal_pointer (&bytes), file->settings.size);
  return TRUE;
}

static gboolean
cw_plan_read_file (const CwPlanNode *node,
                   CwChipPlan       *plan,
                   GError          **error)
{
  static const char *const members[] = { "number", "size", "comm", "access", "content", NULL };
  CwChipPlanFile *file = &plan->files[plan->n_files];
  g_auto (CwPlanNode) number_node = cw_plan_node_get (node, "number");
  g_auto (CwPlanNode) size_node = cw_plan_node_get (node, "size");
  guint number = 0;
  guint size = 0;

  if (!cw_plan_node_check_object (node, members, error) ||
      !cw_plan_node_read_number (&number_node, 0, CW_DESFIRE_MAX_FILES - 1, &number, error) ||
      !cw_plan_node_read_number (&size_node, 1, CW_CHIP_PLAN_MAX_FILE, &size, error))
    return FALSE;
  for (guint i = 0; i < plan->n_files; i++)
    if (plan->files[i].number == number)
      return cw_plan_node_fail (&number_node, _ ("there is a file of this number already"), error);
  file->number = (guint8) number;
  file->settings.size = size;
  return cw_plan_read_comm (node, &file->settings.comm, error) &&
         cw_plan_read_access (node, plan->application.n_keys, &file->settings.access, error) &&
         cw_plan_read_content (node, file, error);
}

static gboolean
cw_plan_read_files (const CwPlanNode *parent,
                    CwChipPlan       *plan,
                    GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "files");
  guint n_escns = 0;

  if (!cw_plan_node_check_array (&node, 1, CW_DESFIRE_MAX_FILES, error))
    return FALSE;
  for (gsize i = 0; i < json_array_size (node.value); i++)
    {
      g_auto (CwPlanNode) element = cw_plan_node_get_element (&node, i);
      gboolean read = cw_plan_read_file (&element, plan, error);

      /* counted either way: what was taken of it is freed with the plan */
      plan->n_files++;
      if (!read)
        return FALSE;
      n_escns += plan->files[i].escn ? 1 : 0;
    }
  return n_escns == 1 || cw_plan_node_fail (&node, _ ("exactly one file must hold the card number"), error);
}

/* For people and for editors; nothing here looks at them. */
static gboolean
cw_plan_check_notes (const CwPlanNode *root,
                     GError          **error)
{
  static const char *const members[] = { "$schema", "description" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_auto (CwPlanNode) node = cw_plan_node_get (root, members[i]);
      const char *text = NULL;

      if (node.value != NULL && !cw_plan_node_read_text (&node, &text, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
cw_plan_read_document (const CwPlanNode *root,
                       CwChipPlan       *plan,
                       GError          **error)
{
  static const char *const root_members[] = { "$schema", "format", "name", "description", "application", NULL };
  static const char *const members[] = { "aid", "iso", "settings", "keys", "files", NULL };
  g_auto (CwPlanNode) format = cw_plan_node_get (root, "format");
  g_auto (CwPlanNode) application = cw_plan_node_get (root, "application");
  guint number = 0;

  plan->application.cipher = CW_CIPHER_AES;
  return cw_plan_node_check_object (root, root_members, error) &&
         cw_plan_node_read_number (&format, 1, 1, &number, error) &&
         cw_plan_check_notes (root, error) &&
         cw_plan_read_name (root, plan, error) &&
         cw_plan_node_check_object (&application, members, error) &&
         cw_plan_read_aid (&application, plan, error) &&
         cw_plan_read_iso (&application, plan, error) &&
         cw_plan_read_settings (&application, plan, error) &&
         cw_plan_read_keys (&application, plan, error) &&
         cw_plan_read_files (&application, plan, error);
}

/**
 * cw_chip_plan_parse:
 * @json: (array length=length): the document, UTF-8
 * @length: bytes, or -1 when @json ends with NUL
 * @name: (nullable): what to call the document in messages
 *
 * Returns: (transfer full): the plan, or %NULL with %CW_ERROR_INVALID whose message holds a JSON
 *   pointer to what is wrong
 */
CwChipPlan *
cw_chip_plan_parse (const char *json,
                    gssize      length,
                    const char *name,
                    GError    **error)
{
  g_autoptr (CwChipPlan) plan = NULL;
  g_autoptr (json_t) document = NULL;
  g_auto (CwPlanNode) root = { 0 };
  gsize size = length < 0 ? strlen (json) : (gsize) length;
  json_error_t problem = { 0 };

  g_return_val_if_fail (json != NULL, NULL);

  if (size > CW_PLAN_MAX_DOCUMENT)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The chip plan “%s” is larger than %d bytes."), name != NULL ? name : "", CW_PLAN_MAX_DOCUMENT);
      return NULL;
    }
  document = json_loadb (json, size, JSON_REJECT_DUPLICATES, &problem);
  if (document == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The chip plan “%s” is not JSON: line %d, column %d."), name != NULL ? name : "", problem.line, problem.column);
      return NULL;
    }

  plan = g_new0 (CwChipPlan, 1);
  g_atomic_ref_count_init (&plan->refs);
  root = (CwPlanNode) { .document = name != NULL ? name : "", .pointer = g_strdup (""), .value = document };
  if (!cw_plan_read_document (&root, plan, error))
    return NULL;
  return g_steal_pointer (&plan);
}

/**
 * cw_chip_plan_load:
 *
 * Returns: (transfer full): the plan, or %NULL with %CW_ERROR_NOT_FOUND or %CW_ERROR_INVALID
 */
CwChipPlan *
cw_chip_plan_load (GFile   *file,
                   GError **error)
{
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GError) cause = NULL;
  g_autofree char *name = NULL;
  g_autofree char *buffer = NULL;
  gsize length = 0;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  name = g_file_get_parse_name (file);
  buffer = g_malloc (CW_PLAN_MAX_DOCUMENT + 1);
  stream = g_file_read (file, NULL, &cause);
  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), buffer, CW_PLAN_MAX_DOCUMENT + 1, &length, NULL, &cause))
    {
      gboolean missing = g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);

      g_set_error (error, CW_ERROR, missing ? CW_ERROR_NOT_FOUND : CW_ERROR_INVALID,
                   _ ("The chip plan “%s” cannot be read: %s"), name, cause->message);
      return NULL;
    }
  return cw_chip_plan_parse (buffer, (gssize) length, name, error);
}
