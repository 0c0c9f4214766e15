/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-pcsc"

#include "config.h"

#include <reader.h>
#include <string.h>

#include "printers/pcsc/pcsc-private.h"
#include "printers/readermodel.h"

/* Which of the readers that pcscd has is the one that was meant. pcscd numbers readers in the order
 * in which they were plugged in, so a name is no promise; a serial number is. Any thread, with a
 * context of the caller's. */

/* pcscd puts "(serial)" and " 00 00" behind a name: the reader's number and the slot's, in hex */
#define TAIL_LENGTH 6

static gboolean
cw_pcsc_has_tail (const char *name)
{
  gsize length = strlen (name);
  const char *tail = name + length - TAIL_LENGTH;

  return length > TAIL_LENGTH && tail[0] == ' ' && g_ascii_isxdigit (tail[1]) && g_ascii_isxdigit (tail[2]) &&
         tail[3] == ' ' && g_ascii_isxdigit (tail[4]) && g_ascii_isxdigit (tail[5]);
}

/**
 * cw_pcsc_name_get_serial:
 *
 * Returns: (transfer full) (nullable): the serial number that pcscd has put into @name
 */
char *
cw_pcsc_name_get_serial (const char *name)
{
  const char *end;
  const char *begin;

  if (!cw_pcsc_has_tail (name))
    return NULL;
  end = name + strlen (name) - TAIL_LENGTH;
  begin = g_strrstr_len (name, end - name, "(");
  if (begin == NULL || end[-1] != ')' || end - begin < 3)
    return NULL;
  return g_strndup (begin + 1, (gsize) (end - begin - 2));
}

/**
 * cw_pcsc_name_is_same:
 *
 * Returns: whether both name the same slot of the same kind of reader, whatever number pcscd gave it
 */
gboolean
cw_pcsc_name_is_same (const char *one,
                      const char *other)
{
  gsize length = strlen (one);

  if (!cw_pcsc_has_tail (one) || !cw_pcsc_has_tail (other))
    return g_str_equal (one, other);
  return length == strlen (other) && strncmp (one, other, length - TAIL_LENGTH) == 0 &&
         g_str_equal (one + length - 2, other + length - 2);
}

/* Returns: (transfer full) (nullable): what the driver says */
static char *
cw_pcsc_read_serial (SCARDHANDLE handle)
{
  char bytes[MAX_BUFFER_SIZE + 1] = { 0 };
  DWORD length = MAX_BUFFER_SIZE;
  LONG code = SCardGetAttrib (handle, SCARD_ATTR_VENDOR_IFD_SERIAL_NO, (LPBYTE) bytes, &length);

  g_strstrip (bytes);
  if (code != SCARD_S_SUCCESS || bytes[0] == '\0' || !g_utf8_validate (bytes, -1, NULL))
    return NULL;
  return g_strdup (bytes);
}

/**
 * cw_pcsc_has_serial:
 * @handle: connected
 * @name: of the reader that it was connected to
 *
 * Between choosing a reader and connecting to it, another may have been plugged in under its name,
 * unless the name holds the serial number itself.
 */
gboolean
cw_pcsc_has_serial (SCARDHANDLE handle,
                    const char *name,
                    const char *serial)
{
  g_autofree char *own = cw_pcsc_name_get_serial (name);

  if (own == NULL)
    own = cw_pcsc_read_serial (handle);
  return own != NULL && g_ascii_strcasecmp (own, serial) == 0;
}

/* Asked only where nobody uses the card: pcscd keeps a second SCardConnect() waiting while another
 * program is in a transaction, even for this. */
static char *
cw_pcsc_ask_serial (SCARDCONTEXT context,
                    const char  *name)
{
  SCARD_READERSTATE state = { .szReader = name, .dwCurrentState = SCARD_STATE_UNAWARE };
  g_autofree char *serial = NULL;
  DWORD protocol;
  SCARDHANDLE handle;
  LONG code = SCardGetStatusChange (context, 0, &state, 1);

  if (code != SCARD_S_SUCCESS || (state.dwEventState & (SCARD_STATE_EXCLUSIVE | SCARD_STATE_INUSE)) != 0)
    return NULL;
  if (SCardConnect (context, name, SCARD_SHARE_DIRECT, 0, &handle, &protocol) != SCARD_S_SUCCESS)
    return NULL;
  serial = cw_pcsc_read_serial (handle);
  SCardDisconnect (handle, SCARD_LEAVE_CARD);
  return g_steal_pointer (&serial);
}

void
cw_pcsc_note_free (CwPcscNote *self)
{
  g_free (self->name);
  g_free (self->serial);
  g_free (self);
}

/**
 * cw_pcsc_take_notes:
 * @names: as pcscd lists them
 *
 * Returns: (transfer full): of CwPcscNote, in the same order
 */
GPtrArray *
cw_pcsc_take_notes (SCARDCONTEXT       context,
                    const char *const *names)
{
  GPtrArray *notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_pcsc_note_free);

  for (gsize i = 0; names[i] != NULL; i++)
    {
      const CwReaderModel *model = cw_reader_model_find (names[i]);
      CwPcscNote *note = g_new0 (CwPcscNote, 1);

      note->name = g_strdup (names[i]);
      note->serial = cw_pcsc_name_get_serial (names[i]);
      if (note->serial == NULL)
        note->serial = cw_pcsc_ask_serial (context, names[i]);
      note->model = model->name;
      note->contactless = cw_reader_model_is_contactless (model, names[i]);
      g_ptr_array_add (notes, note);
    }
  return notes;
}

/**
 * cw_pcsc_choose:
 * @notes: of CwPcscNote
 * @serial: the serial number
 * @name: (nullable): which slot, where the reader has several; its number in pcscd does not matter
 * @chosen: (out) (transfer none): points into @notes
 *
 * Returns: %SCARD_S_SUCCESS, %SCARD_E_UNKNOWN_READER for none, %SCARD_E_DUPLICATE_READER for several
 */
LONG
cw_pcsc_choose (GPtrArray   *notes,
                const char  *serial,
                const char  *name,
                const char **chosen)
{
  guint found = 0;

  for (guint i = 0; i < notes->len; i++)
    {
      const CwPcscNote *note = g_ptr_array_index (notes, i);

      if (note->serial == NULL || g_ascii_strcasecmp (note->serial, serial) != 0)
        continue;
      if (name != NULL ? !cw_pcsc_name_is_same (note->name, name) : !note->contactless)
        continue;
      *chosen = note->name;
      found++;
    }
  if (found == 1)
    return SCARD_S_SUCCESS;
  return found == 0 ? SCARD_E_UNKNOWN_READER : SCARD_E_DUPLICATE_READER;
}
