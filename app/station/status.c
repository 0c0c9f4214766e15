/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/station-private.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/router/client.h"
#include "app/station/supplies.h"

/* Printer, reader and register as three notes for the header, polled on a worker of their own:
 * a device may take seconds to answer. */

#define POLL_SECONDS 2
/* Errors that pass by themselves, that a feeder for single cards always has, or that are not understood. */
#define MILD_ERRORS (CW_PRINTER_REASON_HEAD_HOT | CW_PRINTER_REASON_MEDIA_NEEDED | CW_PRINTER_REASON_OTHER)
/* When so few cards are possible somebody should see to it. */
#define FEW_CARDS 20
/* The register is somebody else's server: asked rarely. */
#define PING_INTERVAL (60 * G_USEC_PER_SEC)

static void
cw_status_note_set (CwStatusNote *note,
                    CwStatusLevel level,
                    const char   *title,
                    const char   *sentence)
{
  g_free (note->title);
  g_free (note->sentence);
  note->level = level;
  note->title = g_strdup (title);
  note->sentence = g_strdup (sentence);
}

static void
cw_status_note_clear (CwStatusNote *note)
{
  g_free (note->title);
  g_free (note->sentence);
}

void
cw_station_status_free (CwStationStatus *self)
{
  if (self == NULL)
    return;
  cw_status_note_clear (&self->printer);
  cw_status_note_clear (&self->reader);
  cw_status_note_clear (&self->registry);
  g_free (self);
}

/* Nothing is known yet. */
static CwStationStatus *
cw_station_status_new (void)
{
  CwStationStatus *self = g_new0 (CwStationStatus, 1);
  const CwSupplyRow *rows[3] = { NULL };

  cw_possible_reckon (NULL, rows, 1, &self->possible);
  self->machine = (CwPrinterStatus) { .state = CW_PRINTER_STATE_UNREACHABLE, .ribbon_percent = -1 };
  return self;
}

static CwStationStatus *
cw_station_status_copy (const CwStationStatus *other)
{
  CwStationStatus *self = g_new0 (CwStationStatus, 1);

  cw_status_note_set (&self->printer, other->printer.level, other->printer.title, other->printer.sentence);
  cw_status_note_set (&self->reader, other->reader.level, other->reader.title, other->reader.sentence);
  cw_status_note_set (&self->registry, other->registry.level, other->registry.title, other->registry.sentence);
  self->sandbox = other->sandbox;
  self->counts = other->counts;
  self->possible = other->possible;
  self->machine = other->machine;
  return self;
}

static CwStatusLevel
cw_station_judge_printer (const CwPrinterStatus *status,
                          const CwPossible      *possible)
{
  gboolean few = possible->cards >= 0 && possible->cards < FEW_CARDS;

  switch (status->state)
    {
    case CW_PRINTER_STATE_IDLE:
    case CW_PRINTER_STATE_PROCESSING:
      if ((status->errors & ~MILD_ERRORS) != CW_PRINTER_REASON_NONE)
        return CW_STATUS_TROUBLE;
      return (status->errors | status->warnings) == CW_PRINTER_REASON_NONE && !few ? CW_STATUS_READY : CW_STATUS_ATTENTION;
    case CW_PRINTER_STATE_STOPPED:
    case CW_PRINTER_STATE_UNREACHABLE:
      return CW_STATUS_TROUBLE;
    }
  g_assert_not_reached ();
}

/* What it said before still stands when it does not answer now. FALSE: it is set up wrongly. */
static gboolean
cw_station_remember_printer (CwStation *self,
                             GError   **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GMutexLocker) locker = NULL;
  CwPrinterCapabilities printer;

  if (!cw_issue_ask_printer (&self->tools, &printer, &local))
    {
      if (!g_error_matches (local, CW_ERROR, CW_ERROR_INVALID))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  locker = g_mutex_locker_new (&self->lock);
  self->printer = printer;
  self->printer_known = TRUE;
  return TRUE;
}

/* "Ready. 187 cards possible now."; a printer that cannot go on says only why. */
static char *
cw_station_describe_printer (const CwPrinterStatus *machine,
                             const CwPossible      *possible)
{
  g_autofree char *sentence = cw_printer_status_to_sentence (machine);
  g_autofree char *cards = cw_possible_to_sentence (possible);
  gboolean ready = machine->state == CW_PRINTER_STATE_IDLE || machine->state == CW_PRINTER_STATE_PROCESSING;

  if (cards == NULL || !ready || machine->errors != CW_PRINTER_REASON_NONE)
    return g_steal_pointer (&sentence);
  return g_strdup_printf ("%s %s.", sentence, cards);
}

/**
 * cw_station_get_printer_title:
 *
 * Returns: (transfer full): what the printer is called before a person: of an address only the machine
 */
char *
cw_station_get_printer_title (CwStation *self)
{
  const char *name = cw_printer_get_name (self->tools.printer);
  g_autoptr (GUri) uri = NULL;

  if (self->settings->printer == CW_PRINTER_KIND_IPP)
    uri = g_uri_parse (name, G_URI_FLAGS_NONE, NULL);
  return g_strdup (uri != NULL && g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : name);
}

static gboolean
cw_station_poll_printer (CwStation       *self,
                         CwStationStatus *status,
                         GError         **error)
{
  g_autoptr (GError) why = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *name = cw_station_get_printer_title (self);

  if (!cw_station_look_at_printer (self, &status->machine, &why, &status->possible, error))
    return FALSE;
  if (why != NULL || !cw_station_remember_printer (self, &why))
    {
      cw_status_note_set (&status->printer, CW_STATUS_TROUBLE, name, why->message);
      return TRUE;
    }
  sentence = cw_station_describe_printer (&status->machine, &status->possible);
  cw_status_note_set (&status->printer, cw_station_judge_printer (&status->machine, &status->possible), name, sentence);
  return TRUE;
}

static void
cw_station_poll_reader (CwStation    *self,
                        CwStatusNote *note)
{
  g_autoptr (GError) error = NULL;
  CwReader *reader = self->tools.reader;
  CwReaderState state;
  CwStatusLevel level = CW_STATUS_READY;

  if (reader == NULL)
    {
      cw_status_note_set (note, CW_STATUS_ATTENTION, _ ("No reader"), _ ("This station has no card reader: it makes cards without a chip."));
      return;
    }
  if (!cw_reader_get_state (reader, &state, &error))
    {
      cw_status_note_set (note, CW_STATUS_TROUBLE, cw_reader_get_name (reader), error->message);
      return;
    }
  switch (state)
    {
    case CW_READER_STATE_GONE:
      level = CW_STATUS_TROUBLE;
      break;
    case CW_READER_STATE_BUSY:
    case CW_READER_STATE_MUTE:
      level = CW_STATUS_ATTENTION;
      break;
    case CW_READER_STATE_EMPTY:
    case CW_READER_STATE_CARD:
      break;
    }
  cw_status_note_set (note, level, cw_reader_get_name (reader), cw_reader_state_to_label (state));
}

/* Every institution of this station has a register of its own; the worst one is shown. */
static gboolean
cw_station_ping (CwStation *self,
                 GError   **error)
{
  g_autoptr (GPtrArray) institutions = cw_store_list_institutions (self->tools.store, error);

  if (institutions == NULL)
    return FALSE;
  for (guint i = 0; i < institutions->len; i++)
    {
      const CwInstitution *institution = g_ptr_array_index (institutions, i);
      g_autoptr (CwRegistry) registry = self->tools.registry (institution->id, self->tools.user_data, error);

      if (registry == NULL || !cw_registry_ping (registry, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* Cards of the sandbox are not valid anywhere, and nothing on them says so: the name of the register must. */
static const char *
cw_station_get_register_title (CwStation *self)
{
  if (self->stand_in != NULL)
    return _ ("Register (stand-in)");
  return cw_station_is_sandbox (self) ? _ ("ESC-Router (SANDBOX)") : _ ("ESC-Router");
}

/**
 * cw_station_is_sandbox:
 *
 * Returns: whether cards are registered with a router to practise with
 */
gboolean
cw_station_is_sandbox (CwStation *self)
{
  g_return_val_if_fail (CW_IS_STATION (self), FALSE);

  return self->settings->registry == CW_REGISTER_KIND_ROUTER && self->settings->base_uri != NULL && cw_router_is_sandbox (self->settings->base_uri);
}

/**
 * cw_station_get_warning:
 *
 * Returns: (transfer none) (nullable): what must be seen all the time; %NULL for a station that
 *   makes real cards and registers them with the real router
 */
const char *
cw_station_get_warning (CwStation *self)
{
  gboolean stand_in;

  g_return_val_if_fail (CW_IS_STATION (self), NULL);

  stand_in = self->settings->registry == CW_REGISTER_KIND_STAND_IN;
  if (cw_station_is_sandbox (self))
    return _ ("SANDBOX of the ESC-Router: cards registered now are valid nowhere. For real cards name the real ESC-Router in the settings.");
  if (cw_station_is_demo (self))
    return stand_in ? _ ("Demo station: its cards are specimens, and nothing leaves this computer.")
                    : _ ("Demo station: its cards are specimens, yet they are registered with the REAL ESC-Router. Name the sandbox in the settings.");
  return stand_in ? _ ("Training register: no card that is made now is registered with the ESC-Router.") : NULL;
}

static void
cw_station_poll_registry (CwStation    *self,
                          CwStatusNote *note)
{
  g_autoptr (GError) error = NULL;
  gint64 now = cw_clock_monotonic (self->tools.clock);
  const char *title = cw_station_get_register_title (self);

  if (self->pinged_at != 0 && now - self->pinged_at < PING_INTERVAL && note->level != CW_STATUS_UNKNOWN)
    return;
  self->pinged_at = now;
  if (cw_station_ping (self, &error))
    cw_status_note_set (note, CW_STATUS_READY, title, _ ("The register answers."));
  else
    cw_status_note_set (note, g_error_matches (error, CW_ERROR, CW_ERROR_ROUTER_UNREACHABLE) ? CW_STATUS_ATTENTION : CW_STATUS_TROUBLE, title, error->message);
}

/**
 * cw_station_poll:
 *
 * Returns: (transfer full): how things stand now, or %NULL when the store cannot be read
 */
CwStationStatus *
cw_station_poll (CwStation *self,
                 GError   **error)
{
  g_autoptr (CwStationStatus) status = NULL;

  g_mutex_lock (&self->lock);
  status = self->status != NULL ? cw_station_status_copy (self->status) : cw_station_status_new ();
  g_mutex_unlock (&self->lock);

  if (!cw_station_poll_printer (self, status, error))
    return NULL;
  cw_station_poll_reader (self, &status->reader);
  cw_station_poll_registry (self, &status->registry);
  status->sandbox = cw_station_is_sandbox (self);
  return cw_store_count (self->tools.store, &status->counts, error) ? g_steal_pointer (&status) : NULL;
}

static gboolean
cw_station_poll_work (gpointer      data,
                      GCancellable *cancellable,
                      GError      **error)
{
  CwCall *call = data;

  call->result = cw_station_poll (call->station, error);
  return call->result != NULL;
}

static void
cw_station_polled_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  CwStation *self = CW_STATION (source);
  g_autoptr (GError) error = NULL;
  CwStationStatus *status = g_task_propagate_pointer (G_TASK (result), &error);

  self->polling = FALSE;
  if (status == NULL)
    {
      g_debug ("polling the station failed: %s", error->message);
      return;
    }
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->status, cw_station_status_free);
  self->status = status;
  g_mutex_unlock (&self->lock);
  g_signal_emit_by_name (self, "status-changed");
}

static gboolean
cw_station_poll_cb (gpointer user_data)
{
  CwStation *self = user_data;

  if (self->polling || self->status_worker == NULL)
    return G_SOURCE_CONTINUE;
  self->polling = TRUE;
  cw_station_call (self, self->status_worker, cw_station_poll_work, cw_call_new (self, NULL, (GDestroyNotify) cw_station_status_free), cw_station_poll_cb, NULL, cw_station_polled_cb, NULL);
  return G_SOURCE_CONTINUE;
}

/* Asks again now, because something just changed; only while the station is watched. */
void
cw_station_refresh (CwStation *self)
{
  if (self->watch_source != 0)
    cw_station_poll_cb (self);
}

void
cw_station_stop_watching (CwStation *self)
{
  g_clear_handle_id (&self->watch_source, g_source_remove);
}

/**
 * cw_station_watch:
 * @watch: whether to ask the devices every two seconds
 *
 * From the thread that opened the station, whose main loop runs.
 */
void
cw_station_watch (CwStation *self,
                  gboolean   watch)
{
  g_return_if_fail (CW_IS_STATION (self));

  cw_station_stop_watching (self);
  if (!watch)
    return;
  self->watch_source = g_timeout_add_seconds (POLL_SECONDS, cw_station_poll_cb, self);
  cw_station_poll_cb (self);
}

CwStationStatus *
cw_station_get_status (CwStation *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (CW_IS_STATION (self), NULL);

  locker = g_mutex_locker_new (&self->lock);
  return self->status != NULL ? cw_station_status_copy (self->status) : cw_station_status_new ();
}

static gboolean
cw_station_resume_printer_work (gpointer      data,
                                GCancellable *cancellable,
                                GError      **error)
{
  return cw_printer_resume (((CwCall *) data)->station->tools.printer, error);
}

void
cw_station_resume_printer_async (CwStation          *self,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_return_if_fail (CW_IS_STATION (self));

  cw_station_call (self, self->status_worker, cw_station_resume_printer_work, cw_call_new (self, NULL, NULL), cw_station_resume_printer_async, cancellable, callback, user_data);
}

gboolean
cw_station_resume_printer_finish (CwStation    *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return cw_station_call_finish (self, result, error);
}
