/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "app/base/secret.h"

G_BEGIN_DECLS

/**
 * CwKeySource:
 *
 * Where keys and tokens live: a 0600 file or memory now, a token or a SAM behind the same door
 * later. A key is named by a label and a version; only label, version and check value (KCV) are
 * ever shown or logged. Calls may block and may come from any thread.
 * Errors: %CW_ERROR_KEY_MISSING, %CW_ERROR_KEY_UNSAFE.
 */
#define CW_TYPE_KEY_SOURCE (cw_key_source_get_type ())

G_DECLARE_INTERFACE (CwKeySource, cw_key_source, CW, KEY_SOURCE, GObject)

/**
 * CwKeyNote:
 *
 * What may be told about a key.
 */
typedef struct
{
  char  *label;    /* "lbtu/escn/master", "lbtu/router-token" */
  guint8 version;  /* DESFire key version; 0 for tokens */
  char  *kcv;      /* AES-128 keys: first 3 bytes of E(key, 0^16), hex; else "" */
} CwKeyNote;

struct _CwKeySourceInterface
{
  GTypeInterface parent_iface;

  CwSecret  *(*load)          (CwKeySource *self,
                               const char  *label,
                               guint8      *version,
                               GError     **error);
  CwSecret  *(*derive_aes128) (CwKeySource  *self,
                               const char   *label,
                               const guint8 *input,
                               gsize         input_length,
                               guint8       *version,
                               GError      **error);
  GPtrArray *(*list)          (CwKeySource *self,
                               GError     **error);
};

void         cw_key_note_free            (CwKeyNote *note);
CwSecret    *cw_key_source_load          (CwKeySource *self,
                                          const char  *label,
                                          guint8      *version,
                                          GError     **error);
CwSecret    *cw_key_source_derive_aes128 (CwKeySource  *self,
                                          const char   *label,
                                          const guint8 *input,
                                          gsize         input_length,
                                          guint8       *version,
                                          GError      **error);
GPtrArray   *cw_key_source_list          (CwKeySource *self,
                                          GError     **error);

/* A key file of mode 0600: one line a key, "label version hex" or "label text:token". */
CwKeySource *cw_file_keys_open           (const char *path,
                                          GError    **error);
/* Keys that live only in this process: tests and the demo station. */
CwKeySource *cw_memory_keys_new          (void);
void         cw_memory_keys_add          (CwKeySource *self,
                                          const char  *label,
                                          guint8       version,
                                          CwSecret    *secret);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwKeyNote, cw_key_note_free)

G_END_DECLS
