/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "tests/ui/support.h"
#include "ui/banner.h"
#include "ui/checks.h"
#include "ui/dialogs.h"
#include "ui/notice.h"
#include "ui/reasons.h"
#include "ui/status-chip.h"
#include "ui/window.h"

/* Each piece of the desk alone: it comes out of its template, shows what it is told, and goes
 * without leaving anything behind. */

/* In a window, drawn once, and gone again. */
static void
show_and_drop (GtkWidget *widget)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 900, 600);
  gtk_window_set_child (GTK_WINDOW (window), widget);
  g_object_ref (widget);
  gtk_widget_set_visible (widget, TRUE); /* a batch that is not there is hidden */
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (widget);
  gtk_window_destroy (GTK_WINDOW (window));
  cw_test_settle ();
  g_assert_finalize_object (widget);
}

static void
test_templates (void)
{
  show_and_drop (cw_status_chip_new ("Printer", "printer-symbolic"));
  show_and_drop (cw_students_new ());
  show_and_drop (cw_day_new ());
  show_and_drop (cw_doubts_new ());
  show_and_drop (cw_ready_new ());
  show_and_drop (cw_leftovers_new ());
  show_and_drop (cw_finding_new ());
  show_and_drop (cw_reasons_new ());
  show_and_drop (cw_reissue_form_new ());
  show_and_drop (cw_batch_pane_new ());
  show_and_drop (cw_printer_panel_new ());
  show_and_drop (cw_desk_new ());
  show_and_drop (cw_faces_new ());
  show_and_drop (cw_stages_new ());
  show_and_drop (cw_checks_new ());
  show_and_drop (cw_notice_new ());
  show_and_drop (cw_act_bar_new ());
  show_and_drop (cw_banner_new ());
  show_and_drop (cw_card_view_new (CW_FACE_BACK));
}

static void
test_shortcuts_window (void)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/cardwright/Cardwright/shortcuts.ui");
  GtkWidget *window = GTK_WIDGET (gtk_builder_get_object (builder, "shortcuts"));

  g_assert_true (GTK_IS_SHORTCUTS_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* ISO/IEC 7810 ID-1, in whatever room. */
static void
test_card_proportion (void)
{
  static const double rooms[][2] = { { 400, 400 }, { 1000, 120 }, { 85.6, 53.98 }, { 31, 900 } };

  for (guint i = 0; i < G_N_ELEMENTS (rooms); i++)
    {
      graphene_rect_t card;

      cw_card_view_fit (rooms[i][0], rooms[i][1], &card);
      g_assert_cmpfloat_with_epsilon (card.size.width / card.size.height, 85.60 / 53.98, 1e-4);
      g_assert_cmpfloat (card.size.width, <=, rooms[i][0] + 1e-3);
      g_assert_cmpfloat (card.size.height, <=, rooms[i][1] + 1e-3);
      g_assert_cmpfloat_with_epsilon (card.origin.x * 2 + card.size.width, rooms[i][0], 1e-3);
      g_assert_cmpfloat_with_epsilon (card.origin.y * 2 + card.size.height, rooms[i][1], 1e-3);
    }
}

static void
test_card_measure (void)
{
  GtkWidget *view = g_object_ref_sink (cw_card_view_new (CW_FACE_FRONT));
  int natural = 0;

  gtk_widget_measure (view, GTK_ORIENTATION_VERTICAL, 856, NULL, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 540);
  g_assert_finalize_object (view);
}

static GBytes *
make_photo (void)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 480, 640);
  g_autoptr (GError) error = NULL;
  char *jpeg;
  gsize length;

  gdk_pixbuf_fill (pixbuf, 0x80a0c0ff);
  gdk_pixbuf_save_to_buffer (pixbuf, &jpeg, &length, "jpeg", &error, NULL);
  g_assert_no_error (error);

  return g_bytes_new_take (jpeg, length);
}

static CwFace *
make_face (void)
{
  g_autoptr (GFile) file = cw_template_get_shipped ("lbtu-student");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwTemplate) template = cw_template_load (file, &error);
  g_autoptr (CwRecord) record = cw_record_new ();
  g_autoptr (GBytes) photo = make_photo ();
  g_auto (GStrv) fields = NULL;
  CwFace *face;

  g_assert_no_error (error);
  fields = cw_template_list_fields (template);
  for (guint i = 0; fields[i] != NULL; i++)
    {
      cw_record_set (record, fields[i], "Anna", &error);
      g_assert_no_error (error);
    }
  face = cw_face_new (template, record, photo, &error);
  g_assert_no_error (error);

  return face;
}

static GdkTexture *
draw (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  g_autoptr (GskRenderNode) node = NULL;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);

  return gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)), node,
                                      &GRAPHENE_RECT_INIT (0, 0, width, height));
}

/* The face fills the card, its corners are round, and the specimen's word changes the picture. */
static void
test_card_draw (void)
{
  g_autoptr (CwFace) face = make_face ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = cw_card_view_new (CW_FACE_FRONT);
  g_autoptr (GdkTexture) plain = NULL;
  g_autoptr (GdkTexture) specimen = NULL;
  g_autofree guint32 *plain_pixels = NULL;
  g_autofree guint32 *specimen_pixels = NULL;
  gsize n_pixels;
  gsize stride;

  gtk_widget_set_halign (view, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (view, GTK_ALIGN_CENTER);
  gtk_window_set_child (GTK_WINDOW (window), view);
  cw_card_view_set_face (CW_CARD_VIEW (view), face, "Anna", "summary");
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (view);

  plain = draw (view);
  n_pixels = (gsize) gdk_texture_get_width (plain) * gdk_texture_get_height (plain);
  stride = (gsize) gdk_texture_get_width (plain) * 4;
  plain_pixels = g_new0 (guint32, n_pixels);
  gdk_texture_download (plain, (guchar *) plain_pixels, stride);
  g_assert_cmpuint (plain_pixels[n_pixels / 2 + gdk_texture_get_width (plain) / 2] >> 24, ==, 255);
  g_assert_cmpuint (plain_pixels[0] >> 24, <, 128);

  cw_card_view_set_specimen (CW_CARD_VIEW (view), TRUE);
  gtk_test_widget_wait_for_draw (view);
  specimen = draw (view);
  specimen_pixels = g_new0 (guint32, n_pixels);
  gdk_texture_download (specimen, (guchar *) specimen_pixels, stride);
  g_assert_cmpmem (plain_pixels, 4, specimen_pixels, 4);
  g_assert_cmpint (memcmp (plain_pixels, specimen_pixels, n_pixels * 4), !=, 0);

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_card_names (void)
{
  GtkWidget *view = g_object_ref_sink (cw_card_view_new (CW_FACE_BACK));
  g_autoptr (CwFace) face = make_face ();

  gtk_test_accessible_assert_role (view, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (view, GTK_ACCESSIBLE_PROPERTY_LABEL, "Back of the card, empty");
  cw_card_view_set_face (CW_CARD_VIEW (view), face, "Anna Liepa", "LF23001");
  gtk_test_accessible_assert_property (view, GTK_ACCESSIBLE_PROPERTY_LABEL, "Back of the card of Anna Liepa");
  gtk_test_accessible_assert_property (view, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "LF23001");
  g_assert_finalize_object (view);
}

/* Which faces can be seen: both; turned, one; in a narrow window never both. */
static void
test_faces_turn (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *faces = cw_faces_new ();
  GtkWidget *front = GTK_WIDGET (cw_faces_get_view (CW_FACES (faces), CW_FACE_FRONT));
  GtkWidget *back = GTK_WIDGET (cw_faces_get_view (CW_FACES (faces), CW_FACE_BACK));
  static const gboolean wide[][2] = { { 1, 1 }, { 1, 0 }, { 0, 1 }, { 1, 1 } };
  static const gboolean narrow[][2] = { { 1, 0 }, { 0, 1 }, { 1, 0 } };

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 500);
  gtk_window_set_child (GTK_WINDOW (window), faces);
  gtk_window_present (GTK_WINDOW (window));
  for (guint i = 0; i < G_N_ELEMENTS (wide); i++)
    {
      gtk_test_widget_wait_for_draw (faces);
      g_assert_cmpint (gtk_widget_get_child_visible (front), ==, wide[i][0]);
      g_assert_cmpint (gtk_widget_get_child_visible (back), ==, wide[i][1]);
      cw_faces_turn (CW_FACES (faces));
      gtk_widget_queue_draw (faces);
    }
  cw_faces_set_face (CW_FACES (faces), NULL, TRUE, NULL, NULL);
  gtk_window_destroy (GTK_WINDOW (window));

  faces = g_object_ref_sink (cw_faces_new ());
  front = GTK_WIDGET (cw_faces_get_view (CW_FACES (faces), CW_FACE_FRONT));
  back = GTK_WIDGET (cw_faces_get_view (CW_FACES (faces), CW_FACE_BACK));
  for (guint i = 0; i < G_N_ELEMENTS (narrow); i++)
    {
      int height;

      gtk_widget_measure (faces, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      gtk_widget_measure (faces, GTK_ORIENTATION_VERTICAL, 400, NULL, &height, NULL, NULL);
      gtk_widget_allocate (faces, 400, height, -1, NULL);
      g_assert_cmpint (gtk_widget_get_child_visible (front), ==, narrow[i][0]);
      g_assert_cmpint (gtk_widget_get_child_visible (back), ==, narrow[i][1]);
      cw_faces_turn (CW_FACES (faces));
    }
  g_assert_finalize_object (faces);
}

static void
test_stages_states (void)
{
  CwStages *stages = g_object_ref_sink (CW_STAGES (cw_stages_new ()));

  for (CwStage stage = 0; stage < CW_STAGE_COUNT; stage++)
    for (CwStageState state = CW_STAGE_STATE_TODO; state <= CW_STAGE_STATE_TROUBLE; state++)
      {
        g_autofree char *sentence = g_strdup_printf ("sentence %d %d", stage, state);

        cw_stages_set_state (stages, stage, state, sentence);
        g_assert_cmpint (cw_stages_get_state (stages, stage), ==, state);
        g_assert_cmpint (cw_stages_get_states (stages)[stage], ==, state);
        g_assert_cmpstr (cw_stages_get_sentence (stages), ==, sentence);
      }
  cw_stages_reset (stages);
  for (CwStage stage = 0; stage < CW_STAGE_COUNT; stage++)
    g_assert_cmpint (cw_stages_get_state (stages, stage), ==, CW_STAGE_STATE_TODO);
  g_assert_cmpstr (cw_stages_get_sentence (stages), ==, "");
  g_assert_finalize_object (stages);
}

static void
count_class (GtkWidget *widget,
             gpointer   data)
{
  g_assert_false (gtk_widget_has_css_class (widget, "filled") && !gtk_widget_has_css_class (widget, "half-line"));
  *(guint *) data += gtk_widget_has_css_class (widget, "filled");
}

/* Two half lines for every stage that is past, and a skipped stage is past too. */
static void
test_stages_line (void)
{
  CwStages *stages = g_object_ref_sink (CW_STAGES (cw_stages_new ()));
  guint filled = 0;

  cw_stages_set_state (stages, CW_STAGE_LAYOUT, CW_STAGE_STATE_DONE, NULL);
  cw_stages_set_state (stages, CW_STAGE_PRINT, CW_STAGE_STATE_DONE, NULL);
  cw_stages_set_state (stages, CW_STAGE_ENCODE, CW_STAGE_STATE_SKIPPED, NULL);
  cw_stages_set_state (stages, CW_STAGE_REGISTER, CW_STAGE_STATE_TROUBLE, "No network.");
  cw_test_walk (GTK_WIDGET (stages), count_class, &filled);
  g_assert_cmpuint (filled, ==, 6);
  g_assert_finalize_object (stages);
}

static void
acted_cb (CwActBar *bar,
          int       act,
          gpointer  data)
{
  *(int *) data = act;
}

static void
test_act_bar (void)
{
  CwActBar *bar = g_object_ref_sink (CW_ACT_BAR (cw_act_bar_new ()));
  GtkWidget *primary = cw_act_bar_get_primary (bar);
  CwQuestion question = { .kind = CW_QUESTION_WAS_PRINTED };
  int act = -1;

  g_signal_connect (bar, "act", G_CALLBACK (acted_cb), &act);
  cw_act_bar_take (bar, cw_words_before (FALSE));
  g_assert_false (gtk_widget_get_sensitive (primary));
  g_signal_emit_by_name (primary, "clicked");
  g_assert_cmpint (act, ==, -1);

  cw_act_bar_take (bar, cw_words_for_question (&question, NULL, FALSE));
  g_assert_true (primary == cw_act_bar_get_primary (bar));
  g_assert_true (gtk_widget_get_sensitive (primary));
  g_signal_emit_by_name (cw_test_find_button (GTK_WIDGET (bar), "Card is spoiled"), "clicked");
  g_assert_cmpint (act, ==, CW_ACT_SPOILED);
  g_signal_emit_by_name (primary, "clicked");
  g_assert_cmpint (act, ==, CW_ACT_YES);
  gtk_test_accessible_assert_property (primary, GTK_ACCESSIBLE_PROPERTY_LABEL, "Yes, it is well printed");

  cw_act_bar_take (bar, cw_words_after (CW_ISSUE_ISSUED));
  g_assert_false (gtk_widget_get_visible (gtk_widget_get_next_sibling (primary)));
  g_assert_finalize_object (bar);
}

static void
test_status_chip (void)
{
  CwStatusChip *chip = g_object_ref_sink (CW_STATUS_CHIP (cw_status_chip_new ("Printer", "printer-symbolic")));
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (chip));
  static const char *const words[] = { "Looking…", "Ready", "Look soon", "Needs you" };

  g_assert_true (GTK_IS_MENU_BUTTON (button));
  for (CwStatusLevel level = CW_STATUS_UNKNOWN; level <= CW_STATUS_TROUBLE; level++)
    {
      CwStatusNote note = { .level = level, .title = (char *) "CR80 Card", .sentence = (char *) "The ribbon is empty. Put in a new one." };
      g_autofree char *name = g_strdup_printf ("Printer, CR80 Card: %s", words[level]);

      cw_status_chip_set_note (chip, &note);
      g_assert_cmpint (cw_status_chip_get_level (chip), ==, level);
      gtk_test_accessible_assert_property (button, GTK_ACCESSIBLE_PROPERTY_LABEL, name);
      gtk_test_accessible_assert_property (button, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, note.sentence);
    }
  g_assert_finalize_object (chip);
}

static void
test_day_counts (void)
{
  CwDay *day = g_object_ref_sink (CW_DAY (cw_day_new ()));
  CwStoreCounts counts = { .issued_today = 1, .spoiled_today = 2, .outbox_waiting = 3, .outbox_refused = 1 };
  GtkWidget *leftovers = cw_test_find (GTK_WIDGET (day), GTK_TYPE_BUTTON);
  GtkWidget *doubts = gtk_widget_get_next_sibling (leftovers);
  GtkWidget *ready = gtk_widget_get_next_sibling (doubts);

  cw_day_set_counts (day, &counts);
  g_assert_cmpstr (cw_day_get_today (day), ==, "1 card issued, 2 spoiled");
  counts.issued_today = 21;
  cw_day_set_counts (day, &counts);
  g_assert_cmpstr (cw_day_get_today (day), ==, "21 cards issued, 2 spoiled");
  g_assert_false (gtk_widget_get_visible (doubts));
  cw_day_set_doubts (day, 2);
  g_assert_true (gtk_widget_get_visible (doubts));
  gtk_test_accessible_assert_property (doubts, GTK_ACCESSIBLE_PROPERTY_LABEL, "2 cards in doubt");
  g_assert_false (gtk_widget_get_visible (leftovers) || gtk_widget_get_visible (ready));
  cw_day_set_ready (day, 12);
  cw_day_set_leftovers (day, 1);
  g_assert_true (gtk_widget_get_visible (leftovers) && gtk_widget_get_visible (ready));
  gtk_test_accessible_assert_property (ready, GTK_ACCESSIBLE_PROPERTY_LABEL, "12 cards to hand over");
  gtk_test_accessible_assert_property (leftovers, GTK_ACCESSIBLE_PROPERTY_LABEL, "1 thing left in the printer");
  g_assert_finalize_object (day);
}

static CwCheck *
check_new (gboolean    error,
           const char *sentence)
{
  CwCheck *check = g_new0 (CwCheck, 1);

  check->error = error;
  check->element = g_strdup ("name");
  check->sentence = g_strdup (sentence);

  return check;
}

static guint
count_lines (GtkWidget *checks)
{
  guint n = 0;

  for (GtkWidget *line = gtk_widget_get_first_child (checks); line != NULL; line = gtk_widget_get_next_sibling (line))
    n++;

  return n;
}

/* Errors come first, and however many remarks there are, the faces keep their room. */
static void
test_checks (void)
{
  CwChecks *checks = g_object_ref_sink (CW_CHECKS (cw_checks_new ()));
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_check_free);
  GtkWidget *first;

  cw_checks_show (checks, found, NULL);
  g_assert_cmpuint (count_lines (GTK_WIDGET (checks)), ==, 1);
  for (int i = 0; i < 6; i++)
    g_ptr_array_add (found, check_new (FALSE, "warning"));
  g_assert_false (cw_checks_forbid (found));
  g_ptr_array_add (found, check_new (TRUE, "error"));
  g_assert_true (cw_checks_forbid (found));

  cw_checks_show (checks, found, NULL);
  g_assert_cmpuint (count_lines (GTK_WIDGET (checks)), ==, 5);
  first = cw_test_find (gtk_widget_get_first_child (GTK_WIDGET (checks)), GTK_TYPE_LABEL);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (first)), ==, "error");
  first = cw_test_find (gtk_widget_get_first_child (GTK_WIDGET (checks)), GTK_TYPE_IMAGE);
  gtk_test_accessible_assert_property (first, GTK_ACCESSIBLE_PROPERTY_LABEL, "Error");

  g_ptr_array_set_size (found, 1);
  ((CwCheck *) g_ptr_array_index (found, 0))->side = CW_FACE_BACK;
  cw_checks_show (checks, found, NULL);
  first = cw_test_find (gtk_widget_get_first_child (GTK_WIDGET (checks)), GTK_TYPE_LABEL);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (first)), ==, "Back: warning");
  first = cw_test_find (gtk_widget_get_first_child (GTK_WIDGET (checks)), GTK_TYPE_IMAGE);
  gtk_test_accessible_assert_property (first, GTK_ACCESSIBLE_PROPERTY_LABEL, "Warning");
  cw_checks_show (checks, found, "The photo is missing.");
  g_assert_cmpuint (count_lines (GTK_WIDGET (checks)), ==, 1);
  g_assert_finalize_object (checks);
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  *(int *) data = cw_ask_finish (result);
}

static gboolean
is_answered (gpointer data)
{
  return *(int *) data >= 0;
}

static void
test_ask (void)
{
  GtkWidget *window = gtk_window_new ();

  for (int go = 0; go < 2; go++)
    {
      int answer = -1;
      GtkWidget *dialog = cw_ask_async (GTK_WINDOW (window), "Stop?", "Nothing is lost.", "Go on", "Stop", TRUE, asked_cb, &answer);

      if (go)
        adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "go");
      else
        gtk_window_close (GTK_WINDOW (dialog));
      cw_test_wait (is_answered, &answer);
      g_assert_cmpint (answer, ==, go);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int   argc,
      char *argv[])
{
  /* with-display.sh gives the test its folders */
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/ui/widgets/templates", test_templates);
  g_test_add_func ("/ui/widgets/shortcuts-window", test_shortcuts_window);
  g_test_add_func ("/ui/card-view/proportion", test_card_proportion);
  g_test_add_func ("/ui/card-view/measure", test_card_measure);
  g_test_add_func ("/ui/card-view/draw", test_card_draw);
  g_test_add_func ("/ui/card-view/names", test_card_names);
  g_test_add_func ("/ui/faces/turn", test_faces_turn);
  g_test_add_func ("/ui/stages/states", test_stages_states);
  g_test_add_func ("/ui/stages/line", test_stages_line);
  g_test_add_func ("/ui/act-bar/acts", test_act_bar);
  g_test_add_func ("/ui/status-chip/levels", test_status_chip);
  g_test_add_func ("/ui/day/counts", test_day_counts);
  g_test_add_func ("/ui/checks/lines", test_checks);
  g_test_add_func ("/ui/dialogs/ask", test_ask);

  return g_test_run ();
}
