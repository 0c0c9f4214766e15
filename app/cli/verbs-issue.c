/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/cli/cli.h"
#include "app/core/esi.h"
#include "app/issue/record-json.h"

/* issue, resume and demo: cards made from the command line. */

/* bytes of an encoded photo */
#define PHOTO_LIMIT (32 * 1024 * 1024)

typedef struct
{
  char    *student;
  char    *record;
  char    *photo;
  char    *institution;
  char    *printed;
  char    *trouble;
  char    *reason;
  char    *note;
  gboolean hand_over;
  gboolean destroyed;
} CwIssueOptions;

static void
cw_issue_options_clear (CwIssueOptions *self)
{
  g_free (self->student);
  g_free (self->record);
  g_free (self->photo);
  g_free (self->institution);
  g_free (self->printed);
  g_free (self->trouble);
  g_free (self->reason);
  g_free (self->note);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwIssueOptions, cw_issue_options_clear)

gboolean
cw_cli_read_answer (const char *text,
                    const char *option,
                    const char *names,
                    CwAnswer   *answer,
                    GError    **error)
{
  static const CwAnswer answers[] = { CW_ANSWER_YES, CW_ANSWER_NO, CW_ANSWER_SPOILED };

  *answer = CW_ANSWER_LATER;
  if (text == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      *answer = answers[i];
      if (strcmp (text, cw_answer_to_name (answers[i])) == 0)
        return TRUE;
    }
  g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("%s takes one of: %s. “%s” is none of them."), option, names, text);
  return FALSE;
}

static gboolean
cw_issue_read_answers (const CwIssueOptions *options,
                       CwCliAnswers         *answers,
                       GError              **error)
{
  answers->hand_over = options->hand_over;
  answers->destroyed = options->destroyed;
  return cw_cli_read_answer (options->printed, "--was-printed", "yes, no, spoiled", &answers->was_printed, error) &&
         cw_cli_read_answer (options->trouble, "--on-trouble", "yes, no, spoiled", &answers->try_again, error);
}

/* @reissue: (out) (transfer full) (nullable): NULL: no reason was given */
static gboolean
cw_issue_read_reason (const CwIssueOptions *options,
                      CwReissue           **reissue,
                      GError              **error)
{
  CwReissueReason reason;

  *reissue = NULL;
  if (options->reason == NULL)
    return options->note == NULL || cw_cli_usage (error, _ ("--note goes with --reason: it says more about it.")) == 0;
  if (!cw_reissue_reason_from_name (options->reason, &reason))
    {
      g_autoptr (GString) names = g_string_new (NULL);

      for (guint i = 0; i < CW_REISSUE_REASON_COUNT; i++)
        g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", cw_reissue_reason_to_name ((CwReissueReason) i));
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("%s takes one of: %s. “%s” is none of them."), "--reason", names->str, options->reason);
      return FALSE;
    }
  *reissue = cw_reissue_new (reason, options->note);
  return TRUE;
}

/* Files of one order that a person may want to look at. */
static void
cw_cli_tell_file (CwCli      *cli,
                  const char *name,
                  const char *label,
                  const char *path)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  cw_cli_set_text (cli, name, path);
  cw_cli_tell (cli, label, "%s", path);
}

static void
cw_cli_tell_files (CwCli      *cli,
                   CwStation  *station,
                   const char *escn)
{
  const char *directory = cw_station_get_directory (station);
  g_autofree char *pdf = g_build_filename (directory, "cards", escn, "card.pdf", NULL);
  g_autofree char *front = g_build_filename (directory, "cards", escn, "front.png", NULL);
  g_autofree char *back = g_build_filename (directory, "cards", escn, "back.png", NULL);
  g_autofree char *file = g_strconcat (escn, ".json", NULL);
  g_autofree char *chip = g_build_filename (directory, "chips", file, NULL);
  g_autofree char *entry = g_build_filename (directory, "register", "cards", file, NULL);

  cw_cli_tell_file (cli, "pdf", _ ("PDF"), pdf);
  cw_cli_tell_file (cli, "front", _ ("Front"), front);
  cw_cli_tell_file (cli, "back", _ ("Back"), back);
  cw_cli_tell_file (cli, "chip", _ ("Chip dump"), chip);
  cw_cli_tell_file (cli, "register_entry", _ ("Router entry"), entry);
}

int
cw_cli_tell_result (CwCli               *cli,
                    CwStation           *station,
                    const CwIssueResult *result,
                    GError             **error)
{
  cw_cli_set_text (cli, "end", cw_issue_end_to_name (result->end));
  cw_cli_set (cli, "order", json_integer (result->order_id));
  cw_cli_set_text (cli, "escn", result->escn);
  cw_cli_set_text (cli, "uid", result->uid);
  cw_cli_set (cli, "registered", json_boolean (result->registered));
  cw_cli_set_text (cli, "message", result->sentence);
  cw_cli_say (cli, "%s", result->sentence);
  cw_cli_tell (cli, _ ("ESCN"), "%s", result->escn);
  if (result->uid != NULL)
    cw_cli_tell (cli, _ ("Chip"), "%s", result->uid);
  cw_cli_tell_files (cli, station, result->escn);

  switch (result->end)
    {
    case CW_ISSUE_ISSUED:
    case CW_ISSUE_READY:
      return CW_EXIT_DONE;
    case CW_ISSUE_FAILED:
      return CW_EXIT_FAILED;
    case CW_ISSUE_IN_DOUBT:
      return CW_EXIT_IN_DOUBT;
    }
  g_assert_not_reached ();
}

static char *
cw_issue_take_field (CwRecord *record,
                     const char *name)
{
  return g_strdup (cw_record_get (record, name));
}

static CwInstitution *
cw_issue_choose_institution (CwStore    *store,
                             const char *id,
                             GError    **error)
{
  g_autoptr (GPtrArray) all = NULL;

  if (id != NULL)
    return cw_store_get_institution (store, id, error);
  all = cw_store_list_institutions (store, error);
  if (all == NULL)
    return NULL;
  if (all->len == 1)
    return cw_institution_ref (g_ptr_array_index (all, 0));
  g_set_error_literal (error, CW_ERROR, CW_ERROR_USAGE, _ ("This station has several institutions. Say which with --institution."));
  return NULL;
}

static CwStudent *
cw_issue_make_student (CwRecord            *record,
                       const CwInstitution *institution,
                       const char          *path,
                       GError             **error)
{
  g_autoptr (CwStudent) student = cw_student_new ();
  const char *level = cw_record_get (record, "level");

  student->institution_id = g_strdup (institution->id);
  student->number = cw_issue_take_field (record, "number");
  student->given_names = cw_issue_take_field (record, "given_names");
  student->family_name = cw_issue_take_field (record, "family_name");
  student->email = cw_issue_take_field (record, "email");
  student->programme = cw_issue_take_field (record, "programme");
  student->valid_until = cw_issue_take_field (record, "valid_until");
  student->esi = cw_issue_take_field (record, "esi");
  if (student->number == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE, _ ("%s: the field “number” is missing. Add the student's number."), path);
      return NULL;
    }
  student->id = g_strdup_printf ("%s/%s", institution->id, student->number);
  if (level != NULL && !cw_academic_level_from_name (level, &student->level))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("%s: the field “level” is “%s”. Use BACHELOR, MASTER or DOCTORATE, or leave it out."), path, level);
      return NULL;
    }
  if (student->esi == NULL)
    student->esi = cw_esi_make (institution->schac, student->number, error);
  if (student->esi == NULL || !cw_student_check (student, error))
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  return g_steal_pointer (&student);
}

static GBytes *
cw_issue_read_photo (const char *path,
                     GError    **error)
{
  g_autoptr (GBytes) photo = NULL;
  gsize length = 0;
  char *contents = cw_cli_read_file (path, PHOTO_LIMIT, &length, error);

  if (contents == NULL)
    return NULL;
  photo = g_bytes_new_take (contents, length);
  return cw_photo_check (photo, path, error) ? g_steal_pointer (&photo) : NULL;
}

/* Student, photo and reservation come into the store together or not at all. */
static gint64
cw_issue_from_record (CwStation            *station,
                      const CwIssueOptions *options,
                      const CwReissue      *reissue,
                      GError              **error)
{
  const CwIssueTools *tools = cw_station_get_tools (station);
  g_autoptr (CwRecord) record = cw_cli_read_record (options->record, error);
  g_autoptr (CwInstitution) institution = NULL;
  g_autoptr (CwStudent) student = NULL;
  g_autoptr (GBytes) photo = NULL;
  g_autofree char *profile_id = NULL;
  gint64 order_id = 0;

  if (record == NULL)
    return 0;
  institution = cw_issue_choose_institution (tools->store, options->institution, error);
  if (institution == NULL)
    return 0;
  student = cw_issue_make_student (record, institution, options->record, error);
  if (student == NULL)
    return 0;
  if (options->photo != NULL && (photo = cw_issue_read_photo (options->photo, error)) == NULL)
    return 0;
  profile_id = cw_station_get_profile_id (station, student, error);
  if (profile_id == NULL || !cw_store_begin (tools->store, error))
    return 0;

  if (cw_store_put_student (tools->store, student, error) && (photo == NULL || cw_store_put_photo (tools->store, student->id, photo, error)))
    order_id = cw_issue_reserve (tools, student->id, profile_id, reissue, error);
  if (order_id == 0)
    {
      if (error != NULL && g_error_matches (*error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE))
        g_prefix_error (error, "%s: ", options->record);
      cw_store_rollback (tools->store);
      return 0;
    }
  return cw_store_commit (tools->store, error) ? order_id : 0;
}

/* "LF23001" as well as "lbtu/LF23001". */
char *
cw_cli_find_student (CwStation  *station,
                     const char *text,
                     GError    **error)
{
  CwStore *store = cw_station_get_tools (station)->store;
  g_autoptr (CwStudent) student = NULL;
  g_autoptr (GPtrArray) found = NULL;

  student = cw_store_get_student (store, text, NULL);
  if (student != NULL)
    return g_strdup (student->id);
  found = cw_store_find_students (store, NULL, text, 2, 0, error);
  if (found == NULL)
    return NULL;
  if (found->len == 1)
    return g_strdup (((CwStudent *) g_ptr_array_index (found, 0))->id);
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, found->len == 0 ? _ ("There is no student “%s”.") : _ ("“%s” fits several students. Give the student's number."), text);
  return NULL;
}

static int
cw_issue_one (CwCli                *cli,
              CwStation            *station,
              const CwIssueOptions *options,
              const CwCliAnswers   *answers,
              GError              **error)
{
  g_autoptr (CwOperator) operator = cw_cli_operator_new (cli, station, answers);
  g_autoptr (CwIssueResult) result = NULL;
  g_autoptr (CwReissue) reissue = NULL;
  g_autofree char *student_id = NULL;
  gint64 order_id = 0;

  if (!cw_issue_read_reason (options, &reissue, error))
    return -1;
  if (options->record != NULL)
    {
      order_id = cw_issue_from_record (station, options, reissue, error);
      if (order_id == 0)
        return -1;
    }
  else
    {
      student_id = cw_cli_find_student (station, options->student, error);
      if (student_id == NULL)
        return -1;
    }
  result = cw_station_issue (station, student_id, order_id, reissue, operator, NULL, error);
  return result != NULL ? cw_cli_tell_result (cli, station, result, error) : -1;
}

#define ISSUE_ANSWER_ENTRIES(options)                                                                                                                        \
  { "hand-over", 0, 0, G_OPTION_ARG_NONE, &(options).hand_over, N_ ("Count the card as handed over without asking"), NULL },                                \
  { "was-printed", 0, 0, G_OPTION_ARG_STRING, &(options).printed, N_ ("Answer for a doubtful print: yes, no, spoiled"), N_ ("ANSWER") },                     \
  { "on-trouble", 0, 0, G_OPTION_ARG_STRING, &(options).trouble, N_ ("Answer to “try again?”: yes, no, spoiled"), N_ ("ANSWER") },                              \
  { "destroyed", 0, 0, G_OPTION_ARG_NONE, &(options).destroyed, N_ ("Confirm that a spoiled card is destroyed"), NULL }

int
cw_verb_issue (CwCli   *cli,
               int      argc,
               char   **argv,
               GError **error)
{
  g_auto (CwIssueOptions) options = { NULL };
  const GOptionEntry entries[] = {
    { "student", 0, 0, G_OPTION_ARG_STRING, &options.student, N_ ("A student of this station"), N_ ("NUMBER") },
    { "record", 0, 0, G_OPTION_ARG_FILENAME, &options.record, N_ ("A record to add and issue for"), N_ ("FILE") },
    { "photo", 0, 0, G_OPTION_ARG_FILENAME, &options.photo, N_ ("The photo for --record"), N_ ("FILE") },
    { "institution", 0, 0, G_OPTION_ARG_STRING, &options.institution, N_ ("The institution for --record"), N_ ("ID") },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &options.reason, N_ ("Why a student who has a card gets another: lost, stolen, damaged, badly-printed, chip-dead, data-changed, other"), N_ ("REASON") },
    { "note", 0, 0, G_OPTION_ARG_STRING, &options.note, N_ ("The reason in your own words"), N_ ("TEXT") },
    ISSUE_ANSWER_ENTRIES (options),
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  CwCliAnswers answers;

  if (!cw_cli_parse (cli, entries, "issue", NULL, &argc, &argv, error) || !cw_issue_read_answers (&options, &answers, error))
    return -1;
  if ((options.student == NULL) == (options.record == NULL) || (options.photo != NULL && options.record == NULL))
    return cw_cli_usage (error, _ ("Say “issue --student NUMBER”, or “issue --record FILE” with an optional --photo FILE."));
  station = cw_cli_open (cli, TRUE, error);
  return station != NULL ? cw_issue_one (cli, station, &options, &answers, error) : -1;
}

/* The worst of several ends is the program's. */
static int
cw_resume_all (CwCli              *cli,
               CwStation          *station,
               const CwCliAnswers *answers,
               GError            **error)
{
  g_autoptr (GPtrArray) orders = cw_store_list_open_orders (cw_station_get_tools (station)->store, error);
  g_autoptr (CwOperator) operator = cw_cli_operator_new (cli, station, answers);
  json_t *list = json_array ();
  int worst = CW_EXIT_DONE;

  if (orders == NULL)
    return -1;
  for (guint i = 0; i < orders->len; i++)
    {
      const CwOrderRow *order = g_ptr_array_index (orders, i);
      g_autoptr (CwIssueResult) result = cw_station_issue (station, NULL, order->id, NULL, operator, NULL, error);
      int code;

      if (result == NULL)
        return -1;
      code = cw_cli_tell_result (cli, station, result, error);
      worst = MAX (worst, code);
      json_array_append_new (list, json_pack ("{s:I, s:s, s:s, s:s}", "order", (json_int_t) result->order_id, "end", cw_issue_end_to_name (result->end), "escn", result->escn, "message", result->sentence));
    }
  if (orders->len == 0)
    cw_cli_say (cli, "%s", _ ("No order is open."));
  cw_cli_set (cli, "orders", list);
  return worst;
}

int
cw_verb_resume (CwCli   *cli,
                int      argc,
                char   **argv,
                GError **error)
{
  g_auto (CwIssueOptions) options = { NULL };
  const GOptionEntry entries[] = {
    ISSUE_ANSWER_ENTRIES (options),
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  CwCliAnswers answers;

  if (!cw_cli_parse (cli, entries, "resume", NULL, &argc, &argv, error) || !cw_issue_read_answers (&options, &answers, error))
    return -1;
  station = cw_cli_open (cli, TRUE, error);
  return station != NULL ? cw_resume_all (cli, station, &answers, error) : -1;
}

/* Trying the program again is reason enough. */
static gboolean
cw_demo_find_reason (CwStation      *station,
                     CwIssueOptions *options,
                     GError        **error)
{
  g_autofree char *student_id = cw_cli_find_student (station, options->student, error);
  g_autoptr (CwCard) card = NULL;

  if (student_id == NULL || !cw_issue_find_card_in_force (cw_station_get_tools (station), student_id, &card, error))
    return FALSE;
  if (card == NULL)
    return TRUE;
  options->reason = g_strdup (cw_reissue_reason_to_name (CW_REISSUE_REASON_OTHER));
  options->note = g_strdup (_ ("Made by “cardwright-cli demo”."));
  return TRUE;
}

int
cw_verb_demo (CwCli   *cli,
              int      argc,
              char   **argv,
              GError **error)
{
  g_auto (CwIssueOptions) options = { NULL };
  const GOptionEntry entries[] = {
    { "student", 0, 0, G_OPTION_ARG_STRING, &options.student, N_ ("A sample student; otherwise LF23001"), N_ ("NUMBER") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  const CwCliAnswers answers = { .hand_over = TRUE, .was_printed = CW_ANSWER_LATER, .try_again = CW_ANSWER_LATER };

  if (!cw_cli_parse (cli, entries, "demo", NULL, &argc, &argv, error))
    return -1;
  /* a folder of its own, so that trying the program never touches a real station */
  if (cli->directory == NULL)
    cli->directory = g_build_filename (g_get_user_data_dir (), CW_DATA_NAME "-demo", NULL);
  if (options.student == NULL)
    options.student = g_strdup ("LF23001");
  station = cw_cli_open (cli, TRUE, error);
  if (station == NULL)
    return -1;
  if (!cw_station_is_demo (station))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("“%s” is the folder of a real station. Choose another one with --data."), cw_station_get_directory (station));
      return -1;
    }
  return cw_demo_find_reason (station, &options, error) ? cw_issue_one (cli, station, &options, &answers, error) : -1;
}
