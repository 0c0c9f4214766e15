/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/supplies.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/station/station-private.h"

/* What is in the station's printer: its own numbers, read now and then and kept in between, and what
 * people told the station. Blocking, on the workers and for the command line; add_supply_async from
 * the station's thread. */

/* A printer's sensors are asked no more often; while they tell of trouble, somebody is probably at it and
 * waits for the answer. */
#define READ_INTERVAL (30 * G_USEC_PER_SEC)
#define TROUBLE_INTERVAL (5 * G_USEC_PER_SEC)

/* the ledger's newest rows, among which the last card says how many sets a card takes */
#define RECENT_PLASTICS 20

/* far more than any printer holds or does between two cleanings: a slip of the hand */
#define QUANTITY_MAX 100000
#define NAME_LETTERS_MAX 64

static CwSupplies *
cw_supplies_copy (const CwSupplies *other)
{
  CwSupplies *self = cw_supplies_new ();

  *self = *other;
  self->ribbon = g_strdup (other->ribbon);
  return self;
}

static gint64
cw_supplies_get_interval (const CwSupplies *self)
{
  CwPrinterStatus status = { .ribbon_percent = -1 };

  cw_printer_status_add_reasons (&status, self->reasons);
  return status.errors != CW_PRINTER_REASON_NONE ? TROUBLE_INTERVAL : READ_INTERVAL;
}

/* Returns: (transfer full): all unknown where the printer cannot be asked or did not answer */
static CwSupplies *
cw_station_read_supplies (CwStation *self)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSupplies) read = NULL;
  gint64 now = cw_clock_monotonic (self->tools.clock);

  if (self->tools.supplies == NULL)
    return cw_supplies_new ();
  g_mutex_lock (&self->lock);
  if (self->supplies != NULL && now - self->supplies_at < cw_supplies_get_interval (self->supplies))
    read = cw_supplies_copy (self->supplies);
  g_mutex_unlock (&self->lock);
  if (read != NULL)
    return g_steal_pointer (&read);

  /* not under the lock: a printer may take seconds to answer */
  read = cw_supply_source_read (self->tools.supplies, &error);
  if (read == NULL)
    {
      g_debug ("the printer's supplies cannot be read: %s", error->message);
      read = cw_supplies_new ();
    }
  locker = g_mutex_locker_new (&self->lock);
  cw_supplies_free (self->supplies);
  self->supplies = cw_supplies_copy (read);
  self->supplies_at = now;
  return g_steal_pointer (&read);
}

/* As the last card did; before the first one, the fewest. */
guint
cw_station_get_sets_per_card (CwStation *self)
{
  CwLedgerFilter filter = { .printer = cw_printer_get_name (self->tools.printer) };
  g_autoptr (GPtrArray) rows = cw_store_list_ledger (self->tools.store, &filter, RECENT_PLASTICS, 0, NULL);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const CwPlasticRow *row = g_ptr_array_index (rows, i);

      if (row->purpose == CW_PLASTIC_PURPOSE_CARD && row->sets > 0)
        return (guint) row->sets;
    }
  return 1;
}

/* Sets of panels of a new ribbon by the model's data: of the one that the settings name, else of the one
 * that was named when it was put in. 0: not known. */
static int
cw_station_get_roll (CwStation         *self,
                     const CwSupplyRow *row)
{
  const char *id = self->tools.ribbon != NULL || row == NULL ? self->tools.ribbon : row->name;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const CwPrinterModel *model = self->printer_known ? self->printer.model : NULL;
  const CwRibbon *ribbon = model != NULL && id != NULL ? cw_printer_model_get_ribbon (model, id) : NULL;

  return ribbon != NULL ? (int) MIN (ribbon->sets, (guint) QUANTITY_MAX) : 0;
}

/* The same, as the printer says, as the person said who put it in, as the model's data have it. */
static int
cw_station_get_ribbon_whole (CwStation         *self,
                             const CwSupplies  *supplies,
                             const CwSupplyRow *row)
{
  if (supplies->ribbon_whole > 0)
    return MIN (supplies->ribbon_whole, QUANTITY_MAX);
  return row != NULL && row->quantity > 0 ? (int) MIN (row->quantity, (guint) QUANTITY_MAX) : cw_station_get_roll (self, row);
}

static gboolean
cw_station_reckon_with (CwStation             *self,
                        CwSupplies            *supplies,
                        const CwPrinterStatus *machine,
                        CwPossible            *possible,
                        GError               **error)
{
  const char *printer = cw_printer_get_name (self->tools.printer);
  g_autoptr (GError) local = NULL;
  g_autoptr (CwSupplyRow) ribbon = cw_store_get_supply (self->tools.store, printer, CW_SUPPLY_RIBBON, &local);
  g_autoptr (CwSupplyRow) blanks = local == NULL ? cw_store_get_supply (self->tools.store, printer, CW_SUPPLY_BLANKS, &local) : NULL;
  g_autoptr (CwSupplyRow) cleaning = local == NULL ? cw_store_get_supply (self->tools.store, printer, CW_SUPPLY_CLEANING, &local) : NULL;
  const CwSupplyRow *rows[] = { [CW_SUPPLY_RIBBON] = ribbon, [CW_SUPPLY_BLANKS] = blanks, [CW_SUPPLY_CLEANING] = cleaning };
  int whole;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  whole = cw_station_get_ribbon_whole (self, supplies, ribbon);
  if (supplies->ribbon_left < 0 && machine->ribbon_percent >= 0 && whole > 0)
    supplies->ribbon_left = whole * MIN (machine->ribbon_percent, 100) / 100;
  supplies->ribbon_whole = whole;
  supplies->reasons |= machine->reasons;
  cw_possible_reckon (supplies, rows, cw_station_get_sets_per_card (self), possible);
  return TRUE;
}

/**
 * cw_station_look_at_printer:
 * @machine: (out): state and reasons, those of its sensors among them; unreachable when it did not answer
 * @why: (out) (transfer full): what the printer's own error was when it did not answer; else %NULL
 * @possible: (out): cards possible now
 *
 * Blocks for as long as the printer takes. It fails only when the store cannot be read.
 */
gboolean
cw_station_look_at_printer (CwStation       *self,
                            CwPrinterStatus *machine,
                            GError         **why,
                            CwPossible      *possible,
                            GError         **error)
{
  g_autoptr (CwSupplies) supplies = NULL;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (CW_IS_STATION (self) && machine != NULL && why != NULL && possible != NULL, FALSE);

  *possible = (CwPossible) { .cards = -1 };
  supplies = cw_station_read_supplies (self);
  if (cw_printer_get_status (self->tools.printer, machine, &local))
    cw_printer_status_add_reasons (machine, supplies->reasons);
  else
    *machine = (CwPrinterStatus) { .state = CW_PRINTER_STATE_UNREACHABLE, .ribbon_percent = -1 };
  *why = g_steal_pointer (&local);
  return cw_station_reckon_with (self, supplies, machine, possible, error);
}

gboolean
cw_station_reckon_possible (CwStation  *self,
                            CwPossible *possible,
                            GError    **error)
{
  g_autoptr (GError) why = NULL;
  CwPrinterStatus machine;

  return cw_station_look_at_printer (self, &machine, &why, possible, error);
}

/* @name: (nullable) */
static gboolean
cw_supply_name_is_good (const char *name)
{
  if (name == NULL)
    return TRUE;
  if (*name == '\0' || !g_utf8_validate (name, -1, NULL) || g_utf8_strlen (name, -1) > NAME_LETTERS_MAX)
    return FALSE;
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    if (!g_unichar_isprint (g_utf8_get_char (at)))
      return FALSE;
  return TRUE;
}

static gboolean
cw_station_check_supply (guint       quantity,
                         const char *name,
                         GError    **error)
{
  if (quantity > QUANTITY_MAX)
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("%u is more than any printer holds. Give a number up to %d."), quantity, QUANTITY_MAX);
  else if (!cw_supply_name_is_good (name))
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("A ribbon's name is one line of 1 to %d letters. Give the name on its box, such as YMCKO."), NAME_LETTERS_MAX);
  else
    return TRUE;
  return FALSE;
}

/**
 * cw_station_add_supply:
 * @quantity: sets of panels, cards in the feeder, or cards until the next cleaning
 * @name: (nullable): which ribbon
 *
 * Errors: %CW_ERROR_INVALID; those of the store
 */
gboolean
cw_station_add_supply (CwStation   *self,
                       CwSupplyKind kind,
                       guint        quantity,
                       const char  *name,
                       GError     **error)
{
  g_return_val_if_fail (CW_IS_STATION (self), FALSE);

  if (!cw_station_check_supply (quantity, name, error)
      || !cw_store_add_supply (self->tools.store, cw_printer_get_name (self->tools.printer), kind, quantity, name, error))
    return FALSE;
  /* what the printer said before was said of what is no longer in it */
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->supplies, cw_supplies_free);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static gboolean
cw_station_add_supply_work (gpointer      data,
                            GCancellable *cancellable,
                            GError      **error)
{
  CwCall *call = data;

  return cw_station_add_supply (call->station, (CwSupplyKind) call->number, call->limit, call->text, error);
}

void
cw_station_add_supply_async (CwStation          *self,
                             CwSupplyKind        kind,
                             guint               quantity,
                             const char         *name,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  CwCall *call;

  g_return_if_fail (CW_IS_STATION (self));

  call = cw_call_new (self, name, NULL);
  call->number = kind;
  call->limit = quantity;
  cw_station_call (self, self->query_worker, cw_station_add_supply_work, call, cw_station_add_supply_async, cancellable, callback, user_data);
}

gboolean
cw_station_add_supply_finish (CwStation    *self,
                              GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return cw_station_call_finish (self, result, error);
}
