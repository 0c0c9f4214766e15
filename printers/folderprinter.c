/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <jansson.h>

#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/base/worker.h"
#include "printers/cardfolder.h"
#include "printers/document.h"
#include "printers/printer.h"
#include "printers/raster.h"

/* A printer that puts each card into a folder of its own. The card's folder is made under a
 * temporary name and gets its final name when every byte of it is on the disk: a folder of that
 * name means printed, none means not printed. All work runs on the printer's own thread. */

#define CW_TYPE_FOLDER_PRINTER (cw_folder_printer_get_type ())
G_DECLARE_FINAL_TYPE (CwFolderPrinter, cw_folder_printer, CW, FOLDER_PRINTER, GObject)

struct _CwFolderPrinter
{
  GObject   parent_instance;

  char     *name;
  char     *directory;
  double    dpi;
  CwWorker *worker;
};

#define NAME_MAX_LENGTH 100

static void cw_folder_printer_iface_init (CwPrinterInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwFolderPrinter, cw_folder_printer, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_PRINTER, cw_folder_printer_iface_init))

G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_surface_t, cairo_surface_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

/* Letters, digits, '.', '-' and '_' stay; anything else becomes '_'. A name that would be hidden,
 * empty or too long gets a digest, so that two jobs do not meet in one folder. */
static char *
cw_folder_printer_make_folder_name (const char *job_name)
{
  g_autofree char *plain = g_strdup (job_name);
  g_autofree char *digest = NULL;

  g_strcanon (plain, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS ".-_", '_');
  if (plain[0] != '\0' && plain[0] != '.' && strlen (plain) <= NAME_MAX_LENGTH)
    return g_steal_pointer (&plain);

  digest = cw_digest_text (job_name);
  return g_strdup_printf ("card-%.16s", digest);
}

typedef struct
{
  CwFolderPrinter      *self;
  const CwPrintRequest *request;
  const char           *job_name;
  CwPrintTicket        *ticket;
  CwPrintOutcome        outcome;
  char                 *evidence;
} CwFolderWork;

static gboolean
cw_folder_printer_write_noted (CwFolderPrinter *self,
                               const char      *folder,
                               const char      *file,
                               GBytes          *bytes,
                               json_t          *files,
                               GError         **error)
{
  g_autofree char *digest = cw_digest_bytes (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  json_object_set_new (files, file, json_string (digest));
  return cw_card_folder_write (self->directory, folder, file, bytes, error);
}

static gboolean
cw_folder_printer_write_face (CwFolderPrinter      *self,
                              const CwPrintRequest *request,
                              CwFaceSide            side,
                              const char           *folder,
                              json_t               *files,
                              GError              **error)
{
  CwFaceMedium medium = { .dpi = self->dpi, .layer = CW_LAYER_ALL, .specimen = request->specimen };
  g_autoptr (cairo_surface_t) surface = NULL;
  g_autoptr (GBytes) png = NULL;

  surface = cw_raster_draw_surface (request->painter, request->painter_data, side, &medium,
                                    cw_raster_dots (CW_CARD_WIDTH_MM, self->dpi),
                                    cw_raster_dots (CW_CARD_HEIGHT_MM, self->dpi), error);
  if (surface == NULL)
    return FALSE;
  png = cw_document_make_png (surface, self->dpi, error);
  return png != NULL
         && cw_folder_printer_write_noted (self, folder, side == CW_FACE_FRONT ? CW_CARD_FOLDER_FRONT : CW_CARD_FOLDER_BACK, png, files, error);
}

static gboolean
cw_folder_printer_write_job (CwFolderPrinter      *self,
                             const CwPrintRequest *request,
                             CwPrintTicket        *ticket,
                             const char           *folder,
                             json_t               *files,
                             GDateTime            *begun,
                             GError              **error)
{
  g_autoptr (GDateTime) ended = g_date_time_new_now_utc ();
  g_autofree char *begun_text = g_date_time_format_iso8601 (begun);
  g_autofree char *ended_text = g_date_time_format_iso8601 (ended);
  g_autoptr (json_t) note = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  note = json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:O}", "job_id", ticket->job_id, "job_uuid",
                    ticket->job_uuid, "job_name", ticket->job_name, "begun", begun_text, "completed",
                    ended_text, "state", "completed", "specimen", request->specimen, "files", files);
  if (note == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_PRINT_FAILED,
                   _("The job's name is not UTF-8 text. Nothing was printed."));
      return FALSE;
    }
  text = json_dumps (note, JSON_INDENT (2));
  bytes = g_bytes_new_with_free_func (text, strlen (text), free, text);
  ticket->evidence = json_dumps (note, JSON_COMPACT);
  return cw_card_folder_write (self->directory, folder, CW_CARD_FOLDER_NOTE, bytes, error);
}

static gboolean
cw_folder_printer_fill (CwFolderWork *work,
                        const char   *folder,
                        GCancellable *cancellable,
                        GError      **error)
{
  CwFolderPrinter *self = work->self;
  g_autoptr (GDateTime) begun = g_date_time_new_now_utc ();
  g_autoptr (json_t) files = json_object ();
  g_autoptr (GBytes) pdf = NULL;

  if (!cw_folder_printer_write_face (self, work->request, CW_FACE_FRONT, folder, files, error))
    return FALSE;
  if (work->request->back
      && !cw_folder_printer_write_face (self, work->request, CW_FACE_BACK, folder, files, error))
    return FALSE;
  pdf = cw_document_make_pdf (work->request, error);
  if (pdf == NULL || !cw_folder_printer_write_noted (self, folder, CW_CARD_FOLDER_PDF, pdf, files, error))
    return FALSE;
  if (!cw_folder_printer_write_job (self, work->request, work->ticket, folder, files, begun, error))
    return FALSE;
  if (!cw_card_folder_sync (self->directory, folder, error))
    return FALSE;
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gboolean
cw_folder_printer_submit_work (gpointer      data,
                               GCancellable *cancellable,
                               GError      **error)
{
  CwFolderWork *work = data;
  CwFolderPrinter *self = work->self;
  g_autofree char *name = cw_folder_printer_make_folder_name (work->request->job_name);
  g_autofree char *final = g_build_filename (self->directory, name, NULL);
  g_autofree char *part_name = g_strdup_printf (".%s.part", name);
  g_autofree char *part = g_build_filename (self->directory, part_name, NULL);

  if (g_file_test (final, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_EXISTS,
                   _("The folder “%s” exists already: this card has been printed. Nothing was printed again."), final);
      return FALSE;
    }
  if (g_mkdir_with_parents (self->directory, 0700) != 0)
    return cw_card_folder_fail (self->directory, errno, error);

  work->ticket = g_new0 (CwPrintTicket, 1);
  work->ticket->job_id = g_strdup (name);
  work->ticket->job_uuid = g_uuid_string_random ();
  work->ticket->job_name = g_strdup (work->request->job_name);

  /* left by a crash: never had a final name, so was never a card */
  cw_card_folder_remove (part);
  if (g_mkdir (part, 0700) != 0)
    return cw_card_folder_fail (self->directory, errno, error);
  if (!cw_folder_printer_fill (work, part, cancellable, error)
      || !cw_card_folder_publish (self->directory, part, final, error))
    {
      cw_card_folder_remove (part);
      return FALSE;
    }
  /* the card stands whatever this says: telling of a failure would have it printed twice */
  cw_card_folder_sync (self->directory, self->directory, NULL);
  return TRUE;
}

static CwPrintTicket *
cw_folder_printer_submit (CwPrinter            *printer,
                          const CwPrintRequest *request,
                          GCancellable         *cancellable,
                          GError              **error)
{
  CwFolderPrinter *self = CW_FOLDER_PRINTER (printer);
  CwFolderWork work = { .self = self, .request = request };

  if (cw_worker_call (self->worker, cw_folder_printer_submit_work, &work, cancellable, error))
    return work.ticket;

  g_clear_pointer (&work.ticket, cw_print_ticket_free);
  return NULL;
}

static json_t *
cw_folder_printer_load_note (const char *folder)
{
  g_autoptr (GBytes) bytes = cw_card_folder_read (folder, CW_CARD_FOLDER_NOTE);

  if (bytes == NULL)
    return NULL;
  return json_loadb (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, NULL);
}

static gboolean
cw_folder_printer_check_file (const char *folder,
                              const char *file,
                              const char *digest)
{
  g_autoptr (GBytes) bytes = cw_card_folder_read (folder, file);
  g_autofree char *found = NULL;

  if (bytes == NULL)
    return FALSE;
  found = cw_digest_bytes (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return g_strcmp0 (found, digest) == 0;
}

/* The folder is there: is it this job's, and is each file what was written? */
static gboolean
cw_folder_printer_check_folder (const char *folder,
                                const char *job_name,
                                json_t     *note)
{
  json_t *files = json_object_get (note, "files");
  const char *found = json_string_value (json_object_get (note, "job_name"));
  const char *file;
  json_t *digest;

  if (g_strcmp0 (found, job_name) != 0 || json_object_size (files) == 0)
    return FALSE;

  json_object_foreach (files, file, digest)
    {
      if (!cw_folder_printer_check_file (folder, file, json_string_value (digest)))
        return FALSE;
    }
  return TRUE;
}

static char *
cw_folder_printer_make_evidence (const char    *folder,
                                 CwPrintOutcome outcome,
                                 json_t        *note)
{
  g_autoptr (json_t) evidence = json_object ();
  g_autofree char *shown = g_filename_display_name (folder);

  json_object_set_new (evidence, "outcome", json_string (cw_print_outcome_to_name (outcome)));
  json_object_set_new (evidence, "folder", json_string (shown));
  if (json_is_object (note))
    json_object_update_missing (evidence, note);
  return json_dumps (evidence, JSON_COMPACT);
}

static gboolean
cw_folder_printer_look_work (gpointer      data,
                             GCancellable *cancellable,
                             GError      **error)
{
  CwFolderWork *work = data;
  CwFolderPrinter *self = work->self;
  g_autofree char *name = cw_folder_printer_make_folder_name (work->job_name);
  g_autofree char *folder = g_build_filename (self->directory, name, NULL);
  g_autoptr (json_t) note = NULL;
  GStatBuf about;

  if (g_stat (folder, &about) == 0)
    {
      note = cw_folder_printer_load_note (folder);
      work->outcome = cw_folder_printer_check_folder (folder, work->job_name, note) ? CW_PRINT_PRINTED : CW_PRINT_UNCERTAIN;
    }
  else if (errno == ENOENT)
    work->outcome = CW_PRINT_NOT_PRINTED;
  else
    return cw_card_folder_fail (self->directory, errno, error);

  work->evidence = cw_folder_printer_make_evidence (folder, work->outcome, note);
  return TRUE;
}

static gboolean
cw_folder_printer_look (CwFolderPrinter *self,
                        const char      *job_name,
                        GCancellable    *cancellable,
                        CwPrintOutcome  *outcome,
                        char           **evidence,
                        GError         **error)
{
  CwFolderWork work = { .self = self, .job_name = job_name };

  if (!cw_worker_call (self->worker, cw_folder_printer_look_work, &work, cancellable, error))
    return FALSE;

  *outcome = work.outcome;
  *evidence = work.evidence;
  return TRUE;
}

static gboolean
cw_folder_printer_watch (CwPrinter           *printer,
                         const CwPrintTicket *ticket,
                         CwPrintNewsFunc      news,
                         gpointer             user_data,
                         GCancellable        *cancellable,
                         CwPrintOutcome      *outcome,
                         char               **evidence,
                         GError             **error)
{
  return cw_folder_printer_look (CW_FOLDER_PRINTER (printer), ticket->job_name, cancellable,
                                 outcome, evidence, error);
}

static gboolean
cw_folder_printer_settle (CwPrinter      *printer,
                          const char     *job_name,
                          const char     *job_id,
                          CwPrintOutcome *outcome,
                          char          **evidence,
                          GError        **error)
{
  return cw_folder_printer_look (CW_FOLDER_PRINTER (printer), job_name, NULL, outcome, evidence, error);
}

static const char *
cw_folder_printer_get_name (CwPrinter *printer)
{
  return CW_FOLDER_PRINTER (printer)->name;
}

static gboolean
cw_folder_printer_get_capabilities (CwPrinter             *printer,
                                    CwPrinterCapabilities *capabilities,
                                    GError               **error)
{
  CwFolderPrinter *self = CW_FOLDER_PRINTER (printer);

  *capabilities = (CwPrinterCapabilities) {
    .dpi = (guint) self->dpi,
    .canvas_width = cw_raster_dots (CW_CARD_WIDTH_MM, self->dpi),
    .canvas_height = cw_raster_dots (CW_CARD_HEIGHT_MM, self->dpi),
    .duplex = TRUE,
    .colour = TRUE,
    .resin = TRUE,
  };
  return TRUE;
}

/* The folder itself may be missing: it is made with the first card. One that cannot be used is an
 * error with a sentence of its own: there is no cable to look at. */
static gboolean
cw_folder_printer_get_status (CwPrinter       *printer,
                              CwPrinterStatus *status,
                              GError         **error)
{
  CwFolderPrinter *self = CW_FOLDER_PRINTER (printer);
  g_autofree char *at = g_strdup (self->directory);

  while (g_access (at, F_OK) != 0 && errno == ENOENT && !g_str_equal (at, "/") && !g_str_equal (at, "."))
    {
      char *above = g_path_get_dirname (at);

      g_free (at);
      at = above;
    }

  *status = (CwPrinterStatus) { .state = CW_PRINTER_STATE_IDLE, .ribbon_percent = -1 };
  if (g_file_test (at, G_FILE_TEST_IS_DIR) && g_access (at, W_OK | X_OK) == 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE, _ ("Nothing can be written into the folder “%s”. Choose another folder for the cards, or allow writing there."), self->directory);
  return FALSE;
}

/* A card is in its folder when submit returns: nothing ever waits. */
static GPtrArray *
cw_folder_printer_list_jobs (CwPrinter *printer,
                             GError   **error)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) cw_printer_job_free);
}

static gboolean
cw_folder_printer_cancel_job (CwPrinter  *printer,
                              const char *job_id,
                              GError    **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("There is no job %s any more: this printer finishes each card at once."), job_id);
  return FALSE;
}

static gboolean
cw_folder_printer_resume (CwPrinter *printer,
                          GError   **error)
{
  return TRUE;
}

static void
cw_folder_printer_iface_init (CwPrinterInterface *iface)
{
  iface->get_name = cw_folder_printer_get_name;
  iface->get_capabilities = cw_folder_printer_get_capabilities;
  iface->get_status = cw_folder_printer_get_status;
  iface->submit = cw_folder_printer_submit;
  iface->watch = cw_folder_printer_watch;
  iface->settle = cw_folder_printer_settle;
  iface->list_jobs = cw_folder_printer_list_jobs;
  iface->cancel_job = cw_folder_printer_cancel_job;
  iface->resume = cw_folder_printer_resume;
}

static void
cw_folder_printer_finalize (GObject *object)
{
  CwFolderPrinter *self = CW_FOLDER_PRINTER (object);

  g_clear_object (&self->worker);
  g_free (self->name);
  g_free (self->directory);
  G_OBJECT_CLASS (cw_folder_printer_parent_class)->finalize (object);
}

static void
cw_folder_printer_class_init (CwFolderPrinterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_folder_printer_finalize;
}

static void
cw_folder_printer_init (CwFolderPrinter *self)
{
  self->worker = cw_worker_new ("cw-folder");
}

/**
 * cw_folder_printer_new:
 * @name: what the operator knows it by
 * @directory: where the cards' folders go; made with the first card, readable by its owner only
 * @dpi: dots an inch of the pictures, %CW_RASTER_MIN_DPI to %CW_RASTER_MAX_DPI
 *
 * Each card becomes a folder named after its job, with front.png, back.png (if it has a back),
 * card.pdf and job.json. The job's name is the only memory: a name that is there is refused
 * with %CW_ERROR_EXISTS.
 *
 * Returns: (transfer full): the printer
 */
CwPrinter *
cw_folder_printer_new (const char *name,
                       const char *directory,
                       double      dpi)
{
  CwFolderPrinter *self;

  g_return_val_if_fail (name != NULL && directory != NULL, NULL);
  g_return_val_if_fail (dpi >= CW_RASTER_MIN_DPI && dpi <= CW_RASTER_MAX_DPI, NULL);

  self = g_object_new (CW_TYPE_FOLDER_PRINTER, NULL);
  self->name = g_strdup (name);
  self->directory = g_strdup (directory);
  self->dpi = dpi;
  return CW_PRINTER (self);
}

static gboolean
cw_folder_printer_forget_work (gpointer      data,
                               GCancellable *cancellable,
                               GError      **error)
{
  CwFolderWork *work = data;
  g_autofree char *name = cw_folder_printer_make_folder_name (work->job_name);
  g_autofree char *part_name = g_strdup_printf (".%s.part", name);
  g_autofree char *folder = g_build_filename (work->self->directory, name, NULL);
  g_autofree char *part = g_build_filename (work->self->directory, part_name, NULL);

  cw_card_folder_remove (part);
  if (g_access (folder, F_OK) != 0)
    return TRUE;
  cw_card_folder_remove (folder);
  if (g_access (folder, F_OK) == 0)
    return cw_card_folder_fail (work->self->directory, EACCES, error);
  return cw_card_folder_sync (work->self->directory, work->self->directory, error);
}

gboolean
cw_folder_printer_forget (CwPrinter  *printer,
                          const char *job_name,
                          GError    **error)
{
  CwFolderWork work = { .job_name = job_name };

  g_return_val_if_fail (CW_IS_PRINTER (printer) && job_name != NULL, FALSE);

  if (!CW_IS_FOLDER_PRINTER (printer))
    return TRUE;
  work.self = CW_FOLDER_PRINTER (printer);
  return cw_worker_call (work.self->worker, cw_folder_printer_forget_work, &work, NULL, error);
}
