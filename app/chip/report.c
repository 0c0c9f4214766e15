/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/report.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/kind.h"
#include "app/chip/plan.h"
#include "app/chip/planjson.h"

/* What is told about a chip: the report as a value and as JSON, and the look that needs no key.
 * One thread at a time. */

/**
 * cw_chip_report_new:
 *
 * Returns: (transfer full): a report with what the card says of itself
 */
CwChipReport *
cw_chip_report_new (const CwDesfireVersion *version)
{
  CwChipReport *self = g_new0 (CwChipReport, 1);

  self->uid = cw_hex_encode (version->uid, sizeof version->uid);
  self->kind = cw_chip_kind_describe (version);
  return self;
}

void
cw_chip_report_free (CwChipReport *self)
{
  if (self == NULL)
    return;
  g_free (self->uid);
  g_free (self->kind);
  g_free (self->content_digest);
  g_free (self->key_versions);
  g_free (self->difference);
  g_free (self);
}

/**
 * cw_chip_report_set_escn:
 * @content: (array length=length): what the file of the card number holds
 *
 * Takes the number over if it is one; blank or foreign bytes are none.
 *
 * Returns: whether it is
 */
gboolean
cw_chip_report_set_escn (CwChipReport *self,
                         const guint8 *content,
                         gsize         length)
{
  char text[CW_ESCN_TEXT_SIZE];
  CwEscn escn;

  if (length != sizeof escn.bytes)
    return FALSE;
  memcpy (escn.bytes, content, length);
  cw_escn_format (&escn, text);
  self->has_escn = cw_escn_parse (text, &self->escn, NULL);
  return self->has_escn;
}

static json_t *
cw_chip_report_text (const char *text)
{
  return text == NULL ? json_null () : json_string (text);
}

/**
 * cw_chip_report_to_json:
 *
 * Returns: (transfer full): the report as one JSON object on one line, for evidence and --json
 */
char *
cw_chip_report_to_json (const CwChipReport *self)
{
  g_autoptr (json_t) root = json_object ();
  g_autofree char *escn = self->has_escn ? cw_escn_to_string (&self->escn) : NULL;
  char *dump;
  char *text;

  json_object_set_new (root, "uid", cw_chip_report_text (self->uid));
  json_object_set_new (root, "kind", cw_chip_report_text (self->kind));
  json_object_set_new (root, "exchanges", json_integer (self->exchanges));
  json_object_set_new (root, "present", json_boolean (self->present));
  json_object_set_new (root, "complete", json_boolean (self->complete));
  json_object_set_new (root, "escn", cw_chip_report_text (escn));
  json_object_set_new (root, "content_digest", cw_chip_report_text (self->content_digest));
  json_object_set_new (root, "key_versions", cw_chip_report_text (self->key_versions));
  json_object_set_new (root, "difference", cw_chip_report_text (self->difference));

  dump = json_dumps (root, JSON_COMPACT | JSON_PRESERVE_ORDER);
  text = g_strdup (dump);
  free (dump);
  return text;
}

/* A chip that does not let the number be read has none to show; that is no error. */
static gboolean
cw_chip_inspect_number (CwDesfire    *desfire,
                        CwChipReport *report,
                        GError      **error)
{
  const CwDesfireAid aid = CW_CHIP_ESCN_AID;
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autoptr (GError) cause = NULL;

  report->present = cw_desfire_select (desfire, &aid, &cause);
  if (report->present && cw_desfire_read_data (desfire, CW_CHIP_ESCN_FILE, CW_DESFIRE_COMM_PLAIN, 0, CW_CHIP_ESCN_SIZE, content, &cause))
    cw_chip_report_set_escn (report, content->data, content->len);
  if (cause == NULL || cw_chip_is_refusal (cause))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/* The reader's own command for the UID (PC/SC part 3, 3.2.2.1.3), which every card answers. */
static const guint8 get_uid[] = { 0xff, 0xca, 0x00, 0x00, 0x00 };

/* First byte of a four-byte UID that is another one each time (ISO/IEC 14443-3, 6.5.4). */
#define CW_CHIP_RANDOM_UID 0x08

/**
 * cw_chip_recognise:
 *
 * Any card at all, by nothing but its UID: for plans that write nothing. One exchange.
 *
 * Returns: (transfer full): a report that is complete as it is, or %NULL with
 *   %CW_ERROR_CARD_UNKNOWN when the card hides its UID or the reader does not tell it
 */
CwChipReport *
cw_chip_recognise (const CwChipLink *link,
                   GError          **error)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  CwChipReport *self;
  guint length;

  if (!link->transmit (link->user_data, get_uid, sizeof get_uid, answer, error))
    return NULL;
  length = answer->len < 2 ? 0 : answer->len - 2;
  if (answer->len < 2 || answer->data[length] != 0x90 || (length != 4 && length != 7 && length != 10))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN, _ ("The reader does not tell this card's serial number. Use another card or another reader."));
      return NULL;
    }
  if (length == 4 && answer->data[0] == CW_CHIP_RANDOM_UID)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN, _ ("This card hides its serial number (random UID), so it cannot be encoded. Use another card."));
      return NULL;
    }
  self = g_new0 (CwChipReport, 1);
  self->uid = cw_hex_encode (answer->data, length);
  self->kind = g_strdup (_ ("card"));
  self->exchanges = 1;
  self->complete = TRUE;
  return self;
}

/* @other: it did not even tell a version
 * @cause: (transfer full): why it is no DESFire that can be used */
static CwChipReport *
cw_chip_inspect_other (const CwChipLink *link,
                       const CwDesfire  *desfire,
                       gboolean          other,
                       GError           *cause,
                       GError          **error)
{
  CwChipReport *report = NULL;

  if (other && g_error_matches (cause, CW_ERROR, CW_ERROR_CARD_UNKNOWN))
    report = cw_chip_recognise (link, NULL);
  if (report == NULL)
    {
      g_propagate_error (error, cause);
      return NULL;
    }
  g_error_free (cause);
  report->complete = FALSE;
  report->exchanges += cw_desfire_get_exchanges (desfire);
  return report;
}

/**
 * cw_chip_inspect:
 *
 * Says which chip this is and, when it carries the shipped plan's application, which card number
 * it holds. Uses no key and changes nothing; at most six exchanges. Of a card that is no DESFire
 * it tells the UID alone.
 *
 * Returns: (transfer full): a report, or %NULL with %CW_ERROR_CARD_UNKNOWN, %CW_ERROR_CARD_REMOVED
 *   or %CW_ERROR_CHIP_INTEGRITY
 */
CwChipReport *
cw_chip_inspect (const CwChipLink *link,
                 GError          **error)
{
  g_autoptr (CwDesfire) desfire = NULL;
  g_autoptr (CwChipReport) report = NULL;
  g_autoptr (GError) cause = NULL;
  CwDesfireVersion version = { 0 };

  g_return_val_if_fail (link != NULL, NULL);

  desfire = cw_desfire_new (link);
  if (!cw_chip_identify (desfire, &version, &cause))
    return cw_chip_inspect_other (link, desfire, version.hardware.vendor == 0, g_steal_pointer (&cause), error);
  report = cw_chip_report_new (&version);
  if (cw_chip_kind_is_usable (&version) && !cw_chip_inspect_number (desfire, report, error))
    return NULL;
  report->exchanges = cw_desfire_get_exchanges (desfire);
  return g_steal_pointer (&report);
}
