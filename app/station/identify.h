/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/station/station.h"

G_BEGIN_DECLS

/* What is this card? What lies on the desk's reader, held against the books. Reads only: no key is
 * used, nothing is written on the chip or in the store. */

typedef enum
{
  CW_IDENTIFIED_IN_FORCE,     /* made here and good today */
  CW_IDENTIFIED_NOT_IN_FORCE, /* made here; lost, withdrawn, expired and the like */
  CW_IDENTIFIED_BEING_MADE,   /* its order is still open */
  CW_IDENTIFIED_DIFFERS,      /* chip and books do not fit: a number on another chip, another number */
  CW_IDENTIFIED_ELSEWHERE,    /* a European Student Card that was not made here */
  CW_IDENTIFIED_BLANK,        /* nothing is known of it and it has no number */
} CwIdentifiedKind;

/**
 * CwIdentified:
 *
 * One card, as its chip says and as the books say.
 */
typedef struct
{
  CwIdentifiedKind kind;
  char      *uid;         /* of the chip, upper-case hex */
  char      *chip;        /* "DESFire EV2 8K" */
  char      *escn;        /* (nullable) as it stands on the chip */
  CwCard    *card;        /* (nullable) of this station, by that number, else by the chip */
  CwStudent *student;     /* (nullable) whose card that is */
  char      *institution; /* (nullable) name of the institution that the number names, when it is one of ours */
  gboolean   is_signed;   /* the chip carries an institution's signature… */
  gboolean   genuine;     /* …which fits its number and its chip; who made it is not said by that */
  char      *sentence;    /* what it is and what to do with it; names no person */
} CwIdentified;

void          cw_identified_free           (CwIdentified *self);

/* Reads the card that lies on the desk's reader. Errors: %CW_ERROR_BUSY while an order or a batch works
 * with it, %CW_ERROR_REFUSED when the station has no reader for the desk, and those of cw_reader_open()
 * and cw_chip_inspect(): a sentence. */
CwIdentified *cw_station_identify          (CwStation    *self,
                                            GCancellable *cancellable,
                                            GError      **error);
void          cw_station_identify_async    (CwStation          *self,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
CwIdentified *cw_station_identify_finish   (CwStation    *self,
                                            GAsyncResult *result,
                                            GError      **error);

/* Waits until a card is laid on the desk's reader while nothing is being made; one that lies there
 * already is waited off first. Nothing is held meanwhile: an order may begin at any moment, and its
 * card is not told. Errors: %CW_ERROR_REFUSED without a reader for the desk, %G_IO_ERROR_CANCELLED by
 * @cancellable or when the station closes, %CW_ERROR_READER_GONE. */
void          cw_station_wait_card_async   (CwStation          *self,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
gboolean      cw_station_wait_card_finish  (CwStation    *self,
                                            GAsyncResult *result,
                                            GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwIdentified, cw_identified_free)

G_END_DECLS
