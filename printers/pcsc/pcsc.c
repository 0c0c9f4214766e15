/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-pcsc"

#include "config.h"

#include "printers/pcsc/pcsc.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "printers/pcsc/pcsc-private.h"

/* What the service knows as a whole: its readers, and the translation of its codes into the
 * trade's words. No state; any thread but the GTK thread. */

/* How often the list is asked for again when it grew between asking its length and its text. */
#define LIST_ATTEMPTS 3

/**
 * cw_pcsc_service_is_gone:
 *
 * Whether @code means that a context of pcscd is worth nothing any more and must be made anew.
 * A security violation is what pcscd 2 says when polkit refuses, and 1.9.9, which has no polkit,
 * to those who come while it dies.
 */
gboolean
cw_pcsc_service_is_gone (LONG code)
{
  return code == SCARD_E_NO_SERVICE || code == SCARD_E_SERVICE_STOPPED || code == SCARD_E_INVALID_HANDLE ||
         code == SCARD_F_COMM_ERROR || code == SCARD_W_SECURITY_VIOLATION;
}

static CwError
cw_pcsc_classify (LONG code)
{
  if (cw_pcsc_service_is_gone (code))
    return CW_ERROR_READER_GONE;

  switch (code)
    {
    case SCARD_E_UNKNOWN_READER:
    case SCARD_E_READER_UNAVAILABLE:
    case SCARD_E_NO_READERS_AVAILABLE:
      return CW_ERROR_READER_GONE;
    case SCARD_E_NO_SMARTCARD:
      return CW_ERROR_NO_CARD;
    /* a card pulled in the middle of an exchange: at once this, after pcscd's next poll that */
    case SCARD_E_NOT_TRANSACTED:
    case SCARD_W_REMOVED_CARD:
      return CW_ERROR_CARD_REMOVED;
    case SCARD_W_RESET_CARD:
      return CW_ERROR_CARD_CHANGED;
    case SCARD_E_SHARING_VIOLATION:
      return CW_ERROR_BUSY;
    case SCARD_W_UNRESPONSIVE_CARD:
    case SCARD_W_UNPOWERED_CARD:
    case SCARD_W_UNSUPPORTED_CARD:
    case SCARD_E_PROTO_MISMATCH:
      return CW_ERROR_CARD_UNKNOWN;
    case SCARD_E_TIMEOUT:
      return CW_ERROR_TIMED_OUT;
    case SCARD_E_DUPLICATE_READER:
      return CW_ERROR_INVALID;
    default: /* PC/SC's codes, not ours: there are some sixty */
      return CW_ERROR_FAILED;
    }
}

/* Whether pcscd is there again, or still. */
static gboolean
cw_pcsc_service_runs (void)
{
  SCARDCONTEXT context;

  if (SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, &context) != SCARD_S_SUCCESS)
    return FALSE;
  SCardReleaseContext (context);
  return TRUE;
}

/* Returns: (transfer full): why a card does not answer, which is not always the card's fault */
static char *
cw_pcsc_make_silence_sentence (LONG        code,
                               const char *reader)
{
  if (code == SCARD_W_UNPOWERED_CARD)
    return g_strdup_printf (_("The card on the reader “%s” was switched off by the reader. Take it off, put it back and try again."), reader);
  if (code == SCARD_E_PROTO_MISMATCH)
    return g_strdup_printf (_("The card on the reader “%s” speaks no protocol that the reader knows. Use another card."), reader);
  if (code == SCARD_W_UNSUPPORTED_CARD)
    return g_strdup_printf (_("The reader “%s” does not know this kind of card. Use another card or another reader."), reader);
  return g_strdup_printf (_("The card on the reader “%s” does not answer. Turn it over, or use another card."), reader);
}

static char *
cw_pcsc_make_service_sentence (LONG        code,
                               const char *reader)
{
  if (code == SCARD_W_SECURITY_VIOLATION)
    return g_strdup_printf (_("The smart card service (pcscd) lets nobody here use the reader “%s”. Restart the service, or give this account access to it."), reader);
  if (cw_pcsc_service_runs ())
    return g_strdup_printf (_("The smart card service (pcscd) was restarted while the reader “%s” was in use. Put the same card back and try again."), reader);
  return g_strdup_printf (_("The smart card service (pcscd) does not run, so the reader “%s” cannot be used. Start the service and try again."), reader);
}

/* Returns: (transfer full): what happened, to which reader, and what to do about it */
static char *
cw_pcsc_make_sentence (LONG        code,
                       CwError     kind,
                       const char *reader)
{
  if (cw_pcsc_service_is_gone (code))
    return cw_pcsc_make_service_sentence (code, reader);
  if (kind == CW_ERROR_READER_GONE)
    return g_strdup_printf (_("The reader “%s” is not connected. Plug it in, or choose another one in the settings."), reader);
  if (kind == CW_ERROR_INVALID)
    return g_strdup_printf (_("Several readers fit “%s”. Bind one of them by its whole name: cardwright-cli reader bind."), reader);
  if (kind == CW_ERROR_NO_CARD)
    return g_strdup_printf (_("No card lies on the reader “%s”. Put one there and try again."), reader);
  if (kind == CW_ERROR_CARD_REMOVED)
    return g_strdup_printf (_("The card left the reader “%s” during the work. Put the same card back and try again."), reader);
  if (kind == CW_ERROR_CARD_CHANGED)
    return g_strdup_printf (_("The card on the reader “%s” was exchanged or reset during the work. Put the same card back and try again."), reader);
  if (kind == CW_ERROR_BUSY)
    return g_strdup_printf (_("Another program is using the card on the reader “%s”. Close that program and try again."), reader);
  if (kind == CW_ERROR_CARD_UNKNOWN)
    return cw_pcsc_make_silence_sentence (code, reader);
  if (kind == CW_ERROR_TIMED_OUT)
    return g_strdup_printf (_("The reader “%s” did not answer in time. Try again."), reader);
  return g_strdup_printf (_("The reader “%s” failed (PC/SC code %08lX). Plug it in again and retry."),
                          reader, (unsigned long) code & 0xFFFFFFFFUL);
}

/**
 * cw_pcsc_set_error:
 * @code: not %SCARD_S_SUCCESS
 * @reader: the reader's name
 *
 * Says in %CW_ERROR what a code of PC/SC means for the operator.
 */
void
cw_pcsc_set_error (GError    **error,
                   LONG        code,
                   const char *reader)
{
  CwError kind = cw_pcsc_classify (code);
  g_autofree char *sentence = cw_pcsc_make_sentence (code, kind, reader);

  g_set_error_literal (error, CW_ERROR, kind, sentence);
}

/* The names lie one behind the other, each with its NUL, and one more NUL at the end. */
static char **
cw_pcsc_split_names (const char *names,
                     gsize       length)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  gsize at = 0;

  while (at < length && names[at] != '\0')
    {
      gsize end = at + strnlen (names + at, length - at);

      g_ptr_array_add (list, g_strndup (names + at, end - at));
      at = end + 1;
    }
  g_ptr_array_add (list, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&list), FALSE);
}

/**
 * cw_pcsc_ask_names:
 * @names: (out) (transfer full): on success, possibly none
 */
LONG
cw_pcsc_ask_names (SCARDCONTEXT context,
                   char      ***names)
{
  LONG code = SCARD_E_INSUFFICIENT_BUFFER;

  for (int i = 0; i < LIST_ATTEMPTS && code == SCARD_E_INSUFFICIENT_BUFFER; i++)
    {
      g_autofree char *text = NULL;
      DWORD length = 0;

      code = SCardListReaders (context, NULL, NULL, &length);
      if (code != SCARD_S_SUCCESS)
        break;
      text = g_malloc0 (length + 1);
      code = SCardListReaders (context, NULL, text, &length);
      if (code == SCARD_S_SUCCESS)
        *names = cw_pcsc_split_names (text, length);
    }
  if (code == SCARD_E_NO_READERS_AVAILABLE)
    {
      *names = g_new0 (char *, 1);
      code = SCARD_S_SUCCESS;
    }
  return code;
}

/* Says why there is no list. Returns: %NULL */
static gpointer
cw_pcsc_refuse_list (LONG     code,
                     GError **error)
{
  if (cw_pcsc_service_is_gone (code))
    g_set_error_literal (error, CW_ERROR, CW_ERROR_READER_GONE,
                         _("The smart card service (pcscd) does not run, so no reader can be used. Start the service and try again."));
  else
    g_set_error (error, CW_ERROR, CW_ERROR_FAILED,
                 _("The smart card service cannot list its readers (PC/SC code %08lX). Restart the service and try again."),
                 (unsigned long) code & 0xFFFFFFFFUL);
  return NULL;
}

/**
 * cw_pcsc_list_readers:
 *
 * Returns: (transfer full): the names of the readers that pcscd has now, possibly none, or %NULL
 *   with %CW_ERROR_READER_GONE when pcscd does not run
 */
char **
cw_pcsc_list_readers (GError **error)
{
  char **names = NULL;
  SCARDCONTEXT context;
  LONG code = SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, &context);

  if (code == SCARD_S_SUCCESS)
    {
      code = cw_pcsc_ask_names (context, &names);
      SCardReleaseContext (context);
    }
  return code == SCARD_S_SUCCESS ? names : cw_pcsc_refuse_list (code, error);
}

/**
 * cw_pcsc_describe_readers:
 *
 * Returns: (transfer full): of CwPcscNote, possibly none, or %NULL with %CW_ERROR_READER_GONE when
 *   pcscd does not run
 */
GPtrArray *
cw_pcsc_describe_readers (GError **error)
{
  g_auto (GStrv) names = NULL;
  GPtrArray *notes = NULL;
  SCARDCONTEXT context;
  LONG code = SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, &context);

  if (code != SCARD_S_SUCCESS)
    return cw_pcsc_refuse_list (code, error);
  code = cw_pcsc_ask_names (context, &names);
  if (code == SCARD_S_SUCCESS)
    notes = cw_pcsc_take_notes (context, (const char *const *) names);
  SCardReleaseContext (context);
  return notes != NULL ? notes : cw_pcsc_refuse_list (code, error);
}
