/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/trace.h"

#include "app/base/bytes.h"
#include "app/chip/apdu.h"

/* Writing down a conversation with a chip. It looks at the APDUs from outside, so that a mistake
 * in the engine cannot put a secret into it: what a command may show is said in a table, and a
 * command that is not in the table shows its name alone. One thread at a time. */

#define CW_CHIP_TRACE_MORE 0xaf
#define CW_CHIP_TRACE_ALL G_MAXUINT8 /* bytes of a command that may be shown: every one */
#define CW_CHIP_TRACE_READER_CLA 0xff /* PC/SC part 3: to the reader itself */

typedef struct
{
  guint8      ins;
  guint8      shown;  /* bytes of its data that may be shown */
  gboolean    secret; /* its answer may not be shown either */
  const char *name;
} CwChipTraceCommand;

/* Names as in NXP's data sheets and libfreefare. */
static const CwChipTraceCommand native[] = {
  { 0x0a, 1, TRUE, "AuthenticateLegacy" },
  { 0x0c, CW_CHIP_TRACE_ALL, FALSE, "Credit" },
  { 0x1a, 1, TRUE, "AuthenticateISO" },
  { 0x1c, CW_CHIP_TRACE_ALL, FALSE, "LimitedCredit" },
  { 0x3d, CW_CHIP_TRACE_ALL, FALSE, "WriteData" },
  { 0x45, CW_CHIP_TRACE_ALL, FALSE, "GetKeySettings" },
  { 0x51, CW_CHIP_TRACE_ALL, FALSE, "GetCardUID" },
  { 0x54, CW_CHIP_TRACE_ALL, FALSE, "ChangeKeySettings" },
  { 0x5a, CW_CHIP_TRACE_ALL, FALSE, "SelectApplication" },
  { 0x5c, 1, FALSE, "SetConfiguration" },
  { 0x5f, CW_CHIP_TRACE_ALL, FALSE, "ChangeFileSettings" },
  { 0x60, CW_CHIP_TRACE_ALL, FALSE, "GetVersion" },
  { 0x61, CW_CHIP_TRACE_ALL, FALSE, "GetISOFileIDs" },
  { 0x64, CW_CHIP_TRACE_ALL, FALSE, "GetKeyVersion" },
  { 0x6a, CW_CHIP_TRACE_ALL, FALSE, "GetApplicationIDs" },
  { 0x6c, CW_CHIP_TRACE_ALL, FALSE, "GetValue" },
  { 0x6d, CW_CHIP_TRACE_ALL, FALSE, "GetDFNames" },
  { 0x6e, CW_CHIP_TRACE_ALL, FALSE, "GetFreeMemory" },
  { 0x6f, CW_CHIP_TRACE_ALL, FALSE, "GetFileIDs" },
  { 0x71, 1, TRUE, "AuthenticateEV2First" },
  { 0x77, 1, TRUE, "AuthenticateEV2NonFirst" },
  { 0xa7, CW_CHIP_TRACE_ALL, FALSE, "AbortTransaction" },
  { 0xaa, 1, TRUE, "AuthenticateAES" },
  { 0xbd, CW_CHIP_TRACE_ALL, FALSE, "ReadData" },
  { 0xc4, 1, FALSE, "ChangeKey" },
  { 0xc7, CW_CHIP_TRACE_ALL, FALSE, "CommitTransaction" },
  { 0xca, CW_CHIP_TRACE_ALL, FALSE, "CreateApplication" },
  { 0xcb, CW_CHIP_TRACE_ALL, FALSE, "CreateBackupDataFile" },
  { 0xcc, CW_CHIP_TRACE_ALL, FALSE, "CreateValueFile" },
  { 0xcd, CW_CHIP_TRACE_ALL, FALSE, "CreateStdDataFile" },
  { 0xda, CW_CHIP_TRACE_ALL, FALSE, "DeleteApplication" },
  { 0xdc, CW_CHIP_TRACE_ALL, FALSE, "Debit" },
  { 0xdf, CW_CHIP_TRACE_ALL, FALSE, "DeleteFile" },
  { 0xf5, CW_CHIP_TRACE_ALL, FALSE, "GetFileSettings" },
  { 0xfc, CW_CHIP_TRACE_ALL, FALSE, "FormatPICC" },
};

/* The reader's own commands. FF 00 (to its radio chip, as it is) and FF 82 carry keys; a block
 * that is read or written may hold some. */
static const CwChipTraceCommand reader[] = {
  { 0x00, 0, TRUE, "DirectTransmit" },
  { 0x82, 0, FALSE, "LoadKey" },
  { 0x86, CW_CHIP_TRACE_ALL, FALSE, "GeneralAuthenticate" },
  { 0x88, CW_CHIP_TRACE_ALL, FALSE, "Authenticate" },
  { 0xb0, 0, TRUE, "ReadBinary" },
  { 0xca, CW_CHIP_TRACE_ALL, FALSE, "GetData" },
  { 0xd6, 0, FALSE, "UpdateBinary" },
};

static const CwChipTraceCommand unknown = { 0, 0, TRUE, "unknown command" };

struct _CwChipTrace
{
  CwChipLink                link;    /* ours */
  CwChipLink                inner;
  CwChipTraceFunc           sink;
  gpointer                  user_data;
  guint                     number;  /* of the exchange, from 1 */
  const CwChipTraceCommand *running; /* whose frames AF continues */
};

static const CwChipTraceCommand *
cw_chip_trace_find (const CwChipTraceCommand *commands,
                    gsize                     n_commands,
                    guint8                    ins)
{
  for (gsize i = 0; i < n_commands; i++)
    if (commands[i].ins == ins)
      return &commands[i];
  return &unknown;
}

/* @shown bytes in hex, and how many follow that are not shown. */
static void
cw_chip_trace_put_data (GString      *line,
                        const guint8 *data,
                        gsize         length,
                        gsize         shown)
{
  g_autofree char *hex = NULL;

  shown = MIN (shown, length);
  if (shown > 0)
    {
      hex = cw_hex_encode (data, shown);
      g_string_append_printf (line, " %s", hex);
    }
  if (length > shown)
    g_string_append_printf (line, " [%zu bytes left out]", length - shown);
}

static void
cw_chip_trace_put_command (CwChipTrace  *self,
                           const guint8 *command,
                           gsize         length,
                           GString      *line)
{
  const guint8 *data = NULL;
  gsize data_length = 0;
  guint8 ins = 0;

  if (cw_apdu_unwrap (command, length, &ins, &data, &data_length))
    {
      gboolean more = ins == CW_CHIP_TRACE_MORE;
      gsize shown;

      if (!more || self->running == NULL)
        self->running = cw_chip_trace_find (native, G_N_ELEMENTS (native), ins);
      g_string_append_printf (line, "%02X %s%s", ins, self->running->name, more ? " goes on" : "");
      /* what a command may not show whole, it shows in its first frame alone */
      shown = self->running->shown;
      if (shown == CW_CHIP_TRACE_ALL)
        shown = data_length;
      else if (more)
        shown = 0;
      cw_chip_trace_put_data (line, data, data_length, shown);
      return;
    }

  self->running = &unknown;
  if (length >= 4 && command[0] == CW_CHIP_TRACE_READER_CLA)
    self->running = cw_chip_trace_find (reader, G_N_ELEMENTS (reader), command[1]);
  g_string_append (line, self->running->name);
  /* the header of four bytes shows a block's or a key slot's number */
  cw_chip_trace_put_data (line, command, length, self->running->shown == CW_CHIP_TRACE_ALL ? length : 4);
}

static void
cw_chip_trace_put_answer (const CwChipTrace *self,
                          const GByteArray  *answer,
                          GString           *line)
{
  gsize length;

  if (answer->len < 2)
    {
      g_string_append_printf (line, "no status in %u bytes", answer->len);
      return;
    }
  length = answer->len - 2;
  g_string_append_printf (line, "%02X%02X", answer->data[length], answer->data[length + 1]);
  cw_chip_trace_put_data (line, answer->data, length, self->running->secret ? 0 : length);
}

static gboolean
cw_chip_trace_transmit (gpointer      user_data,
                        const guint8 *command,
                        gsize         command_length,
                        GByteArray   *answer,
                        GError      **error)
{
  CwChipTrace *self = user_data;
  g_autoptr (GString) line = g_string_new (NULL);
  GError *cause = NULL;

  g_string_printf (line, "%04u > ", ++self->number);
  cw_chip_trace_put_command (self, command, command_length, line);
  self->sink (line->str, self->user_data);

  if (!self->inner.transmit (self->inner.user_data, command, command_length, answer, &cause))
    {
      g_string_printf (line, "%04u ! %s", self->number, cause->message);
      self->sink (line->str, self->user_data);
      g_propagate_error (error, cause);
      return FALSE;
    }
  g_string_printf (line, "%04u < ", self->number);
  cw_chip_trace_put_answer (self, answer, line);
  self->sink (line->str, self->user_data);
  return TRUE;
}

/* Challenges pass by unseen. */
static void
cw_chip_trace_random (gpointer user_data,
                      guint8  *data,
                      gsize    length)
{
  CwChipTrace *self = user_data;

  self->inner.random (self->inner.user_data, data, length);
}

/**
 * cw_chip_trace_new:
 * @link: copied; what its user_data points to outlives the trace
 * @sink: gets every line at once, before the next exchange
 *
 * Returns: (transfer full): a trace; lend its link to whoever would have had @link
 */
CwChipTrace *
cw_chip_trace_new (const CwChipLink *link,
                   CwChipTraceFunc   sink,
                   gpointer          user_data)
{
  CwChipTrace *self = g_new0 (CwChipTrace, 1);

  self->inner = *link;
  self->link = *link;
  self->link.transmit = cw_chip_trace_transmit;
  self->link.random = cw_chip_trace_random;
  self->link.user_data = self;
  self->sink = sink;
  self->user_data = user_data;
  return self;
}

void
cw_chip_trace_free (CwChipTrace *self)
{
  g_free (self);
}

/**
 * cw_chip_trace_get_link:
 *
 * Returns: (transfer none): belongs to the trace
 */
const CwChipLink *
cw_chip_trace_get_link (CwChipTrace *self)
{
  return &self->link;
}
