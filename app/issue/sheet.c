/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include "app/issue/sheet.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/base/error.h"
#include "app/issue/path.h"

/* Test cards and alignment sheets: no student and no number, but plastic like any other. The blank is
 * written down before the printer is asked and has an end in the ledger; what is uncertain stays so
 * until a person has looked. On the thread that issues. */

typedef struct
{
  const CwIssueTools *tools;
  gint64              plastic_id;
  CwPlasticState      state;
} CwSheetPrint;

static CwPlasticPurpose
cw_sheet_get_purpose (CwSheet sheet)
{
  return sheet == CW_SHEET_TEST_CARD ? CW_PLASTIC_PURPOSE_TEST_CARD : CW_PLASTIC_PURPOSE_ALIGNMENT;
}

static gboolean
cw_sheet_set (CwRecord   *record,
              const char *name,
              const char *value,
              GError    **error)
{
  return cw_record_set (record, name, value, error);
}

static char *
cw_sheet_tell_offset (const CwPrintOffset *offset,
                      CwFaceSide           side)
{
  return g_strdup_printf (_ ("Offset now: %+.2f mm across, %+.2f mm down"), offset->x[side], offset->y[side]);
}

static gboolean
cw_sheet_fill_words (CwRecord *record,
                     CwSheet   sheet,
                     GError  **error)
{
  if (sheet == CW_SHEET_TEST_CARD)
    return cw_sheet_set (record, "title", _ ("Test card"), error) &&
           cw_sheet_set (record, "back", C_ ("side of a card", "Back"), error) &&
           cw_sheet_set (record, "turn", _ ("Turn the card like the page of a book: this line stands upright, as the front does."), error);
  return cw_sheet_set (record, "title", _ ("Alignment"), error) &&
         cw_sheet_set (record, "back", _ ("Alignment, back"), error) &&
         cw_sheet_set (record, "how", _ ("Measure with a ruler from the card's left edge to the long upright line, and from its upper edge to the long level line: both are 10.0 mm when the print stands right. Enter both numbers. The numbers at the edges say how far inside the card each short line stands."), error);
}

static gboolean
cw_sheet_fill (const CwIssueTools *tools,
               CwRecord           *record,
               CwSheet             sheet,
               gint64              number,
               GError            **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (cw_clock_now (tools->clock) / G_USEC_PER_SEC);
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d %H:%M");
  g_autofree char *digits = g_strdup_printf ("%06" PRId64, number);
  g_autofree char *code = g_strdup_printf ("CARDWRIGHT TEST CARD %s", digits);
  g_autofree char *front = cw_sheet_tell_offset (&tools->offset, CW_FACE_FRONT);
  g_autofree char *back = cw_sheet_tell_offset (&tools->offset, CW_FACE_BACK);
  g_autofree char *canvas = NULL;
  CwPrinterCapabilities printer;

  if (!cw_printer_get_capabilities (tools->printer, &printer, error))
    return FALSE;
  canvas = g_strdup_printf (_ ("%u × %u dots, %u dpi"), printer.canvas_width, printer.canvas_height, printer.dpi);
  return cw_sheet_fill_words (record, sheet, error) &&
         cw_sheet_set (record, "printer", cw_printer_get_name (tools->printer), error) &&
         cw_sheet_set (record, "canvas", canvas, error) &&
         cw_sheet_set (record, "date", date, error) &&
         cw_sheet_set (record, "number", digits, error) &&
         cw_sheet_set (record, "code", code, error) &&
         cw_sheet_set (record, "offset", front, error) &&
         cw_sheet_set (record, "offset_back", back, error);
}

/**
 * cw_issue_make_sheet:
 * @number: of the plastic that it is printed on; 0 for looking
 *
 * Returns: (transfer full): the sheet for this station's printer, or %NULL
 */
CwFace *
cw_issue_make_sheet (const CwIssueTools *tools,
                     CwSheet             sheet,
                     gint64              number,
                     GError            **error)
{
  g_autoptr (GFile) file = cw_template_get_shipped (sheet == CW_SHEET_TEST_CARD ? "test-card" : "alignment");
  g_autoptr (CwTemplate) template = cw_template_load (file, error);
  g_autoptr (CwRecord) record = cw_record_new ();

  if (template == NULL || !cw_sheet_fill (tools, record, sheet, number, error))
    return NULL;
  return cw_face_new (template, record, NULL, error);
}

static gboolean
cw_sheet_paint (cairo_t            *cr,
                CwFaceSide          side,
                const CwFaceMedium *medium,
                gpointer            user_data,
                GError            **error)
{
  return cw_face_draw (user_data, cr, side, medium, error);
}

static gboolean
cw_sheet_note (CwSheetPrint  *self,
               CwPlasticState state,
               const char    *reason,
               GError       **error)
{
  if (state == self->state)
    return TRUE;
  self->state = state;
  return cw_store_set_plastic (self->tools->store, self->plastic_id, state, NULL, reason, error);
}

/* A row that cannot be written now is written with the outcome. */
static void
cw_sheet_news (CwPrintPhase           phase,
               const CwPrinterStatus *status,
               const char            *sentence,
               gpointer               user_data)
{
  static const CwPlasticState states[] = {
    [CW_PRINT_PHASE_QUEUED] = CW_PLASTIC_STATE_QUEUED,
    [CW_PRINT_PHASE_SENT] = CW_PLASTIC_STATE_SENT,
    [CW_PRINT_PHASE_PRINTING] = CW_PLASTIC_STATE_PRINTING,
    [CW_PRINT_PHASE_PRINTED] = CW_PLASTIC_STATE_PRINTING,
  };
  CwSheetPrint *self = user_data;
  g_autoptr (GError) error = NULL;

  if (states[phase] > self->state && !cw_sheet_note (self, states[phase], NULL, &error))
    g_debug ("the ledger: %s", error->message);
}

static char *
cw_sheet_tell (CwSheet        sheet,
               CwPrintOutcome outcome)
{
  switch (outcome)
    {
    case CW_PRINT_PRINTED:
      return g_strdup (sheet == CW_SHEET_TEST_CARD ? _ ("The test card is out. Look whether bars, ramps and small type are even and the codes can be scanned.")
                                                   : _ ("The alignment sheet is out. Measure the two distances that it names and enter them."));
    case CW_PRINT_NOT_PRINTED:
      return g_strdup (_ ("The printer did not print the card; no blank was used."));
    case CW_PRINT_UNCERTAIN:
    case CW_PRINT_WORKING:
      return g_strdup (_ ("It is not certain whether the card came out of the printer. Look at the printer and at its output tray."));
    }
  g_assert_not_reached ();
}

static gboolean
cw_sheet_conclude (CwSheetPrint  *self,
                   CwPrintOutcome outcome,
                   GError       **error)
{
  switch (outcome)
    {
    case CW_PRINT_PRINTED:
      return cw_sheet_note (self, CW_PLASTIC_STATE_PRINTED, NULL, error);
    case CW_PRINT_NOT_PRINTED:
      return cw_sheet_note (self, CW_PLASTIC_STATE_FAILED, _ ("The printer did not print it."), error);
    case CW_PRINT_UNCERTAIN:
    case CW_PRINT_WORKING:
      return cw_sheet_note (self, CW_PLASTIC_STATE_UNCERTAIN, NULL, error);
    }
  g_assert_not_reached ();
}

static char *
cw_sheet_name_job (gint64 plastic_id)
{
  return g_strdup_printf ("test-card/%" PRId64, plastic_id);
}

/* One blank that an earlier run left without an end: the printer is asked, nothing is printed. */
static gboolean
cw_sheet_settle (const CwIssueTools *tools,
                 const CwPlasticRow *row,
                 GError            **error)
{
  CwSheetPrint self = { .tools = tools, .plastic_id = row->id, .state = row->state };
  g_autofree char *job_name = cw_sheet_name_job (row->id);
  g_autofree char *evidence = NULL;
  CwPrintOutcome outcome;

  if (!cw_printer_settle (tools->printer, job_name, row->job, &outcome, &evidence, error))
    return FALSE;
  /* one that is still on its way is asked about again */
  return outcome == CW_PRINT_WORKING || cw_sheet_conclude (&self, outcome, error);
}

/**
 * cw_issue_settle_sheets:
 *
 * Finds out what became of the test cards and alignment sheets of this printer that an earlier run
 * left without an end. What only a person can tell is left uncertain.
 *
 * Returns: %FALSE with @error set when printer or store could not be asked
 */
gboolean
cw_issue_settle_sheets (const CwIssueTools *tools,
                        GError            **error)
{
  g_autoptr (GPtrArray) rows = cw_store_list_unaccounted (tools->store, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const CwPlasticRow *row = g_ptr_array_index (rows, i);
      gboolean sheet = row->purpose == CW_PLASTIC_PURPOSE_TEST_CARD || row->purpose == CW_PLASTIC_PURPOSE_ALIGNMENT;

      if (sheet && row->state != CW_PLASTIC_STATE_UNCERTAIN && g_str_equal (row->printer, cw_printer_get_name (tools->printer))
          && !cw_sheet_settle (tools, row, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
cw_sheet_print (CwSheetPrint   *self,
                CwFace         *face,
                gboolean        back,
                GCancellable   *cancellable,
                CwPrintOutcome *outcome,
                GError        **error)
{
  g_autofree char *job_name = cw_sheet_name_job (self->plastic_id);
  CwOffsetPaint paint = { .painter = cw_sheet_paint, .painter_data = face, .offset = &self->tools->offset };
  CwPrintRequest request = {
    .job_name = job_name,
    .painter = cw_offset_paint,
    .painter_data = &paint,
    .back = back,
  };
  g_autoptr (GError) local = NULL;
  g_autoptr (CwPrintTicket) ticket = cw_printer_submit (self->tools->printer, &request, cancellable, &local);
  g_autofree char *evidence = NULL;

  *outcome = CW_PRINT_UNCERTAIN;
  if (ticket == NULL)
    {
      /* the two answers of a door that do not say that nothing was printed */
      if (g_error_matches (local, CW_ERROR, CW_ERROR_EXISTS) || g_error_matches (local, CW_ERROR, CW_ERROR_IN_DOUBT))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  /* without it the job is still found by its name */
  if (ticket->job_id != NULL && !cw_store_note_plastic_job (self->tools->store, self->plastic_id, ticket->job_id, &local))
    g_clear_error (&local);
  if (!cw_printer_watch (self->tools->printer, ticket, cw_sheet_news, self, cancellable, outcome, &evidence, NULL))
    *outcome = CW_PRINT_UNCERTAIN;
  return TRUE;
}

gboolean
cw_issue_print_sheet (const CwIssueTools *tools,
                      CwSheet             sheet,
                      GCancellable       *cancellable,
                      CwPrintOutcome     *outcome,
                      char              **sentence,
                      GError            **error)
{
  CwSheetPrint self = { .tools = tools, .state = CW_PLASTIC_STATE_QUEUED };
  g_autoptr (CwFace) face = NULL;
  g_autoptr (GError) local = NULL;
  CwPrinterCapabilities printer;

  if (!cw_printer_get_capabilities (tools->printer, &printer, error) || !cw_issue_settle_sheets (tools, error) || !cw_issue_clear_path (tools, error))
    return FALSE;
  self.plastic_id = cw_store_add_plastic (tools->store, 0, cw_sheet_get_purpose (sheet), cw_printer_get_name (tools->printer), -1, error);
  if (self.plastic_id == 0)
    return FALSE;

  face = cw_issue_make_sheet (tools, sheet, self.plastic_id, &local);
  if (face == NULL || !cw_sheet_print (&self, face, printer.duplex, cancellable, outcome, &local))
    {
      if (!cw_sheet_note (&self, CW_PLASTIC_STATE_FAILED, _ ("The printer did not print it."), error))
        return FALSE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *sentence = cw_sheet_tell (sheet, *outcome);
  return cw_sheet_conclude (&self, *outcome, error);
}
