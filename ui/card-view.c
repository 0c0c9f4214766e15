/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/card-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* One card face as a widget. The face is recorded once for its size and replayed, so that the
 * sheen under the pointer costs a gradient and not a drawing. GTK thread only. */

#define NATURAL_WIDTH 400
#define MINIMUM_WIDTH 160
#define SHEEN_WIDTH 0.45 /* of the card's width */

struct _CwCardView
{
  GtkWidget      parent_instance;

  CwFace        *face;
  GskRenderNode *drawn; /* the face at drawn_width, NULL: to be recorded */
  double         drawn_width;
  double         light; /* where the light falls, 0 … 1 from the left edge */

  CwFaceSide     side;
  guint          specimen : 1;
  guint          lit : 1;
};

G_DEFINE_FINAL_TYPE (CwCardView, cw_card_view, GTK_TYPE_WIDGET)

void
cw_card_view_fit (double           width,
                  double           height,
                  graphene_rect_t *card)
{
  double w = MIN (width, height * CW_CARD_WIDTH_MM / CW_CARD_HEIGHT_MM);
  double h = w * CW_CARD_HEIGHT_MM / CW_CARD_WIDTH_MM;

  graphene_rect_init (card, (width - w) / 2, (height - h) / 2, w, h);
}

static void
forget_drawing (CwCardView *self)
{
  g_clear_pointer (&self->drawn, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
draw_empty (GtkSnapshot           *snapshot,
            const graphene_rect_t *bounds)
{
  const GdkRGBA paper = { 0.5, 0.5, 0.5, 0.12 };

  gtk_snapshot_append_color (snapshot, &paper, bounds);
}

/* @bounds lies at the origin: the recording is moved, not redone, when the card moves. */
static GskRenderNode *
record_face (CwCardView            *self,
             const graphene_rect_t *bounds)
{
  CwFaceMedium medium = { .layer = CW_LAYER_ALL, .screen = TRUE, .specimen = self->specimen };
  double scale = bounds->size.width / CW_CARD_WIDTH_MM;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GError) error = NULL;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, bounds);

  cairo_scale (cr, scale, scale);
  if (!cw_face_draw (self->face, cr, self->side, &medium, &error))
    g_debug ("face not drawn: %s", error->message);
  cairo_destroy (cr);

  return gtk_snapshot_free_to_node (snapshot);
}

static void
append_sheen (CwCardView            *self,
              GtkSnapshot           *snapshot,
              const graphene_rect_t *bounds)
{
  float width = bounds->size.width;
  float middle = self->light * width;
  float reach = width * SHEEN_WIDTH;
  const GskColorStop stops[] = {
    { 0.0f, { 1.0f, 1.0f, 1.0f, 0.0f } },
    { 0.3f, { 0.6f, 0.95f, 1.0f, 0.10f } },
    { 0.5f, { 1.0f, 1.0f, 1.0f, 0.22f } },
    { 0.7f, { 1.0f, 0.75f, 0.95f, 0.10f } },
    { 1.0f, { 1.0f, 1.0f, 1.0f, 0.0f } },
  };

  gtk_snapshot_append_linear_gradient (snapshot, bounds,
                                       &GRAPHENE_POINT_INIT (middle - reach, 0),
                                       &GRAPHENE_POINT_INIT (middle + reach, bounds->size.height / 2),
                                       stops, G_N_ELEMENTS (stops));
}

static void
append_edge (GtkSnapshot          *snapshot,
             const GskRoundedRect *outline)
{
  gboolean strong = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  const float widths[4] = { 1, 1, 1, 1 };
  const GdkRGBA line = { 0, 0, 0, strong ? 1.0 : 0.14 };
  const GdkRGBA lines[4] = { line, line, line, line };

  gtk_snapshot_append_border (snapshot, outline, widths, lines);
}

static void
cw_card_view_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  CwCardView *self = CW_CARD_VIEW (widget);
  const GdkRGBA near_shadow = { 0, 0, 0, 0.16 };
  const GdkRGBA far_shadow = { 0, 0, 0, 0.10 };
  graphene_rect_t card;
  graphene_rect_t bounds;
  GskRoundedRect outline;

  cw_card_view_fit (gtk_widget_get_width (widget), gtk_widget_get_height (widget), &card);
  if (card.size.width < 1)
    return;
  graphene_rect_init (&bounds, 0, 0, card.size.width, card.size.height);
  gsk_rounded_rect_init_from_rect (&outline, &bounds, card.size.width * CW_CARD_RADIUS_MM / CW_CARD_WIDTH_MM);
  if (self->drawn != NULL && self->drawn_width != card.size.width)
    g_clear_pointer (&self->drawn, gsk_render_node_unref);
  if (self->drawn == NULL && self->face != NULL)
    self->drawn = record_face (self, &bounds);
  self->drawn_width = card.size.width;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &card.origin);
  if (self->drawn != NULL)
    {
      gtk_snapshot_append_outset_shadow (snapshot, &outline, &near_shadow, 0, 1, 0, 3);
      gtk_snapshot_append_outset_shadow (snapshot, &outline, &far_shadow, 0, 4, 0, 14);
    }
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  if (self->drawn != NULL)
    gtk_snapshot_append_node (snapshot, self->drawn);
  else
    draw_empty (snapshot, &bounds);
  if (self->drawn != NULL && self->lit)
    append_sheen (self, snapshot, &bounds);
  gtk_snapshot_pop (snapshot);
  append_edge (snapshot, &outline);
  gtk_snapshot_restore (snapshot);
}

static void
cw_card_view_measure (GtkWidget     *widget,
                      GtkOrientation orientation,
                      int            for_size,
                      int           *minimum,
                      int           *natural,
                      int           *minimum_baseline,
                      int           *natural_baseline)
{
  double ratio = CW_CARD_WIDTH_MM / CW_CARD_HEIGHT_MM;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MINIMUM_WIDTH;
      *natural = NATURAL_WIDTH;
    }
  else
    {
      *minimum = (int) (MINIMUM_WIDTH / ratio + 0.5);
      *natural = (int) ((for_size > 0 ? MAX (for_size, MINIMUM_WIDTH) : NATURAL_WIDTH) / ratio + 0.5);
    }
  *minimum_baseline = -1;
  *natural_baseline = -1;
}

static GtkSizeRequestMode
cw_card_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
motion_cb (CwCardView *self,
           double      x,
           double      y)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  if (width < 1 || !adw_get_enable_animations (GTK_WIDGET (self)))
    return;

  self->light = CLAMP (x / width, 0, 1);
  self->lit = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
leave_cb (CwCardView *self)
{
  self->lit = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
pressed_cb (CwCardView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
cw_card_view_finalize (GObject *object)
{
  CwCardView *self = CW_CARD_VIEW (object);

  g_clear_pointer (&self->drawn, gsk_render_node_unref);
  g_clear_pointer (&self->face, cw_face_unref);

  G_OBJECT_CLASS (cw_card_view_parent_class)->finalize (object);
}

static void
cw_card_view_class_init (CwCardViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_card_view_finalize;
  widget_class->snapshot = cw_card_view_snapshot;
  widget_class->measure = cw_card_view_measure;
  widget_class->get_request_mode = cw_card_view_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "cardview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, 0, "win.turn", NULL);
}

static void
cw_card_view_init (CwCardView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  cw_card_view_set_face (self, NULL, NULL, NULL);
}

GtkWidget *
cw_card_view_new (CwFaceSide side)
{
  CwCardView *self = g_object_new (CW_TYPE_CARD_VIEW, NULL);

  self->side = side;
  cw_card_view_set_face (self, NULL, NULL, NULL);

  return GTK_WIDGET (self);
}

CwFaceSide
cw_card_view_get_side (CwCardView *self)
{
  g_return_val_if_fail (CW_IS_CARD_VIEW (self), CW_FACE_FRONT);

  return self->side;
}

/**
 * cw_card_view_set_face:
 * @self: a card view
 * @face: (nullable) (transfer none): what to draw, used on the GTK thread from now on
 * @student: (nullable): whose card it is, for screen readers
 * @summary: (nullable): what stands on it, in one line, for screen readers
 *
 * Shows another card.
 */
void
cw_card_view_set_face (CwCardView *self,
                       CwFace     *face,
                       const char *student,
                       const char *summary)
{
  g_autofree char *name = NULL;

  g_return_if_fail (CW_IS_CARD_VIEW (self));

  if (face != NULL)
    cw_face_ref (face);
  g_clear_pointer (&self->face, cw_face_unref);
  self->face = face;

  if (student == NULL)
    name = g_strdup (self->side == CW_FACE_FRONT ? _("Front of the card, empty") : _("Back of the card, empty"));
  else
    name = g_strdup_printf (self->side == CW_FACE_FRONT ? _("Front of the card of %s") : _("Back of the card of %s"), student);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, summary != NULL ? summary : "",
                                  -1);
  forget_drawing (self);
}

void
cw_card_view_set_specimen (CwCardView *self,
                           gboolean    specimen)
{
  g_return_if_fail (CW_IS_CARD_VIEW (self));

  self->specimen = !!specimen;
  forget_drawing (self);
}
