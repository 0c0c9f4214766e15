/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/faces.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

/* Where the two faces stand. Turning squeezes the card about its upright axis, which every
 * GSK renderer can do. GTK thread only. */

#define GAP 30         /* pixels between the two cards */
#define CAPTION_GAP 12 /* pixels between a card and its caption */
#define NARROW 230     /* a card of a pair narrower than this is shown alone instead */
#define WIDEST 640     /* a card is never wider, however large the window */
#define TURN_MS 240

typedef enum
{
  SHOW_BOTH,
  SHOW_FRONT,
  SHOW_BACK,
} Show;

struct _CwFaces
{
  GtkWidget     parent_instance;

  GtkWidget    *views[2];
  GtkWidget    *captions[2];
  AdwAnimation *turning;
  double        turned; /* 0 … 1, 1: at rest */

  Show          show;
  Show          before; /* what was shown when the turn began */
  guint         has_back : 1;
  guint         narrow : 1;
};

G_DEFINE_FINAL_TYPE (CwFaces, cw_faces, GTK_TYPE_WIDGET)

static Show
shown_in_room (CwFaces *self,
               Show     show)
{
  if (!self->has_back)
    return SHOW_FRONT;
  if (show == SHOW_BOTH && self->narrow)
    return SHOW_FRONT;

  return show;
}

static void
place (CwFaces               *self,
       int                    side,
       const graphene_rect_t *card,
       double                 squeeze)
{
  GskTransform *transform = NULL;
  int caption_height = 0;
  int width = (int) floor (card->size.width);
  int height = (int) ceil (card->size.height);

  gtk_widget_set_child_visible (self->views[side], TRUE);
  gtk_widget_set_child_visible (self->captions[side], TRUE);
  transform = gsk_transform_translate (transform, &GRAPHENE_POINT_INIT (roundf (card->origin.x + card->size.width * (1 - squeeze) / 2),
                                                                         roundf (card->origin.y)));
  if (squeeze < 1)
    transform = gsk_transform_scale (transform, squeeze, 1);
  gtk_widget_allocate (self->views[side], width, height, -1, transform);

  gtk_widget_measure (self->captions[side], GTK_ORIENTATION_VERTICAL, width, NULL, &caption_height, NULL, NULL);
  gtk_widget_allocate (self->captions[side], width, caption_height, -1,
                       gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (roundf (card->origin.x),
                                                                            roundf (card->origin.y + height + CAPTION_GAP))));
}

static void
hide_side (CwFaces *self,
           int      side)
{
  gtk_widget_set_child_visible (self->views[side], FALSE);
  gtk_widget_set_child_visible (self->captions[side], FALSE);
}

static void
place_one (CwFaces *self,
           double   width,
           double   height)
{
  Show now = shown_in_room (self, self->show);
  Show before = shown_in_room (self, self->before);
  double squeeze = 1;
  graphene_rect_t card;

  if (now != before && before != SHOW_BOTH)
    squeeze = MAX (0.02, fabs (cos (self->turned * G_PI)));
  if (self->turned < 0.5 && before != SHOW_BOTH)
    now = before;

  cw_card_view_fit (width, height, &card);
  place (self, now == SHOW_BACK ? CW_FACE_BACK : CW_FACE_FRONT, &card, squeeze);
  hide_side (self, now == SHOW_BACK ? CW_FACE_FRONT : CW_FACE_BACK);
}

static void
place_pair (CwFaces *self,
            double   room,
            double   width,
            double   height)
{
  graphene_rect_t card;

  cw_card_view_fit (width, height, &card);
  card.origin.x = (room - GAP) / 2 - card.size.width;
  place (self, CW_FACE_FRONT, &card, 1);
  card.origin.x = (room + GAP) / 2;
  place (self, CW_FACE_BACK, &card, 1);
}

static int
caption_room (CwFaces *self)
{
  int natural = 0;

  gtk_widget_measure (self->captions[0], GTK_ORIENTATION_VERTICAL, -1, NULL, &natural, NULL, NULL);

  return natural + CAPTION_GAP;
}

static void
cw_faces_size_allocate (GtkWidget *widget,
                        int        width,
                        int        height,
                        int        baseline)
{
  CwFaces *self = CW_FACES (widget);
  double room = MAX (1, height - caption_room (self));
  double pair_width = MAX (1, (width - GAP) / 2.0);
  graphene_rect_t card;

  cw_card_view_fit (pair_width, room, &card);
  self->narrow = card.size.width < NARROW && pair_width < NARROW;
  room = MIN (room, WIDEST * CW_CARD_HEIGHT_MM / CW_CARD_WIDTH_MM);
  if (shown_in_room (self, self->show) == SHOW_BOTH)
    place_pair (self, width, pair_width, room);
  else
    place_one (self, width, room);
}

static void
cw_faces_measure (GtkWidget     *widget,
                  GtkOrientation orientation,
                  int            for_size,
                  int           *minimum,
                  int           *natural,
                  int           *minimum_baseline,
                  int           *natural_baseline)
{
  CwFaces *self = CW_FACES (widget);
  int card_minimum = 0;
  int card_natural = 0;

  gtk_widget_measure (self->views[0], orientation, -1, &card_minimum, &card_natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = card_minimum;
      *natural = 2 * card_natural + GAP;
    }
  else
    {
      *minimum = card_minimum + caption_room (self);
      *natural = card_natural + caption_room (self);
    }
  *minimum_baseline = -1;
  *natural_baseline = -1;
}

static void
turned_cb (double   value,
           gpointer user_data)
{
  CwFaces *self = user_data;

  self->turned = value;
  if (value >= 1)
    self->before = self->show;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
cw_faces_dispose (GObject *object)
{
  CwFaces *self = CW_FACES (object);

  g_clear_object (&self->turning);
  for (int side = 0; side < 2; side++)
    {
      g_clear_pointer (&self->views[side], gtk_widget_unparent);
      g_clear_pointer (&self->captions[side], gtk_widget_unparent);
    }

  G_OBJECT_CLASS (cw_faces_parent_class)->dispose (object);
}

static void
cw_faces_class_init (CwFacesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_faces_dispose;
  widget_class->measure = cw_faces_measure;
  widget_class->size_allocate = cw_faces_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "faces");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
cw_faces_init (CwFaces *self)
{
  AdwAnimationTarget *target = adw_callback_animation_target_new (turned_cb, self, NULL);

  self->turned = 1;
  self->has_back = TRUE;
  for (int side = 0; side < 2; side++)
    {
      self->views[side] = cw_card_view_new (side == 0 ? CW_FACE_FRONT : CW_FACE_BACK);
      self->captions[side] = gtk_label_new (side == 0 ? _("Front") : _("Back"));
      gtk_widget_add_css_class (self->captions[side], "caption");
      gtk_widget_add_css_class (self->captions[side], "dim-label");
      gtk_widget_set_parent (self->views[side], GTK_WIDGET (self));
      gtk_widget_set_parent (self->captions[side], GTK_WIDGET (self));
    }
  self->turning = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, TURN_MS, target);
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->turning), ADW_EASE_IN_OUT_SINE);
}

GtkWidget *
cw_faces_new (void)
{
  return g_object_new (CW_TYPE_FACES, NULL);
}

CwCardView *
cw_faces_get_view (CwFaces   *self,
                   CwFaceSide side)
{
  g_return_val_if_fail (CW_IS_FACES (self), NULL);

  return CW_CARD_VIEW (self->views[side == CW_FACE_FRONT ? 0 : 1]);
}

/**
 * cw_faces_set_face:
 * @self: the faces
 * @face: (nullable): the card, or %NULL for an empty one
 * @has_back: whether the design has a second side
 * @student: (nullable): whose card it is
 * @summary: (nullable): what stands on it
 *
 * Shows another card, both sides of it again.
 */
void
cw_faces_set_face (CwFaces    *self,
                   CwFace     *face,
                   gboolean    has_back,
                   const char *student,
                   const char *summary)
{
  g_return_if_fail (CW_IS_FACES (self));

  self->has_back = !!has_back;
  adw_animation_skip (self->turning);
  self->show = SHOW_BOTH;
  self->before = SHOW_BOTH;
  self->turned = 1;
  for (int side = 0; side < 2; side++)
    cw_card_view_set_face (CW_CARD_VIEW (self->views[side]), face, student, summary);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
cw_faces_set_specimen (CwFaces *self,
                       gboolean specimen)
{
  g_return_if_fail (CW_IS_FACES (self));

  for (int side = 0; side < 2; side++)
    cw_card_view_set_specimen (CW_CARD_VIEW (self->views[side]), specimen);
}

void
cw_faces_set_compared (CwFaces *self,
                       gboolean compared)
{
  g_return_if_fail (CW_IS_FACES (self));

  gtk_label_set_label (GTK_LABEL (self->captions[0]), compared ? _("Front, as it should look") : _("Front"));
  gtk_label_set_label (GTK_LABEL (self->captions[1]), compared ? _("Back, as it should look") : _("Back"));
}

void
cw_faces_turn (CwFaces *self)
{
  g_return_if_fail (CW_IS_FACES (self));

  if (!self->has_back)
    return;

  adw_animation_skip (self->turning);
  self->before = self->show;
  switch (self->show)
    {
    case SHOW_BOTH:
      self->show = self->narrow ? SHOW_BACK : SHOW_FRONT;
      break;
    case SHOW_FRONT:
      self->show = SHOW_BACK;
      break;
    case SHOW_BACK:
      self->show = self->narrow ? SHOW_FRONT : SHOW_BOTH;
      break;
    }
  adw_animation_play (self->turning);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}
