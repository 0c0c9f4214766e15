/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "remarks.h"

/* What is remarked on codes: for each kind a small design that earns it, and its smallest repair. */

/* 41 modules of 4 dots at 300 dpi: 13.885 mm, from 60.307, 5.307; its symbol from 61.662, 6.662 to 72.838, 17.838 */
#define CODE CODE_AT ("'x':60,'y':5,'width':14.5,'height':14.5")
#define CODE_IN_COLOUR CODE_AT ("'x':60,'y':5,'width':14.5,'height':14.5,'layer':'colour'")
#define MODULE (4 * 25.4 / 300)

static void
test_code (void)
{
  static const RemarkCase cases[] = {
    { "#204060", CODE_AT ("'x':60,'y':5,'width':7.5,'height':7.5"), CODE_AT ("'x':60,'y':5,'width':10.5,'height':10.5"), "code", CW_CHECK_MODULE_SIZE, FALSE, 2, 0 },
    { "#204060", CODE_AT ("'x':60,'y':5,'width':5,'height':5"), CODE, "code", CW_CHECK_MODULE_SIZE, TRUE, 1, 0 },
    { "#204060", CODE_AT ("'x':60,'y':5,'width':3,'height':3"), CODE, "code", CW_CHECK_MODULE_SIZE, TRUE, 0, 0 },
    /* all that is red was white or black before */
    { "#ffffff", CODE_IN_COLOUR "," RECT ("s", "'x':58,'y':4,'width':10,'height':10,'fill':'#ff0000'"), RECT ("s", "'x':58,'y':4,'width':10,'height':10,'fill':'#ff0000'") "," CODE_IN_COLOUR,
      "code", CW_CHECK_CODE_OVERLAP, TRUE, (68 - 61.662) * (14 - 6.662), 1 },
    { "#ffffff", CODE "," RECT ("s", "'x':61,'y':6,'width':8,'height':8,'fill':'#000000','layer':'resin'"), CODE "," RECT ("s", "'x':40,'y':6,'width':8,'height':8,'fill':'#000000','layer':'resin'"),
      "code", CW_CHECK_SCAN_BACK, TRUE, 0, 0 },
    { "#ffffff", CODE "," RECT ("s", "'x':73.5,'y':9,'width':4,'height':4,'fill':'#000000','layer':'resin'"), CODE "," RECT ("s", "'x':74.3,'y':9,'width':4,'height':4,'fill':'#000000','layer':'resin'"),
      "code", CW_CHECK_QUIET_ZONE, TRUE, (73.5 - 72.838) / MODULE, 0.3 },
    { "#ffffff", CODE ",{'type':'text','id':'t','x':60,'y':17.5,'width':20,'height':3,'size':8,'text':'{number}'}", CODE ",{'type':'text','id':'t','x':60,'y':20,'width':20,'height':3,'size':8,'text':'{number}'}",
      "code", CW_CHECK_QUIET_ZONE, TRUE, ANY, 0 },
    /* the bounds of a slanting line meet the code, its ink does not */
    { "#ffffff", CODE ",{'type':'shape','id':'s','shape':'line','x':56,'y':1.6,'width':20,'height':20,'stroke':{'width':0.3,'colour':'#ff0000'}}",
      CODE ",{'type':'shape','id':'s','shape':'line','x':45,'y':10,'width':20,'height':30,'stroke':{'width':0.3,'colour':'#ff0000'}}", "code", CW_CHECK_CODE_OVERLAP, TRUE, ANY, 0 },
    { "#ffffff", CODE_AT ("'x':60,'y':5,'width':14.5,'height':14.5,'layer':'colour'") "," RECT ("s", "'x':59,'y':4,'width':16,'height':16,'fill':'#808080e8'"), CODE, "code", CW_CHECK_CONTRAST, TRUE, ANY, 0 },
  };

  remarks_run_cases (cases, G_N_ELEMENTS (cases));
}

#define LINEAR "{'type':'code','symbology':'code128','id':'code','x':20,'y':5,'width':40,'height':12}"

static void
test_linear (void)
{
  static const RemarkCase cases[] = {
    { "#ffffff", LINEAR "," RECT ("s", "'x':30,'y':14.5,'width':3,'height':2,'fill':'#000000','layer':'resin'"), LINEAR "," RECT ("s", "'x':30,'y':17.5,'width':3,'height':2,'fill':'#000000','layer':'resin'"), "code", CW_CHECK_CODE_OVERLAP, TRUE, ANY, 0 },
    { "#ffffff", LINEAR "," RECT ("s", "'x':40,'y':4,'width':3,'height':14,'fill':'#000000','layer':'resin'"), LINEAR "," RECT ("s", "'x':61,'y':6,'width':3,'height':12,'fill':'#000000','layer':'resin'"), "code", CW_CHECK_SCAN_BACK, TRUE, 0, 0 },
  };

  remarks_run_cases (cases, G_N_ELEMENTS (cases));
}

#define INVERTED LOGO_AT ("'x':50,'y':20,'width':24,'height':16,'layer':'colour','colours':'inverted'")

/* 70.2 x 46.2 modules of 4 dots: from 50.113, 20.176; content 2.6 modules further in, symbol 6.6. */
static void
test_logo (void)
{
  static const RemarkCase cases[] = {
    { "#ffffff", LOGO_AT ("'x':50,'y':20,'width':14,'height':10"), LOGO_AT ("'x':50,'y':20,'width':18.6,'height':12.3"), "esc", CW_CHECK_LOGO_SIZE, FALSE, 2 * 25.4 / 300, 0.001 },
    { "#ffffff", LOGO "," RECT ("s", "'x':45,'y':25,'width':5.553,'height':5,'fill':'#000000','layer':'resin'"), LOGO "," RECT ("s", "'x':45,'y':25,'width':5,'height':5,'fill':'#000000','layer':'resin'"),
      "esc", CW_CHECK_LOGO_CLEAR_SPACE, FALSE, 5.3, 0.3 },
    { "#204060", INVERTED, LOGO, "esc", CW_CHECK_INVERTED, FALSE, 0, 0 },
  };

  remarks_run_cases (cases, G_N_ELEMENTS (cases));
}

/* Nothing lies on an inverted code, but its ground is two-coloured: white from 1 module left of the symbol on. */
static void
test_ground (void)
{
  g_autoptr (GPtrArray) broken = remarks_of_front ("#204060", RECT ("s", "'x':40,'y':15,'width':12,'height':25,'fill':'#ffffff'") "," INVERTED);
  g_autoptr (GPtrArray) plain = remarks_of_front ("#204060", RECT ("s", "'x':40,'y':15,'width':9,'height':25,'fill':'#ffffff'") "," INVERTED);
  const CwCheck *check = remarks_expect (broken, CW_CHECK_QUIET_ZONE, "esc");
  double symbol = 50.113 + 6.6 * MODULE;

  g_assert_true (check->error);
  g_assert_cmpfloat_with_epsilon (check->number, (symbol - 52) / MODULE, 0.3);
  g_assert_null (remarks_find (plain, CW_CHECK_QUIET_ZONE, "esc"));
}

/* Symbol contrast of ISO/IEC 15416: the reflectances of ink and ground apart. #b0b0b0 reflects 43 %. */
static void
test_symbol_contrast (void)
{
  g_autoptr (GPtrArray) weak = remarks_of_front ("#606060", INVERTED);
  g_autoptr (GPtrArray) warned = remarks_of_front ("#d0d0d0", INVERTED);
  g_autoptr (GPtrArray) good = remarks_of_front ("#204060", INVERTED);
  const CwCheck *check = remarks_expect (warned, CW_CHECK_CONTRAST, "esc");

  g_assert_null (remarks_find (weak, CW_CHECK_CONTRAST, "esc"));
  g_assert_null (remarks_find (good, CW_CHECK_CONTRAST, "esc"));
  /* #d0d0d0 reflects 63.1 % */
  g_assert_cmpfloat_with_epsilon (check->number, 36.9, 0.6);
  g_assert_false (check->error);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/templates/check-code/code", test_code);
  g_test_add_func ("/templates/check-code/linear", test_linear);
  g_test_add_func ("/templates/check-code/logo", test_logo);
  g_test_add_func ("/templates/check-code/ground", test_ground);
  g_test_add_func ("/templates/check-code/symbol-contrast", test_symbol_contrast);
  return g_test_run ();
}
