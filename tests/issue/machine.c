/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "machine.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/softcard.h"

#define NAME "Machine"

static void machine_printer_init (CwPrinterInterface *iface);
static void machine_feeder_init (CwFeederInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (Machine, machine, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_PRINTER, machine_printer_init)
                               G_IMPLEMENT_INTERFACE (CW_TYPE_FEEDER, machine_feeder_init))

static void
plastic_free (gpointer data)
{
  MachinePlastic *plastic = data;

  g_free (plastic->printed);
  g_free (plastic);
}

static MachinePlastic *
plastic_at (Machine *self,
            guint    index)
{
  return g_ptr_array_index (self->plastics, index);
}

/* the file */

static char *
machine_get_path (Machine *self)
{
  return g_build_filename (self->folder, "machine.ini", NULL);
}

static void
machine_save (Machine *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = machine_get_path (self);
  g_autoptr (GError) error = NULL;

  g_key_file_set_integer (file, "machine", "plastics", (int) self->plastics->len);
  g_key_file_set_integer (file, "machine", "inside", self->inside);
  g_key_file_set_boolean (file, "machine", "hold", self->hold);
  for (guint i = 0; i < self->plastics->len; i++)
    {
      g_autofree char *group = g_strdup_printf ("plastic-%u", i);

      g_key_file_set_integer (file, group, "place", (int) plastic_at (self, i)->place);
      g_key_file_set_integer (file, group, "prints", (int) plastic_at (self, i)->prints);
      if (plastic_at (self, i)->printed != NULL)
        g_key_file_set_string (file, group, "printed", plastic_at (self, i)->printed);
    }
  g_key_file_save_to_file (file, path, &error);
  g_assert_no_error (error);
}

static void
machine_load (Machine *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = machine_get_path (self);
  int plastics;

  self->inside = -1;
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return;
  plastics = g_key_file_get_integer (file, "machine", "plastics", NULL);
  self->inside = g_key_file_get_integer (file, "machine", "inside", NULL);
  self->hold = g_key_file_get_boolean (file, "machine", "hold", NULL);
  for (int i = 0; i < plastics; i++)
    {
      g_autofree char *group = g_strdup_printf ("plastic-%d", i);
      MachinePlastic *plastic = g_new0 (MachinePlastic, 1);

      plastic->place = (MachinePlace) g_key_file_get_integer (file, group, "place", NULL);
      plastic->prints = (guint) g_key_file_get_integer (file, group, "prints", NULL);
      plastic->printed = g_key_file_get_string (file, group, "printed", NULL);
      g_ptr_array_add (self->plastics, plastic);
    }
}

/* the chips */

static CwSoftCard *
machine_open_chip (Machine *self,
                   guint    index)
{
  g_autofree char *name = g_strdup_printf ("blank-%u.json", index);
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  CwSoftCard *chip = cw_soft_card_open (path, &error);

  g_assert_no_error (error);
  return chip;
}

static gboolean
transmit (gpointer      chip,
          const guint8 *command,
          gsize         length,
          GByteArray   *answer)
{
  return cw_soft_card_transmit (chip, command, length, answer);
}

/* A chip that has a UID and understands nothing. */
static gboolean
transmit_bad (gpointer      chip,
              const guint8 *command,
              gsize         length,
              GByteArray   *answer)
{
  static const guint8 no[] = { 0x6d, 0x00 };

  if (length == 0 || command[0] == 0xff)
    return cw_soft_card_transmit (chip, command, length, answer);
  g_byte_array_append (answer, no, sizeof no);
  return TRUE;
}

static void
machine_update_reader (Machine *self)
{
  g_autoptr (GBytes) atr = NULL;
  CwSoftCard *chip;
  gboolean bad = self->inside >= 0 && (guint) self->inside < self->bad_chips;

  cw_soft_reader_remove (self->reader);
  if (self->inside < 0 || plastic_at (self, (guint) self->inside)->place != MACHINE_AT_READER)
    return;
  chip = machine_open_chip (self, (guint) self->inside);
  if (self->tear_at != 0)
    cw_soft_card_inject (chip, &(CwSoftFault) { .kind = CW_SOFT_FAULT_TEAR, .apdu = self->tear_at });
  self->tear_at = 0;
  atr = cw_soft_card_get_atr (chip);
  cw_soft_reader_insert (self->reader, atr, bad ? transmit_bad : transmit, chip, (GDestroyNotify) cw_soft_card_unref);
}

char *
machine_read_uid (Machine *self,
                  guint    index)
{
  g_autoptr (CwSoftCard) chip = machine_open_chip (self, index);
  guint8 uid[7];

  cw_soft_card_get_uid (chip, uid);
  return cw_hex_encode (uid, sizeof uid);
}

/* what moves */

static void
machine_tell (Machine *self,
              gboolean before)
{
  if (self->moved != NULL)
    self->moved (before, self->user_data);
}

static void
machine_feed (Machine *self)
{
  g_assert_cmpint (self->inside, <, 0);
  self->inside = (int) self->plastics->len;
  g_ptr_array_add (self->plastics, g_new0 (MachinePlastic, 1));
}

static void
machine_put (Machine     *self,
             MachinePlace place)
{
  plastic_at (self, (guint) self->inside)->place = place;
  if (place == MACHINE_OUT || place == MACHINE_REJECTED)
    self->inside = -1;
}

static gboolean
machine_is_there (Machine *self,
                  GError **error)
{
  if (self->unreachable)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE, "The machine is switched off.");
  return !self->unreachable;
}

/* the feeder's door */

static const CwFeederTraits *
machine_get_traits (CwFeeder *feeder)
{
  return &TEST_MACHINE (feeder)->traits;
}

static gboolean
machine_get_place (CwFeeder    *feeder,
                   CwCardPlace *place,
                   GError     **error)
{
  Machine *self = TEST_MACHINE (feeder);

  if (!machine_is_there (self, error))
    return FALSE;
  *place = CW_CARD_PLACE_NONE;
  if (self->inside >= 0)
    *place = plastic_at (self, (guint) self->inside)->place == MACHINE_AT_READER ? CW_CARD_PLACE_CONTACTLESS : CW_CARD_PLACE_INSIDE;
  if (self->place_unknown)
    *place = CW_CARD_PLACE_UNKNOWN;
  return TRUE;
}

static void
machine_do_move (Machine *self,
                 CwMove   move)
{
  switch (move)
    {
    case CW_MOVE_INSERT:
      machine_feed (self);
      break;
    case CW_MOVE_CONTACT:
    case CW_MOVE_CONTACTLESS:
      if (self->inside < 0)
        machine_feed (self);
      machine_put (self, MACHINE_AT_READER);
      break;
    case CW_MOVE_EJECT:
      machine_put (self, MACHINE_OUT);
      break;
    case CW_MOVE_REJECT:
      g_assert_true (self->traits.reject);
      machine_put (self, MACHINE_REJECTED);
      break;
    }
  machine_save (self);
  machine_update_reader (self);
}

static gboolean
machine_move (CwFeeder     *feeder,
              CwMove        move,
              GCancellable *cancellable,
              GError      **error)
{
  Machine *self = TEST_MACHINE (feeder);
  int wrong = self->move_error;

  if (!machine_is_there (self, error))
    return FALSE;
  if (self->place_unknown || (self->inside < 0 && (move == CW_MOVE_EJECT || move == CW_MOVE_REJECT)))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, "The machine has no card to move.");
      return FALSE;
    }
  self->move_error = -1;
  machine_tell (self, TRUE);
  if (wrong < 0 || self->move_happens)
    machine_do_move (self, move);
  machine_tell (self, FALSE);
  if (wrong >= 0)
    g_set_error_literal (error, CW_ERROR, wrong, "The machine has trouble.");
  return wrong < 0;
}

static gboolean
machine_set_hold (CwFeeder *feeder,
                  gboolean  hold,
                  GError  **error)
{
  Machine *self = TEST_MACHINE (feeder);

  if (!machine_is_there (self, error))
    return FALSE;
  self->hold = hold;
  machine_save (self);
  return TRUE;
}

static void
machine_feeder_init (CwFeederInterface *iface)
{
  iface->get_traits = machine_get_traits;
  iface->get_place = machine_get_place;
  iface->move = machine_move;
  iface->set_hold = machine_set_hold;
}

/* the printer's door */

static const char *
machine_get_name (CwPrinter *printer)
{
  return NAME;
}

static gboolean
machine_get_capabilities (CwPrinter             *printer,
                          CwPrinterCapabilities *capabilities,
                          GError               **error)
{
  *capabilities = (CwPrinterCapabilities) { .dpi = 300, .canvas_width = 1016, .canvas_height = 648, .duplex = TRUE, .colour = TRUE, .resin = TRUE, .model = cw_printer_model_get ("evolis") };
  return TRUE;
}

static gboolean
machine_get_status (CwPrinter       *printer,
                    CwPrinterStatus *status,
                    GError         **error)
{
  *status = (CwPrinterStatus) { .state = TEST_MACHINE (printer)->unreachable ? CW_PRINTER_STATE_UNREACHABLE : CW_PRINTER_STATE_IDLE, .ribbon_percent = -1 };
  return TRUE;
}

static void
machine_print (Machine    *self,
               const char *name)
{
  MachinePlastic *plastic;

  if (self->inside < 0)
    machine_feed (self);
  plastic = plastic_at (self, (guint) self->inside);
  plastic->prints++;
  g_free (plastic->printed);
  plastic->printed = g_strdup (name);
  machine_put (self, self->hold && !self->hold_fails ? MACHINE_INSIDE : MACHINE_OUT);
}

static CwPrintTicket *
machine_submit (CwPrinter            *printer,
                const CwPrintRequest *request,
                GCancellable         *cancellable,
                GError              **error)
{
  Machine *self = TEST_MACHINE (printer);
  CwPrintTicket *ticket;

  if (!machine_is_there (self, error))
    return NULL;
  machine_tell (self, TRUE);
  if (self->prints)
    machine_print (self, request->job_name);
  machine_save (self);
  machine_update_reader (self);
  machine_tell (self, FALSE);
  if (self->cancels)
    g_ptr_array_add (self->jobs, g_strdup (request->job_name));
  ticket = g_new0 (CwPrintTicket, 1);
  ticket->job_id = g_strdup ("17");
  ticket->job_name = g_strdup (request->job_name);
  ticket->evidence = g_strdup ("{}");
  return ticket;
}

static gboolean
machine_watch (CwPrinter           *printer,
               const CwPrintTicket *ticket,
               CwPrintNewsFunc      news,
               gpointer             user_data,
               GCancellable        *cancellable,
               CwPrintOutcome      *outcome,
               char               **evidence,
               GError             **error)
{
  Machine *self = TEST_MACHINE (printer);
  CwPrinterStatus status = { .state = CW_PRINTER_STATE_PROCESSING, .ribbon_percent = -1 };

  for (CwPrintPhase phase = CW_PRINT_PHASE_QUEUED; phase <= CW_PRINT_PHASE_PRINTED; phase++)
    for (guint poll = 0; poll < 2; poll++)
      news (phase, &status, NULL, user_data);
  if (g_ptr_array_find_with_equal_func (self->jobs, ticket->job_name, g_str_equal, NULL))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The waiting was cancelled.");
      return FALSE;
    }
  *outcome = self->outcome;
  *evidence = g_strdup ("{\"machine\":true}");
  return TRUE;
}

static gboolean
machine_settle (CwPrinter      *printer,
                const char     *job_name,
                const char     *job_id,
                CwPrintOutcome *outcome,
                char          **evidence,
                GError        **error)
{
  Machine *self = TEST_MACHINE (printer);
  gboolean found = FALSE;

  if (!machine_is_there (self, error))
    return FALSE;
  for (guint i = 0; i < self->plastics->len; i++)
    found = found || g_strcmp0 (plastic_at (self, i)->printed, job_name) == 0;
  *outcome = found ? CW_PRINT_PRINTED : CW_PRINT_NOT_PRINTED;
  if (g_ptr_array_find_with_equal_func (self->jobs, job_name, g_str_equal, NULL))
    *outcome = CW_PRINT_WORKING;
  *evidence = g_strdup ("{\"settled\":true}");
  return TRUE;
}

static GPtrArray *
machine_list_jobs (CwPrinter *printer,
                   GError   **error)
{
  Machine *self = TEST_MACHINE (printer);
  GPtrArray *jobs;

  if (!machine_is_there (self, error))
    return NULL;
  jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_printer_job_free);
  for (guint i = 0; i < self->jobs->len; i++)
    {
      CwPrinterJob *job = g_new0 (CwPrinterJob, 1);

      job->id = g_strdup_printf ("%u", 17 + i);
      job->name = g_strdup (g_ptr_array_index (self->jobs, i));
      job->owner = g_strdup ("ilze");
      g_ptr_array_add (jobs, job);
    }
  return jobs;
}

static gboolean
machine_cancel_job (CwPrinter  *printer,
                    const char *job_id,
                    GError    **error)
{
  Machine *self = TEST_MACHINE (printer);
  guint index = (guint) g_ascii_strtoull (job_id, NULL, 10) - 17;

  if (index >= self->jobs->len)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, "There is no job %s.", job_id);
      return FALSE;
    }
  self->cancelled++;
  g_ptr_array_remove_index (self->jobs, index);
  return TRUE;
}

static gboolean
machine_resume (CwPrinter *printer,
                GError   **error)
{
  return machine_is_there (TEST_MACHINE (printer), error);
}

static void
machine_printer_init (CwPrinterInterface *iface)
{
  iface->get_name = machine_get_name;
  iface->get_capabilities = machine_get_capabilities;
  iface->get_status = machine_get_status;
  iface->submit = machine_submit;
  iface->watch = machine_watch;
  iface->settle = machine_settle;
  iface->list_jobs = machine_list_jobs;
  iface->cancel_job = machine_cancel_job;
  iface->resume = machine_resume;
}

static void
machine_finalize (GObject *object)
{
  Machine *self = TEST_MACHINE (object);

  g_clear_object (&self->reader);
  g_ptr_array_unref (self->plastics);
  g_ptr_array_unref (self->jobs);
  g_free (self->folder);
  G_OBJECT_CLASS (machine_parent_class)->finalize (object);
}

static void
machine_class_init (MachineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = machine_finalize;
}

static void
machine_init (Machine *self)
{
  self->reader = cw_soft_reader_new ("Inside");
  self->plastics = g_ptr_array_new_with_free_func (plastic_free);
  self->jobs = g_ptr_array_new_with_free_func (g_free);
  self->traits = (CwFeederTraits) { .contactless = TRUE, .reject = TRUE, .hold = TRUE };
  self->move_error = -1;
  self->outcome = CW_PRINT_PRINTED;
  self->prints = TRUE;
}

/* Switched on: a card that was inside is still there. */
Machine *
machine_new (const char *folder)
{
  Machine *self = g_object_new (TEST_TYPE_MACHINE, NULL);

  self->folder = g_strdup (folder);
  machine_load (self);
  machine_update_reader (self);
  return self;
}

guint
machine_count (Machine     *self,
               MachinePlace place)
{
  guint n = 0;

  for (guint i = 0; i < self->plastics->len; i++)
    n += plastic_at (self, i)->place == place;
  return n;
}

guint
machine_count_of (Machine    *self,
                  const char *escn)
{
  guint n = 0;

  for (guint i = 0; i < self->plastics->len; i++)
    n += plastic_at (self, i)->printed != NULL && g_str_has_prefix (plastic_at (self, i)->printed, escn);
  return n;
}
