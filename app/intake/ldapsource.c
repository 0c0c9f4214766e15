/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-intake"

#include "config.h"

#include "app/intake/ldapsource.h"

#include <glib/gi18n-lib.h>
#include <ldap.h>
#include <string.h>

#include "app/base/error.h"

/* Owns one connection to a directory service and the search that runs on it. On the thread of the
 * caller, which waits; answers are awaited in short turns, so that it can be cancelled. */

#define PAGE 500               /* entries: Active Directory gives at most 1000 at a time (MaxPageSize) */
#define TURN 100               /* milliseconds between two looks at the cancellable */
#define TIMEOUT 30             /* seconds */
#define MAX_ANSWER (32u << 20) /* bytes of one entry with its picture */
#define MAX_PHOTO (16u << 20)  /* bytes */

struct _CwLdap
{
  GObject parent_instance;

  LDAP          *ld;
  LDAPURLDesc   *url;
  char          *place;      /* host, for sentences */
  char         **columns;
  GPtrArray     *attributes; /* of char *: the one of each column */
  char          *photo;      /* (nullable) attribute that holds the picture */
  guint          timeout;    /* seconds */

  int            search;     /* number of the running search; -1: none */
  struct berval *cookie;     /* (nullable) where the next page begins */
  gboolean       ended;
  guint          line;
  GPtrArray     *cells;      /* of char * */
  GBytes        *bytes;      /* (nullable) picture of the row */
};

static void cw_ldap_source_init (CwSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwLdap, cw_ldap, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_SOURCE, cw_ldap_source_init))

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LDAPMessage, ldap_msgfree)

/* What libldap's and the server's result codes (RFC 4511, 4.1.9) mean for the operator. */
static gboolean
cw_ldap_fail (CwLdap  *self,
              int      result,
              GError **error)
{
  switch (result)
    {
    case LDAP_INVALID_CREDENTIALS:
    case LDAP_INAPPROPRIATE_AUTH:
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The directory “%s” does not accept this name with this password. Check both."), self->place);
      break;
    case LDAP_INSUFFICIENT_ACCESS:
    case LDAP_STRONG_AUTH_REQUIRED:
    case LDAP_OPERATIONS_ERROR: /* Active Directory's answer to a search without signing in */
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The directory “%s” does not let this name read here. Sign in with a name that may, or ask its administrator."), self->place);
      break;
    case LDAP_NO_SUCH_OBJECT:
    case LDAP_INVALID_DN_SYNTAX:
    case LDAP_REFERRAL:
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("The directory “%s” has nothing at “%s”. Correct the base of the search."), self->place, self->url->lud_dn != NULL ? self->url->lud_dn : "");
      break;
    case LDAP_FILTER_ERROR:
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("“%s” is not a filter. One looks like (objectClass=person)."), self->url->lud_filter);
      break;
    case LDAP_SIZELIMIT_EXCEEDED:
    case LDAP_ADMINLIMIT_EXCEEDED:
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The directory “%s” did not give all of its entries. Narrow the filter, or ask its administrator to raise the limit."), self->place);
      break;
    case LDAP_TIMEOUT:
    case LDAP_TIMELIMIT_EXCEEDED:
      g_set_error (error, CW_ERROR, CW_ERROR_TIMED_OUT, _ ("The directory “%s” did not answer in time. Try again, or narrow the filter."), self->place);
      break;
    case LDAP_CONNECT_ERROR:
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The connection to the directory “%s” could not be secured. Check its certificate, or name the file of its authority."), self->place);
      break;
    case LDAP_SERVER_DOWN:
    case LDAP_UNAVAILABLE:
    case LDAP_BUSY:
      g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("The directory “%s” cannot be reached safely. Check its address, the network, and its certificate."), self->place);
      break;
    default:
      g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("The directory “%s” answered: %s."), self->place, ldap_err2string (result));
      break;
    }
  return FALSE;
}

/* One message that answers @id, or its end. */
static gboolean
cw_ldap_await (CwLdap       *self,
               int           id,
               LDAPMessage **message,
               GCancellable *cancellable,
               GError      **error)
{
  gint64 deadline = g_get_monotonic_time () + self->timeout * G_USEC_PER_SEC;
  struct timeval turn = { 0, TURN * 1000 };

  for (;;)
    {
      int got = ldap_result (self->ld, id, LDAP_MSG_ONE, &turn, message);
      int result = LDAP_SERVER_DOWN;

      if (got > 0)
        return TRUE;
      if (got < 0)
        {
          ldap_get_option (self->ld, LDAP_OPT_RESULT_CODE, &result);
          return cw_ldap_fail (self, result, error);
        }
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (g_get_monotonic_time () > deadline)
        return cw_ldap_fail (self, LDAP_TIMEOUT, error);
    }
}

/* Whether what is said to @host stays on this computer. */
static gboolean
cw_ldap_is_here (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return g_str_equal (host, "localhost") || (address != NULL && g_inet_address_get_is_loopback (address));
}

static gboolean
cw_ldap_secure (CwLdap              *self,
                const CwLdapReading *reading,
                GError             **error)
{
  int demand = LDAP_OPT_X_TLS_DEMAND;
  int least = LDAP_OPT_X_TLS_PROTOCOL_TLS1_2;
  int client = 0;
  g_autofree char *authority = NULL;

  /* libldap takes any file, and fails later without a reason */
  if (reading->ca_file != NULL && (!g_file_get_contents (reading->ca_file, &authority, NULL, NULL) || strstr (authority, "-----BEGIN CERTIFICATE-----") == NULL))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("The file of the authority cannot be used. It must hold certificates in PEM form."));
      return FALSE;
    }
  ldap_set_option (self->ld, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
  ldap_set_option (self->ld, LDAP_OPT_X_TLS_PROTOCOL_MIN, &least);
  if ((reading->ca_file != NULL && ldap_set_option (self->ld, LDAP_OPT_X_TLS_CACERTFILE, reading->ca_file) != LDAP_OPT_SUCCESS) ||
      ldap_set_option (self->ld, LDAP_OPT_X_TLS_NEWCTX, &client) != LDAP_OPT_SUCCESS)
    return cw_ldap_fail (self, LDAP_CONNECT_ERROR, error);
  return TRUE;
}

static gboolean
cw_ldap_connect (CwLdap              *self,
                 const CwLdapReading *reading,
                 GError             **error)
{
  int version = LDAP_VERSION3;
  struct timeval limit = { (time_t) self->timeout, 0 };
  ber_len_t most = MAX_ANSWER;
  Sockbuf *wire = NULL;
  LDAPURLDesc only = *self->url;
  char *uri;
  int result;

  /* the server alone: what is searched there is said later */
  only.lud_dn = NULL;
  only.lud_attrs = NULL;
  only.lud_filter = NULL;
  only.lud_scope = LDAP_SCOPE_DEFAULT;
  uri = ldap_url_desc2str (&only);
  result = uri != NULL ? ldap_initialize (&self->ld, uri) : LDAP_NO_MEMORY;
  ldap_memfree (uri);
  if (result != LDAP_SUCCESS)
    return cw_ldap_fail (self, result, error);

  ldap_set_option (self->ld, LDAP_OPT_PROTOCOL_VERSION, &version);
  ldap_set_option (self->ld, LDAP_OPT_NETWORK_TIMEOUT, &limit);
  ldap_set_option (self->ld, LDAP_OPT_TIMEOUT, &limit);
  /* a referral would carry the name and its password to a server that nobody here chose */
  ldap_set_option (self->ld, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
  if (!g_str_equal (self->url->lud_scheme, "ldapi") && !cw_ldap_secure (self, reading, error))
    return FALSE;

  result = ldap_connect (self->ld);
  if (result == LDAP_SUCCESS && g_str_equal (self->url->lud_scheme, "ldap") && !cw_ldap_is_here (self->url->lud_host))
    result = ldap_start_tls_s (self->ld, NULL, NULL);
  if (result != LDAP_SUCCESS)
    return cw_ldap_fail (self, result, error);
  if (ldap_get_option (self->ld, LDAP_OPT_SOCKBUF, &wire) == LDAP_OPT_SUCCESS && wire != NULL)
    ber_sockbuf_ctrl (wire, LBER_SB_OPT_SET_MAX_INCOMING, &most);
  return TRUE;
}

static gboolean
cw_ldap_sign_in (CwLdap              *self,
                 const CwLdapReading *reading,
                 GCancellable        *cancellable,
                 GError             **error)
{
  g_autoptr (LDAPMessage) message = NULL;
  struct berval word;
  int id;
  int result;

  if (reading->bind_name == NULL || *reading->bind_name == '\0')
    return TRUE;
  /* RFC 4513, 5.1.2: a name without a password would be let in as nobody */
  if (reading->password == NULL || cw_secret_get_length (reading->password) == 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_KEY_MISSING, _ ("A name to sign in with needs its password. Keep the password among the keys and name it here."));
      return FALSE;
    }

  word.bv_len = cw_secret_get_length (reading->password);
  word.bv_val = (char *) cw_secret_get_data (reading->password);
  result = ldap_sasl_bind (self->ld, reading->bind_name, LDAP_SASL_SIMPLE, &word, NULL, NULL, &id);
  if (result != LDAP_SUCCESS)
    return cw_ldap_fail (self, result, error);
  if (!cw_ldap_await (self, id, &message, cancellable, error))
    return FALSE;
  if (ldap_parse_result (self->ld, message, &result, NULL, NULL, NULL, NULL, 0) != LDAP_SUCCESS)
    result = LDAP_DECODING_ERROR;
  return result == LDAP_SUCCESS || cw_ldap_fail (self, result, error);
}

/* Asks for the page that begins at the cookie. */
static gboolean
cw_ldap_ask (CwLdap  *self,
             GError **error)
{
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();
  LDAPControl *page = NULL;
  LDAPControl *controls[2] = { NULL, NULL };
  /* an address without a scope means the base's own entry, which is nobody: here it means all below */
  int scope = self->url->lud_scope == LDAP_SCOPE_ONELEVEL ? LDAP_SCOPE_ONELEVEL : LDAP_SCOPE_SUBTREE;
  int result = ldap_create_page_control (self->ld, PAGE, self->cookie, 0, &page);

  if (result != LDAP_SUCCESS)
    return cw_ldap_fail (self, result, error);

  for (guint i = 0; i < self->attributes->len; i++)
    g_ptr_array_add (wanted, g_ptr_array_index (self->attributes, i));
  if (self->photo != NULL)
    g_ptr_array_add (wanted, self->photo);
  g_ptr_array_add (wanted, NULL);

  controls[0] = page;
  result = ldap_search_ext (self->ld, self->url->lud_dn != NULL ? self->url->lud_dn : "", scope, self->url->lud_filter,
                            (char **) wanted->pdata, 0, controls, NULL, NULL, LDAP_NO_LIMIT, &self->search);
  ldap_control_free (page);
  return result == LDAP_SUCCESS || cw_ldap_fail (self, result, error);
}

/* Names of Active Directory's attributes (MS-ADA) whose bytes are an identity, never a text. */
static gboolean
cw_ldap_is_binary (const char *attribute)
{
  static const char *const names[] = { "objectGUID", "objectSid", "mS-DS-ConsistencyGuid", "sIDHistory" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (attribute, names[i]) == 0)
      return TRUE;
  return FALSE;
}

static void
cw_ldap_append_value (GString             *cell,
                      const char          *attribute,
                      const struct berval *value)
{
  if (!cw_ldap_is_binary (attribute) && g_utf8_validate_len (value->bv_val, value->bv_len, NULL))
    {
      g_string_append_len (cell, value->bv_val, (gssize) value->bv_len);
      return;
    }
  for (gsize i = 0; i < value->bv_len; i++)
    g_string_append_printf (cell, "%02X", (guint8) value->bv_val[i]);
}

/* The values of @attribute as one text. */
static char *
cw_ldap_read_cell (CwLdap      *self,
                   LDAPMessage *entry,
                   const char  *attribute,
                   GError     **error)
{
  struct berval **values = ldap_get_values_len (self->ld, entry, attribute);
  g_autoptr (GString) cell = g_string_new (NULL);
  gsize size = 0;

  for (int i = 0; values != NULL && values[i] != NULL; i++)
    {
      size += values[i]->bv_len + 2;
      if (size > CW_SOURCE_MAX_CELL)
        break;
      if (i > 0)
        g_string_append (cell, "; ");
      cw_ldap_append_value (cell, attribute, values[i]);
    }
  ldap_value_free_len (values);

  if (size > CW_SOURCE_MAX_CELL || cell->len > CW_SOURCE_MAX_CELL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("Entry %u of the directory has more in “%s” than can be read. Leave this attribute out."), self->line, attribute);
      return NULL;
    }
  return g_strdup (cell->str);
}

static gboolean
cw_ldap_read_photo (CwLdap      *self,
                    LDAPMessage *entry,
                    GError     **error)
{
  struct berval **values = self->photo != NULL ? ldap_get_values_len (self->ld, entry, self->photo) : NULL;
  gboolean fits = TRUE;

  if (values != NULL && values[0] != NULL && values[0]->bv_len > 0)
    {
      fits = values[0]->bv_len <= MAX_PHOTO;
      if (fits)
        self->bytes = g_bytes_new (values[0]->bv_val, values[0]->bv_len);
    }
  ldap_value_free_len (values);
  if (!fits)
    g_set_error (error, CW_ERROR, CW_ERROR_PHOTO, _ ("Entry %u of the directory has a picture larger than 16 MiB in “%s”. Leave this attribute out."), self->line, self->photo);
  return fits;
}

static gboolean
cw_ldap_read_entry (CwLdap       *self,
                    LDAPMessage  *entry,
                    CwSourceLine *line,
                    GError      **error)
{
  self->line++;
  if (self->line > CW_SOURCE_MAX_ROWS)
    return cw_ldap_fail (self, LDAP_SIZELIMIT_EXCEEDED, error);
  g_ptr_array_set_size (self->cells, 0);
  g_clear_pointer (&self->bytes, g_bytes_unref);

  for (guint i = 0; i < self->attributes->len; i++)
    {
      char *cell = cw_ldap_read_cell (self, entry, g_ptr_array_index (self->attributes, i), error);

      if (cell == NULL)
        return FALSE;
      g_ptr_array_add (self->cells, cell);
    }
  if (!cw_ldap_read_photo (self, entry, error))
    return FALSE;

  line->line = self->line;
  line->n_cells = self->cells->len;
  line->cells = (const char **) self->cells->pdata;
  line->photo = self->bytes;
  return TRUE;
}

/* The end of a page: the next one is asked for, or all was read. */
static gboolean
cw_ldap_turn_page (CwLdap      *self,
                   LDAPMessage *message,
                   GError     **error)
{
  LDAPControl **controls = NULL;
  LDAPControl *page = NULL;
  struct berval cookie = { 0, NULL };
  ber_int_t estimate = 0;
  int result = LDAP_DECODING_ERROR;
  int parsed = ldap_parse_result (self->ld, message, &result, NULL, NULL, NULL, &controls, 0);

  self->search = -1;
  g_clear_pointer (&self->cookie, ber_bvfree);
  if (parsed == LDAP_SUCCESS && result == LDAP_SUCCESS && controls != NULL)
    page = ldap_control_find (LDAP_CONTROL_PAGEDRESULTS, controls, NULL);
  if (page != NULL && ldap_parse_pageresponse_control (self->ld, page, &estimate, &cookie) == LDAP_SUCCESS)
    {
      if (cookie.bv_len > 0)
        self->cookie = ber_bvdup (&cookie);
      ldap_memfree (cookie.bv_val);
    }
  ldap_controls_free (controls);

  if (parsed != LDAP_SUCCESS || result != LDAP_SUCCESS)
    return cw_ldap_fail (self, parsed != LDAP_SUCCESS ? parsed : result, error);
  self->ended = self->cookie == NULL;
  return TRUE;
}

static gboolean
cw_ldap_next (CwSource     *source,
              CwSourceLine *line,
              gboolean     *more,
              GCancellable *cancellable,
              GError      **error)
{
  CwLdap *self = CW_LDAP (source);

  while (!self->ended && !*more)
    {
      g_autoptr (LDAPMessage) message = NULL;
      gboolean well;

      well = (self->search >= 0 || cw_ldap_ask (self, error)) &&
             cw_ldap_await (self, self->search, &message, cancellable, error);
      if (well && ldap_msgtype (message) == LDAP_RES_SEARCH_ENTRY)
        well = *more = cw_ldap_read_entry (self, message, line, error);
      else if (well && ldap_msgtype (message) == LDAP_RES_SEARCH_RESULT)
        well = cw_ldap_turn_page (self, message, error);
      /* what is left are references to other servers, which are not followed */
      if (!well)
        {
          self->ended = TRUE;
          return FALSE;
        }
    }
  return TRUE;
}

static const char *
cw_ldap_get_kind (CwSource *source)
{
  return "ldap";
}

static char *
cw_ldap_describe (CwSource *source)
{
  CwLdap *self = CW_LDAP (source);

  /* TRANSLATORS: the first is a host, the second the base of the search in a directory service */
  return g_strdup_printf (_ ("directory “%s”, %s"), self->place, self->url->lud_dn != NULL ? self->url->lud_dn : "");
}

static const char *const *
cw_ldap_get_columns (CwSource *source)
{
  return (const char *const *) CW_LDAP (source)->columns;
}

static void
cw_ldap_source_init (CwSourceInterface *iface)
{
  iface->get_kind = cw_ldap_get_kind;
  iface->describe = cw_ldap_describe;
  iface->get_columns = cw_ldap_get_columns;
  iface->next = cw_ldap_next;
}

static void
cw_ldap_finalize (GObject *object)
{
  CwLdap *self = CW_LDAP (object);

  if (self->ld != NULL)
    ldap_unbind_ext (self->ld, NULL, NULL);
  g_clear_pointer (&self->url, ldap_free_urldesc);
  g_clear_pointer (&self->cookie, ber_bvfree);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->attributes, g_ptr_array_unref);
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  g_strfreev (self->columns);
  g_free (self->place);
  g_free (self->photo);
  G_OBJECT_CLASS (cw_ldap_parent_class)->finalize (object);
}

static void
cw_ldap_class_init (CwLdapClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_ldap_finalize;
}

static void
cw_ldap_init (CwLdap *self)
{
  self->search = -1;
  self->attributes = g_ptr_array_new_with_free_func (g_free);
  self->cells = g_ptr_array_new_with_free_func (g_free);
}

/* The columns are the attributes that the address names, but for those that hold pictures: RFC 2798
 * and Active Directory's thumbnailPhoto. */
static gboolean
cw_ldap_take_attributes (CwLdap  *self,
                         GError **error)
{
  char **wanted = self->url->lud_attrs;

  for (guint i = 0; wanted != NULL && wanted[i] != NULL; i++)
    {
      if (g_str_equal (wanted[i], "*") || g_str_equal (wanted[i], "+"))
        continue;
      if (g_ascii_strcasecmp (wanted[i], "jpegPhoto") != 0 && g_ascii_strcasecmp (wanted[i], "thumbnailPhoto") != 0)
        g_ptr_array_add (self->attributes, g_strdup (wanted[i]));
      else if (self->photo == NULL)
        self->photo = g_strdup (wanted[i]);
    }
  if (self->attributes->len == 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("The address of a directory must name the attributes to read, as in ldaps://ldap.example.org/ou=people,dc=example,dc=org?uid,givenName,sn,mail."));
      return FALSE;
    }
  self->columns = cw_source_name_columns (self->attributes, error);
  return self->columns != NULL;
}

static gboolean
cw_ldap_take_address (CwLdap     *self,
                      const char *uri,
                      GError    **error)
{
  if (ldap_url_parse (uri, &self->url) != LDAP_URL_SUCCESS)
    {
      self->url = NULL;
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("This is not the address of a directory. One looks like ldaps://ldap.example.org/ou=people,dc=example,dc=org?uid,givenName,sn,mail."));
      return FALSE;
    }
  /* extensions could name who signs in, which is not the address's matter */
  if (self->url->lud_exts != NULL || (!g_str_equal (self->url->lud_scheme, "ldapi") && (self->url->lud_host == NULL || *self->url->lud_host == '\0')))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("The address of a directory has a host, a base, attributes and a filter, and nothing else."));
      return FALSE;
    }
  self->place = g_utf8_make_valid (self->url->lud_host != NULL ? self->url->lud_host : "", -1);
  if (self->url->lud_filter == NULL || *self->url->lud_filter == '\0')
    {
      ldap_memfree (self->url->lud_filter);
      self->url->lud_filter = ldap_strdup ("(objectClass=person)");
    }
  return cw_ldap_take_attributes (self, error);
}

/**
 * cw_ldap_open:
 * @cancellable: (nullable)
 *
 * Connects, secures the connection (unless it stays on this computer), and signs in. Blocking.
 *
 * Returns: (transfer full): %NULL with %CW_ERROR_INVALID for an address that is none,
 *   %CW_ERROR_REFUSED for a name, password or certificate that is not accepted,
 *   %CW_ERROR_KEY_MISSING for a name without a password, %CW_ERROR_FAILED when nothing answers,
 *   %CW_ERROR_TIMED_OUT
 */
CwSource *
cw_ldap_open (const CwLdapReading *reading,
              GCancellable        *cancellable,
              GError             **error)
{
  g_autoptr (CwLdap) self = NULL;

  g_return_val_if_fail (reading != NULL && reading->uri != NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  self = g_object_new (CW_TYPE_LDAP, NULL);
  self->timeout = reading->timeout > 0 ? reading->timeout : TIMEOUT;
  if (!cw_ldap_take_address (self, reading->uri, error) ||
      !cw_ldap_connect (self, reading, error) ||
      !cw_ldap_sign_in (self, reading, cancellable, error))
    return NULL;
  return CW_SOURCE (g_steal_pointer (&self));
}
