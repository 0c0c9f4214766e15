/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "remarks.h"
#include "templates/draw/face.h"

/* For each kind of remark a small design that earns it, and its smallest repair that does not. */

/* Luminances by hand: #a0a0a0 0.3515, #c8c8c8 0.5776, #204060 0.0482 (WCAG 2.1). */
static void
test_text (void)
{
  static const RemarkCase cases[] = {
    { "#ffffff", "{'type':'text','id':'t','x':5,'y':5,'width':40,'height':6,'size':4.5,'text':'{number}'}", "{'type':'text','id':'t','x':5,'y':5,'width':40,'height':6,'size':5,'text':'{number}'}", "t", CW_CHECK_SMALL_TYPE, FALSE, 4.5, 0.01 },
    { "#ffffff", "{'type':'text','id':'t','x':5,'y':5,'width':40,'height':6,'size':3.5,'text':'Caption'}", "{'type':'text','id':'t','x':5,'y':5,'width':40,'height':6,'size':4,'text':'Caption'}", "t", CW_CHECK_SMALL_TYPE, FALSE, 3.5, 0.01 },
    { "#ffffff", TEXT ("'text':'a\U000f0000b'"), TEXT ("'text':'ab'"), "t", CW_CHECK_GLYPH_MISSING, TRUE, 1, 0 },
    { "#ffffff", TEXT ("'text':'Grey','layer':'colour','colour':'#a0a0a0'"), TEXT ("'text':'Grey','layer':'colour','colour':'#767676'"), "t", CW_CHECK_CONTRAST, FALSE, 2.615, 0.03 },
    { "#ffffff", TEXT ("'text':'Grey','layer':'colour','colour':'#c8c8c8'"), TEXT ("'text':'Grey','layer':'colour','colour':'#767676'"), "t", CW_CHECK_CONTRAST, TRUE, 1.673, 0.03 },
    { "#204060", TEXT ("'text':'Black'"), TEXT ("'text':'White','layer':'colour','colour':'#ffffff'"), "t", CW_CHECK_CONTRAST, TRUE, 1.964, 0.03 },
    { "#ffffff", TEXT ("'text':'Under','layer':'colour','colour':'#202020'") ",{'type':'shape','id':'s','shape':'rect','x':4,'y':4,'width':30,'height':10,'fill':'#202020'}",
      "{'type':'shape','id':'s','shape':'rect','x':4,'y':4,'width':30,'height':10,'fill':'#e0e0e0'}," TEXT ("'text':'Under','layer':'colour','colour':'#202020'"), "t", CW_CHECK_CONTRAST, TRUE, 1, 0.01 },
    { "#ffffff", "{'type':'text','id':'t','x':5,'y':5,'width':30,'height':2,'size':8,'lines':2,'text':'Tall'}", "{'type':'text','id':'t','x':5,'y':5,'width':30,'height':4,'size':8,'lines':2,'text':'Tall'}", "t", CW_CHECK_OVERFLOW, TRUE, ANY, 0 },
  };

  remarks_run_cases (cases, G_N_ELEMENTS (cases));
}

/* Width of the ink of a line that has all the room it wants, at 8 pt. */
static double
natural_width (const char *text)
{
  const CwTextStyle style = { .family = (char *) "Inter", .weight = 400, .size = 8, .min_size = 8, .min_condense = 1, .lines = 1, .line_height = 1.2, .colour = { 0, 0, 0, 1 } };
  g_autoptr (CwTextBlock) block = cw_text_block_new (NULL, &style, text, 500, 10);

  return cw_text_block_get_fit (block)->ink.width;
}

static GPtrArray *
check_line (const char *text,
            double      width,
            int         min_condense)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *element = g_strdup_printf ("{'type':'text','id':'t','x':5,'y':5,'width':%s,'height':6,'size':8,'min_condense':%d,'text':'%s'}",
                                              g_ascii_formatd (number, sizeof number, "%.3f", width), min_condense, text);

  return remarks_of_front ("#ffffff", element);
}

static void
test_line (void)
{
  const char *text = "HHHHHHHHHHHHHHHHHHHH";
  double natural = natural_width (text);
  g_autoptr (GPtrArray) roomy = check_line (text, natural + 1, 100);
  g_autoptr (GPtrArray) cut = check_line (text, natural - 7, 100);
  g_autoptr (GPtrArray) cut_narrow = check_line (text, natural * 0.6 - 3, 60);
  g_autoptr (GPtrArray) narrow = check_line (text, natural * 0.7, 50);
  g_autoptr (GPtrArray) less_narrow = check_line (text, natural * 0.85, 50);
  const CwCheck *check = remarks_expect (cut, CW_CHECK_OVERFLOW, "t");

  remarks_expect_none (roomy, "roomy");
  g_assert_false (check->error);
  g_assert_nonnull (strstr (check->sentence, "…"));
  g_assert_cmpfloat_with_epsilon (check->number, 7, 0.1);
  check = remarks_expect (cut_narrow, CW_CHECK_OVERFLOW, "t");
  g_assert_cmpfloat_with_epsilon (check->number, 3, 0.2);
  check = remarks_expect (narrow, CW_CHECK_CONDENSED, "t");
  g_assert_false (check->error);
  g_assert_cmpfloat_with_epsilon (check->number, 70, 2);
  remarks_expect_none (less_narrow, "less narrow");
}

static void
test_font (void)
{
  g_autoptr (CwRecord) record = fixture_record ();
  g_autoptr (CwFace) broken = remarks_face_new ("{'cardwright_template':2,'name':'Test','card':'id-1','orientation':'landscape',"
                                        "'fonts':['No Such Family','Inter'],'front':{'elements':[" TEXT ("'text':'Anna'") "]}}",
                                        record);
  g_autoptr (CwFace) repaired = remarks_face_new ("{'cardwright_template':2,'name':'Test','card':'id-1','orientation':'landscape',"
                                          "'fonts':['No Such Family','Inter'],'front':{'elements':[" TEXT ("'text':'Anna','family':'Inter'") "]}}",
                                          record);
  g_autoptr (GPtrArray) found = cw_face_check (broken);
  g_autoptr (GPtrArray) none = cw_face_check (repaired);
  const CwCheck *check = remarks_expect (found, CW_CHECK_FONT_MISSING, "t");

  g_assert_false (check->error);
  g_assert_nonnull (strstr (check->sentence, "No Such Family"));
  remarks_expect_none (none, "Inter");
}

/* The photo has 600 x 800 dots. */
static void
test_photo (void)
{
  static const RemarkCase cases[] = {
    { "#ffffff", PHOTO ("'x':5,'y':2,'width':60,'height':50"), PHOTO ("'x':5,'y':2,'width':50,'height':50"), "p", CW_CHECK_PHOTO_RESOLUTION, FALSE, 254, 0.01 },
    { "#ffffff", PHOTO ("'x':5,'y':5,'width':40,'height':20"), PHOTO ("'x':5,'y':5,'width':40,'height':40"), "p", CW_CHECK_PHOTO_CROPPED, FALSE, 62.5, 0.01 },
    { "#ffffff", PHOTO ("'x':5,'y':5,'width':10,'height':40"), PHOTO ("'x':5,'y':5,'width':20,'height':40"), "p", CW_CHECK_PHOTO_CROPPED, FALSE, 66.667, 0.01 },
  };

  remarks_run_cases (cases, G_N_ELEMENTS (cases));
}

static GPtrArray *
check_artwork (const char *folder,
               const char *element)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("{'cardwright_template':2,'name':'Test','card':'id-1','orientation':'landscape','fonts':['Inter'],'front':{'elements':[%s]}}", element);
  g_autofree char *json = fixture_json (text);
  g_autofree char *path = g_build_filename (folder, "template.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (CwTemplate) template = NULL;
  g_autoptr (CwRecord) record = fixture_record ();
  g_autoptr (CwFace) face = NULL;

  g_assert_true (g_file_set_contents (path, json, -1, NULL));
  template = cw_template_load (file, &error);
  g_assert_no_error (error);
  face = cw_face_new (template, record, NULL, &error);
  g_assert_no_error (error);
  return cw_face_check (face);
}

static void
test_artwork (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "a.png", NULL);
  g_autoptr (GdkPixbuf) pixbuf = fixture_pixbuf (120, 100);
  g_autoptr (GBytes) png = fixture_encode (pixbuf, "png");
  g_autoptr (GPtrArray) large = NULL;
  g_autoptr (GPtrArray) small = NULL;
  const CwCheck *check = NULL;

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png), NULL));
  large = check_artwork (folder, "{'type':'image','id':'a','asset':'a.png','x':5,'y':5,'width':12,'height':10}");
  small = check_artwork (folder, "{'type':'image','id':'a','asset':'a.png','x':5,'y':5,'width':10,'height':10}");
  check = remarks_expect (large, CW_CHECK_PHOTO_RESOLUTION, "a");
  g_assert_cmpfloat_with_epsilon (check->number, 254, 0.01);
  remarks_expect_none (small, "small");
  fixture_folder_remove (folder);
}

static void
test_edges (void)
{
  static const RemarkCase cases[] = {
    { "#ffffff", "{'type':'text','id':'t','x':90,'y':5,'width':20,'height':3,'size':8,'text':'{number}'}", TEXT ("'text':'{number}'"), "t", CW_CHECK_OFF_CARD, TRUE, ANY, 0 },
    { "#ffffff", TEXT ("'text':'a'") "," RECT ("s", "'x':-15,'y':5,'width':10,'height':20,'fill':'#ff0000'"), TEXT ("'text':'a'") "," RECT ("s", "'x':-5,'y':15,'width':10,'height':20,'fill':'#ff0000'"), "s", CW_CHECK_OFF_CARD, FALSE, 15, 0.1 },
    { "#ffffff", "{'type':'text','id':'t','x':80,'y':5,'width':20,'height':3,'size':8,'text':'{family_name}'}", TEXT ("'text':'{family_name}'"), "t", CW_CHECK_OFF_CARD, TRUE, ANY, 0 },
    { "#ffffff", CODE_AT ("'x':-2,'y':20,'width':13.9,'height':13.9"), CODE_AT ("'x':2,'y':20,'width':13.9,'height':13.9"), "code", CW_CHECK_OFF_CARD, TRUE, 2, 0.1 },
    { "#ffffff", CODE_AT ("'x':1,'y':20,'width':13.9,'height':13.9"), CODE_AT ("'x':2,'y':20,'width':13.9,'height':13.9"), "code", CW_CHECK_SAFE_AREA, FALSE, 1, 0.1 },
    /* the corner is round: 3.18 - 1.58 √2 */
    { "#ffffff", CODE_AT ("'x':1.6,'y':1.6,'width':13.9,'height':13.9"), CODE_AT ("'x':2.2,'y':2.2,'width':13.9,'height':13.9"), "code", CW_CHECK_SAFE_AREA, FALSE, 0.95, 0.1 },
    { "#ffffff", RECT ("s", "'x':0,'y':10,'width':20,'height':20,'fill':'#ff0000'"), RECT ("s", "'x':-1,'y':10,'width':20,'height':20,'fill':'#ff0000'"), "s", CW_CHECK_SAFE_AREA, FALSE, 0, 0.01 },
    { "#ffffff", RECT ("s", "'x':-0.4,'y':10,'width':20,'height':20,'fill':'#ff0000'"), RECT ("s", "'x':1,'y':10,'width':20,'height':20,'fill':'#ff0000'"), "s", CW_CHECK_SAFE_AREA, FALSE, -0.4, 0.01 },
    { "#ffffff", RECT ("s", "'x':60,'y':10,'width':25.1,'height':20,'fill':'#ff0000'"), RECT ("s", "'x':60,'y':10,'width':24,'height':20,'fill':'#ff0000'"), "s", CW_CHECK_SAFE_AREA, FALSE, 0.5, 0.1 },
    /* white on white leaves no line */
    { "#ffffff", PHOTO ("'x':0.5,'y':5,'width':30,'height':40"), PHOTO ("'x':5,'y':5,'width':30,'height':40") "," RECT ("s", "'x':60,'y':10,'width':25.1,'height':20,'fill':'#ffffff'"), "p", CW_CHECK_SAFE_AREA, FALSE, 0.5, 0.1 },
  };

  remarks_run_cases (cases, G_N_ELEMENTS (cases));
}

#define HOLOGRAM "{'type':'hologram','id':'h','patch':'own','x':5,'y':5,'width':10,'height':10}"
#define KEEP_OUT(zone) "{'type':'keep_out','id':'k','zone':'" zone "','x':5,'y':5,'width':10,'height':10}"
#define SIGNATURE "{'type':'signature','id':'k','x':5,'y':5,'width':10,'height':10}"
#define PHOTO_CROSSING PHOTO ("'x':11,'y':12,'width':30,'height':40")
#define PHOTO_AWAY PHOTO ("'x':16,'y':5,'width':30,'height':40")
#define CODE_CROSSING CODE_AT ("'x':11,'y':12,'width':14.5,'height':14.5")
#define CODE_AWAY CODE_AT ("'x':16,'y':5,'width':14.5,'height':14.5")

static void
test_zones (void)
{
  static const RemarkCase cases[] = {
    { "#ffffff", HOLOGRAM "," PHOTO_CROSSING, HOLOGRAM "," PHOTO_AWAY, "p", CW_CHECK_HOLOGRAM_CROSSED, FALSE, 4 * 3, 0.7 },
    { "#ffffff", HOLOGRAM "," CODE_CROSSING, HOLOGRAM "," CODE_AWAY, "code", CW_CHECK_HOLOGRAM_CROSSED, TRUE, (15 - 11.307) * (15 - 12.307), 0.7 },
    { "#ffffff", HOLOGRAM ",{'type':'text','id':'t','x':4,'y':8,'width':30,'height':3,'size':8,'text':'{number}'}", HOLOGRAM ",{'type':'text','id':'t','x':4,'y':16,'width':30,'height':3,'size':8,'text':'{number}'}", "t", CW_CHECK_HOLOGRAM_CROSSED, TRUE, ANY, 0 },
    /* their boxes meet at the corner of an ellipse, their dots do not */
    { "#ffffff", HOLOGRAM "," PHOTO ("'x':14,'y':14,'width':20,'height':30"), "{'type':'hologram','shape':'ellipse','id':'h','patch':'own','x':5,'y':5,'width':10,'height':10}," PHOTO ("'x':14,'y':14,'width':20,'height':30"), "p", CW_CHECK_HOLOGRAM_CROSSED, FALSE, 1, 0.3 },
    { "#ffffff", KEEP_OUT ("chip") "," CODE_CROSSING, KEEP_OUT ("chip") "," CODE_AWAY, "code", CW_CHECK_ZONE_CROSSED, TRUE, (15 - 11.307) * (15 - 12.307), 0.7 },
    { "#ffffff", KEEP_OUT ("stripe") "," CODE_CROSSING, KEEP_OUT ("stripe") "," CODE_AWAY, "code", CW_CHECK_ZONE_CROSSED, TRUE, (15 - 11.307) * (15 - 12.307), 0.7 },
    { "#ffffff", KEEP_OUT ("slot") "," CODE_CROSSING, KEEP_OUT ("slot") "," CODE_AWAY, "code", CW_CHECK_ZONE_CROSSED, TRUE, (15 - 11.307) * (15 - 12.307), 0.7 },
    { "#ffffff", KEEP_OUT ("other") "," PHOTO_CROSSING, KEEP_OUT ("other") "," PHOTO_AWAY, "p", CW_CHECK_ZONE_CROSSED, FALSE, 4 * 3, 0.7 },
    { "#ffffff", SIGNATURE "," CODE_CROSSING, SIGNATURE "," CODE_AWAY, "code", CW_CHECK_ZONE_CROSSED, TRUE, (15 - 11.307) * (15 - 12.307), 0.7 },
  };

  remarks_run_cases (cases, G_N_ELEMENTS (cases));
}

static GPtrArray *
check_hologram (const char *patch,
                const char *more,
                const char *expires_at)
{
  g_autoptr (CwRecord) record = fixture_record ();
  g_autoptr (CwFace) face = NULL;
  g_autofree char *text = g_strdup_printf ("{'cardwright_template':2,'name':'Test','card':'id-1','orientation':'landscape','fonts':['Inter'],"
                                           "'front':{'elements':[{'type':'hologram','id':'h','patch':'%s','x':5,'y':25,'width':10,'height':10}," TEXT ("'text':'a'") "%s]}}",
                                           patch, more);

  g_assert_true (cw_record_set (record, "expires_at", expires_at, NULL));
  face = remarks_face_new (text, record);
  return cw_face_check (face);
}

/* 2028 is a leap year: 366 days and, to the end of August, 243. */
static void
test_hologram_ends (void)
{
  static const char *const good[][3] = {
    { "selp", "", "2027-12-31" }, { "own", "", "2029-08-31" }, { "selp", "," LOGO, "2029-08-31" }, { "selp", "", "" }, { "selp", "", "no date!!!" },
  };
  g_autoptr (GPtrArray) late = check_hologram ("selp", "", "2029-08-31");
  g_autoptr (GPtrArray) day = check_hologram ("selp", "", "2028-01-01");
  const CwCheck *check = remarks_expect (late, CW_CHECK_HOLOGRAM_EXPIRED, "h");

  g_assert_true (check->error);
  g_assert_cmpfloat (check->number, ==, 609);
  check = remarks_expect (day, CW_CHECK_HOLOGRAM_EXPIRED, "h");
  g_assert_cmpfloat (check->number, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GPtrArray) checks = check_hologram (good[i][0], good[i][1], good[i][2]);

      remarks_expect_none (checks, good[i][2]);
    }
}

static void
test_blank (void)
{
  static const char *const blank[] = {
    "", /* no element at all */
    "{'type':'text','id':'t','x':5,'y':5,'width':40,'height':6,'size':8,'text':'{note}'}", /* an empty field */
    RECT ("s", "'x':5,'y':5,'width':10,'height':10,'fill':'#ffffff'"), /* white on white */
    "{'type':'keep_out','id':'k','zone':'chip','x':5,'y':5,'width':10,'height':10}",
  };
  g_autoptr (CwRecord) record = fixture_record ();
  g_autoptr (CwFace) both = remarks_face_new ("{'cardwright_template':2,'name':'Test','card':'id-1','orientation':'portrait','fonts':['Inter'],'front':{'elements':[" TEXT ("'text':'a'") "]},'back':{'elements':[]}}", record);
  g_autoptr (GPtrArray) back = cw_face_check (both);
  const CwCheck *check = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (blank); i++)
    {
      g_autoptr (GPtrArray) checks = remarks_of_front ("#ffffff", blank[i]);

      check = remarks_expect (checks, CW_CHECK_BLANK_FACE, "front");
      g_assert_false (check->error);
      g_assert_cmpuint (checks->len, ==, 1);
    }
  check = remarks_expect (back, CW_CHECK_BLANK_FACE, "back");
  g_assert_cmpint (check->side, ==, CW_FACE_BACK);
  g_assert_cmpuint (back->len, ==, 1);
}

/* What one printer does well another cannot. */
static void
test_printer (void)
{
  g_autoptr (CwFace) face = remarks_front_new ("#ffffff", CODE_AT ("'x':60,'y':5,'width':7.5,'height':7.5") "," "{'type':'code','symbology':'qr','id':'left','x':2,'y':20,'width':13.9,'height':13.9}");
  g_autoptr (GPtrArray) usual = cw_face_check_for (face, 300, 1016, 648);
  g_autoptr (GPtrArray) fine = cw_face_check_for (face, 600, 2072, 1328);
  g_autoptr (GPtrArray) small = cw_face_check_for (face, 300, 951, 638);
  const CwCheck *check = remarks_expect (small, CW_CHECK_OFF_CARD, "left");

  g_assert_nonnull (remarks_find (usual, CW_CHECK_MODULE_SIZE, "code"));
  g_assert_cmpuint (usual->len, ==, 1);
  remarks_expect_none (fine, "600 dpi");
  /* 30 dots of the card are beyond the page: 2.54 mm */
  g_assert_true (check->error);
  g_assert_cmpfloat_with_epsilon (check->number, 0.54, 0.1);
}

static char *
list_sentences (CwFace *face)
{
  g_autoptr (GPtrArray) checks = cw_face_check (face);
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (checks, i);

      g_string_append_printf (list, "%d %s %s\n", check->side, check->element, check->sentence);
    }
  return g_string_free (list, FALSE);
}

/* The order of the design, the same each time, and the face draws as before. */
static void
test_order (void)
{
  g_autoptr (CwFace) face = remarks_front_new ("#204060", TEXT ("'text':'Black'") "," CODE_AT ("'x':60,'y':5,'width':7.5,'height':7.5") "," RECT ("s", "'x':62,'y':6,'width':2,'height':2,'fill':'#ff0000'"));
  g_autofree char *digest = cw_face_digest (face, NULL);
  g_autofree char *first = list_sentences (face);
  g_autofree char *second = list_sentences (face);
  g_autofree char *digest_after = cw_face_digest (face, NULL);

  g_assert_cmpstr (first, ==, second);
  g_assert_cmpstr (digest, ==, digest_after);
  g_assert_true (g_str_has_prefix (first, "0 t "));
  g_assert_nonnull (strstr (first, "\n0 code "));
}

static void
test_shipped (void)
{
  g_autoptr (CwTemplate) template = fixture_shipped ();
  g_autoptr (CwFace) face = fixture_face (template);
  g_autoptr (GPtrArray) checks = cw_face_check (face);

  remarks_expect_none (checks, "lbtu-student");
}

/* @element: begins with its type, but for its id */
static char *
elements_times (const char *element,
                guint       n)
{
  GString *elements = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (elements, "%s{'id':'%c%u',%s}", i > 0 ? "," : "", element[8], i, element);
  return g_string_free (elements, FALSE);
}

/* As much as a file may hold: every element on every other. */
static void
test_hostile (void)
{
  g_autofree char *codes = elements_times ("'type':'code','symbology':'qr','x':5,'y':5,'width':40,'height':40", 200);
  g_autofree char *zones = elements_times ("'type':'hologram','shape':'ellipse','x':1,'y':1,'width':80,'height':50", 100);
  g_autofree char *photos = elements_times ("'type':'photo','x':1,'y':1,'width':80,'height':50", 100);
  g_autofree char *mixed = g_strdup_printf ("%s,%s", zones, photos);
  const char *const designs[] = { codes, mixed };

  for (guint i = 0; i < G_N_ELEMENTS (designs); i++)
    {
      g_autoptr (GPtrArray) checks = remarks_of_front ("#ffffff", designs[i]);

      g_assert_cmpuint (checks->len, >, 0);
      g_assert_cmpuint (checks->len, <=, 301);
      g_assert_nonnull (remarks_find (checks, CW_CHECK_UNCHECKED, "front"));
    }
}

static void
test_kinds (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (CwCheckKind kind = CW_CHECK_OVERFLOW; kind <= CW_CHECK_UNCHECKED; kind++)
    g_assert_true (g_hash_table_add (names, (char *) cw_check_kind_to_name (kind)));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/templates/check/kinds", test_kinds);
  g_test_add_func ("/templates/check/text", test_text);
  g_test_add_func ("/templates/check/line", test_line);
  g_test_add_func ("/templates/check/font", test_font);
  g_test_add_func ("/templates/check/photo", test_photo);
  g_test_add_func ("/templates/check/artwork", test_artwork);
  g_test_add_func ("/templates/check/edges", test_edges);
  g_test_add_func ("/templates/check/zones", test_zones);
  g_test_add_func ("/templates/check/hologram-ends", test_hologram_ends);
  g_test_add_func ("/templates/check/blank", test_blank);
  g_test_add_func ("/templates/check/printer", test_printer);
  g_test_add_func ("/templates/check/order", test_order);
  g_test_add_func ("/templates/check/shipped", test_shipped);
  g_test_add_func ("/templates/check/hostile", test_hostile);
  return g_test_run ();
}
