/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-evolis"

#include "config.h"

#include "printers/evolis/libevolis.h"

#include <dlfcn.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"

/* The maker's library, where somebody has installed it. Names, types and numbers: the public header
 * evolis.h of the SDK, version 9.4. On the printer's worker. It is loaded by its bare name, so that
 * the system's linker alone decides where from, and never unloaded: it has threads of its own. */

/* from evolis.h: EVOLIS_OM_AUTO, EVOLIS_SESSION_FREE, EVOLIS_SESSION_WAIT (milliseconds) */
#define OPEN_MODE_AUTO 0
#define SESSION_FREE 0
#define SESSION_WAIT 5000

struct _CwLibevolis
{
  void *printer;
};

typedef struct
{
  void   *(*open)     (const char *name,
                       int         mode);
  void    (*close)    (void *printer);
  int     (*reserve)  (void *printer,
                       int   session,
                       int   wait);
  int     (*release)  (void *printer);
  int32_t (*commandt) (void       *printer,
                       const char *command,
                       size_t      length,
                       char       *answer,
                       size_t      size,
                       int         wait);
} CwLibevolisCalls;

static const char *other_path;

void
cw_libevolis_set_path (const char *path)
{
  g_return_if_fail (path == NULL || g_path_is_absolute (path));

  other_path = path;
}

static gboolean
cw_libevolis_find (void        *library,
                   const char  *name,
                   void        *function,
                   GError     **error)
{
  void *symbol = dlsym (library, name);

  if (symbol == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE,
                   _("Evolis's library on this machine has no “%s”: it is too old. Install the maker's SDK 3 or later, or use the printer's address with tcp:// or usb: instead."), name);
      return FALSE;
    }
  /* POSIX: a pointer to data holds one to a function */
  memcpy (function, &symbol, sizeof symbol);
  return TRUE;
}

static const CwLibevolisCalls *
cw_libevolis_load (GError **error)
{
  static CwLibevolisCalls calls;
  static GMutex lock;
  static gboolean loaded;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  void *library;

  if (loaded)
    return &calls;
  library = dlopen (other_path != NULL ? other_path : "libevolis.so", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL)
    {
      g_debug ("%s", dlerror ());
      g_set_error_literal (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE,
                           _("Evolis's own library (libevolis.so) is not installed on this machine. Install the maker's SDK, or use the printer's address with tcp:// or usb: instead, which needs no library."));
      return NULL;
    }
  loaded = cw_libevolis_find (library, "evolis_open_with_mode", &calls.open, error) &&
           cw_libevolis_find (library, "evolis_close", &calls.close, error) &&
           cw_libevolis_find (library, "evolis_reserve", &calls.reserve, error) &&
           cw_libevolis_find (library, "evolis_release", &calls.release, error) &&
           cw_libevolis_find (library, "evolis_commandt", &calls.commandt, error);
  return loaded ? &calls : NULL;
}

CwLibevolis *
cw_libevolis_open (const char *name,
                   GError    **error)
{
  const CwLibevolisCalls *calls = cw_libevolis_load (error);
  CwLibevolis *self;
  void *printer;

  if (calls == NULL)
    return NULL;
  printer = calls->open (name, OPEN_MODE_AUTO);
  if (printer == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE,
                   _("Evolis's library finds no printer “%s”. Check the name, the cable and that the printer is on."), name);
      return NULL;
    }
  if (calls->reserve (printer, SESSION_FREE, SESSION_WAIT) <= 0)
    {
      calls->close (printer);
      g_set_error (error, CW_ERROR, CW_ERROR_BUSY,
                   _("Another program has the printer “%s”. Wait until it is done, or close it."), name);
      return NULL;
    }
  self = g_new0 (CwLibevolis, 1);
  self->printer = printer;
  return self;
}

gssize
cw_libevolis_command (CwLibevolis *self,
                      const char  *command,
                      int          wait,
                      char        *answer,
                      gsize        size)
{
  const CwLibevolisCalls *calls = cw_libevolis_load (NULL);
  int32_t length = calls->commandt (self->printer, command, strlen (command), answer, size, wait);

  if (length < 0 || (gsize) length > size)
    return -1;
  /* some versions count the NUL at the end, some fill up with them */
  return (gssize) strnlen (answer, (gsize) length);
}

void
cw_libevolis_close (CwLibevolis *self)
{
  const CwLibevolisCalls *calls = cw_libevolis_load (NULL);

  calls->release (self->printer);
  calls->close (self->printer);
  g_free (self);
}
