/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "app/base/secret.h"
#include "app/chip/chip.h"
#include "app/chip/desfire-private.h"

/* A card that reads from a script: it insists on every byte that it is sent, and answers what
 * was written down. Scripts are in native framing; the ISO 7816-4 wrapping is checked and taken
 * off here. */

typedef struct
{
  char   *command;
  char   *answer;
  guint8  iv[CW_CIPHER_MAX_BLOCK]; /* the engine's IV while the command was on its way */
} ScriptFrame;

typedef struct
{
  CwChipLink  link;
  GPtrArray  *frames; /* of ScriptFrame */
  guint       next;
  GByteArray *random; /* what the link's random gives, from its beginning */
  CwDesfire  *engine; /* (nullable): whose IV is written down */
} Script;

Script     *script_new        (void);
void        script_free       (Script *self);
void        script_add        (Script     *self,
                               const char *command,
                               const char *answer);
void        script_add_frames (Script *self,
                               json_t *frames);
void        script_add_random (Script     *self,
                               const char *hex);
void        script_assert_end (Script *self);

json_t     *script_load_json  (const char *name);
const char *script_get_text   (json_t     *object,
                               const char *key);
int         script_get_number (json_t     *object,
                               const char *key);
CwCipher    script_get_cipher (const char *name);
GByteArray *script_hex        (const char *hex);
CwSecret   *script_key        (CwCipher    cipher,
                               const char *hex);
void        script_assert_hex (const void *data,
                               gsize       length,
                               const char *hex);
void        script_assert_key (const CwSecret *key,
                               CwCipher        cipher,
                               const char     *hex);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Script, script_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)
