/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <jansson.h>

#include "app/station/station.h"

G_BEGIN_DECLS

/* Exit codes; cardwright-cli(1) promises them. */
typedef enum
{
  CW_EXIT_DONE = 0,
  CW_EXIT_FAILED = 1,
  CW_EXIT_USAGE = 2,
  CW_EXIT_IN_DOUBT = 3, /* a person must look */
} CwExit;

/**
 * CwCli:
 *
 * One run of the program: what every verb was given and what it answers.
 */
typedef struct
{
  gboolean json;
  char    *directory; /* (nullable) --data */
  json_t  *answer;    /* object that --json prints */
} CwCli;

/**
 * CwVerb:
 *
 * One verb. run() gets the words behind the verb's name in @argv[1…] and returns an exit code,
 * or -1 with @error set.
 */
typedef struct
{
  const char *name;    /* "escn new" */
  const char *summary; /* untranslated; one line */
  int       (*run)     (CwCli   *cli,
                        int      argc,
                        char   **argv,
                        GError **error);
} CwVerb;

/* Takes options out of @argv: those of @entries, --json and --data. The rest must be @arguments
 * ("TEMPLATE", "[ESCN]", NULL for none) in number. */
gboolean   cw_cli_parse       (CwCli              *cli,
                               const GOptionEntry *entries,
                               const char         *name,
                               const char         *arguments,
                               int                *argc,
                               char             ***argv,
                               GError            **error);
/* A line for a person; nothing when --json is on. */
void       cw_cli_say         (CwCli      *cli,
                               const char *format,
                               ...) G_GNUC_PRINTF (2, 3);
/* The same, with a label in a column of its own. */
void       cw_cli_tell        (CwCli      *cli,
                               const char *label,
                               const char *format,
                               ...) G_GNUC_PRINTF (3, 4);
/* One more cell of a CSV line. @text: (nullable) */
void       cw_cli_add_field   (GString    *line,
                               const char *text);
void       cw_cli_set         (CwCli      *cli,
                               const char *name,
                               json_t     *value);
void       cw_cli_set_text    (CwCli      *cli,
                               const char *name,
                               const char *value);
int        cw_cli_usage       (GError    **error,
                               const char *sentence);
/* The station's folder, whether it is there or not. (transfer full) */
char      *cw_cli_get_directory (CwCli *cli);
CwStation *cw_cli_open        (CwCli   *cli,
                               gboolean exclusive,
                               GError **error);
char      *cw_cli_read_file   (const char *path,
                               gsize       limit,
                               gsize      *length,
                               GError    **error);
CwRecord  *cw_cli_read_record (const char *path,
                               GError    **error);

/* The person at the terminal. */
typedef struct
{
  gboolean hand_over;   /* answer "handed over" without asking */
  gboolean destroyed;   /* answer "destroyed" without asking */
  CwAnswer was_printed; /* LATER: ask when there is a terminal */
  CwAnswer try_again;
} CwCliAnswers;

CwOperator *cw_cli_operator_new (CwCli              *cli,
                                 CwStation          *station,
                                 const CwCliAnswers *answers);
/* @text: (nullable): an answer's name, as @option was given; %NULL is LATER */
gboolean   cw_cli_read_answer (const char *text,
                               const char *option,
                               const char *names,
                               CwAnswer   *answer,
                               GError    **error);
/* The id of the one student that @text means: a number, an id, a name. */
char      *cw_cli_find_student (CwStation  *station,
                                const char *text,
                                GError    **error);
int        cw_cli_tell_result (CwCli               *cli,
                               CwStation           *station,
                               const CwIssueResult *result,
                               GError             **error);

int cw_verb_import        (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_escn_new       (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_escn_check     (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_esi_new        (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_esi_check      (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_template_check (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_template_list  (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_template_pack  (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_template_unpack (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_render         (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_template_panels (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_printer_models (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_printer_list   (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_printer_options (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_printer_use    (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_printer_option (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_printer_test_card (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_printer_align  (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_printer_status (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_printer_supply (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_printer_feeder (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_reader_list    (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_reader_bind    (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_card_inspect   (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_card_plan_check (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_card_write     (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_card_verify    (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_card_erase     (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_card_list (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_card_show (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_card_extend (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_card_suspend (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_card_find (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_card_lost (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_card_stolen (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_card_withdraw (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_card_destroy (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_card_expire (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_student_show (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_student_correct (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_student_leave (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_student_return (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_student_new_esi (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_demo           (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_issue          (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_resume         (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_batch_begin    (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_batch_run      (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_batch_status   (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_batch_cancel   (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_hand_over      (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_status         (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_router_check   (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_router_persons (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_router_cards   (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_router_status  (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_router_verify  (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_router_qr      (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_router_numbers (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_router_organisations (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_router_picture (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_router_csv_check (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_router_reconcile (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_outbox_list    (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_outbox_send    (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_outbox_retry   (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_outbox_edit    (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_outbox_give_up (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_institution_add  (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_institution_list (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_key_list       (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_key_new        (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_store_backup   (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_store_restore  (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_store_check    (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_store_rekey    (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_plastic_list   (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_plastic_sum    (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_plastic_settle (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_privacy_rules  (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_privacy_show   (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_privacy_apply  (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_privacy_clean  (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_privacy_export (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_privacy_erase  (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_leftover_list  (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_leftover_settle (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_journal_verify (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_journal_export (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_journal_check  (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_journal_sign   (CwCli *cli, int argc, char **argv, GError **error);
int cw_verb_journal_key    (CwCli *cli, int argc, char **argv, GError **error);

G_END_DECLS
