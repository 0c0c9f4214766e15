/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/station-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "app/base/error.h"
#include "app/keys/keys.h"
#include "app/router/client.h"
#include "app/station/demo.h"
#include "app/station/journal.h"
#include "printers/cups/cups.h"
#include "printers/evolis/evolis.h"
#include "printers/pcsc/pcsc.h"

/* The composition root: settings become concrete objects, and nothing else in the program names
 * them. Opening blocks; after that the object belongs to the thread that opened it, and its
 * workers to themselves. */

enum
{
  SIGNAL_STAGE,
  SIGNAL_QUESTION,
  SIGNAL_STATUS_CHANGED,
  SIGNAL_BATCH_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE_WITH_CODE (CwStation, cw_station, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_OPERATOR, cw_station_init_operator))

static void
cw_station_dispose (GObject *object)
{
  cw_station_close (CW_STATION (object));
  G_OBJECT_CLASS (cw_station_parent_class)->dispose (object);
}

static void
cw_station_finalize (GObject *object)
{
  CwStation *self = CW_STATION (object);

  g_free (self->directory);
  g_clear_pointer (&self->settings, cw_settings_free);
  g_clear_pointer (&self->status, cw_station_status_free);
  g_clear_pointer (&self->supplies, cw_supplies_free);
  g_clear_pointer (&self->batch, cw_batch_note_free);
  g_clear_object (&self->work);
  g_clear_object (&self->closing);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->answered);
  G_OBJECT_CLASS (cw_station_parent_class)->finalize (object);
}

static void
cw_station_class_init (CwStationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cw_station_dispose;
  object_class->finalize = cw_station_finalize;

  signals[SIGNAL_STAGE] = g_signal_new ("stage", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_INT, G_TYPE_INT, G_TYPE_STRING);
  signals[SIGNAL_QUESTION] = g_signal_new ("question", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_STATUS_CHANGED] = g_signal_new ("status-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_BATCH_CHANGED] = g_signal_new ("batch-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_station_init (CwStation *self)
{
  self->lock_fd = -1;
  self->closing = g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->answered);
}

gboolean
cw_station_take_lock (CwStation *self,
                      GError   **error)
{
  g_autofree char *path = g_build_filename (self->directory, "station.lock", NULL);

  self->lock_fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->lock_fd >= 0 && flock (self->lock_fd, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  if (self->lock_fd >= 0 && errno == EWOULDBLOCK)
    g_set_error (error, CW_ERROR, CW_ERROR_BUSY, _ ("Another Cardwright is issuing cards with the folder “%s”. Close it first."), self->directory);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_STORE, _ ("The folder “%s” cannot be used: %s. Check who owns it and whether the disk is full."), self->directory, g_strerror (errno));
  return FALSE;
}

/* The register of one institution, with that institution's own token. */
static CwRegistry *
cw_station_get_registry (const char *institution_id,
                         gpointer    user_data,
                         GError    **error)
{
  CwStation *self = user_data;
  g_autofree char *label = g_strconcat (institution_id, "/router-token", NULL);
  g_autoptr (CwSecret) token = NULL;
  CwRegistry *registry;
  const char *uri = self->stand_in != NULL ? cw_stand_in_get_uri (self->stand_in) : self->settings->base_uri;

  if (uri == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("The station in “%s” had no institution when it was opened, so its stand-in of the register does not run. Open it again."), self->directory);
      return NULL;
    }
  token = cw_key_source_load (self->tools.keys, label, NULL, error);
  if (token == NULL)
    return NULL;
  registry = self->settings->register_v1 ? cw_router_client_new_v1 (uri, token, error) : cw_router_client_new (uri, token, error);
  if (registry == NULL)
    return NULL;
  cw_router_client_set_proxy (registry, self->settings->proxy);
  cw_router_client_set_ca_file (registry, self->settings->ca_file);
  return registry;
}

/* A plan of the station's own folder goes before one that is shipped. */
static CwChipPlan *
cw_station_get_plan (const char *name,
                     gpointer    user_data,
                     GError    **error)
{
  CwStation *self = user_data;
  g_autofree char *file_name = g_strconcat (name, ".json", NULL);
  g_autofree char *path = g_build_filename (self->directory, "plans", file_name, NULL);
  g_autoptr (GFile) file = NULL;

  if (strchr (name, G_DIR_SEPARATOR) != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("“%s” is not the name of a chip plan."), name);
      return NULL;
    }
  file = g_file_test (path, G_FILE_TEST_EXISTS) ? g_file_new_for_path (path) : cw_chip_plan_get_shipped (name);
  return cw_chip_plan_load (file, error);
}

/* The stand-in speaks for one institution, the first; its token opens nothing but the stand-in. */
static gboolean
cw_station_start_stand_in (CwStation *self,
                           GError   **error)
{
  g_autoptr (GPtrArray) institutions = NULL;
  g_autoptr (CwSecret) token = NULL;
  g_autofree char *label = NULL;
  g_autofree char *text = NULL;

  if (self->settings->registry != CW_REGISTER_KIND_STAND_IN)
    return TRUE;
  institutions = cw_store_list_institutions (self->tools.store, error);
  if (institutions == NULL)
    return FALSE;
  if (institutions->len == 0)
    return TRUE;
  label = g_strconcat (((CwInstitution *) g_ptr_array_index (institutions, 0))->id, "/router-token", NULL);
  token = cw_key_source_load (self->tools.keys, label, NULL, error);
  if (token == NULL)
    return FALSE;
  text = g_strndup ((const char *) cw_secret_get_data (token), cw_secret_get_length (token));
  self->stand_in = cw_stand_in_start (self->settings->register_directory, text, 0, error);
  cw_wipe (text, strlen (text));
  return self->stand_in != NULL;
}

static void
cw_station_make_devices (CwStation *self)
{
  const CwSettings *settings = self->settings;

  switch (settings->printer)
    {
    case CW_PRINTER_KIND_FOLDER:
      self->tools.printer = cw_folder_printer_new (settings->printer_name, settings->cards_directory, 300);
      break;
    case CW_PRINTER_KIND_CUPS:
      self->tools.printer = cw_cups_printer_new (settings->printer_server, settings->printer_name);
      cw_cups_printer_set_options (self->tools.printer, settings->options);
      break;
    case CW_PRINTER_KIND_IPP:
      self->tools.printer = cw_ipp_printer_new (settings->printer_name);
      break;
    }
  switch (settings->reader)
    {
    case CW_READER_KIND_NONE:
      break;
    case CW_READER_KIND_SOFTWARE:
      self->soft_reader = cw_soft_reader_new (settings->reader_name);
      self->tools.reader = CW_READER (g_object_ref (self->soft_reader));
      break;
    case CW_READER_KIND_PCSC:
      self->tools.reader = settings->reader_serial != NULL ? cw_pcsc_reader_new_by_serial (settings->reader_serial, settings->reader_name)
                                                           : cw_pcsc_reader_new (settings->reader_name);
      break;
    }
}

/* The printer's commands are one object behind two doors. Asks nothing yet: a printer that is off shows
 * in the first call. */
static gboolean
cw_station_open_channel (CwStation *self,
                         GError   **error)
{
  const CwSettings *settings = self->settings;
  CwEvolis *channel;

  if (settings->printer_channel == NULL)
    return TRUE;
  channel = cw_evolis_new (settings->printer_channel, error);
  if (channel == NULL)
    return FALSE;
  self->tools.feeder = CW_FEEDER (channel);
  self->tools.supplies = CW_SUPPLY_SOURCE (g_object_ref (channel));
  self->tools.reader_inside = settings->reader_inside;
  return TRUE;
}

static gboolean
cw_station_compose (CwStation *self,
                    CwClock   *clock,
                    GError   **error)
{
  const CwSettings *settings = self->settings;
  g_autofree char *station = NULL;

  self->tools.clock = g_object_ref (clock);
  self->tools.store = cw_store_open (settings->store_path, clock, error);
  if (self->tools.store == NULL)
    return FALSE;
  cw_store_set_operator (self->tools.store, settings->operator_name);
  station = cw_settings_get_station_name (settings);
  cw_store_set_station (self->tools.store, station);
  self->tools.keys = cw_station_open_keys (settings, error);
  if (self->tools.keys == NULL || !cw_station_serve_photos (self, self->lock_fd >= 0, error) || !cw_station_start_stand_in (self, error))
    return FALSE;
  cw_station_make_devices (self);
  if (!cw_station_open_channel (self, error))
    return FALSE;
  self->tools.registry = cw_station_get_registry;
  self->tools.plan = cw_station_get_plan;
  self->tools.user_data = self;
  self->tools.prefix = settings->prefix;
  self->tools.operator_name = settings->operator_name;
  self->tools.specimen = settings->demo;
  for (CwFaceSide side = CW_FACE_FRONT; side <= CW_FACE_BACK; side++)
    {
      self->tools.offset.x[side] = settings->offset_x[side];
      self->tools.offset.y[side] = settings->offset_y[side];
    }
  self->tools.ribbon = settings->ribbon;
  self->tools.quality_every = settings->quality_every;

  self->issue_worker = cw_worker_new ("cw-issue");
  self->query_worker = cw_worker_new ("cw-query");
  self->status_worker = cw_worker_new ("cw-status");
  self->compare_worker = cw_worker_new ("cw-compare");
  self->intake_worker = cw_worker_new ("cw-intake");
  cw_station_keep_days (self);
  return TRUE;
}

static CwSettings *
cw_station_load_settings (const char *directory,
                          CwClock    *clock,
                          GError    **error)
{
  g_autoptr (GError) local = NULL;
  CwSettings *settings = cw_settings_load (directory, &local);

  if (settings != NULL)
    return settings;
  if (!g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return cw_demo_seed (directory, clock, error) ? cw_settings_load (directory, error) : NULL;
}

/**
 * cw_station_open:
 * @directory: (nullable): the station's folder; %NULL: that of the user
 * @exclusive: whether orders will be worked on: one program a folder
 *
 * Returns: (transfer full): the station, or %NULL
 */
CwStation *
cw_station_open (const char *directory,
                 gboolean    exclusive,
                 GError    **error)
{
  g_autoptr (CwStation) self = g_object_new (CW_TYPE_STATION, NULL);
  g_autoptr (CwClock) clock = cw_clock_new_system ();

  if (directory != NULL)
    self->directory = g_canonicalize_filename (directory, NULL);
  else
    self->directory = g_build_filename (g_get_user_data_dir (), CW_DATA_NAME, NULL);
  self->settings = cw_station_load_settings (self->directory, clock, error);
  if (self->settings == NULL)
    return NULL;
  if (exclusive && !cw_station_take_lock (self, error))
    return NULL;
  if (!cw_station_compose (self, clock, error) || (exclusive && (!cw_station_write_opened (self, error) || !cw_batch_recover (self, error))))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * cw_station_close:
 *
 * Ends the workers after what they are doing, then the devices and the store. Called by dispose.
 */
void
cw_station_close (CwStation *self)
{
  cw_station_stop_watching (self);
  g_clear_pointer (&self->sender, cw_sender_free);
  cw_station_stop_batch (self);
  cw_station_leave_days (self);
  g_cancellable_cancel (self->closing);
  if (self->issue_worker != NULL)
    cw_worker_stop (self->issue_worker);
  if (self->query_worker != NULL)
    cw_worker_stop (self->query_worker);
  if (self->status_worker != NULL)
    cw_worker_stop (self->status_worker);
  if (self->compare_worker != NULL)
    cw_worker_stop (self->compare_worker);
  if (self->intake_worker != NULL)
    cw_worker_stop (self->intake_worker);
  g_clear_object (&self->issue_worker);
  g_clear_object (&self->query_worker);
  g_clear_object (&self->status_worker);
  g_clear_object (&self->compare_worker);
  g_clear_object (&self->intake_worker);

  g_clear_object (&self->tools.printer);
  g_clear_object (&self->tools.feeder);
  g_clear_object (&self->tools.supplies);
  g_clear_object (&self->tools.reader);
  g_clear_object (&self->soft_reader);
  if (self->stand_in != NULL)
    cw_stand_in_stop (self->stand_in);
  g_clear_object (&self->stand_in);
  g_clear_object (&self->tools.keys);
  if (self->tools.store != NULL)
    cw_store_close (self->tools.store);
  g_clear_object (&self->tools.store);
  g_clear_pointer (&self->vault, cw_photo_vault_free);
  g_clear_object (&self->tools.clock);
  if (self->lock_fd >= 0)
    g_close (self->lock_fd, NULL);
  self->lock_fd = -1;
}

gboolean
cw_station_is_demo (CwStation *self)
{
  g_return_val_if_fail (CW_IS_STATION (self), FALSE);

  return self->settings->demo;
}

const char *
cw_station_get_directory (CwStation *self)
{
  g_return_val_if_fail (CW_IS_STATION (self), NULL);

  return self->directory;
}

const char *
cw_station_get_title (CwStation *self)
{
  g_return_val_if_fail (CW_IS_STATION (self), NULL);

  return self->settings->title;
}

const CwIssueTools *
cw_station_get_tools (CwStation *self)
{
  g_return_val_if_fail (CW_IS_STATION (self), NULL);

  return &self->tools;
}

/* The demo station's own hands */

static gboolean
cw_station_transmit (gpointer      chip,
                     const guint8 *command,
                     gsize         length,
                     GByteArray   *answer)
{
  return cw_soft_card_transmit (chip, command, length, answer);
}

/* The software chip that is inside the card of the order at work. */
static CwSoftCard *
cw_station_open_chip (CwStation *self,
                      gint64     order_id,
                      GError   **error)
{
  g_autoptr (CwCard) card = cw_store_get_card_of_order (self->tools.store, order_id, error);
  g_autofree char *escn = NULL;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  if (card == NULL)
    return NULL;
  escn = cw_escn_to_string (&card->escn);
  name = g_strconcat (escn, ".json", NULL);
  path = g_build_filename (self->settings->chips_directory, name, NULL);
  if (g_mkdir_with_parents (self->settings->chips_directory, 0700) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_STORE, _ ("The folder “%s” cannot be made: %s."), self->settings->chips_directory, g_strerror (errno));
      return NULL;
    }
  return cw_soft_card_open (path, error);
}

static gboolean
cw_station_lay_card_work (gpointer      data,
                          GCancellable *cancellable,
                          GError      **error)
{
  CwCall *call = data;
  CwStation *self = call->station;
  g_autoptr (CwSoftCard) chip = NULL;
  g_autoptr (GBytes) atr = NULL;
  gint64 order_id;

  g_mutex_lock (&self->lock);
  order_id = self->order_id;
  g_mutex_unlock (&self->lock);
  if (order_id == 0)
    return TRUE;
  chip = cw_station_open_chip (self, order_id, error);
  if (chip == NULL)
    return FALSE;
  atr = cw_soft_card_get_atr (chip);
  cw_soft_reader_insert (self->soft_reader, atr, cw_station_transmit, g_steal_pointer (&chip), (GDestroyNotify) cw_soft_card_unref);
  return TRUE;
}

/**
 * cw_station_demo_lay_card:
 *
 * Puts the card of the order at work on the software reader. Does nothing where the reader is a
 * real one: there a hand does it.
 */
void
cw_station_demo_lay_card (CwStation *self)
{
  g_return_if_fail (CW_IS_STATION (self));

  if (self->soft_reader != NULL)
    cw_station_call (self, self->query_worker, cw_station_lay_card_work, cw_call_new (self, NULL, NULL), cw_station_demo_lay_card, NULL, NULL, NULL);
}

void
cw_station_demo_take_card (CwStation *self)
{
  g_return_if_fail (CW_IS_STATION (self));

  if (self->soft_reader != NULL)
    cw_soft_reader_remove (self->soft_reader);
}
