/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/legacy-deuinfo.h"

#include <glib/gi18n-lib.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/kind.h"
#include "app/chip/plan.h"

/* Reading and checking the retired card data zone. What is signed, and how: ESCN and UID, 23
 * bytes, SHA-256 with ECDSA on P-256 (EuropeanStudentCard, DueInfoDesfire.cs). The zone's public
 * key service is gone, so the root certificate comes from the operator. Certificates on a card
 * are hostile input to OpenSSL's parser and are bounded here. No state; any thread. */

#define CW_DEUINFO_AID { { 0x40, 0x88, 0xf5 } } /* F58840 */
#define CW_DEUINFO_FILES 3
#define CW_DEUINFO_MAX_SIGNATURE 72   /* bytes: two numbers of P-256 in DER */
#define CW_DEUINFO_MAX_CERTIFICATE 2048 /* bytes; the published ones have some 600 */
#define CW_DEUINFO_MAX_PEM 65536      /* bytes of a file of certificates */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_STORE, X509_STORE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_STORE_CTX, X509_STORE_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD_CTX, EVP_MD_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)

typedef STACK_OF (X509) CwCertificates;

static void
cw_certificates_free (CwCertificates *self)
{
  sk_X509_pop_free (self, X509_free);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwCertificates, cw_certificates_free)

CwDeuinfo *
cw_deuinfo_new (const CwEscn *escn,
                const guint8  uid[7],
                GBytes       *signature,
                GBytes       *certificate)
{
  CwDeuinfo *self = g_new0 (CwDeuinfo, 1);

  self->escn = *escn;
  memcpy (self->uid, uid, sizeof self->uid);
  self->signature = g_bytes_ref (signature);
  self->certificate = g_bytes_ref (certificate);
  return self;
}

void
cw_deuinfo_free (CwDeuinfo *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_free (self);
}

/* A file that anybody may read, whole. */
static GBytes *
cw_deuinfo_read_file (CwDesfire *desfire,
                      guint8     number,
                      gsize      most,
                      GError   **error)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  CwDesfireFileSettings settings = { 0 };

  if (!cw_desfire_get_file_settings (desfire, number, &settings, error))
    return NULL;
  if (settings.type != CW_DESFIRE_FILE_STANDARD || settings.size == 0 || settings.size > most)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH, _ ("File %u of the card data zone has a kind or a size that it cannot have."), number);
      return NULL;
    }
  if (!cw_desfire_read_data (desfire, number, CW_DESFIRE_COMM_PLAIN, 0, settings.size, content, error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&content));
}

/**
 * cw_deuinfo_read:
 *
 * Reads the zone of the card on the table. Uses no key and changes nothing.
 *
 * Returns: (transfer full): what is there, unchecked, or %NULL with %CW_ERROR_NOT_FOUND (no zone),
 *   %CW_ERROR_CHIP_MISMATCH, %CW_ERROR_CARD_UNKNOWN or an error of the link
 */
CwDeuinfo *
cw_deuinfo_read (const CwChipLink *link,
                 GError          **error)
{
  static const gsize most[CW_DEUINFO_FILES] = { CW_CHIP_ESCN_SIZE, CW_DEUINFO_MAX_SIGNATURE, CW_DEUINFO_MAX_CERTIFICATE };
  const CwDesfireAid aid = CW_DEUINFO_AID;
  g_autoptr (CwDesfire) desfire = cw_desfire_new (link);
  g_autoptr (GBytes) number = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) certificate = NULL;
  CwDesfireVersion version;
  CwEscn escn;

  if (!cw_chip_identify (desfire, &version, error) || !cw_desfire_select (desfire, &aid, error))
    return NULL;
  number = cw_deuinfo_read_file (desfire, 0, most[0], error);
  signature = number != NULL ? cw_deuinfo_read_file (desfire, 1, most[1], error) : NULL;
  certificate = signature != NULL ? cw_deuinfo_read_file (desfire, 2, most[2], error) : NULL;
  if (certificate == NULL)
    return NULL;
  if (g_bytes_get_size (number) != sizeof escn.bytes)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH, _ ("The card data zone holds no card number."));
      return NULL;
    }
  memcpy (escn.bytes, g_bytes_get_data (number, NULL), sizeof escn.bytes);
  return cw_deuinfo_new (&escn, version.uid, signature, certificate);
}

/* Returns: (nullable) (transfer full): the certificate, all of it and nothing behind it */
static X509 *
cw_deuinfo_parse_certificate (const CwDeuinfo *self)
{
  gsize length = 0;
  const guint8 *start = g_bytes_get_data (self->certificate, &length);
  const guint8 *at = start;
  g_autoptr (X509) certificate = NULL;

  if (length == 0 || length > CW_DEUINFO_MAX_CERTIFICATE)
    return NULL;
  certificate = d2i_X509 (NULL, &at, (long) length);
  return certificate != NULL && at == start + length ? g_steal_pointer (&certificate) : NULL;
}

static gboolean
cw_deuinfo_is_p256 (const EVP_PKEY *key)
{
  char group[32] = "";
  gsize length = 0;

  return EVP_PKEY_get_base_id (key) == EVP_PKEY_EC &&
         EVP_PKEY_get_group_name (key, group, sizeof group, &length) == 1 &&
         strcmp (group, SN_X9_62_prime256v1) == 0;
}

static gboolean
cw_deuinfo_verify (const CwDeuinfo *self,
                   EVP_PKEY        *key)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  guint8 message[sizeof self->escn.bytes + sizeof self->uid];

  memcpy (message, self->escn.bytes, sizeof self->escn.bytes);
  memcpy (message + sizeof self->escn.bytes, self->uid, sizeof self->uid);
  return context != NULL &&
         g_bytes_get_size (self->signature) <= CW_DEUINFO_MAX_SIGNATURE &&
         EVP_DigestVerifyInit (context, NULL, EVP_sha256 (), NULL, key) == 1 &&
         EVP_DigestVerify (context, g_bytes_get_data (self->signature, NULL), g_bytes_get_size (self->signature), message, sizeof message) == 1;
}

/**
 * cw_deuinfo_check_signature:
 *
 * Returns: whether the signature over number and UID was made with the key of the certificate;
 *   else %FALSE with %CW_ERROR_CHIP_MISMATCH. Who owns the certificate is another question
 */
gboolean
cw_deuinfo_check_signature (const CwDeuinfo *self,
                            GError         **error)
{
  g_autoptr (X509) certificate = cw_deuinfo_parse_certificate (self);
  EVP_PKEY *key = certificate != NULL ? X509_get0_pubkey (certificate) : NULL;

  if (key == NULL || !cw_deuinfo_is_p256 (key))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH, _ ("The certificate of the card data zone is not one with a key on the curve P-256."));
      return FALSE;
    }
  if (!cw_deuinfo_verify (self, key))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH, _ ("The signature of the card data zone does not fit this card's number and chip: it was made for another card, or by another key."));
      return FALSE;
    }
  return TRUE;
}

/* Returns: (transfer full): the certificates of a PEM text, or %NULL with %CW_ERROR_INVALID */
static CwCertificates *
cw_deuinfo_parse_pem (const char *text,
                      GError    **error)
{
  g_autoptr (CwCertificates) certificates = sk_X509_new_null ();
  gsize length = strlen (text);
  g_autoptr (BIO) bio = length <= CW_DEUINFO_MAX_PEM ? BIO_new_mem_buf (text, (int) length) : NULL;
  X509 *certificate = NULL;

  while (bio != NULL && (certificate = PEM_read_bio_X509 (bio, NULL, NULL, NULL)) != NULL)
    sk_X509_push (certificates, certificate);
  if (sk_X509_num (certificates) > 0)
    return g_steal_pointer (&certificates);
  g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("That is not a file of certificates in PEM form."));
  return NULL;
}

static gboolean
cw_deuinfo_walk_chain (X509           *leaf,
                       CwCertificates *roots,
                       CwCertificates *between,
                       gint64          now,
                       GError        **error)
{
  g_autoptr (X509_STORE) store = X509_STORE_new ();
  g_autoptr (X509_STORE_CTX) context = X509_STORE_CTX_new ();

  for (int i = 0; i < sk_X509_num (roots); i++)
    X509_STORE_add_cert (store, sk_X509_value (roots, i));
  if (X509_STORE_CTX_init (context, store, leaf, between) != 1)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_FAILED, _ ("The certificates cannot be checked on this computer."));
      return FALSE;
    }
  X509_STORE_CTX_set_time (context, 0, (time_t) now);
  if (X509_verify_cert (context) == 1)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH, _ ("The certificate of the card data zone does not lead to the root that you gave: %s."),
               X509_verify_cert_error_string (X509_STORE_CTX_get_error (context)));
  return FALSE;
}

/**
 * cw_deuinfo_check_chain:
 * @root: certificates in PEM form that are trusted
 * @between: (nullable): those between them and the card's, in PEM form
 * @now: seconds since 1970 at which they must be valid
 *
 * Returns: whether the card's certificate leads to one of @root; else %FALSE with
 *   %CW_ERROR_CHIP_MISMATCH or %CW_ERROR_INVALID (a file is none of certificates)
 */
gboolean
cw_deuinfo_check_chain (const CwDeuinfo *self,
                        const char      *root,
                        const char      *between,
                        gint64           now,
                        GError         **error)
{
  g_autoptr (X509) leaf = cw_deuinfo_parse_certificate (self);
  g_autoptr (CwCertificates) roots = cw_deuinfo_parse_pem (root, error);
  g_autoptr (CwCertificates) links = roots != NULL && between != NULL ? cw_deuinfo_parse_pem (between, error) : NULL;

  if (roots == NULL || (between != NULL && links == NULL))
    return FALSE;
  if (leaf == NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH, _ ("The card data zone holds no certificate."));
      return FALSE;
    }
  return cw_deuinfo_walk_chain (leaf, roots, links, now, error);
}

/**
 * cw_deuinfo_is_plan:
 *
 * Returns: whether @plan makes the zone's application
 */
gboolean
cw_deuinfo_is_plan (const CwChipPlan *plan)
{
  const CwDesfireAid aid = CW_DEUINFO_AID;

  for (guint i = 0; i < plan->applications->len; i++)
    if (memcmp (&cw_chip_plan_get_application (plan, i)->frame.aid, &aid, sizeof aid) == 0)
      return TRUE;
  return FALSE;
}

/**
 * cw_deuinfo_fill:
 *
 * Puts signature and certificate into the plan, if they fit this very card: a zone that says
 * something else is worse than none.
 *
 * Returns: (transfer full): a plan for this card alone, or %NULL with the errors of
 *   cw_deuinfo_check_signature() and cw_chip_plan_attach()
 */
CwChipPlan *
cw_deuinfo_fill (const CwDeuinfo *self,
                 CwChipPlan      *plan,
                 GError         **error)
{
  g_autoptr (CwChipPlan) with_signature = NULL;

  if (!cw_deuinfo_check_signature (self, error))
    return NULL;
  with_signature = cw_chip_plan_attach (plan, "signature", self->signature, error);
  return with_signature != NULL ? cw_chip_plan_attach (with_signature, "certificate", self->certificate, error) : NULL;
}
