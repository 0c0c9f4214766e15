/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "app/cli/cli.h"

/* The person at the terminal, as the saga sees them: news go to standard error, questions are
 * asked only where somebody can answer; otherwise the order stays open. */

#define CW_TYPE_CLI_OPERATOR (cw_cli_operator_get_type ())
G_DECLARE_FINAL_TYPE (CwCliOperator, cw_cli_operator, CW, CLI_OPERATOR, GObject)

struct _CwCliOperator
{
  GObject      parent_instance;

  CwCli       *cli;
  CwStation   *station;
  CwCliAnswers answers;
};

static void cw_cli_operator_iface_init (CwOperatorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwCliOperator, cw_cli_operator, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_OPERATOR, cw_cli_operator_iface_init))

static void
cw_cli_operator_show (CwOperator  *operator,
                      CwStage      stage,
                      CwStageState state,
                      const char  *sentence)
{
  CwCliOperator *self = CW_CLI_OPERATOR (operator);

  /* on a demo station no hand is needed */
  if (stage == CW_STAGE_ENCODE && state == CW_STAGE_STATE_WAITING)
    cw_station_demo_lay_card (self->station);

  if (self->cli->json)
    return;
  if (sentence != NULL)
    g_printerr ("%s: %s\n", cw_stage_to_label (stage), sentence);
  else if (state == CW_STAGE_STATE_DONE)
    g_printerr ("%s: %s\n", cw_stage_to_label (stage), C_ ("stage", "done"));
}

static CwAnswer
cw_cli_operator_read (const CwQuestion *question)
{
  char line[16];
  gboolean may_spoil = question->kind != CW_QUESTION_HAND_OVER && question->kind != CW_QUESTION_DESTROY;

  g_printerr ("%s\n", question->sentence);
  if (question->detail != NULL && g_strcmp0 (question->detail, question->sentence) != 0)
    g_printerr ("%s\n", question->detail);
  g_printerr ("%s ", may_spoil ? _ ("[y]es, [n]o, [s]poiled, Enter for later:") : _ ("[y]es, [n]o, Enter for later:"));
  if (fgets (line, sizeof line, stdin) == NULL)
    return CW_ANSWER_LATER;
  switch (g_ascii_tolower (line[0]))
    {
    case 'y':
      return CW_ANSWER_YES;
    case 'n':
      return CW_ANSWER_NO;
    case 's':
      return may_spoil ? CW_ANSWER_SPOILED : CW_ANSWER_LATER;
    default:
      return CW_ANSWER_LATER;
    }
}

static CwAnswer
cw_cli_operator_ask (CwOperator       *operator,
                     const CwQuestion *question,
                     GCancellable     *cancellable)
{
  CwCliOperator *self = CW_CLI_OPERATOR (operator);

  switch (question->kind)
    {
    case CW_QUESTION_WAS_PRINTED:
      if (self->answers.was_printed != CW_ANSWER_LATER)
        return self->answers.was_printed;
      break;
    case CW_QUESTION_HAND_OVER:
      if (self->answers.hand_over)
        return CW_ANSWER_YES;
      break;
    case CW_QUESTION_TRY_AGAIN:
      if (self->answers.try_again != CW_ANSWER_LATER)
        return self->answers.try_again;
      break;
    case CW_QUESTION_DESTROY:
      if (self->answers.destroyed)
        return CW_ANSWER_YES;
      break;
    case CW_QUESTION_QUALITY:
      break;
    }
  return isatty (STDIN_FILENO) && !self->cli->json ? cw_cli_operator_read (question) : CW_ANSWER_LATER;
}

static void
cw_cli_operator_iface_init (CwOperatorInterface *iface)
{
  iface->show = cw_cli_operator_show;
  iface->ask = cw_cli_operator_ask;
}

static void
cw_cli_operator_dispose (GObject *object)
{
  g_clear_object (&CW_CLI_OPERATOR (object)->station);
  G_OBJECT_CLASS (cw_cli_operator_parent_class)->dispose (object);
}

static void
cw_cli_operator_class_init (CwCliOperatorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_cli_operator_dispose;
}

static void
cw_cli_operator_init (CwCliOperator *self)
{
}

CwOperator *
cw_cli_operator_new (CwCli              *cli,
                     CwStation          *station,
                     const CwCliAnswers *answers)
{
  CwCliOperator *self = g_object_new (CW_TYPE_CLI_OPERATOR, NULL);

  self->cli = cli;
  self->station = g_object_ref (station);
  self->answers = *answers;
  return CW_OPERATOR (self);
}
