/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The maker's library as far as Cardwright uses it, with one printer of that name: "Double". A
 * printer "Taken" is reserved by somebody else; "Mute" never answers; "Long" says more than there
 * is room for. Only the names and types are the maker's. */

void   *evolis_open_with_mode (const char *name,
                               int         mode);
void    evolis_close          (void *printer);
int     evolis_reserve        (void *printer,
                               int   session,
                               int   wait);
int     evolis_release        (void *printer);
int32_t evolis_commandt       (void       *printer,
                               const char *command,
                               size_t      length,
                               char       *answer,
                               size_t      size,
                               int         wait);

typedef struct
{
  char name[16];
  int  session;
  int  place; /* 0 none, 1 inside, 6 at the antenna */
} Double;

static Double *current;

void *
evolis_open_with_mode (const char *name,
                       int         mode)
{
  if (mode != 0 || (strcmp (name, "Double") != 0 && strcmp (name, "Taken") != 0 && strcmp (name, "Mute") != 0 && strcmp (name, "Long") != 0))
    return NULL;
  if (current == NULL)
    current = calloc (1, sizeof *current);
  strncpy (current->name, name, sizeof current->name - 1);
  return current;
}

void
evolis_close (void *printer)
{
  Double *self = printer;

  /* one that is left reserved is never had again */
  if (self->session != 0)
    abort ();
}

int
evolis_reserve (void *printer,
                int   session,
                int   wait)
{
  Double *self = printer;

  if (strcmp (self->name, "Taken") == 0)
    return -63;
  self->session = 4711;
  return self->session;
}

int
evolis_release (void *printer)
{
  Double *self = printer;

  self->session = 0;
  return 0;
}

static const char *
answer_of (Double     *self,
           const char *command)
{
  if (strcmp (command, "Rsn") == 0)
    return "12345678";
  if (strcmp (command, "Rtp") == 0)
    return "Evolis Primacy 2";
  if (strcmp (command, "Rlr;p") == 0)
    return self->place == 0 ? "OK" : self->place == 6 ? "CONTACTLESS CARD" : "CARD";
  if (strcmp (command, "Rse;b") == 0)
    return "ERROR PARAMETRES";
  if (command[0] == 'S')
    self->place = strcmp (command, "Sic") == 0 ? 6 : strcmp (command, "Si") == 0 ? 1 : 0;
  return "OK";
}

int32_t
evolis_commandt (void       *printer,
                 const char *command,
                 size_t      length,
                 char       *answer,
                 size_t      size,
                 int         wait)
{
  Double *self = printer;
  char text[32] = "";
  const char *said;

  if (self->session == 0 || length >= sizeof text || strcmp (self->name, "Mute") == 0)
    return -1;
  if (strcmp (self->name, "Long") == 0)
    {
      memset (answer, 'A', size);
      return (int32_t) size + 100;
    }
  memcpy (text, command, length);
  said = answer_of (self, text);
  strncpy (answer, said, size);
  return (int32_t) strlen (said) + 1;
}
