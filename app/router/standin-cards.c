/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-standin"

#include "config.h"

#include "app/router/standin-cards.h"

#include "app/base/digest.h"
#include "app/core/escn.h"

/* What happens behind the addresses of cards, with those that anybody may ask. Changes the book
 * and nothing else; the server holds its lock around it. */

/* What a card must fit beside its own fields; NULL when it does. */
static CwStandInAnswer *
check_card (const CwStandInDesk *desk,
            CwStandInJson       *view)
{
  g_autofree char *complaint = cw_stand_in_check_card (view);
  CwStandInJson *person;

  if (complaint != NULL)
    return cw_stand_in_answer_bad (complaint);
  if (!cw_stand_in_speaks_for (desk, cw_stand_in_get_text (view, "issuerIdentifier")))
    return cw_stand_in_answer_foreign ();
  person = cw_stand_in_book_get (desk->book, CW_STAND_IN_PERSON, cw_stand_in_get_text (view, "personIdentifier"));
  if (person == NULL || cw_stand_in_find_organisation (person, cw_stand_in_get_text (view, "issuerIdentifier")) == NULL)
    return cw_stand_in_answer_bad ("personIdentifier: no such person in this organisation");
  return NULL;
}

/* A number as the router makes them: the time, random clock bits. @stamp: the last one's; 0: none. */
static char *
make_number (const char *pic,
             guint       prefix,
             guint64    *stamp)
{
  guint16 random;
  CwEscn escn;

  cw_random_bytes (&random, sizeof random);
  if (!cw_escn_next (stamp, g_get_real_time (), random, 0, pic, &escn, NULL) ||
      !cw_escn_build (*stamp, random & 0x3fff, prefix, pic, &escn, NULL))
    return NULL;
  return cw_escn_to_string (&escn);
}

/* Left without a number when none can be made; keep_card() tells. */
static void
number_card (CwStandInJson *view)
{
  guint64 stamp = 0;
  g_autofree char *text = make_number (cw_stand_in_get_text (view, "issuerIdentifier"), CW_ESCN_ROUTER_PREFIX, &stamp);

  if (text != NULL)
    json_object_set_new (view, "cardNumber", json_string (text));
}

static CwStandInAnswer *
keep_card (const CwStandInDesk *desk,
           guint                status,
           CwStandInJson       *view)
{
  g_autoptr (GError) error = NULL;
  char text[CW_ESCN_TEXT_SIZE];
  CwEscn escn;

  if (!cw_escn_parse (cw_stand_in_get_text (view, "cardNumber"), &escn, &error))
    return cw_stand_in_answer_broken (error);
  cw_escn_format (&escn, text);
  json_object_set_new (view, "cardNumber", json_string (text));
  if (!cw_stand_in_book_put (desk->book, CW_STAND_IN_CARD, view, &error))
    return cw_stand_in_answer_broken (error);
  return cw_stand_in_answer_json (status, cw_stand_in_show_card (view, desk->today));
}

CwStandInAnswer *
cw_stand_in_post_card (const CwStandInDesk *desk,
                       CwStandInJson       *view)
{
  CwStandInAnswer *refusal = check_card (desk, view);

  if (refusal != NULL)
    return refusal;
  if (cw_stand_in_get_text (view, "cardNumber") == NULL)
    number_card (view);
  else if (cw_stand_in_book_get (desk->book, CW_STAND_IN_CARD, cw_stand_in_get_text (view, "cardNumber")) != NULL)
    return cw_stand_in_answer_error (409, "ER-0002", "Card already exists");
  return keep_card (desk, 201, view);
}

static CwStandInAnswer *
put_card (const CwStandInDesk *desk,
          const char          *number,
          CwStandInJson       *there,
          CwStandInJson       *view)
{
  CwStandInAnswer *refusal = check_card (desk, view);
  const char *own = cw_stand_in_get_text (view, "cardNumber");

  if (refusal != NULL)
    return refusal;
  if (own != NULL && g_ascii_strcasecmp (own, number) != 0)
    return cw_stand_in_answer_bad ("cardNumber: cannot be changed");
  /* measured by edutap-eu/edutap.esc_router_api: an expired card takes no update without a new date */
  if (g_str_equal (cw_stand_in_get_status (there, desk->today), "EXPIRED") &&
      g_str_equal (cw_stand_in_get_status (view, desk->today), "EXPIRED"))
    return cw_stand_in_answer_bad ("expiresAt: the card has expired and needs a new date");
  json_object_set (view, "cardNumber", json_object_get (there, "cardNumber"));
  return keep_card (desk, 200, view);
}

CwStandInAnswer *
cw_stand_in_route_card (const CwStandInDesk    *desk,
                        const CwStandInRequest *request,
                        const char             *number,
                        CwStandInJson          *view)
{
  CwStandInJson *there;
  g_autoptr (GError) error = NULL;
  CwEscn escn;

  if (!cw_escn_parse (number, &escn, NULL))
    return cw_stand_in_answer_bad ("cardNumber: is not a European Student Card Number");
  there = cw_stand_in_book_get (desk->book, CW_STAND_IN_CARD, number);
  if (there == NULL)
    return cw_stand_in_answer_no_card ();
  if (!cw_stand_in_speaks_for (desk, cw_stand_in_get_text (there, "issuerIdentifier")))
    return cw_stand_in_answer_denied ();

  if (g_str_equal (request->method, "GET"))
    return cw_stand_in_answer_json (200, cw_stand_in_show_card (there, desk->today));
  if (g_str_equal (request->method, "PUT"))
    return put_card (desk, number, there, view);
  if (!cw_stand_in_book_remove (desk->book, CW_STAND_IN_CARD, number, &error))
    return cw_stand_in_answer_broken (error);
  return cw_stand_in_answer_new (204, NULL, NULL);
}

/* Its answer to more than a hundred is a fault of its own (measured, as the page size). */
CwStandInAnswer *
cw_stand_in_route_numbers (const CwStandInDesk    *desk,
                           const CwStandInRequest *request)
{
  g_autofree char *pic = cw_stand_in_get_parameter (request, "pic");
  g_autoptr (CwStandInJson) list = json_array ();
  guint64 stamp = 0;
  guint prefix, count;

  if (!cw_stand_in_get_number (request, "prefix", 1, &prefix) || !cw_stand_in_get_number (request, "numberOfESCN", 1, &count) ||
      pic == NULL || !cw_escn_check_pic (pic, NULL) || prefix > 999)
    return cw_stand_in_answer_bad ("prefix, pic, numberOfESCN: are not valid");
  if (!cw_stand_in_speaks_for (desk, pic))
    return cw_stand_in_answer_foreign ();
  if (count > 100)
    return cw_stand_in_answer_error (500, "INTERNAL_SERVER_ERROR", "Unexpected error");
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *text = make_number (pic, prefix, &stamp);

      if (text == NULL)
        return cw_stand_in_answer_error (500, "INTERNAL_SERVER_ERROR", "Unexpected error");
      json_array_append_new (list, json_string (text));
    }
  return cw_stand_in_answer_json (200, g_steal_pointer (&list));
}

static CwStandInAnswer *
answer_verified (const CwStandInDesk *desk,
                 CwStandInJson       *card)
{
  CwStandInJson *person = cw_stand_in_book_get (desk->book, CW_STAND_IN_PERSON, cw_stand_in_get_text (card, "personIdentifier"));
  CwStandInJson *item = person != NULL ? cw_stand_in_find_organisation (person, cw_stand_in_get_text (card, "issuerIdentifier")) : NULL;

  return cw_stand_in_answer_json (200, cw_stand_in_show_verified (card, item != NULL ? cw_stand_in_get_text (item, "academicLevel") : NULL, desk->today));
}

/* What anybody may ask about a card. @what: status, qr or verify */
CwStandInAnswer *
cw_stand_in_route_open (const CwStandInDesk    *desk,
                        const CwStandInRequest *request,
                        const char             *number,
                        const char             *what)
{
  CwStandInJson *there = cw_stand_in_book_get (desk->book, CW_STAND_IN_CARD, number);

  if (!g_str_equal (request->method, "GET"))
    return cw_stand_in_answer_method ();
  if (there == NULL)
    return cw_stand_in_answer_no_card ();
  if (g_str_equal (what, "qr"))
    return cw_stand_in_answer_new (200, "image/svg+xml", cw_stand_in_show_picture (there));
  if (g_str_equal (what, "verify"))
    return answer_verified (desk, there);
  return cw_stand_in_answer_json (200, cw_stand_in_show_status (there, desk->today));
}
