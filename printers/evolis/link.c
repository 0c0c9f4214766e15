/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-evolis"

#include "config.h"

#include "printers/evolis/link.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/base/error.h"
#include "printers/evolis/libevolis.h"

/* Bytes to and from a printer: a TCP port, a device file, or the maker's library. One link belongs
 * to one thread, the printer's worker. Every read and write has a deadline. */

/* the port on which network printers take raw bytes */
#define DEFAULT_PORT 9100

/* milliseconds after which a wait looks whether it was cancelled */
#define SLICE 200

/* bytes that are thrown away before a question; a printer that has more than that to say floods */
#define DRAIN_MAX (64 * 1024)

struct _CwEvolisLink
{
  char              *address;
  GSocketConnection *connection; /* (nullable) TCP */
  CwLibevolis       *library;    /* (nullable) */
  int                fd;         /* -1: the library's; otherwise non-blocking */
  int                silence;    /* milliseconds */
  gboolean           ends;       /* this printer's answers have an end: one without was cut */
  gboolean           broken;
  CwEvolisFrame      frame;
};

static gboolean
cw_evolis_address_invalid (const char *text,
                           GError    **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
               _("“%s” is no address of a printer's channel. Write tcp://HOST:PORT, usb:/dev/usb/lpN or libevolis:NAME."), text);
  return FALSE;
}

static gboolean
cw_evolis_address_is_host (const char *place)
{
  g_autoptr (GSocketConnectable) connectable = NULL;

  if (place[strspn (place, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]%")] != '\0')
    return FALSE;
  connectable = g_network_address_parse (place, DEFAULT_PORT, NULL);
  return connectable != NULL && g_network_address_get_hostname (G_NETWORK_ADDRESS (connectable))[0] != '\0' &&
         g_network_address_get_port (G_NETWORK_ADDRESS (connectable)) != 0;
}

/**
 * cw_evolis_address_parse:
 *
 * Returns: (transfer full): the address, or %NULL with %CW_ERROR_INVALID
 */
CwEvolisAddress *
cw_evolis_address_parse (const char *text,
                         GError    **error)
{
  static const struct
  {
    const char *prefix;
    CwEvolisWay way;
  } ways[] = { { "tcp://", CW_EVOLIS_WAY_TCP }, { "usb:", CW_EVOLIS_WAY_DEVICE }, { "libevolis:", CW_EVOLIS_WAY_LIBRARY } };
  CwEvolisAddress *self;
  const char *place = NULL;
  CwEvolisWay way = CW_EVOLIS_WAY_TCP;
  gboolean fits = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (ways) && place == NULL; i++)
    if (g_str_has_prefix (text, ways[i].prefix))
      {
        place = text + strlen (ways[i].prefix);
        way = ways[i].way;
      }
  if (place != NULL && place[0] != '\0' && g_utf8_validate (place, -1, NULL) && strlen (place) < 256)
    switch (way)
      {
      case CW_EVOLIS_WAY_TCP:
        fits = cw_evolis_address_is_host (place);
        break;
      case CW_EVOLIS_WAY_DEVICE:
        fits = g_path_is_absolute (place);
        break;
      case CW_EVOLIS_WAY_LIBRARY:
        fits = TRUE;
        break;
      }
  if (!fits)
    {
      cw_evolis_address_invalid (text, error);
      return NULL;
    }
  self = g_new0 (CwEvolisAddress, 1);
  self->way = way;
  self->text = g_strdup (text);
  self->place = g_strdup (place);
  return self;
}

void
cw_evolis_address_free (CwEvolisAddress *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_free (self->place);
  g_free (self);
}

static gboolean
cw_evolis_link_connect (CwEvolisLink *self,
                        const char   *place,
                        int           wait,
                        GCancellable *cancellable,
                        GError      **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) local = NULL;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, (guint) MAX (1, (wait + 999) / 1000));
  self->connection = g_socket_client_connect_to_host (client, place, DEFAULT_PORT, cancellable, &local);
  if (self->connection == NULL && g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (self->connection == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE,
                   _("The printer at %s cannot be reached (%s). Check that it is on, its cable and its address."), self->address, local->message);
      return FALSE;
    }
  g_socket_set_blocking (g_socket_connection_get_socket (self->connection), FALSE);
  self->fd = g_socket_get_fd (g_socket_connection_get_socket (self->connection));
  return TRUE;
}

static void
cw_evolis_link_set_open_error (CwEvolisLink *self,
                               int           code,
                               GError      **error)
{
  if (code == EBUSY)
    g_set_error (error, CW_ERROR, CW_ERROR_BUSY,
                 _("Another program has the printer at %s. Wait until it is done, or close it."), self->address);
  else if (code == EACCES || code == EPERM)
    g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE,
                 _("This user may not use the printer at %s. Add the user to the group “lp”, then log in again."), self->address);
  else if (code == ENOENT || code == ENODEV || code == ENXIO)
    g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE,
                 _("There is no printer at %s: it is off or unplugged, or the print service has it at the moment. Switch it on, or wait until the print is done."), self->address);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE,
                 _("The printer at %s cannot be opened (%s). Check its cable and its address."), self->address, g_strerror (code));
}

static gboolean
cw_evolis_link_open_device (CwEvolisLink *self,
                            const char   *path,
                            GError      **error)
{
  struct stat status;

  self->fd = g_open (path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0);
  if (self->fd < 0)
    {
      cw_evolis_link_set_open_error (self, errno, error);
      return FALSE;
    }
  if (fstat (self->fd, &status) == 0 && S_ISCHR (status.st_mode))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _("“%s” is not a device. Give the printer's device file, as /dev/usb/lp0."), path);
  return FALSE;
}

CwEvolisLink *
cw_evolis_link_open (const CwEvolisAddress *address,
                     int                    wait,
                     int                    silence,
                     GCancellable          *cancellable,
                     GError               **error)
{
  g_autoptr (CwEvolisLink) self = g_new0 (CwEvolisLink, 1);
  gboolean open = FALSE;

  self->address = g_strdup (address->text);
  self->fd = -1;
  self->silence = silence;
  switch (address->way)
    {
    case CW_EVOLIS_WAY_TCP:
      open = cw_evolis_link_connect (self, address->place, wait, cancellable, error);
      break;
    case CW_EVOLIS_WAY_DEVICE:
      open = cw_evolis_link_open_device (self, address->place, error);
      break;
    case CW_EVOLIS_WAY_LIBRARY:
      self->library = cw_libevolis_open (address->place, error);
      open = self->library != NULL;
      break;
    }
  return open ? g_steal_pointer (&self) : NULL;
}

static gboolean
cw_evolis_link_set_gone (CwEvolisLink *self,
                         GError      **error)
{
  self->broken = TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE,
               _("The printer at %s ended the connection. Check that it is on, and try again."), self->address);
  return FALSE;
}

static gboolean
cw_evolis_link_set_silent (CwEvolisLink *self,
                           GError      **error)
{
  self->broken = TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_TIMED_OUT,
               _("The printer at %s does not answer: it prints for somebody else, waits for a person, or hangs. Look at it; switch it off and on if it stays so."), self->address);
  return FALSE;
}

static gboolean
cw_evolis_link_set_senseless (CwEvolisLink *self,
                              GError      **error)
{
  self->broken = TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE,
               _("What answers at %s does not speak as an Evolis printer does. Check the address, and that no other program uses the printer."), self->address);
  return FALSE;
}

/* Waits until @events or @deadline (monotonic, microseconds); poll()'s result. A question that is
 * given up leaves an answer behind: then the link is broken. */
static int
cw_evolis_link_wait (CwEvolisLink *self,
                     short         events,
                     gint64        deadline,
                     GCancellable *cancellable,
                     GError      **error)
{
  for (;;)
    {
      struct pollfd look = { .fd = self->fd, .events = events };
      gint64 left = (deadline - g_get_monotonic_time () + 999) / 1000;
      int found;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        {
          self->broken = TRUE;
          return -1;
        }
      found = poll (&look, 1, (int) CLAMP (left, 0, SLICE));
      if (found > 0 || (found == 0 && left <= 0))
        return found;
      if (found < 0 && errno != EINTR)
        {
          cw_evolis_link_set_gone (self, error);
          return -1;
        }
    }
}

/* Bytes read, 0 for none yet, -1 for a printer that has gone. */
static gssize
cw_evolis_link_read (CwEvolisLink *self,
                     guint8       *buffer,
                     gsize         size)
{
  gssize length = read (self->fd, buffer, size);

  if (length > 0)
    return length;
  if (length < 0)
    return errno == EAGAIN || errno == EINTR ? 0 : -1;
  /* the end of a connection; a device that reads nothing has sent an empty packet */
  if (self->connection != NULL)
    return -1;
  g_usleep (1000);
  return 0;
}

static gboolean
cw_evolis_link_write (CwEvolisLink *self,
                      const char   *text,
                      gint64        deadline,
                      GCancellable *cancellable,
                      GError      **error)
{
  gsize left = strlen (text);

  while (left > 0)
    {
      int found = cw_evolis_link_wait (self, POLLOUT, deadline, cancellable, error);
      gssize length;

      if (found < 0)
        return FALSE;
      if (found == 0)
        return cw_evolis_link_set_silent (self, error);
      if (self->connection != NULL)
        length = send (self->fd, text, left, MSG_NOSIGNAL);
      else
        length = write (self->fd, text, left);
      if (length < 0 && errno != EAGAIN && errno != EINTR)
        return cw_evolis_link_set_gone (self, error);
      if (length > 0)
        {
          text += length;
          left -= (gsize) length;
        }
    }
  return TRUE;
}

static gboolean
cw_evolis_link_take (CwEvolisLink *self,
                     gint64        deadline,
                     GCancellable *cancellable,
                     GError      **error)
{
  guint8 buffer[512];

  cw_evolis_frame_reset (&self->frame);
  for (;;)
    {
      gboolean begun = self->frame.length > 0;
      gint64 until = begun ? MIN (deadline, g_get_monotonic_time () + (gint64) self->silence * 1000) : deadline;
      int found = cw_evolis_link_wait (self, POLLIN, until, cancellable, error);
      gssize length;

      if (found < 0)
        return FALSE;
      if (found == 0 && begun && !self->ends)
        return TRUE;
      if (found == 0)
        return begun ? cw_evolis_link_set_senseless (self, error) : cw_evolis_link_set_silent (self, error);
      length = cw_evolis_link_read (self, buffer, sizeof buffer);
      if (length < 0)
        return cw_evolis_link_set_gone (self, error);
      if (length > 0 && cw_evolis_frame_push (&self->frame, buffer, (gsize) length))
        break;
    }
  if (self->frame.broken)
    return cw_evolis_link_set_senseless (self, error);
  self->ends = TRUE;
  return TRUE;
}

/**
 * cw_evolis_link_drain:
 *
 * Returns: %FALSE when more comes than a printer has to say, or when it has gone
 */
gboolean
cw_evolis_link_drain (CwEvolisLink *self,
                      int           quiet,
                      GError      **error)
{
  guint8 buffer[4096];
  gsize thrown = 0;

  while (self->fd >= 0)
    {
      int found = cw_evolis_link_wait (self, POLLIN, g_get_monotonic_time () + (gint64) quiet * 1000, NULL, error);
      gssize length;

      if (found < 0)
        return FALSE;
      if (found == 0)
        break;
      length = cw_evolis_link_read (self, buffer, sizeof buffer);
      if (length < 0)
        return cw_evolis_link_set_gone (self, error);
      thrown += (gsize) length;
      if (thrown > DRAIN_MAX)
        return cw_evolis_link_set_senseless (self, error);
    }
  if (thrown > 0)
    g_debug ("%" G_GSIZE_FORMAT " bytes that nobody asked for", thrown);
  return TRUE;
}

/* The library frames by itself. */
static gboolean
cw_evolis_link_ask_library (CwEvolisLink   *self,
                            CwEvolisCommand command,
                            int             wait,
                            GError        **error)
{
  gssize length = cw_libevolis_command (self->library, cw_evolis_command_get_text (command), wait,
                                        self->frame.text, CW_EVOLIS_ANSWER_MAX);

  if (length < 0)
    return cw_evolis_link_set_silent (self, error);
  self->frame.length = (gsize) length;
  return TRUE;
}

gboolean
cw_evolis_link_ask (CwEvolisLink   *self,
                    CwEvolisCommand command,
                    int             wait,
                    GCancellable   *cancellable,
                    CwEvolisReply  *reply,
                    GError        **error)
{
  g_autofree char *text = cw_evolis_command_frame (command);
  gint64 deadline = g_get_monotonic_time () + (gint64) wait * 1000;
  gboolean heard;

  if (self->broken)
    return cw_evolis_link_set_gone (self, error);
  if (self->library != NULL)
    heard = cw_evolis_link_ask_library (self, command, wait, error);
  else
    heard = cw_evolis_link_drain (self, 0, error) &&
            cw_evolis_link_write (self, text, deadline, cancellable, error) &&
            cw_evolis_link_take (self, deadline, cancellable, error);
  if (!heard)
    {
      g_debug ("%s: nothing", cw_evolis_command_get_text (command));
      return FALSE;
    }
  cw_evolis_reply_parse (reply, self->frame.text, self->frame.length);
  g_debug ("%s: %s", cw_evolis_command_get_text (command), reply->text);
  return TRUE;
}

gboolean
cw_evolis_link_is_broken (CwEvolisLink *self)
{
  return self->broken;
}

void
cw_evolis_link_close (CwEvolisLink *self)
{
  if (self == NULL)
    return;

  if (self->library != NULL)
    cw_libevolis_close (self->library);
  if (self->connection != NULL)
    g_object_unref (self->connection);
  else if (self->fd >= 0)
    close (self->fd);
  g_free (self->address);
  g_free (self);
}
