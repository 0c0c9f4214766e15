/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "app/chip/chip.h"
#include "app/chip/desfire.h"
#include "app/chip/softcard.h"

/* A reader's field with a blank software card in it, and the ways to open a session with it. */

typedef struct
{
  CwChipLink  link;
  CwSoftCard *card;
  guint       transmitted;
} Field;

typedef struct
{
  const char   *name;
  CwDesfireAuth auth;
  CwCipher      cipher;
  CwSoftModel   model;
} FieldKind;

#define FIELD_N_KINDS 8

extern const FieldKind field_kinds[FIELD_N_KINDS];
extern const CwDesfireAid field_aid;

Field     *field_new              (CwSoftModel model);
void       field_free             (Field *self);
CwSecret  *field_key              (CwCipher cipher,
                                   guint8   first);
void       field_authenticate     (CwDesfire       *desfire,
                                   const FieldKind *kind,
                                   guint8           key_no,
                                   const CwSecret  *key);
/* A new application with two keys of its own, in a session with key 0: 12.., 9a.. */
CwDesfire *field_open_application (Field           *field,
                                   const FieldKind *kind);
/* A session with the card's master key, changed to one of @kind: 30.. */
CwDesfire *field_open_card        (Field           *field,
                                   const FieldKind *kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Field, field_free)
