/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "app/base/secret.h"
#include "app/keys/cipher.h"

G_BEGIN_DECLS

/**
 * CwKeySource:
 *
 * Where keys and tokens live: a 0600 file, the desktop's keyring, a PKCS#11 token, memory; a SAM
 * fits behind the same door. A key is named by a label and a version; only label, version and
 * check value (KCV) are ever shown or logged. Calls may block and may come from any thread.
 * Errors: %CW_ERROR_KEY_MISSING, %CW_ERROR_KEY_UNSAFE, %CW_ERROR_REFUSED (the key may not leave
 * its device), %CW_ERROR_FAILED (the device or the service does not work).
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
  char  *kcv;      /* first 3 bytes of an enciphered block of zeros, hex; "" for tokens */
} CwKeyNote;

/**
 * CwKeyKind:
 * @CW_KEY_KIND_CARD: AES-128, 2TDEA or 3TDEA: the ciphers of chip cards
 * @CW_KEY_KIND_TOKEN: text for a service, a PIN
 * @CW_KEY_KIND_AES256: AES-256, 32 bytes: what the station enciphers for itself
 * @CW_KEY_KIND_ED25519: the seed of an Ed25519 key, 32 bytes: what the station vouches for
 *
 * What a secret is for. One kind is never taken for another.
 */
typedef enum
{
  CW_KEY_KIND_CARD,
  CW_KEY_KIND_TOKEN,
  CW_KEY_KIND_AES256,
  CW_KEY_KIND_ED25519,
} CwKeyKind;

#define CW_KEY_AES256_LENGTH 32 /* bytes */

/**
 * CwDiversifyPadding:
 * @CW_DIVERSIFY_TWO_BLOCKS: as NXP AN10922 says: the input is always padded to two blocks
 * @CW_DIVERSIFY_SHORT: an input that fits one block is left at one, a plain CMAC. Wrong by the
 *   application note, but deployed: libfreefare before its issue 91, python-desfire with
 *   pad_to_32=False. A site with such cards needs it; new sites do not
 *
 * How a short diversification input is padded. The two differ only for inputs below one block.
 */
typedef enum
{
  CW_DIVERSIFY_TWO_BLOCKS,
  CW_DIVERSIFY_SHORT,
} CwDiversifyPadding;

/**
 * CwDiversify:
 *
 * How a card's own key is made from a master key of the same kind (NXP AN10922).
 */
typedef struct
{
  CwCipher           cipher;  /* AES-128, 2TDEA or 3TDEA; the note has no single DES */
  CwDiversifyPadding padding;
} CwDiversify;

/**
 * CwKeySourceInterface:
 * @load: the secret itself and its kind. %NULL in a source that never gives one away
 * @list: what there is
 * @derive: a card's key, made where the master key is; the door sets its version bits. @label
 *   must name a key of the kind that @how says, else %CW_ERROR_KEY_UNSAFE. an10922.h makes it
 *   from what a device can do with a key
 *
 * What a key store does. A device that keeps its keys has @list and @derive. @version is never
 * %NULL, nor is @kind.
 */
struct _CwKeySourceInterface
{
  GTypeInterface parent_iface;

  CwSecret  *(*load)   (CwKeySource *self,
                        const char  *label,
                        CwKeyKind   *kind,
                        guint8      *version,
                        GError     **error);
  GPtrArray *(*list)   (CwKeySource *self,
                        GError     **error);
  CwSecret  *(*derive) (CwKeySource       *self,
                        const char        *label,
                        const CwDiversify *how,
                        const guint8      *input,
                        gsize              input_length,
                        guint8            *version,
                        GError           **error);
};

CwKeyNote   *cw_key_note_new             (const char *label,
                                          guint8      version,
                                          const char *kcv);
void         cw_key_note_free            (CwKeyNote *note);
int          cw_key_note_compare         (gconstpointer a,
                                          gconstpointer b);

CwSecret    *cw_key_source_load          (CwKeySource *self,
                                          const char  *label,
                                          guint8      *version,
                                          GError     **error);
CwSecret    *cw_key_source_load_any      (CwKeySource *self,
                                          const char  *label,
                                          CwKeyKind   *kind,
                                          guint8      *version,
                                          GError     **error);
CwSecret    *cw_key_source_load_kind     (CwKeySource *self,
                                          const char  *label,
                                          CwKeyKind    kind,
                                          guint8      *version,
                                          GError     **error);
CwSecret    *cw_key_source_derive        (CwKeySource       *self,
                                          const char        *label,
                                          const CwDiversify *how,
                                          const guint8      *input,
                                          gsize              input_length,
                                          guint8            *version,
                                          GError           **error);
GPtrArray   *cw_key_source_list          (CwKeySource *self,
                                          GError     **error);

/* A key file of mode 0600: one line a key; README.md has its form. */
CwKeySource *cw_file_keys_open           (const char *path,
                                          GError    **error);
/* Puts a new key of the station itself (not a card's, not a token) under a label of the file, which
 * is made when it is not there. The one that had the label stays, as LABEL/VERSION. */
gboolean     cw_file_keys_renew          (const char *path,
                                          const char *label,
                                          CwKeyKind   kind,
                                          guint8     *version,
                                          GError    **error);
/* Puts what came from outside under a label of the file, which is made when it is not there: a card's
 * key or a token. @value: the last word of a line of the file, "aes:HEX32" or "text:TOKEN". A card's key
 * that had the label stays, as LABEL/VERSION, and must have another version; a token goes. */
gboolean     cw_file_keys_put            (const char     *path,
                                          const char     *label,
                                          guint8          version,
                                          const CwSecret *value,
                                          GError        **error);
/* Keys that never leave a PKCS#11 token. */
CwKeySource *cw_token_keys_open          (const char     *uri,
                                          const CwSecret *pin,
                                          GError        **error);
/* Keys in the desktop's keyring. */
CwKeySource *cw_keyring_keys_open        (GError **error);
gboolean     cw_keyring_keys_store       (CwKeySource    *self,
                                          const char     *label,
                                          guint8          version,
                                          CwCipher        cipher,
                                          const CwSecret *secret,
                                          GError        **error);
gboolean     cw_keyring_keys_store_token (CwKeySource    *self,
                                          const char     *label,
                                          const CwSecret *secret,
                                          GError        **error);
/* As cw_file_keys_renew(). */
gboolean     cw_keyring_keys_renew       (CwKeySource *self,
                                          const char  *label,
                                          CwKeyKind    kind,
                                          guint8      *version,
                                          GError     **error);
gboolean     cw_keyring_keys_remove      (CwKeySource *self,
                                          const char  *label,
                                          GError     **error);
/* Keys that live only in this process: tests and the demo station. */
CwKeySource *cw_memory_keys_new          (void);
void         cw_memory_keys_add          (CwKeySource *self,
                                          const char  *label,
                                          guint8       version,
                                          CwSecret    *secret);
/* Several sources as one. */
CwKeySource *cw_key_chain_new            (GPtrArray *sources);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwKeyNote, cw_key_note_free)

G_END_DECLS
