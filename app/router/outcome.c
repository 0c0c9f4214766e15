/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/outcome.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/router/views.h"

/* The one place where a status and a code of the router become one of ours. No state; any
 * thread.
 *
 * The rule behind the table: only the router itself may say a final no. Whatever cannot be its
 * own word (a page of a gateway, a portal of the network, a wrong address) is "try later", so
 * that a message is never given up because of what lies between. */

/* shortest part of a name that is looked for in the router's sentence, in bytes */
#define NAME_PART_MIN 3

static gboolean
cw_outcome_repeats (const char *folded,
                    const char *personal)
{
  g_autofree char *wanted = g_utf8_casefold (personal, -1);
  g_auto (GStrv) parts = g_strsplit_set (wanted, " @", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (strlen (parts[i]) >= NAME_PART_MIN && strstr (folded, parts[i]) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* The router's sentence when it can be shown and kept: a sentence that repeats the name, the
 * e-mail or the ESI it was sent stays out of errors, and with them out of the journal. */
static char *
cw_outcome_quote (const char        *message,
                  const char *const *personal)
{
  g_autofree char *folded = NULL;

  if (message == NULL || *message == '\0' || strchr (message, '@') != NULL)
    return NULL;
  for (const char *at = message; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (g_unichar_iscntrl (g_utf8_get_char (at)))
        return NULL;
    }

  folded = g_utf8_casefold (message, -1);
  for (guint i = 0; personal != NULL && personal[i] != NULL; i++)
    {
      if (cw_outcome_repeats (folded, personal[i]))
        return NULL;
    }
  return g_strdup (message);
}

/* "HTTP 400, ER-0007: message", with only the parts there are. */
static char *
cw_outcome_describe (guint       status,
                     const char *code,
                     const char *message)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "HTTP %u", status);
  if (code != NULL)
    g_string_append_printf (text, ", %s", code);
  if (message != NULL)
    g_string_append_printf (text, ": %s", message);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Answers that mean the same whoever gave them. */
static gboolean
cw_outcome_set_plain (guint       status,
                      const char *described,
                      GError    **error)
{
  if (status == 401)
    g_set_error (error, CW_ERROR, CW_ERROR_ROUTER_TOKEN,
                 _("The ESC-Router does not accept the token (%s). Make a new one on the ESC-Router's web page and enter it in the settings."), described);
  else if (status == 408 || (status >= 502 && status <= 504))
    g_set_error (error, CW_ERROR, CW_ERROR_ROUTER_UNREACHABLE,
                 _("The ESC-Router is out of service for the moment (%s). It is tried again by itself."), described);
  else if (status == 429)
    g_set_error (error, CW_ERROR, CW_ERROR_ROUTER_UNREACHABLE,
                 _("The ESC-Router asks for a pause (%s). It is tried again by itself when the pause is over."), described);
  else if (status >= 300 && status < 400)
    g_set_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER,
                 _("The ESC-Router points to another address (%s), where the token is not sent. Check the register's address in the settings."), described);
  else if (status >= 500)
    g_set_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER,
                 _("The ESC-Router has a fault of its own (%s). It is tried again by itself."), described);
  else
    return FALSE;
  return TRUE;
}

/* A no in the router's own JSON. */
static void
cw_outcome_set_refusal (guint       status,
                        const char *described,
                        const char *thing,
                        GError    **error)
{
  if (status == 403)
    g_set_error (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED,
                 _("The ESC-Router does not let this institution touch %s (%s). It may belong to another institution, or the token lacks the right."), thing, described);
  else if (status == 409)
    g_set_error (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED,
                 _("The ESC-Router has %s already, and it contradicts what was sent (%s). Compare both on the ESC-Router's web page."), thing, described);
  else if (status == 410)
    g_set_error (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED,
                 _("The ESC-Router has made %s anonymous for good (%s). Ask the ESC-Router's support to let the person in again, then send it once more; until then its cards are not registered."), thing, described);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED,
                 _("The ESC-Router refused %s (%s). Correct the record, then send it again."), thing, described);
}

/**
 * cw_outcome_check:
 * @thing: what it was about, as it stands in a sentence: "card 4b17…"
 * @personal: (nullable): what must not be repeated in the sentence
 *
 * Returns: %TRUE when the router did what was asked (2xx); else %FALSE with
 *   %CW_ERROR_ROUTER_TOKEN, _ROUTER_REFUSED, _NOT_FOUND, _ROUTER_UNREACHABLE or _ROUTER_ANSWER
 */
gboolean
cw_outcome_check (const CwHttpAnswer *answer,
                  const char         *thing,
                  const char *const  *personal,
                  GError            **error)
{
  g_autofree char *code = NULL;
  g_autofree char *message = NULL;
  g_autofree char *quote = NULL;
  g_autofree char *described = NULL;
  gboolean own_word;

  if (answer->status >= 200 && answer->status < 300)
    return TRUE;

  own_word = cw_view_read_error (answer->body, answer->length, &code, &message);
  quote = cw_outcome_quote (message, personal);
  described = cw_outcome_describe (answer->status, code, quote);
  if (cw_outcome_set_plain (answer->status, described, error))
    return FALSE;
  if (cw_outcome_is_gone (answer))
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("The ESC-Router does not know %s (%s)."), thing, described);
  else if (own_word && answer->status != 404)
    cw_outcome_set_refusal (answer->status, described, thing, error);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER,
                 _("Something in front of the ESC-Router refused the request (%s, no JSON). Check the register's address, and whether this computer's network address is allowed there."), described);
  return FALSE;
}

/**
 * cw_outcome_is:
 * @status: 0: any that is not a success
 * @code: (nullable): the router's code; %NULL: any
 *
 * Returns: %TRUE when the router itself gave this status and this code
 */
gboolean
cw_outcome_is (const CwHttpAnswer *answer,
               guint               status,
               const char         *code)
{
  g_autofree char *own = NULL;
  g_autofree char *message = NULL;

  if (answer->status < 400 || (status != 0 && answer->status != status))
    return FALSE;
  return cw_view_read_error (answer->body, answer->length, &own, &message) &&
         (code == NULL || g_strcmp0 (own, code) == 0);
}

/**
 * cw_outcome_is_gone:
 *
 * A 404 of the router: JSON with a code of its own, or no body at all. A web page, or the JSON
 * that a Java server gives for an address it does not serve (no code), says nothing about the
 * card: with a wrong address in the settings every card would else count as withdrawn.
 */
gboolean
cw_outcome_is_gone (const CwHttpAnswer *answer)
{
  g_autofree char *code = NULL;
  g_autofree char *message = NULL;

  if (answer->status == 404 && answer->length == 0)
    return TRUE;
  if (answer->status < 400 || !cw_view_read_error (answer->body, answer->length, &code, &message) || code == NULL)
    return FALSE;
  return answer->status == 404 || g_str_equal (code, CW_OUTCOME_CARD_UNKNOWN);
}
