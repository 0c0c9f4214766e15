/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "printers/readermodel.h"

/* The .reader files: what is shipped, which one a reader gets, and what the reader of them
 * refuses. */

static void
test_shipped (void)
{
  static const char *const ids[] = { "acs", "generic", "omnikey", "springcard", "utrust" };
  GPtrArray *models = cw_reader_model_list ();

  g_assert_cmpuint (models->len, ==, G_N_ELEMENTS (ids));
  for (guint i = 0; i < models->len; i++)
    {
      const CwReaderModel *model = g_ptr_array_index (models, i);

      g_assert_cmpstr (model->id, ==, ids[i]);
      g_assert_cmpuint (model->way.n_keys, >, 0);
      g_assert_cmpuint (model->way.taken, ==, 0);
    }
}

static void
test_find (void)
{
  static const struct
  {
    const char *reader;
    const char *id;
    gboolean    contactless;
  } cases[] = {
    { "ACS ACR122U PICC Interface 00 00", "acs", TRUE },
    { "ACS ACR1252 Dual Reader [ACR1252 Dual Reader PICC] (AB1234) 00 00", "acs", TRUE },
    { "ACS ACR1252 Dual Reader [ACR1252 Dual Reader SAM] (AB1234) 00 01", "acs", FALSE },
    { "HID Global OMNIKEY 5422 Smartcard Reader [OMNIKEY 5422CL Smartcard Reader] (KB1) 00 00", "omnikey", TRUE },
    { "HID Global OMNIKEY 5422 Smartcard Reader [OMNIKEY 5422 Smartcard Reader] (KB1) 01 00", "omnikey", FALSE },
    { "HID Global OMNIKEY 5022 Smart Card Reader [OMNIKEY 5022 Smart Card Reader] 00 00", "omnikey", TRUE },
    { "OMNIKEY CardMan 5x21 00 01", "omnikey", TRUE },
    { "Identiv uTrust 3700 F CL Reader [uTrust 3700 F CL Reader] (5376) 00 00", "utrust", TRUE },
    { "Identiv uTrust 4701 F Dual Interface Reader [uTrust 4701 F Contact Reader] (5376) 00 00", "utrust", FALSE },
    { "SCM Microsystems Inc. SCL3711 reader & NFC device 00 00", "utrust", TRUE },
    { "SpringCard Prox'N'Roll Contactless 00 00", "springcard", TRUE },
    { "Something Else 00 00", "generic", TRUE },
    { "\xff not UTF-8", "generic", TRUE },
    { "", "generic", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const CwReaderModel *model = cw_reader_model_find (cases[i].reader);

      g_assert_cmpstr (model->id, ==, cases[i].id);
      g_assert_cmpint (cw_reader_model_is_contactless (model, cases[i].reader), ==, cases[i].contactless);
    }
}

#define HEAD "[reader]\nname=R\nmatch=*r*\n"
#define KEY "[key.1]\np1=00\np2=60,61\nnumber=01\n"

static CwReaderModel *
parse (const char *text,
       GError    **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return cw_reader_model_parse (bytes, "test", error);
}

static void
test_values (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwReaderModel) model = parse (HEAD KEY "[key.2]\np1=20\np2=00,10\nnumber=00,10\ntype=00\nlasting=true\n"
                                                    "[commands]\nauthenticate=88\nnative=pcsc\n", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (model->way.n_keys, ==, 2);
  g_assert_cmpuint (model->way.keys[0].p2[0], ==, 0x60);
  g_assert_cmpuint (model->way.keys[0].p2[1], ==, 0x61);
  g_assert_cmpuint (model->way.keys[0].number[1], ==, 0x01);
  g_assert_cmpuint (model->way.keys[0].type[0], ==, 0x60);
  g_assert_cmpuint (model->way.keys[0].type[1], ==, 0x61);
  g_assert_false (model->way.keys[0].lasting);
  g_assert_cmpuint (model->way.keys[1].p1, ==, 0x20);
  g_assert_cmpuint (model->way.keys[1].number[1], ==, 0x10);
  g_assert_cmpuint (model->way.keys[1].type[1], ==, 0x00);
  g_assert_true (model->way.keys[1].lasting);
  g_assert_true (model->way.old_authenticate);
  g_assert_cmpint (model->way.native, ==, CW_READER_NATIVE_PCSC);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *why;
  } cases[] = {
    { "", "empty" },
    { "\xff\xfe", "UTF-8" },
    { "no key file", "not valid" },
    { KEY, "name in [reader]" },
    { "[reader]\nname=R\n" KEY, "match in [reader]" },
    { "[reader]\nname=R\nmatch=a;;b\n" KEY, "empty pattern" },
    { HEAD, "ways to load a key" },
    { HEAD "[key.2]\np1=00\np2=00\nnumber=00\n", "ways to load a key" },
    { HEAD KEY "[key.3]\np1=00\np2=00\nnumber=00\n", "ways to load a key" },
    { HEAD "[key.1]\np2=00\nnumber=00\n", "p1 in [key.1] is missing" },
    { HEAD "[key.1]\np1=00,20\np2=00\nnumber=00\n", "one byte for both" },
    { HEAD "[key.1]\np1=0\np2=00\nnumber=00\n", "two hex digits" },
    { HEAD "[key.1]\np1=00\np2=00,01,02\nnumber=00\n", "two hex digits" },
    { HEAD "[key.1]\np1=00\np2=0x\nnumber=00\n", "two hex digits" },
    { HEAD "[key.1]\np1=00\np2=00\nnumber=00\nlasting=yes\n", "true or false" },
    { HEAD "[key.1]\np1=00\np2=00\nnumber=00\nlastig=true\n", "lastig in [key.1] is not known" },
    { HEAD KEY "[commands]\nauthenticate=87\n", "86 or 88" },
    { HEAD KEY "[commands]\nnative=yes\n", "none, pn532 or pcsc" },
    { HEAD KEY "[slots]\nothers=*\n", "others in [slots] is not known" },
    { HEAD KEY "[extra]\na=b\n", "[extra] is not known" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (cases[i].text, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].why));
      g_assert_nonnull (strstr (error->message, "“test”"));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/printers/readermodel/shipped", test_shipped);
  g_test_add_func ("/printers/readermodel/find", test_find);
  g_test_add_func ("/printers/readermodel/values", test_values);
  g_test_add_func ("/printers/readermodel/refused", test_refused);
  return g_test_run ();
}
