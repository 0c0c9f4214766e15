/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/core/lifecycle.h"
#include "app/router/registry.h"

G_BEGIN_DECLS

/* The comparison of what the station holds with what the router lists; pure: no store, no
 * network. The router's lists are boiled down to a book of fixed rows, in which the station's own
 * are then looked up one by one. ESCN and ESI are compared without regard to case. */

/* Rows of one kind; a router that lists more is not believed. */
#define CW_BOOK_ROWS_MAX 1000000

typedef enum
{
  CW_BOOK_STATUS_UNSAID,   /* nor is its type said: the router's lists have neither */
  CW_BOOK_STATUS_INACTIVE,
  CW_BOOK_STATUS_ACTIVE,
  CW_BOOK_STATUS_EXPIRED,
} CwBookStatus;

/**
 * CwBookCard:
 *
 * One card of the router's list, 48 bytes.
 */
typedef struct
{
  CwEscn  escn;
  guint8  person[16];    /* of SHA-256 of the ESI in lower case; zeros: none said */
  guint32 issued;        /* yyyymmdd as a number; 0: none said */
  guint32 expires;
  guint8  type;          /* CwCardType */
  guint8  status;        /* CwBookStatus */
  guint8  processor;     /* whether it is the one that it ought to be */
  guint8  seen;          /* the station has it too */
  guint8  wanted;        /* it is to be looked up: somebody asks for its status and type */
  guint8  gone;          /* it was listed, and when it was looked up it was not there */
} CwBookCard;

/**
 * CwBookPerson:
 *
 * One person of the router's list as the institution vouches for it; the texts behind it are
 * those of the ESI only.
 */
typedef struct
{
  char    *esi;
  guint8   name[8];      /* of SHA-256 */
  guint8   email[8];
  guint8   level;        /* CwAcademicLevel */
  guint8   seen;
} CwBookPerson;

/**
 * CwBook:
 *
 * What the router lists of one institution. Cards and persons may be added on two threads.
 */
typedef struct _CwBook CwBook;

typedef enum
{
  CW_DIFFERENCE_MISSING_THERE,  /* in use here, not in the register */
  CW_DIFFERENCE_STILL_THERE,    /* out of use here, still in the register */
  CW_DIFFERENCE_MISSING_HERE,   /* in the register, not made here */
  CW_DIFFERENCE_STATUS,         /* active here, inactive there, or the other way round */
  CW_DIFFERENCE_DATES,
  CW_DIFFERENCE_CARD,           /* its type, its person or its processor */
  CW_DIFFERENCE_PERSON_MISSING, /* has a card in use, not in the register */
  CW_DIFFERENCE_PERSON,         /* name, e-mail or level */
  CW_DIFFERENCE_PERSON_SPARE,   /* in the register without a card of ours: only told */
} CwDifferenceKind;

#define CW_DIFFERENCE_COUNT 9

/* What differs, as bits. */
typedef enum
{
  CW_DIFFERS_STATUS = 1 << 0,
  CW_DIFFERS_ISSUED = 1 << 1,
  CW_DIFFERS_EXPIRES = 1 << 2,
  CW_DIFFERS_TYPE = 1 << 3,
  CW_DIFFERS_HOLDER = 1 << 4,
  CW_DIFFERS_PROCESSOR = 1 << 5,
  CW_DIFFERS_NAME = 1 << 6,
  CW_DIFFERS_EMAIL = 1 << 7,
  CW_DIFFERS_LEVEL = 1 << 8,
} CwDiffers;

#define CW_DIFFERS_COUNT 9

/**
 * CwBookFunc:
 * @rows: rows read and cards looked up so far
 *
 * Called on one of the threads that ask.
 */
typedef void (*CwBookFunc) (guint    rows,
                            gpointer user_data);

/**
 * CwCardWanted:
 *
 * How the register ought to have a card.
 */
typedef struct
{
  CwStanding  standing;
  gboolean    optional;   /* not in use: no difference when it is not there */
  const char *esi;        /* (nullable) */
  CwCardType  type;
  const char *issued_at;  /* (nullable) */
  const char *expires_at; /* (nullable) */
} CwCardWanted;

CwBook             *cw_book_new            (const char *pic,
                                            const char *processor);
void                cw_book_free           (CwBook *self);
/* A row of another institution is left out. */
gboolean            cw_book_add_card       (CwBook            *self,
                                            const CwCardEntry *card,
                                            GError           **error);
gboolean            cw_book_add_person     (CwBook              *self,
                                            const CwPersonEntry *person,
                                            GError             **error);
/* Reads both lists, each over a connection of its own; blocks. @certain: (out): FALSE when a list
 * changed under every reading: a row may be missing */
gboolean            cw_book_read           (CwBook       *self,
                                            CwRegistry   *cards,
                                            CwRegistry   *persons,
                                            CwBookFunc    func,
                                            gpointer      user_data,
                                            gboolean     *certain,
                                            GCancellable *cancellable,
                                            GError      **error);
/* What the list does not say of a card, its status and type, will be asked for. */
void                cw_book_want_card      (CwBook       *self,
                                            const CwEscn *escn);
/* Asks for it, with as many questions at once as there are clients; blocks. */
gboolean            cw_book_complete       (CwBook       *self,
                                            CwRegistry  **clients,
                                            guint         n_clients,
                                            CwBookFunc    func,
                                            gpointer      user_data,
                                            GCancellable *cancellable,
                                            GError      **error);
/* Before cw_book_sort_cards() is called again. @entry: (nullable): it is not there */
void                cw_book_set_card       (CwBook            *self,
                                            guint              index,
                                            const CwCardEntry *entry);
void                cw_book_clear_cards    (CwBook *self);
void                cw_book_clear_persons  (CwBook *self);
/* Puts the rows in order. FALSE: one came twice, so the list was not read as it is. */
gboolean            cw_book_sort_cards     (CwBook *self);
gboolean            cw_book_sort_persons   (CwBook *self);
/* (nullable): notes that the station has it too */
const CwBookCard   *cw_book_find_card      (CwBook       *self,
                                            const CwEscn *escn);
const CwBookPerson *cw_book_find_person    (CwBook     *self,
                                            const char *esi);
const char         *cw_book_get_pic        (CwBook *self);
guint               cw_book_count_cards    (CwBook *self);
guint               cw_book_count_persons  (CwBook *self);
const CwBookCard   *cw_book_get_card       (CwBook *self,
                                            guint   index);
const CwBookPerson *cw_book_get_person     (CwBook *self,
                                            guint   index);
/* Once all cards are there: whether one of them is that person's. */
gboolean            cw_book_has_card_of    (CwBook     *self,
                                            const char *esi);
/* bytes that the rows take */
gsize               cw_book_get_size       (CwBook *self);

/* TRUE: no difference. @there: (nullable): not in the register. @today: yyyy-MM-dd */
gboolean            cw_compare_card        (const CwBookCard   *there,
                                            const CwCardWanted *wanted,
                                            const char         *today,
                                            CwDifferenceKind   *kind,
                                            guint              *differs);
gboolean            cw_compare_person      (const CwBookPerson *there,
                                            const char         *full_name,
                                            const char         *email,
                                            CwAcademicLevel     level,
                                            CwDifferenceKind   *kind,
                                            guint              *differs);
/* whether the card of the register is that person's */
gboolean            cw_book_card_is_of     (const CwBookCard *card,
                                            const char       *esi);

const char         *cw_difference_kind_to_name   (CwDifferenceKind  value);
gboolean            cw_difference_kind_from_name (const char       *name,
                                                  CwDifferenceKind *value);
const char         *cw_difference_kind_to_label  (CwDifferenceKind value);
const char         *cw_book_status_to_name       (CwBookStatus value);
/* (transfer full): "the e-mail address, the level" */
char               *cw_differs_to_text           (guint differs);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwBook, cw_book_free)

G_END_DECLS
