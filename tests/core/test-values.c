/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/core/values.h"

#include "app/core/face.h"

/* The names are in databases and files: they are written out here once more, so that a change
 * of one does not go unseen. Academic levels and card types are words of the ESC-Router API v2
 * (OpenAPI, 2026-08-14), except NONE. */

static void
test_academic_level (void)
{
  static const char *const names[] = { "NONE", "BACHELOR", "MASTER", "DOCTORATE" };
  CwAcademicLevel value = CW_ACADEMIC_LEVEL_MASTER;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_cmpstr (cw_academic_level_to_name ((CwAcademicLevel) i), ==, names[i]);
      g_assert_true (cw_academic_level_from_name (names[i], &value));
      g_assert_cmpuint (value, ==, i);
      g_assert_cmpstr (cw_academic_level_to_label ((CwAcademicLevel) i), !=, "");
    }
  g_assert_false (cw_academic_level_from_name ("bachelor", &value));
  g_assert_false (cw_academic_level_from_name (NULL, &value));
  g_assert_cmpuint (value, ==, CW_ACADEMIC_LEVEL_DOCTORATE);
}

static void
test_card_type (void)
{
  static const char *const names[] = { "UNKNOWN", "PASSIVE", "SMART_NO_CDZ", "SMART_CDZ", "SMART_MAY_SP" };
  CwCardType value = CW_CARD_TYPE_UNKNOWN;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_cmpstr (cw_card_type_to_name ((CwCardType) i), ==, names[i]);
      g_assert_true (cw_card_type_from_name (names[i], &value));
      g_assert_cmpuint (value, ==, i);
    }
  g_assert_false (cw_card_type_from_name ("SMART", &value));
  g_assert_false (cw_card_type_from_name (NULL, &value));
}

static void
test_card_state (void)
{
  static const char *const names[] = { "reserved", "printing", "printed", "encoded", "verified", "issued", "in-doubt", "spoiled", "suspended", "lost", "stolen", "withdrawn", "expired", "replaced", "destroyed" };
  CwCardState value = CW_CARD_STATE_RESERVED;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_cmpstr (cw_card_state_to_name ((CwCardState) i), ==, names[i]);
      g_assert_true (cw_card_state_from_name (names[i], &value));
      g_assert_cmpuint (value, ==, i);
      g_assert_cmpstr (cw_card_state_to_label ((CwCardState) i), !=, "");
    }
  g_assert_cmpuint (value, ==, CW_CARD_STATE_DESTROYED);
  g_assert_false (cw_card_state_from_name ("", &value));
  g_assert_false (cw_card_state_from_name (NULL, &value));
}

static void
test_step_kind (void)
{
  static const char *const names[] = { "reserve", "layout", "print", "encode", "verify", "register", "hand-over" };
  CwStepKind value = CW_STEP_RESERVE;

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == CW_STEP_COUNT);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_cmpstr (cw_step_kind_to_name ((CwStepKind) i), ==, names[i]);
      g_assert_true (cw_step_kind_from_name (names[i], &value));
      g_assert_cmpuint (value, ==, i);
      g_assert_cmpstr (cw_step_kind_to_label ((CwStepKind) i), !=, "");
    }
  g_assert_false (cw_step_kind_from_name ("hand over", &value));
  g_assert_false (cw_step_kind_from_name (NULL, &value));
}

static void
test_states_of_work (void)
{
  static const char *const step_names[] = { "todo", "started", "done", "failed" };
  static const char *const plastic_names[] = { "queued", "sent", "printing", "printed", "verified", "uncertain", "failed", "issued", "spoiled" };
  static const char *const purpose_names[] = { "card", "test-card", "alignment", "found" };
  CwStepState step = CW_STEP_STATE_TODO;
  CwPlasticState plastic = CW_PLASTIC_STATE_QUEUED;
  CwPlasticPurpose purpose = CW_PLASTIC_PURPOSE_CARD;

  for (guint i = 0; i < G_N_ELEMENTS (step_names); i++)
    {
      g_assert_cmpstr (cw_step_state_to_name ((CwStepState) i), ==, step_names[i]);
      g_assert_true (cw_step_state_from_name (step_names[i], &step));
      g_assert_cmpuint (step, ==, i);
    }
  for (guint i = 0; i < G_N_ELEMENTS (plastic_names); i++)
    {
      g_assert_cmpstr (cw_plastic_state_to_name ((CwPlasticState) i), ==, plastic_names[i]);
      g_assert_true (cw_plastic_state_from_name (plastic_names[i], &plastic));
      g_assert_cmpuint (plastic, ==, i);
    }
  for (guint i = 0; i < G_N_ELEMENTS (purpose_names); i++)
    {
      g_assert_cmpstr (cw_plastic_purpose_to_name ((CwPlasticPurpose) i), ==, purpose_names[i]);
      g_assert_true (cw_plastic_purpose_from_name (purpose_names[i], &purpose));
      g_assert_cmpuint (purpose, ==, i);
    }
  g_assert_false (cw_step_state_from_name ("doing", &step));
  g_assert_false (cw_plastic_purpose_from_name ("doing", &purpose));
  g_assert_false (cw_plastic_state_from_name ("doing", &plastic));
}

static void
test_reissue_reason (void)
{
  static const char *const names[] = { "lost", "stolen", "damaged", "badly-printed", "chip-dead", "data-changed", "other" };
  CwReissueReason value = CW_REISSUE_REASON_LOST;

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == CW_REISSUE_REASON_COUNT);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_cmpstr (cw_reissue_reason_to_name ((CwReissueReason) i), ==, names[i]);
      g_assert_true (cw_reissue_reason_from_name (names[i], &value));
      g_assert_cmpuint (value, ==, i);
      g_assert_cmpstr (cw_reissue_reason_to_label ((CwReissueReason) i), !=, "");
    }
  g_assert_false (cw_reissue_reason_from_name (NULL, &value));
}

static void
test_face (void)
{
  CwFaceSide side = CW_FACE_FRONT;
  CwFaceLayer layer = CW_LAYER_ALL;

  g_assert_cmpstr (cw_face_side_to_name (CW_FACE_FRONT), ==, "front");
  g_assert_cmpstr (cw_face_side_to_name (CW_FACE_BACK), ==, "back");
  g_assert_true (cw_face_side_from_name ("back", &side));
  g_assert_cmpint (side, ==, CW_FACE_BACK);
  g_assert_true (cw_face_side_from_name ("front", &side));
  g_assert_cmpint (side, ==, CW_FACE_FRONT);
  g_assert_false (cw_face_side_from_name ("Front", &side));
  g_assert_false (cw_face_side_from_name (NULL, &side));

  g_assert_true (cw_face_layer_from_name ("resin", &layer));
  g_assert_cmpint (layer, ==, CW_LAYER_RESIN);
  g_assert_true (cw_face_layer_from_name ("colour", &layer));
  g_assert_cmpint (layer, ==, CW_LAYER_COLOUR);
  g_assert_true (cw_face_layer_from_name ("all", &layer));
  g_assert_cmpint (layer, ==, CW_LAYER_ALL);
  g_assert_false (cw_face_layer_from_name ("color", &layer));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/core/values/academic-level", test_academic_level);
  g_test_add_func ("/core/values/card-type", test_card_type);
  g_test_add_func ("/core/values/card-state", test_card_state);
  g_test_add_func ("/core/values/step-kind", test_step_kind);
  g_test_add_func ("/core/values/states-of-work", test_states_of_work);
  g_test_add_func ("/core/values/reissue-reason", test_reissue_reason);
  g_test_add_func ("/core/values/face", test_face);
  return g_test_run ();
}
