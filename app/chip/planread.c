/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/planread.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/storage.h"

/* From a plan document to a plan: the document and its applications; keys, files and contents
 * have files of their own. The document is hostile input: its size, depth, members and values
 * are all bounded, and a plan that cannot be carried out is refused before any card is touched.
 * Format 1 is format 2 with one application and without its newer members. Any thread. */

#define CW_PLAN_MAX_DOCUMENT 65536 /* bytes */
#define CW_PLAN_MAX_NAME 63        /* bytes */
#define CW_PLAN_NEWEST_FORMAT 2
#define CW_PLAN_MAX_KINDS 16 /* of storage cards that one plan takes */
/* What a plan says that changes the card's own master key, so that nobody does it unawares. */
#define CW_PLAN_CONFIRM "change-card-key"

/* Key settings 1: MIFARE DESFire's low nibble; the high one says which key changes keys. */
#define CW_PLAN_SETTING_MASTER 0x01 /* the master key may be changed */
#define CW_PLAN_SETTING_LIST 0x02
#define CW_PLAN_SETTING_CREATE 0x04
#define CW_PLAN_SETTING_CHANGE 0x08 /* these settings may be changed */
#define CW_PLAN_CHANGE_SAME 0xe0
#define CW_PLAN_CHANGE_NEVER 0xf0

gboolean
cw_plan_read_flag (const CwPlanNode *parent,
                   const char       *member,
                   gboolean         *flag,
                   GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, member);

  return node.value == NULL || cw_plan_node_read_boolean (&node, flag, error);
}

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
cw_plan_read_aid (const CwPlanNode      *parent,
                  const CwChipPlan      *plan,
                  CwChipPlanApplication *application,
                  GError               **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "aid");
  CwDesfireAid *aid = &application->frame.aid;
  guint8 bytes[3];
  gsize length = 0;

  if (!cw_plan_node_read_hex (&node, sizeof bytes, sizeof bytes, bytes, &length, error))
    return FALSE;
  if (bytes[0] == 0 && bytes[1] == 0 && bytes[2] == 0)
    return cw_plan_node_fail (&node, _ ("000000 is the card itself, not an application"), error);
  for (gsize i = 0; i < sizeof bytes; i++)
    aid->bytes[i] = bytes[2 - i];
  for (guint i = 0; i < plan->applications->len; i++)
    if (memcmp (&cw_chip_plan_get_application (plan, i)->frame.aid, aid, sizeof *aid) == 0)
      return cw_plan_node_fail (&node, _ ("there is an application of this AID already"), error);
  return TRUE;
}

/* Some identifiers are kept by ISO/IEC 7816-4 for the master file and for itself. */
gboolean
cw_plan_read_iso_id (const CwPlanNode *node,
                     guint16          *iso_id,
                     GError          **error)
{
  guint8 bytes[2];
  gsize length = 0;

  if (!cw_plan_node_read_hex (node, sizeof bytes, sizeof bytes, bytes, &length, error))
    return FALSE;
  *iso_id = (guint16) (bytes[0] << 8 | bytes[1]);
  if (*iso_id == 0x0000 || *iso_id == 0x3f00 || *iso_id == 0x3fff || *iso_id == 0xffff)
    return cw_plan_node_fail (node, _ ("this identifier is reserved"), error);
  return TRUE;
}

/* Optional: the names by which ISO/IEC 7816-4 terminals find the application. */
static gboolean
cw_plan_read_iso (const CwPlanNode      *parent,
                  guint                  format,
                  CwChipPlanApplication *application,
                  GError               **error)
{
  static const char *const first_members[] = { "file_id", "df_name", NULL };
  static const char *const members[] = { "file_id", "df_name", "file_ids", NULL };
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "iso");
  g_auto (CwPlanNode) id = cw_plan_node_get (&node, "file_id");
  g_auto (CwPlanNode) name = cw_plan_node_get (&node, "df_name");

  if (node.value == NULL)
    return TRUE;
  if (!cw_plan_node_check_object (&node, format >= 2 ? members : first_members, error) ||
      !cw_plan_read_iso_id (&id, &application->frame.iso_id, error) ||
      !cw_plan_node_read_hex (&name, 1, sizeof application->df_name, application->df_name, &application->frame.df_name_length, error))
    return FALSE;
  application->frame.df_name = application->df_name;
  return cw_plan_read_flag (&node, "file_ids", &application->frame.iso_files, error);
}

/* Which key changes keys: the master key, another slot, each key itself, or none any more. */
static gboolean
cw_plan_read_changer (const CwPlanNode *parent,
                      guint8           *nibble,
                      GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "change_keys");
  const char *text = json_string_value (node.value);
  guint slot = 0;

  if (g_strcmp0 (text, "same") == 0)
    *nibble = CW_PLAN_CHANGE_SAME;
  else if (g_strcmp0 (text, "never") == 0)
    *nibble = CW_PLAN_CHANGE_NEVER;
  else if (text != NULL)
    return cw_plan_node_fail (&node, _ ("the slot of a key, “same” or “never” is needed here"), error);
  else if (!cw_plan_node_read_number (&node, 0, CW_DESFIRE_MAX_KEYS - 1, &slot, error))
    return FALSE;
  else
    *nibble = (guint8) (slot << 4);
  return TRUE;
}

static gboolean
cw_plan_read_bits (const CwPlanNode  *node,
                   const char *const *members,
                   guint8            *settings,
                   GError           **error)
{
  static const guint8 bits[] = { CW_PLAN_SETTING_LIST, CW_PLAN_SETTING_CREATE, CW_PLAN_SETTING_CHANGE, CW_PLAN_SETTING_MASTER };

  for (guint i = 0; i < G_N_ELEMENTS (bits) && members[i] != NULL; i++)
    {
      g_auto (CwPlanNode) member = cw_plan_node_get (node, members[i]);
      gboolean set = FALSE;

      if (!cw_plan_node_read_boolean (&member, &set, error))
        return FALSE;
      if (set)
        *settings |= bits[i];
    }
  return TRUE;
}

/* While it is written an application needs a master key that may be changed and that changes the
 * others; where the plan ends elsewhere, the settings are changed last. */
static gboolean
cw_plan_read_settings (const CwPlanNode      *parent,
                       guint                  format,
                       CwChipPlanApplication *application,
                       GError               **error)
{
  static const char *const first_members[] = { "list_without_key", "create_without_key", "change_settings", NULL };
  static const char *const members[] = { "list_without_key", "create_without_key", "change_settings", "change_master_key", "change_keys", NULL };
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "settings");
  guint8 settings = format >= 2 ? 0 : CW_PLAN_SETTING_MASTER;
  guint8 changer = 0;

  if (!cw_plan_node_check_object (&node, format >= 2 ? members : first_members, error) ||
      !cw_plan_read_bits (&node, format >= 2 ? members : first_members, &settings, error) ||
      (format >= 2 && !cw_plan_read_changer (&node, &changer, error)))
    return FALSE;
  application->frame.settings = settings | changer;
  application->working = application->frame.settings;
  if (changer != 0 || (settings & CW_PLAN_SETTING_MASTER) == 0)
    application->working = (settings & (CW_PLAN_SETTING_LIST | CW_PLAN_SETTING_CREATE)) | CW_PLAN_SETTING_MASTER | CW_PLAN_SETTING_CHANGE;
  return TRUE;
}

static gboolean
cw_plan_check_changer (const CwPlanNode            *parent,
                       const CwChipPlanApplication *application,
                       GError                     **error)
{
  g_auto (CwPlanNode) settings = cw_plan_node_get (parent, "settings");
  g_auto (CwPlanNode) node = cw_plan_node_get (&settings, "change_keys");
  guint slot = application->frame.settings >> 4;

  return slot < application->frame.n_keys || slot >= CW_DESFIRE_MAX_KEYS || cw_plan_node_fail (&node, _ ("there is no key in this slot"), error);
}

static gboolean
cw_plan_read_application (const CwPlanNode *node,
                          guint             format,
                          CwChipPlan       *plan,
                          GError          **error)
{
  static const char *const first_members[] = { "aid", "iso", "settings", "keys", "files", NULL };
  static const char *const members[] = { "aid", "iso", "algorithm", "settings", "keys", "files", NULL };
  g_autoptr (CwChipPlanApplication) application = cw_chip_plan_application_new ();

  application->frame.cipher = CW_CIPHER_AES;
  if (!cw_plan_node_check_object (node, format >= 2 ? members : first_members, error) ||
      !cw_plan_read_aid (node, plan, application, error) ||
      !cw_plan_read_iso (node, format, application, error) ||
      (format >= 2 && !cw_plan_read_cipher (node, &application->frame.cipher, error)) ||
      !cw_plan_read_settings (node, format, application, error) ||
      !cw_plan_read_keys (node, format, application, error) ||
      !cw_plan_check_changer (node, application, error) ||
      !cw_plan_read_files (node, format, application, error))
    return FALSE;
  g_ptr_array_add (plan->applications, g_steal_pointer (&application));
  return TRUE;
}

static gboolean
cw_plan_read_applications (const CwPlanNode *root,
                           CwChipPlan       *plan,
                           GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (root, "applications");

  if (!cw_plan_node_check_array (&node, 0, CW_CHIP_PLAN_MAX_APPLICATIONS, error))
    return FALSE;
  for (gsize i = 0; i < json_array_size (node.value); i++)
    {
      g_auto (CwPlanNode) element = cw_plan_node_get_element (&node, i);

      if (!cw_plan_read_application (&element, 2, plan, error))
        return FALSE;
    }
  return TRUE;
}

/* Optional: the card's own master key and settings. */
static gboolean
cw_plan_read_card (const CwPlanNode *root,
                   CwChipPlan       *plan,
                   GError          **error)
{
  static const char *const members[] = { "confirm", "key", "settings", NULL };
  static const char *const key_members[] = { "algorithm", "label", "version", "diversify", "input", "system_id", NULL };
  static const char *const bits[] = { "list_without_key", "create_without_key", "change_settings", "change_master_key", NULL };
  g_auto (CwPlanNode) node = cw_plan_node_get (root, "picc");
  g_auto (CwPlanNode) confirm = cw_plan_node_get (&node, "confirm");
  g_auto (CwPlanNode) key = cw_plan_node_get (&node, "key");
  g_auto (CwPlanNode) settings = cw_plan_node_get (&node, "settings");
  CwCipher cipher = CW_CIPHER_AES;

  if (node.value == NULL)
    return TRUE;
  if (!cw_plan_node_check_object (&node, members, error))
    return FALSE;
  if (g_strcmp0 (json_string_value (confirm.value), CW_PLAN_CONFIRM) != 0)
    return cw_plan_node_fail (&confirm, _ ("“change-card-key” is needed here: with another master key nobody else can use the card"), error);
  if (!cw_plan_node_check_object (&key, key_members, error) ||
      !cw_plan_read_cipher (&key, &cipher, error) ||
      !cw_plan_read_key (&key, 2, cipher, &plan->card_key, error))
    return FALSE;
  plan->has_card_key = TRUE;
  for (guint i = 0; i < plan->card_key.n_inputs; i++)
    if (plan->card_key.inputs[i] == CW_CHIP_INPUT_ESCN)
      return cw_plan_node_fail (&key, _ ("the card's key cannot be made from the card number, which is read later"), error);
  plan->has_card_settings = settings.value != NULL;
  return !plan->has_card_settings ||
         (cw_plan_node_check_object (&settings, bits, error) && cw_plan_read_bits (&settings, bits, &plan->card_settings, error));
}

static gboolean
cw_plan_read_storage_kinds (const CwPlanNode *parent,
                            CwChipPlan       *plan,
                            gsize             size,
                            GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "kinds");
  g_autoptr (GStrvBuilder) kinds = g_strv_builder_new ();
  guint first = plan->storage_first;

  if (!cw_plan_node_check_array (&node, 1, CW_PLAN_MAX_KINDS, error))
    return FALSE;
  for (gsize i = 0; i < json_array_size (node.value); i++)
    {
      g_auto (CwPlanNode) element = cw_plan_node_get_element (&node, i);
      const CwStorageKind *kind = json_is_string (element.value) ? cw_storage_kind_get (json_string_value (element.value)) : NULL;

      if (kind == NULL)
        return cw_plan_node_fail (&element, _ ("the name of a storage card is needed here: “ntag213”, “classic-1k” and so on"), error);
      if (first < kind->first || first > kind->last || size > cw_storage_kind_get_capacity (kind, first))
        return cw_plan_node_fail (&element, _ ("this kind of card has no room for the content there"), error);
      g_strv_builder_add (kinds, kind->id);
    }
  plan->storage_kinds = g_strv_builder_end (kinds);
  return TRUE;
}

/* Optional: content for a storage card, in the place of applications. */
static gboolean
cw_plan_read_storage (const CwPlanNode *root,
                      CwChipPlan       *plan,
                      GError          **error)
{
  static const char *const members[] = { "kinds", "first", "size", "content", NULL };
  g_auto (CwPlanNode) node = cw_plan_node_get (root, "storage");
  g_auto (CwPlanNode) first = cw_plan_node_get (&node, "first");
  g_auto (CwPlanNode) size = cw_plan_node_get (&node, "size");
  guint bytes = 0;

  if (node.value == NULL)
    return TRUE;
  if (plan->applications->len > 0 || plan->has_card_key || plan->ev2)
    return cw_plan_node_fail (&node, _ ("a storage card has no applications, no card key and no messaging"), error);
  if (!cw_plan_node_check_object (&node, members, error) ||
      !cw_plan_node_read_number (&first, 1, 255, &plan->storage_first, error) ||
      !cw_plan_node_read_number (&size, 1, CW_CHIP_PLAN_MAX_FILE, &bytes, error) ||
      !cw_plan_read_storage_kinds (&node, plan, bytes, error))
    return FALSE;
  plan->storage = cw_chip_plan_file_new ();
  plan->storage->settings.size = bytes;
  return cw_plan_read_content (&node, plan->storage, error);
}

static gboolean
cw_plan_read_messaging (const CwPlanNode *root,
                        CwChipPlan       *plan,
                        GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (root, "messaging");
  const char *text = json_string_value (node.value);

  if (node.value == NULL || g_strcmp0 (text, "ev1") == 0)
    return TRUE;
  plan->ev2 = g_strcmp0 (text, "ev2") == 0;
  return plan->ev2 || cw_plan_node_fail (&node, _ ("“ev1” or “ev2” is needed here"), error);
}

/* EV2's messaging knows AES alone. */
static gboolean
cw_plan_check_messaging (const CwPlanNode *root,
                         const CwChipPlan *plan,
                         GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (root, "messaging");
  gboolean aes = !plan->has_card_key || plan->card_key.how.cipher == CW_CIPHER_AES;

  for (guint i = 0; i < plan->applications->len; i++)
    aes = aes && cw_chip_plan_get_application (plan, i)->frame.cipher == CW_CIPHER_AES;
  return !plan->ev2 || aes || cw_plan_node_fail (&node, _ ("“ev2” needs AES keys throughout"), error);
}

static guint
cw_plan_count_numbers (const CwChipPlanFile *file)
{
  guint n = 0;

  for (guint k = 0; k < file->parts->len; k++)
    n += ((const CwChipPlanPart *) g_ptr_array_index (file->parts, k))->kind == CW_CHIP_PART_ESCN ? 1 : 0;
  return n;
}

static gboolean
cw_plan_check_numbers (const CwPlanNode *node,
                       guint             fewest,
                       const CwChipPlan *plan,
                       GError          **error)
{
  guint n_escns = plan->storage != NULL ? cw_plan_count_numbers (plan->storage) : 0;

  for (guint i = 0; i < plan->applications->len; i++)
    {
      const CwChipPlanApplication *application = cw_chip_plan_get_application (plan, i);

      for (guint j = 0; j < application->files->len; j++)
        n_escns += cw_plan_count_numbers (cw_chip_plan_application_get_file (application, j));
    }
  if (n_escns >= fewest && n_escns <= 1)
    return TRUE;
  return cw_plan_node_fail (node, fewest == 1 ? _ ("exactly one file must hold the card number") : _ ("the card number has one place at most"), error);
}

static gboolean
cw_plan_read_first_format (const CwPlanNode *root,
                           CwChipPlan       *plan,
                           GError          **error)
{
  static const char *const members[] = { "$schema", "format", "name", "description", "application", NULL };
  g_auto (CwPlanNode) application = cw_plan_node_get (root, "application");
  g_auto (CwPlanNode) files = cw_plan_node_get (&application, "files");

  return cw_plan_node_check_object (root, members, error) &&
         cw_plan_check_notes (root, error) &&
         cw_plan_read_name (root, plan, error) &&
         cw_plan_read_application (&application, 1, plan, error) &&
         cw_plan_check_numbers (&files, 1, plan, error);
}

static gboolean
cw_plan_read_document (const CwPlanNode *root,
                       CwChipPlan       *plan,
                       GError          **error)
{
  static const char *const members[] = { "$schema", "format", "name", "description", "messaging", "picc", "applications", "storage", NULL };
  g_auto (CwPlanNode) format = cw_plan_node_get (root, "format");
  g_auto (CwPlanNode) applications = cw_plan_node_get (root, "applications");
  guint number = 0;

  if (!json_is_object (root->value))
    return cw_plan_node_check_object (root, members, error);
  if (!cw_plan_node_read_number (&format, 1, CW_PLAN_NEWEST_FORMAT, &number, error))
    return FALSE;
  if (number == 1)
    return cw_plan_read_first_format (root, plan, error);
  return cw_plan_node_check_object (root, members, error) &&
         cw_plan_check_notes (root, error) &&
         cw_plan_read_name (root, plan, error) &&
         cw_plan_read_messaging (root, plan, error) &&
         cw_plan_read_card (root, plan, error) &&
         cw_plan_read_applications (root, plan, error) &&
         cw_plan_read_storage (root, plan, error) &&
         cw_plan_check_messaging (root, plan, error) &&
         cw_plan_check_numbers (&applications, 0, plan, error);
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

  plan = cw_chip_plan_new_empty ();
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
