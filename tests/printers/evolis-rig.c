/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "evolis-rig.h"

#include <glib/gstdio.h>
#include <string.h>

const CwEvolisPatience evolis_rig_patience = {
  .answer = 1500,
  .movement = 1500,
  .busy = 4000,
  .silence = 200,
  .quiet = 20,
  .tag = 60000,
};

static char *
evolis_rig_get_path (EvolisRig  *self,
                     const char *name)
{
  return g_build_filename (self->directory, name, NULL);
}

static char *
evolis_rig_read_line (EvolisRig *self)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (self->replies, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  return line;
}

void
evolis_rig_switch_on (EvolisRig *self)
{
  g_autofree char *state = evolis_rig_get_path (self, "state");
  g_autofree char *truth = evolis_rig_get_path (self, "truth");
  const char *program = g_getenv ("CW_EVOLIS_PRINTER");
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (program);
  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                    program, self->kind, state, truth, NULL);
  g_assert_no_error (error);
  self->replies = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_free (self->address);
  self->address = evolis_rig_read_line (self);
}

void
evolis_rig_wait_off (EvolisRig *self)
{
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
  g_clear_object (&self->replies);
}

void
evolis_rig_switch_off (EvolisRig *self)
{
  g_subprocess_force_exit (self->process);
  evolis_rig_wait_off (self);
}

CwEvolis *
evolis_rig_open (EvolisRig *self)
{
  g_autoptr (GError) error = NULL;
  CwEvolis *evolis = cw_evolis_new (self->address, &error);

  g_assert_no_error (error);
  cw_evolis_set_patience (evolis, &evolis_rig_patience);
  return evolis;
}

EvolisRig *
evolis_rig_new (const char *kind)
{
  EvolisRig *self = g_new0 (EvolisRig, 1);

  self->directory = g_dir_make_tmp ("evolis-XXXXXX", NULL);
  self->kind = g_strdup (kind);
  evolis_rig_switch_on (self);
  self->evolis = evolis_rig_open (self);
  return self;
}

void
evolis_rig_free (EvolisRig *self)
{
  g_autofree char *state = evolis_rig_get_path (self, "state");
  g_autofree char *truth = evolis_rig_get_path (self, "truth");

  g_object_unref (self->evolis);
  if (self->process != NULL)
    evolis_rig_switch_off (self);
  g_unlink (state);
  g_unlink (truth);
  g_assert_cmpint (g_rmdir (self->directory), ==, 0);
  g_free (self->directory);
  g_free (self->kind);
  g_free (self->address);
  g_free (self);
}

static char *
evolis_rig_command (EvolisRig  *self,
                    const char *line)
{
  g_autofree char *whole = g_strconcat (line, "\n", NULL);
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->process), whole, strlen (whole), NULL, NULL, &error);
  g_assert_no_error (error);
  return evolis_rig_read_line (self);
}

void
evolis_rig_do (EvolisRig  *self,
               const char *format,
               ...)
{
  g_autofree char *line = NULL;
  g_autofree char *reply = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  reply = evolis_rig_command (self, line);
  g_assert_cmpstr (reply, ==, "ok");
}

char *
evolis_rig_get (EvolisRig  *self,
                const char *name)
{
  g_autofree char *line = g_strconcat ("get ", name, NULL);

  return evolis_rig_command (self, line);
}

int
evolis_rig_get_number (EvolisRig  *self,
                       const char *name)
{
  g_autofree char *value = evolis_rig_get (self, name);

  return (int) g_ascii_strtoll (value, NULL, 10);
}

char *
evolis_rig_get_truth (EvolisRig *self)
{
  g_autofree char *path = evolis_rig_get_path (self, "truth");
  char *contents = NULL;

  if (!g_file_get_contents (path, &contents, NULL, NULL))
    contents = g_strdup ("");
  return contents;
}
