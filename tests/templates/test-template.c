/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "app/base/error.h"
#include "fixture.h"
#include "templates/format/model.h"

#define HEAD "{'cardwright_template':2,'name':'T','card':'id-1','orientation':'landscape','fonts':['Inter'],"
#define PLACE "'x':1,'y':2,'width':30,'height':5,"
#define TEXT "'type':'text','id':'a'," PLACE "'size':8,'text':'{number}'"

typedef struct
{
  const char *json;
  const char *place; /* pointer, or what stands for it */
  const char *word;
} Refusal;

static void
assert_refusal (const char    *json,
                const Refusal *refusal)
{
  g_autoptr (GError) error = NULL;
  CwTemplate *template = fixture_template (json, &error);
  g_autofree char *start = g_strdup_printf ("template.json: %s: ", refusal->place);

  g_assert_null (template);
  g_assert_error (error, CW_ERROR, CW_ERROR_TEMPLATE);
  if (!g_str_has_prefix (error->message, start) || strstr (error->message, refusal->word) == NULL)
    g_error ("wanted “%s…%s”, got “%s”", start, refusal->word, error->message);
}

/* Members of the template itself and of its faces. */
static void
test_refused_documents (void)
{
  static const Refusal refusals[] = {
    { "[]", "/", "object" },
    { "{}", "/cardwright_template", "version" },
    { "{'cardwright_template':1.5}", "/cardwright_template", "version" },
    { "{'cardwright_template':3}", "/cardwright_template", "newer Cardwright" },
    { HEAD "'front':{'elements':[]},'extra':1}", "/extra", "“extra” is not a member of a template" },
    { HEAD "'front':{'elements':[]},'a/b~c':1}", "/a~1b~0c", "not a member" },
    { "{'cardwright_template':2,'card':'id-1','orientation':'landscape','fonts':['I'],'front':{'elements':[]}}", "/name", "missing" },
    { "{'cardwright_template':2,'name':7,'card':'id-1','orientation':'landscape','fonts':['I'],'front':{'elements':[]}}", "/name", "text" },
    { "{'cardwright_template':2,'name':'T','card':'id-000','orientation':'landscape','fonts':['I'],'front':{'elements':[]}}", "/card", "id-1" },
    { "{'cardwright_template':2,'name':'T','card':'id-1','orientation':'diagonal','fonts':['I'],'front':{'elements':[]}}", "/orientation", "portrait" },
    { "{'cardwright_template':2,'name':'T','card':'id-1','orientation':'landscape','fonts':[],'front':{'elements':[]}}", "/fonts", "1 to 8" },
    { "{'cardwright_template':2,'name':'T','card':'id-1','orientation':'landscape','fonts':['I',3],'front':{'elements':[]}}", "/fonts/1", "family" },
    { "{'cardwright_template':2,'name':'T','card':'id-1','orientation':'landscape','fonts':['I,J'],'front':{'elements':[]}}", "/fonts/0", "family" },
    { HEAD "'back':{'elements':[]}}", "/front", "a face" },
    { HEAD "'front':{}}", "/front/elements", "list" },
    { HEAD "'front':{'elements':[],'colour':'#ffffff'}}", "/front/colour", "not a member" },
    { HEAD "'front':{'background':'red','elements':[]}}", "/front/background", "#rrggbb" },
    { HEAD "'front':{'background':{'type':'conic'},'elements':[]}}", "/front/background/type", "linear" },
    { HEAD "'front':{'background':{'type':'radial','x':0.5,'y':0.5},'elements':[]}}", "/front/background/radius", "missing" },
    { HEAD "'front':{'background':{'type':'radial','x':0.5,'y':0.5,'radius':1,'angle':0},'elements':[]}}", "/front/background/angle", "not a member of a radial fill" },
    { HEAD "'front':{'elements':[]},'language':'not a tag'}", "/language", "not a language tag" },
    { HEAD "'front':{'elements':[]},'sample':{'number':7}}", "/sample/number", "text" },
    { HEAD "'front':{'elements':[]},'sample':{'Number':'7'}}", "/sample/Number", "Number" },
    { HEAD "'front':{'elements':[]},'sample':[]}", "/sample", "a record" },
    { HEAD "'front':{'elements':[]},'description':''}", "/description", "1 to 500" },
    { "{'cardwright_template':2,'name':'T','card':'id-1','orientation':'landscape','fonts':[{'family':'X','files':[]}],'front':{'elements':[]}}", "/fonts/0/files", "1 to 16" },
    { "{'cardwright_template':2,'name':'T','card':'id-1','orientation':'landscape','fonts':[{'family':'X','files':['../x.ttf']}],'front':{'elements':[]}}", "/fonts/0/files/0", "not allowed" },
    { "{'cardwright_template':2,'name':'T','card':'id-1','orientation':'landscape','fonts':[{'family':'X','files':['x.ttf']}],'front':{'elements':[]}}", "/fonts/0/files/0", "does not exist" },
    { "{'cardwright_template':2,'name':'T','card':'id-1','orientation':'landscape','fonts':[{'name':'X'}],'front':{'elements':[]}}", "/fonts/0/name", "not a member of a font" },
    { HEAD "'front':{'background':{'type':'linear','angle':0,'stops':[{'at':0,'colour':'#ffffff'}]},'elements':[]}}", "/front/background/stops", "2 to 8" },
    { HEAD "'front':{'background':{'type':'linear','angle':0,'stops':[{'at':1,'colour':'#ffffff'},{'at':0,'colour':'#ffffff'}]},'elements':[]}}", "/front/background/stops/1/at", "rise" },
    { HEAD "'front':{'elements':[]},'back':{'elements':[5]}}", "/back/elements/0", "object" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    assert_refusal (refusals[i].json, &refusals[i]);
}

/* Each is a faulty element, put behind a good one. */
static void
assert_element_refusals (const Refusal *refusals,
                         gsize          n_refusals)
{
  for (gsize i = 0; i < n_refusals; i++)
    {
      g_autofree char *json = g_strdup_printf (HEAD "'front':{'elements':[{" TEXT "},%s]}}", refusals[i].json);
      g_autofree char *pointer = g_strconcat ("/front/elements/1", refusals[i].place, NULL);
      Refusal refusal = { json, pointer, refusals[i].word };

      assert_refusal (json, &refusal);
    }
}

static void
test_refused_elements (void)
{
  static const Refusal refusals[] = {
    { "{'type':'hologramm','id':'b'," PLACE "'shape':'rect'}", "/type", "“hologramm” is not an element type. Use one of text, photo, image, shape, code, esc_logo, hologram, keep_out, signature." },
    { "{'id':'b'}", "/type", "missing" },
    { "{'type':'hologram'," PLACE "'shape':'rect'}", "/id", "missing" },
    { "{'type':'hologram','id':'Zone'," PLACE "'shape':'rect'}", "/id", "“Zone”" },
    { "{" TEXT "}", "/id", "another element" },
    { "{'type':'hologram','id':'b'," PLACE "'shape':'rect','layer':'colour'}", "/layer", "“layer” is not a member of a hologram element" },
    { "{'type':'hologram','id':'b'," PLACE "'shape':'ellipse','radius':1}", "/radius", "Only a rect" },
    { "{'type':'code','symbology':'qr','id':'b','x':-21,'y':0,'width':15,'height':15}", "/x", "-21 is outside of -20 to 110 mm" },
    { "{'type':'code','symbology':'qr','id':'b','x':1e308,'y':0,'width':15,'height':15}", "/x", "outside" },
    { "{'type':'code','symbology':'qr','id':'b','x':'1','y':0,'width':15,'height':15}", "/x", "number" },
    { "{'type':'code','symbology':'qr','id':'b','x':1,'y':null,'width':15,'height':15}", "/y", "number" },
    { "{'type':'code','symbology':'qr','id':'b','x':1,'y':1,'width':0,'height':15}", "/width", "outside" },
    { "{'type':'code','symbology':'qr','id':'b','x':1,'y':1,'width':15}", "/height", "missing" },
    { "{'type':'code','symbology':'qr','id':'b'," PLACE "'rotation':30}", "/rotation", "quarter" },
    { "{'type':'code','symbology':'qr','id':'b'," PLACE "'rotation':400}", "/rotation", "outside" },
    { "{'type':'code','symbology':'qr','id':'b'," PLACE "'required':1}", "/required", "true or false" },
    { "{'type':'code','symbology':'qr','id':'b'," PLACE "'text':''}", "/text", "characters" },
    { "{'type':'code','id':'b'," PLACE "'text':'{qr}'}", "/symbology", "missing" },
    { "{'type':'code','symbology':'ean8','id':'b'," PLACE "'text':'{qr}'}", "/symbology", "ean13" },
    { "{'type':'code','symbology':'code128','id':'b'," PLACE "'level':'M'}", "/level", "Only a qr code" },
    { "{'type':'code','symbology':'code128','id':'b'," PLACE "'version':4}", "/version", "Only a qr code" },
    { "{'type':'code','symbology':'code128','id':'b'," PLACE "'check_digit':true}", "/check_digit", "code39 and itf" },
    { "{'type':'code','symbology':'qr','id':'b'," PLACE "'readable':true}", "/readable", "linear" },
    { "{'type':'code','symbology':'itf','id':'b'," PLACE "'readable':false,'readable_size':6}", "/readable_size", "no text below" },
    { "{'type':'code','symbology':'qr','id':'b'," PLACE "'version':41}", "/version", "outside" },
    { "{'type':'esc_logo','id':'b'," PLACE "'orientation':'vertical','size':'xl'}", "/size", "xs" },
    { "{'type':'keep_out','id':'b'," PLACE "'blank':true}", "/zone", "missing" },
    { "{'type':'keep_out','id':'b'," PLACE "'zone':'antenna'}", "/zone", "stripe" },
    { "{'type':'signature','id':'b'," PLACE "'stroke':{'colour':'#808080','width':1}}", "/stroke", "black only" },
    { "{'type':'signature','id':'b'," PLACE "'line':6}", "/line", "outside of 0.5 to 5 mm" },
    { "{'type':'hologram','id':'b'," PLACE "'patch':'other'}", "/patch", "selp" },
    { "{'type':'hologram','id':'b'," PLACE "'visible':'{'}", "/visible", "" },
    { "{'type':'esc_logo','id':'b'," PLACE "'text':'{qr}'}", "/orientation", "missing" },
    { "{'type':'esc_logo','id':'b'," PLACE "'orientation':'vertical','colours':'inverted'}", "/colours", "resin" },
    { "{'type':'esc_logo','id':'b'," PLACE "'orientation':'vertical','colours':'inverted','layer':'colour','ink':'black'}", "/ink", "white" },
    { "{'type':'text','id':'b'," PLACE "'text':'a'}", "/size", "missing" },
    { "{'type':'text','id':'b'," PLACE "'text':'a','size':1}", "/size", "2 to 72 pt" },
    { "{'type':'text','id':'b'," PLACE "'text':'a','size':8,'min_size':9}", "/min_size", "outside" },
    { "{'type':'text','id':'b'," PLACE "'text':'{a','size':8}", "/text", "" },
    { "{'type':'text','id':'b'," PLACE "'text':'a','size':8,'min_condense':49}", "/min_condense", "50 to 100 %" },
    { "{'type':'text','id':'b'," PLACE "'text':'a','size':8,'overflow':'wrap'}", "/overflow", "refuse" },
    { "{'type':'text','id':'b'," PLACE "'text':'{a|b}','size':8}", "/text", "“b”" },
    { "{'type':'text','id':'b'," PLACE "'text':'a','size':8,'family':'Arial'}", "/family", "“Arial”" },
    { "{'type':'text','id':'b'," PLACE "'text':'a','size':8,'weight':400.5}", "/weight", "whole" },
    { "{'type':'text','id':'b'," PLACE "'text':'a','size':8,'align':'center'}", "/align", "centre" },
    { "{'type':'text','id':'b'," PLACE "'text':'a','size':8,'lines':3,'valign':'baseline'}", "/valign", "one line" },
    { "{'type':'text','id':'b'," PLACE "'text':'a','size':8,'line_height':1.1}", "/line_height", "one line" },
    { "{'type':'text','id':'b'," PLACE "'text':'a','size':8,'colour':'#0f4a37'}", "/colour", "black only" },
    { "{'type':'text','id':'b'," PLACE "'text':'a','size':8,'colour':'#00000080'}", "/colour", "black only" },
    { "{'type':'text','id':'b'," PLACE "'text':'a','size':8,'layer':'colour','colour':'#12345g'}", "/colour", "#rrggbb" },
    { "{'type':'text','id':'b'," PLACE "'text':'a','size':8,'layer':'varnish'}", "/layer", "colour, resin" },
  };

  assert_element_refusals (refusals, G_N_ELEMENTS (refusals));
}

static void
test_refused_pictures (void)
{
  static const Refusal refusals[] = {
    { "{'type':'photo','id':'b'," PLACE "'layer':'varnish'}", "/layer", "Use one of colour, resin" },
    { "{'type':'photo','id':'b'," PLACE "'radius':1}", "/radius", "“rounded”" },
    { "{'type':'photo','id':'b'," PLACE "'mask':'star'}", "/mask", "oval" },
    { "{'type':'photo','id':'b'," PLACE "'tint':'#204060'}", "/tint", "Only a greyscale photo" },
    { "{'type':'photo','id':'b'," PLACE "'tint':'#204060','tone':'greyscale','layer':'resin'}", "/tint", "black only" },
    { "{'type':'photo','id':'b'," PLACE "'opacity':0}", "/opacity", "outside" },
    { "{'type':'photo','id':'b'," PLACE "'focal_x':1.5}", "/focal_x", "outside" },
    { "{'type':'shape','id':'b'," PLACE "'shape':'star','fill':'#ffffff'}", "/shape", "ellipse" },
    { "{'type':'shape','id':'b'," PLACE "'shape':'rect'}", "", "neither fill nor stroke" },
    { "{'type':'shape','id':'b'," PLACE "'shape':'line','fill':'#ffffff'}", "/fill", "line" },
    { "{'type':'shape','id':'b'," PLACE "'shape':'line'}", "/stroke", "missing" },
    { "{'type':'shape','id':'b'," PLACE "'shape':'rect','stroke':{'width':1}}", "/stroke/colour", "missing" },
    { "{'type':'shape','id':'b'," PLACE "'shape':'rect','stroke':{'width':1,'colour':'#ffffff','dash':[1]}}", "/stroke/dash", "two numbers" },
    { "{'type':'shape','id':'b'," PLACE "'shape':'rect','stroke':{'width':1,'colour':'#ffffff','dash':[0.001,1]}}", "/stroke/dash", "two numbers" },
    { "{'type':'shape','id':'b'," PLACE "'shape':'rect','stroke':{'width':0,'colour':'#ffffff'}}", "/stroke/width", "outside" },
    { "{'type':'shape','id':'b','x':1,'y':1,'width':0,'height':3,'shape':'rect','fill':'#ffffff'}", "/width", "thinner" },
    { "{'type':'shape','id':'b'," PLACE "'shape':'rect','fill':'#404040','layer':'resin'}", "/fill", "black only" },
    { "{'type':'shape','id':'b'," PLACE "'shape':'rect','layer':'resin','fill':{'type':'linear','angle':0,'stops':[{'at':0,'colour':'#000000'},{'at':1,'colour':'#000000'}]}}", "/fill", "gradient" },
    { "{'type':'image','id':'b'," PLACE "'fit':'cover'}", "/asset", "missing" },
    { "{'type':'image','id':'b'," PLACE "'asset':'nothing.svg'}", "/asset", "does not exist" },
    { "{'type':'image','id':'b'," PLACE "'asset':'template.json'}", "/asset", ".png or .svg" },
    { "{'type':'image','id':'b'," PLACE "'asset':'../lbtu-student/front.svg'}", "/asset", "not allowed" },
    { "{'type':'image','id':'b'," PLACE "'asset':'/etc/logo.svg'}", "/asset", "not allowed" },
    { "{'type':'image','id':'b'," PLACE "'asset':'./front.svg'}", "/asset", "not allowed" },
    { "{'type':'image','id':'b'," PLACE "'asset':'a//front.svg'}", "/asset", "not allowed" },
    { "{'type':'image','id':'b'," PLACE "'asset':'file:front.svg'}", "/asset", "not allowed" },
    { "{'type':'image','id':'b'," PLACE "'asset':'g'}", "/asset", "not allowed" },
  };

  assert_element_refusals (refusals, G_N_ELEMENTS (refusals));
}

/* What format 1 said is read as format 2 says it. */
static void
test_upgrade (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwTemplate) template = fixture_template (
    "{'cardwright_template':1,'name':'Old','card':'id-1','orientation':'landscape','fonts':['Inter'],'front':{'elements':["
    "{'type':'qr','id':'q'," PLACE "'text':'{number}'},"
    "{'type':'photo','id':'p'," PLACE "'radius':1.5,'greyscale':true},"
    "{'type':'photo','id':'r'," PLACE "'radius':0,'greyscale':false},"
    "{'type':'shape','id':'s'," PLACE "'shape':'rect','radius':2,'fill':'#ffffff'}]}}",
    &error);
  const CwElement *elements[4] = { NULL };

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (elements); i++)
    elements[i] = g_ptr_array_index (template->faces[CW_FACE_FRONT].elements, i);
  g_assert_cmpint (elements[0]->type, ==, CW_ELEMENT_CODE);
  g_assert_cmpint (elements[0]->code.symbology, ==, CW_SYMBOLOGY_QR);
  g_assert_cmpint (elements[1]->photo.mask, ==, CW_MASK_ROUNDED);
  g_assert_cmpfloat (elements[1]->photo.radius, ==, 1.5);
  g_assert_true (elements[1]->photo.greyscale);
  g_assert_cmpint (elements[2]->photo.mask, ==, CW_MASK_RECT);
  g_assert_false (elements[2]->photo.greyscale);
  g_assert_cmpfloat (elements[3]->shape.radius, ==, 2);
}

/* A fault of an old template keeps its place. */
static void
test_upgrade_faults (void)
{
  static const Refusal refusals[] = {
    { "{'cardwright_template':1,'name':'T','card':'id-1','orientation':'landscape','fonts':['I'],'front':{'elements':[{'type':'qr','id':'q','x':'1'}]}}", "/front/elements/0/x", "number" },
    { "{'cardwright_template':1,'name':'T','card':'id-1','orientation':'landscape','fonts':['I'],'front':{'elements':[{'type':'photo','id':'q'," PLACE "'greyscale':3}]}}", "/front/elements/0/tone", "text" },
    { "{'cardwright_template':1,'name':'T','card':'id-1','orientation':'landscape','fonts':['I'],'front':7}", "/front", "a face" },
    { "{'cardwright_template':1,'name':'T','card':'id-1','orientation':'landscape','fonts':['I'],'front':{'elements':[7]}}", "/front/elements/0", "an element" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    assert_refusal (refusals[i].json, &refusals[i]);
}

static void
test_sample (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwTemplate) template = fixture_template (HEAD "'description':'D','language':'lv','sample':{'number':'17','programme':'Mežsaimniecība'},'front':{'elements':[{" TEXT "}]}}", &error);
  g_auto (GStrv) missing = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (cw_template_get_description (template), ==, "D");
  g_assert_cmpstr (cw_record_get (cw_template_get_sample (template), "programme"), ==, "Mežsaimniecība");
  g_assert_cmpstr (((CwElement *) template->faces[CW_FACE_FRONT].elements->pdata[0])->style.language, ==, "lv");
  missing = cw_template_list_missing_fonts (template);
  g_assert_cmpuint (g_strv_length (missing), ==, 0);
}

static void
assert_not_json (const char *text,
                 gsize       length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autoptr (GFile) folder = g_file_new_for_path (g_get_tmp_dir ());
  g_autoptr (CwSource) source = cw_source_new_for_folder (folder);

  g_assert_null (cw_template_new_from_bytes (bytes, source, "template.json", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_TEMPLATE);
  g_assert_true (g_str_has_prefix (error->message, "template.json: line "));
}

static void
test_not_json (void)
{
  static const char *const texts[] = {
    "", "{", "nonsense", "{\"cardwright_template\": NaN}", "{\"cardwright_template\": 1e999}", "{\"a\":1,\"a\":2}",
    "{\"cardwright_template\": 99999999999999999999}", "{\"name\": \"\\ud800\"}", "{\"name\": \"\xff\"}", "{\"a\":\"\\u0000\"}", "{} {}",
  };
  g_autofree char *deep = g_strnfill (100000, '[');

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_not_json (texts[i], strlen (texts[i]));
  assert_not_json (deep, strlen (deep));
}

static void
test_too_many_elements (void)
{
  g_autoptr (GString) json = g_string_new (HEAD "'front':{'elements':[");
  Refusal refusal = { NULL, "/front/elements", "at most 200" };

  for (int i = 0; i <= CW_TEMPLATE_MAX_ELEMENTS; i++)
    g_string_append_printf (json, "%s{'type':'hologram','id':'h%d'," PLACE "'shape':'rect'}", i > 0 ? "," : "", i);
  g_string_append (json, "]}}");
  assert_refusal (json->str, &refusal);
}

/* In a folder of its own: what a file may be. */
static void
test_folder (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "template.json", NULL);
  g_autofree char *art = g_build_filename (folder, "art", NULL);
  g_autofree char *svg = g_build_filename (art, "a.svg", NULL);
  g_autofree char *outside = g_build_filename (folder, "outside.svg", NULL);
  g_autofree char *link = g_build_filename (folder, "link.svg", NULL);
  g_autofree char *linked = g_build_filename (folder, "linked", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  static const struct
  {
    const char *asset;
    const char *word; /* NULL: it loads */
  } cases[] = {
    { "art/a.svg", NULL }, { "link.svg", "link" }, { "linked/a.svg", "link" }, { "art", "not allowed" }, { "art/b.svg", "does not exist" }, { "broken.svg", "not an SVG" }, { "sizeless.svg", "viewBox" }, { "broken.png", "picture" }, { "large.png", "megapixels" },
  };
  const char *one_pixel = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><rect width='1' height='1'/></svg>";
  /* 20000 x 10000 in the header, and nothing more */
  const guint8 large[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0x4e, 0x20, 0, 0, 0x27, 0x10, 8, 2, 0, 0, 0, 0, 0, 0, 0 };
  g_autofree char *broken_svg = g_build_filename (folder, "broken.svg", NULL);
  g_autofree char *sizeless_svg = g_build_filename (folder, "sizeless.svg", NULL);
  g_autofree char *broken_png = g_build_filename (folder, "broken.png", NULL);
  g_autofree char *large_png = g_build_filename (folder, "large.png", NULL);

  g_assert_cmpint (g_mkdir (art, 0755), ==, 0);
  g_assert_true (g_file_set_contents (svg, one_pixel, -1, NULL));
  g_assert_true (g_file_set_contents (outside, one_pixel, -1, NULL));
  g_assert_true (g_file_set_contents (broken_svg, "<svg", -1, NULL));
  g_assert_true (g_file_set_contents (sizeless_svg, "<svg xmlns='http://www.w3.org/2000/svg'/>", -1, NULL));
  g_assert_true (g_file_set_contents (broken_png, "PNG", -1, NULL));
  g_assert_true (g_file_set_contents (large_png, (const char *) large, sizeof large, NULL));
  g_assert_cmpint (symlink (outside, link), ==, 0);
  g_assert_cmpint (symlink (art, linked), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (HEAD "'front':{'elements':[{'type':'image','id':'b'," PLACE "'asset':'%s'}]}}", cases[i].asset);
      g_autofree char *json = fixture_json (text);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwTemplate) template = NULL;

      g_assert_true (g_file_set_contents (path, json, -1, NULL));
      template = cw_template_load (file, &error);
      if (cases[i].word == NULL)
        g_assert_no_error (error);
      else
        g_assert_error (error, CW_ERROR, CW_ERROR_TEMPLATE);
      if (cases[i].word != NULL && (!g_str_has_prefix (error->message, "template.json: /front/elements/0/asset: ") || strstr (error->message, cases[i].word) == NULL))
        g_error ("wanted “%s”, got “%s”", cases[i].word, error->message);
    }
  fixture_folder_remove (folder);
}

static void
test_unreadable (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "template.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) device = g_file_new_for_path ("/dev/zero");
  g_autofree char *large = g_strnfill (CW_TEMPLATE_MAX_FILE + 1, ' ');
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_template_load (file, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, large, -1, NULL));
  g_assert_null (cw_template_load (file, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_TEMPLATE);
  g_assert_nonnull (strstr (error->message, "1024 KiB"));
  g_clear_error (&error);
  g_assert_null (cw_template_load (device, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_TEMPLATE);
  fixture_folder_remove (folder);
}

static void
test_shipped (void)
{
  const char *const *names = cw_template_list_shipped ();
  static const char *const needed[] = { "escn", "expires_at", "family_name", "given_names", "level", "number", "programme", "qr", "valid_until_short", NULL };

  g_assert_true (g_strv_contains (names, "lbtu-student"));
  g_assert_null (cw_template_get_shipped ("no-such-design"));
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (GFile) file = cw_template_get_shipped (names[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwTemplate) template = cw_template_load (file, &error);
      g_autoptr (CwTemplate) again = cw_template_load (file, NULL);
      g_auto (GStrv) fields = NULL;

      g_assert_no_error (error);
      g_assert_true (again == template);
      fields = cw_template_list_fields (template);
      if (g_str_equal (names[i], "lbtu-student"))
        g_assert_true (g_strv_equal ((const char *const *) fields, needed));
      g_assert_cmpuint (strlen (cw_template_get_digest (template)), ==, 64);
      g_assert_cmpuint (strlen (cw_template_get_name (template)), >, 0);
    }
}

static void
test_no_such_resource (void)
{
  g_autoptr (GFile) file = g_file_new_for_uri ("resource:///org/cardwright/templates/none/template.json");
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_template_load (file, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

/* The digest changes with the design and with its pictures, and only then. */
static void
test_digest (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "template.json", NULL);
  g_autofree char *svg = g_build_filename (folder, "a.svg", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *json = fixture_json (HEAD "'front':{'elements':[{'type':'image','id':'b'," PLACE "'asset':'a.svg'}]}}");
  g_autofree char *other = fixture_json (HEAD "'front':{'elements':[{'type':'image','id':'c'," PLACE "'asset':'a.svg'}]}}");
  const struct
  {
    const char *json;
    const char *svg;
  } designs[] = {
    { json, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>" },
    { json, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 2'/>" },
    { other, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 2'/>" },
    { json, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>" },
  };
  char *digests[G_N_ELEMENTS (designs)] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (designs); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwTemplate) template = NULL;

      g_assert_true (g_file_set_contents (path, designs[i].json, -1, NULL));
      g_assert_true (g_file_set_contents (svg, designs[i].svg, -1, NULL));
      template = cw_template_load (file, &error);
      g_assert_no_error (error);
      digests[i] = g_strdup (cw_template_get_digest (template));
    }
  g_assert_cmpstr (digests[0], !=, digests[1]);
  g_assert_cmpstr (digests[1], !=, digests[2]);
  g_assert_cmpstr (digests[0], ==, digests[3]);
  for (guint i = 0; i < G_N_ELEMENTS (digests); i++)
    g_free (digests[i]);
  fixture_folder_remove (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/templates/template/refused-documents", test_refused_documents);
  g_test_add_func ("/templates/template/refused-elements", test_refused_elements);
  g_test_add_func ("/templates/template/refused-pictures", test_refused_pictures);
  g_test_add_func ("/templates/template/upgrade", test_upgrade);
  g_test_add_func ("/templates/template/upgrade-faults", test_upgrade_faults);
  g_test_add_func ("/templates/template/sample", test_sample);
  g_test_add_func ("/templates/template/not-json", test_not_json);
  g_test_add_func ("/templates/template/too-many-elements", test_too_many_elements);
  g_test_add_func ("/templates/template/folder", test_folder);
  g_test_add_func ("/templates/template/unreadable", test_unreadable);
  g_test_add_func ("/templates/template/shipped", test_shipped);
  g_test_add_func ("/templates/template/no-such-resource", test_no_such_resource);
  g_test_add_func ("/templates/template/digest", test_digest);
  return g_test_run ();
}
