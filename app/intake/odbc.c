/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-intake"

#include "config.h"

#include "app/intake/odbc.h"

#include <glib/gi18n-lib.h>
#include <sql.h>
#include <sqlext.h>
#include <string.h>

#include "app/base/error.h"

/* Owns one connection to a database and the statement that runs on it, in a transaction that is
 * never committed. On the thread of the caller, which waits. Texts go as UTF-16: what a driver
 * makes of narrow ones depends on the locale. */

#define TIMEOUT 60             /* seconds */
#define MAX_STATEMENT 16384    /* bytes */
#define MAX_CONNECTION 4096    /* bytes */
#define MAX_PHOTO (16u << 20)  /* bytes */
#define CHUNK 4096             /* code units, or bytes of a picture, that are fetched at once */
#define MAX_NAME 256           /* code units of a column's name */

/* What to do with the cells of one column. */
typedef struct
{
  gboolean is_photo;
  gboolean is_padded; /* CHAR(n): filled up with spaces */
  gboolean is_moment; /* a date with a time, which is midnight where a date is meant */
} CwOdbcColumn;

struct _CwOdbc
{
  GObject parent_instance;

  SQLHENV    env;
  SQLHDBC    database;
  SQLHSTMT   statement;
  gboolean   connected;
  char      *driver;     /* what the database calls itself */
  char     **columns;    /* without the picture's */
  GArray    *all;        /* of CwOdbcColumn, with it */
  gboolean   ended;
  guint      line;
  GPtrArray *cells;      /* of char * */
  GBytes    *photo;      /* (nullable) of the row */
};

static void cw_odbc_source_init (CwSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwOdbc, cw_odbc, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_SOURCE, cw_odbc_source_init))

G_STATIC_ASSERT (sizeof (SQLWCHAR) == sizeof (gunichar2));

static char *
cw_odbc_to_utf8 (const SQLWCHAR *text,
                 long           length)
{
  char *valid = length > 0 ? g_utf16_to_utf8 (text, length, NULL, NULL, NULL) : g_strdup ("");

  return valid != NULL ? valid : g_strdup ("\357\277\275");
}

/* What the database or its driver said last; @state gets the five characters of SQLSTATE. */
static char *
cw_odbc_get_words (SQLSMALLINT kind,
                   SQLHANDLE   of,
                   char        state[6])
{
  SQLWCHAR code[6] = { 0 };
  SQLWCHAR text[SQL_MAX_MESSAGE_LENGTH] = { 0 };
  SQLINTEGER native = 0;
  SQLSMALLINT length = 0;
  char *words;

  memset (state, 0, 6);
  if (!SQL_SUCCEEDED (SQLGetDiagRecW (kind, of, 1, code, &native, text, G_N_ELEMENTS (text), &length)))
    return g_strdup ("");
  for (guint i = 0; i < 5; i++)
    state[i] = (char) (code[i] < 0x80 ? code[i] : '?');
  words = cw_odbc_to_utf8 (text, CLAMP (length, 0, (int) G_N_ELEMENTS (text) - 1));
  /* "[vendor][driver]words": who speaks is told before them */
  while (*words == '[' && strchr (words, ']') != NULL)
    memmove (words, strchr (words, ']') + 1, strlen (strchr (words, ']') + 1) + 1);
  return g_strdelimit (g_strstrip (words), "\r\n\t", ' ');
}

/* SQLSTATE (ODBC 3.8, appendix A) as an error of ours. */
static gboolean
cw_odbc_fail (SQLSMALLINT kind,
              SQLHANDLE   of,
              GError    **error)
{
  char state[6];
  g_autofree char *words = cw_odbc_get_words (kind, of, state);

  if (g_str_equal (state, "IM002"))
    g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no data source of this name. Look into odbc.ini, or give DRIVER=… and the database."));
  else if (g_str_equal (state, "IM003") || g_str_equal (state, "01000") || g_str_equal (state, "IM004"))
    g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("The driver of this database is not installed. Install its ODBC package."));
  else if (g_str_has_prefix (state, "28"))
    g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The database does not accept this user with this password. Check both."));
  else if (g_str_has_prefix (state, "HYT"))
    g_set_error_literal (error, CW_ERROR, CW_ERROR_TIMED_OUT, _ ("The database did not answer in time. Try again, or select less."));
  else if (kind == SQL_HANDLE_DBC)
    /* the words may hold the connection's text */
    g_set_error_literal (error, CW_ERROR, CW_ERROR_FAILED, _ ("The database cannot be opened. Check its name, its host and the network, the user and the password."));
  else
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The database does not carry out the statement: %s"), words);
  return FALSE;
}

/* A letter-case-blind search for @keyword= at the beginning of a part of @connection. */
static gboolean
cw_odbc_has_keyword (const char *connection,
                     const char *keyword)
{
  g_auto (GStrv) parts = g_strsplit (connection, ";", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *sign = strchr (parts[i], '=');

      if (sign == NULL)
        continue;
      *sign = '\0';
      if (g_ascii_strcasecmp (g_strstrip (parts[i]), keyword) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Whether @at begins a quoted text or name, and where it ends. */
static const char *
cw_odbc_skip_quoted (const char *at)
{
  const char *end = *at == '\'' || *at == '"' || *at == '`' ? strchr (at + 1, *at) : NULL;

  return end != NULL ? end : at;
}

/* One SELECT, or one WITH that ends in it. That it changes nothing is what the rollback is for. */
static gboolean
cw_odbc_check_statement (const char *statement,
                         GError    **error)
{
  const char *at = statement;
  gboolean one = TRUE;

  while (g_ascii_isspace (*at) || *at == '(')
    at++;
  if (!g_utf8_validate (statement, -1, NULL) || strlen (statement) > MAX_STATEMENT ||
      ((g_ascii_strncasecmp (at, "select", 6) != 0 || g_ascii_isalnum (at[6])) &&
       (g_ascii_strncasecmp (at, "with", 4) != 0 || g_ascii_isalnum (at[4]))))
    one = FALSE;
  for (; one && *at != '\0'; at++)
    {
      at = cw_odbc_skip_quoted (at);
      if (*at == ';')
        one = strspn (at, "; \t\r\n") == strlen (at);
    }
  if (!one)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("The statement must be one SELECT, as in SELECT number, given_names, family_name FROM students."));
  return one;
}

/* @text in braces, where a brace at its end stands twice (ODBC 3.8, SQLDriverConnect). */
static gsize
cw_odbc_put_braced (char       *to,
                    const char *text,
                    gsize       length)
{
  gsize n = 0;

  to[n++] = '{';
  for (gsize i = 0; i < length; i++)
    {
      to[n++] = text[i];
      if (text[i] == '}')
        to[n++] = '}';
    }
  to[n++] = '}';
  return n;
}

/* The whole text of the connection, in locked memory because of the password. */
static CwSecret *
cw_odbc_write_connection (const CwOdbcReading *reading)
{
  gsize user = reading->user != NULL ? strlen (reading->user) : 0;
  gsize password = reading->password != NULL ? cw_secret_get_length (reading->password) : 0;
  g_autoptr (CwSecret) text = cw_secret_new_zero (strlen (reading->connection) + 2 * (user + password) + 32);
  char *to = (char *) cw_secret_get_buffer (text);

  if (strchr (reading->connection, '=') == NULL)
    to = stpcpy (to, "DSN=");
  to = stpcpy (to, reading->connection);
  if (user > 0)
    {
      to = stpcpy (to, ";UID=");
      to += cw_odbc_put_braced (to, reading->user, user);
    }
  if (password > 0)
    {
      to = stpcpy (to, ";PWD=");
      to += cw_odbc_put_braced (to, (const char *) cw_secret_get_data (reading->password), password);
    }
  return g_steal_pointer (&text);
}

static gboolean
cw_odbc_connect (CwOdbc              *self,
                 const CwOdbcReading *reading,
                 GError             **error)
{
  g_autoptr (CwSecret) text = NULL;
  gunichar2 *wide;
  long length = 0;
  SQLULEN seconds = reading->timeout > 0 ? reading->timeout : TIMEOUT;
  SQLSMALLINT told = 0;
  SQLRETURN result = SQL_ERROR;

  if (!SQL_SUCCEEDED (SQLAllocHandle (SQL_HANDLE_ENV, SQL_NULL_HANDLE, &self->env)) ||
      !SQL_SUCCEEDED (SQLSetEnvAttr (self->env, SQL_ATTR_ODBC_VERSION, (SQLPOINTER) SQL_OV_ODBC3, 0)) ||
      !SQL_SUCCEEDED (SQLAllocHandle (SQL_HANDLE_DBC, self->env, &self->database)))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_FAILED, _ ("unixODBC cannot be started. Look whether it is installed whole."));
      return FALSE;
    }
  /* read-only and these times are wishes: a driver may not know them */
  SQLSetConnectAttrW (self->database, SQL_ATTR_LOGIN_TIMEOUT, (SQLPOINTER) seconds, SQL_IS_UINTEGER);
  SQLSetConnectAttrW (self->database, SQL_ATTR_ACCESS_MODE, (SQLPOINTER) SQL_MODE_READ_ONLY, SQL_IS_UINTEGER);

  text = cw_odbc_write_connection (reading);
  wide = g_utf8_to_utf16 ((const char *) cw_secret_get_data (text), -1, NULL, &length, NULL);
  if (wide != NULL)
    {
      result = SQLDriverConnectW (self->database, NULL, wide, (SQLSMALLINT) length, NULL, 0, &told, SQL_DRIVER_NOPROMPT);
      cw_wipe (wide, (gsize) length * sizeof *wide);
      g_free (wide);
    }
  self->connected = SQL_SUCCEEDED (result);
  if (!self->connected)
    return cw_odbc_fail (SQL_HANDLE_DBC, self->database, error);

  /* what is not committed is rolled back: no statement changes anything there */
  if (!SQL_SUCCEEDED (SQLSetConnectAttrW (self->database, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER) SQL_AUTOCOMMIT_OFF, SQL_IS_UINTEGER)))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, _ ("This database cannot undo what a statement does, so nothing is asked of it. Use another driver, or a file."));
      return FALSE;
    }
  return TRUE;
}

static void
cw_odbc_name_database (CwOdbc *self)
{
  SQLWCHAR name[64] = { 0 };
  SQLSMALLINT bytes = 0;

  if (SQL_SUCCEEDED (SQLGetInfoW (self->database, SQL_DBMS_NAME, name, sizeof name, &bytes)))
    self->driver = g_utf16_to_utf8 (name, G_N_ELEMENTS (name) - 1, NULL, NULL, NULL);
  if (self->driver == NULL || *self->driver == '\0')
    {
      g_free (self->driver);
      self->driver = g_strdup ("ODBC");
    }
}

static gboolean
cw_odbc_execute (CwOdbc              *self,
                 const CwOdbcReading *reading,
                 GError             **error)
{
  long length = 0;
  g_autofree gunichar2 *wide = g_utf8_to_utf16 (reading->statement, -1, NULL, &length, NULL);
  SQLULEN seconds = reading->timeout > 0 ? reading->timeout : TIMEOUT;

  if (!SQL_SUCCEEDED (SQLAllocHandle (SQL_HANDLE_STMT, self->database, &self->statement)))
    return cw_odbc_fail (SQL_HANDLE_DBC, self->database, error);
  SQLSetStmtAttrW (self->statement, SQL_ATTR_QUERY_TIMEOUT, (SQLPOINTER) seconds, 0);
  SQLSetStmtAttrW (self->statement, SQL_ATTR_MAX_ROWS, (SQLPOINTER) (SQLULEN) (CW_SOURCE_MAX_ROWS + 1), 0);
  if (!SQL_SUCCEEDED (SQLExecDirectW (self->statement, wide, (SQLINTEGER) length)))
    return cw_odbc_fail (SQL_HANDLE_STMT, self->statement, error);
  return TRUE;
}

static gboolean
cw_odbc_is_binary (SQLSMALLINT type)
{
  return type == SQL_BINARY || type == SQL_VARBINARY || type == SQL_LONGVARBINARY;
}

static gboolean
cw_odbc_take_columns (CwOdbc  *self,
                      GError **error)
{
  g_autoptr (GPtrArray) headings = g_ptr_array_new_with_free_func (g_free);
  SQLSMALLINT n = 0;
  gboolean has_photo = FALSE;

  if (!SQL_SUCCEEDED (SQLNumResultCols (self->statement, &n)))
    return cw_odbc_fail (SQL_HANDLE_STMT, self->statement, error);
  for (SQLSMALLINT i = 1; i <= n; i++)
    {
      SQLWCHAR name[MAX_NAME] = { 0 };
      SQLSMALLINT length = 0;
      SQLSMALLINT type = 0;
      SQLSMALLINT digits = 0;
      SQLSMALLINT nullable = 0;
      SQLULEN size = 0;
      g_autofree char *heading = NULL;
      CwOdbcColumn column = { 0 };

      if (!SQL_SUCCEEDED (SQLDescribeColW (self->statement, (SQLUSMALLINT) i, name, MAX_NAME, &length, &type, &size, &digits, &nullable)))
        return cw_odbc_fail (SQL_HANDLE_STMT, self->statement, error);
      heading = cw_odbc_to_utf8 (name, CLAMP (length, 0, MAX_NAME - 1));
      column.is_photo = !has_photo && cw_odbc_is_binary (type) && g_ascii_strcasecmp (heading, "photo") == 0;
      column.is_padded = type == SQL_CHAR || type == SQL_WCHAR;
      column.is_moment = type == SQL_TYPE_TIMESTAMP;
      has_photo = has_photo || column.is_photo;
      g_array_append_val (self->all, column);
      if (!column.is_photo)
        g_ptr_array_add (headings, g_steal_pointer (&heading));
    }
  self->columns = cw_source_name_columns (headings, error);
  return self->columns != NULL;
}

/* @number: from 1, with the picture's. Appends all of a cell to @into, a chunk after the other. */
static gboolean
cw_odbc_fetch (CwOdbc      *self,
               guint        number,
               SQLSMALLINT  kind,
               GByteArray  *into,
               gsize        most,
               GError     **error)
{
  SQLWCHAR chunk[CHUNK];
  gsize ending = kind == SQL_C_WCHAR ? sizeof (SQLWCHAR) : 0;
  SQLRETURN result = SQL_SUCCESS_WITH_INFO;

  while (result == SQL_SUCCESS_WITH_INFO)
    {
      SQLLEN left = 0;
      gsize got;

      result = SQLGetData (self->statement, (SQLUSMALLINT) number, kind, chunk, sizeof chunk, &left);
      if (result == SQL_NO_DATA || (SQL_SUCCEEDED (result) && left == SQL_NULL_DATA))
        return TRUE;
      if (!SQL_SUCCEEDED (result))
        return cw_odbc_fail (SQL_HANDLE_STMT, self->statement, error);
      /* with more left than there was room for, the chunk is full but for the NUL behind a text */
      got = sizeof chunk - ending;
      if (left >= 0 && (gsize) left <= got)
        {
          got = (gsize) left;
          result = SQL_SUCCESS;
        }
      if (into->len + got > most)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("Row %u of the database has more in its column %u than can be read. Leave this column out."), self->line, number);
          return FALSE;
        }
      g_byte_array_append (into, (const guint8 *) chunk, (guint) got);
    }
  return TRUE;
}

static char *
cw_odbc_read_cell (CwOdbc  *self,
                   guint    number,
                   GError **error)
{
  const CwOdbcColumn *column = &g_array_index (self->all, CwOdbcColumn, number - 1);
  g_autoptr (GByteArray) wide = g_byte_array_new ();
  g_autofree char *cell = NULL;
  char *time;

  if (!cw_odbc_fetch (self, number, SQL_C_WCHAR, wide, CW_SOURCE_MAX_CELL * sizeof (SQLWCHAR), error))
    return NULL;
  /* GByteArray's memory is aligned for any type */
  cell = cw_odbc_to_utf8 ((const SQLWCHAR *) (const void *) wide->data, (long) (wide->len / sizeof (SQLWCHAR)));
  if (strlen (cell) > CW_SOURCE_MAX_CELL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("Row %u of the database has more in its column %u than can be read. Leave this column out."), self->line, number);
      return NULL;
    }
  if (column->is_padded)
    g_strchomp (cell);
  time = column->is_moment && strlen (cell) > 10 ? cell + 10 : NULL;
  if (time != NULL && strspn (time, " T0:.") == strlen (time))
    *time = '\0';
  return g_steal_pointer (&cell);
}

static gboolean
cw_odbc_read_row (CwOdbc       *self,
                  CwSourceLine *line,
                  GError      **error)
{
  g_ptr_array_set_size (self->cells, 0);
  g_clear_pointer (&self->photo, g_bytes_unref);

  /* in their order: many drivers give the columns of a row in no other */
  for (guint i = 0; i < self->all->len; i++)
    {
      if (g_array_index (self->all, CwOdbcColumn, i).is_photo)
        {
          GByteArray *bytes = g_byte_array_new ();
          gboolean well = cw_odbc_fetch (self, i + 1, SQL_C_BINARY, bytes, MAX_PHOTO, error);

          self->photo = g_byte_array_free_to_bytes (bytes);
          if (!well)
            return FALSE;
        }
      else
        {
          char *cell = cw_odbc_read_cell (self, i + 1, error);

          if (cell == NULL)
            return FALSE;
          g_ptr_array_add (self->cells, cell);
        }
    }

  line->line = self->line;
  line->n_cells = MIN (self->cells->len, g_strv_length (self->columns));
  line->cells = (const char **) self->cells->pdata;
  line->photo = self->photo != NULL && g_bytes_get_size (self->photo) > 0 ? self->photo : NULL;
  return TRUE;
}

static gboolean
cw_odbc_next (CwSource     *source,
              CwSourceLine *line,
              gboolean     *more,
              GCancellable *cancellable,
              GError      **error)
{
  CwOdbc *self = CW_ODBC (source);
  SQLRETURN result;

  if (self->ended)
    return TRUE;
  result = SQLFetch (self->statement);
  if (SQL_SUCCEEDED (result) && ++self->line <= CW_SOURCE_MAX_ROWS)
    *more = cw_odbc_read_row (self, line, error);
  self->ended = !*more;
  if (result == SQL_NO_DATA || *more)
    return TRUE;

  if (self->line > CW_SOURCE_MAX_ROWS)
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The database gives more than %d rows. Select less."), CW_SOURCE_MAX_ROWS);
  else if (!SQL_SUCCEEDED (result))
    cw_odbc_fail (SQL_HANDLE_STMT, self->statement, error);
  return FALSE;
}

static const char *
cw_odbc_get_kind (CwSource *source)
{
  return "odbc";
}

static char *
cw_odbc_describe (CwSource *source)
{
  /* TRANSLATORS: %s is what the database calls itself, as “PostgreSQL” */
  return g_strdup_printf (_ ("database %s"), CW_ODBC (source)->driver);
}

static const char *const *
cw_odbc_get_columns (CwSource *source)
{
  return (const char *const *) CW_ODBC (source)->columns;
}

static void
cw_odbc_source_init (CwSourceInterface *iface)
{
  iface->get_kind = cw_odbc_get_kind;
  iface->describe = cw_odbc_describe;
  iface->get_columns = cw_odbc_get_columns;
  iface->next = cw_odbc_next;
}

static void
cw_odbc_finalize (GObject *object)
{
  CwOdbc *self = CW_ODBC (object);

  if (self->statement != NULL)
    SQLFreeHandle (SQL_HANDLE_STMT, self->statement);
  if (self->connected)
    {
      SQLEndTran (SQL_HANDLE_DBC, self->database, SQL_ROLLBACK);
      SQLDisconnect (self->database);
    }
  if (self->database != NULL)
    SQLFreeHandle (SQL_HANDLE_DBC, self->database);
  if (self->env != NULL)
    SQLFreeHandle (SQL_HANDLE_ENV, self->env);
  g_clear_pointer (&self->all, g_array_unref);
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  g_clear_pointer (&self->photo, g_bytes_unref);
  g_strfreev (self->columns);
  g_free (self->driver);
  G_OBJECT_CLASS (cw_odbc_parent_class)->finalize (object);
}

static void
cw_odbc_class_init (CwOdbcClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_odbc_finalize;
}

static void
cw_odbc_init (CwOdbc *self)
{
  self->all = g_array_new (FALSE, TRUE, sizeof (CwOdbcColumn));
  self->cells = g_ptr_array_new_with_free_func (g_free);
}

static gboolean
cw_odbc_check_connection (const char *connection,
                          GError    **error)
{
  if (*connection == '\0' || strlen (connection) > MAX_CONNECTION || !g_utf8_validate (connection, -1, NULL))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("A database needs the name of its data source, or a text like DRIVER=PostgreSQL Unicode;SERVER=…;DATABASE=…."));
      return FALSE;
    }
  if (cw_odbc_has_keyword (connection, "PWD") || cw_odbc_has_keyword (connection, "PASSWORD"))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_KEY_UNSAFE, _ ("The text of the connection holds a password, which anybody could read there. Keep it among the keys and name it here."));
      return FALSE;
    }
  return TRUE;
}

/**
 * cw_odbc_open:
 * @cancellable: (nullable): looked at between the steps and the rows; a step is bounded by the time
 *   that @reading allows
 *
 * Connects, and starts the statement. Blocking.
 *
 * Returns: (transfer full): %NULL with %CW_ERROR_INVALID for a statement that is not one SELECT or
 *   that the database does not carry out, %CW_ERROR_KEY_UNSAFE for a password in the text of the
 *   connection, %CW_ERROR_NOT_FOUND for a data source or driver that is not here,
 *   %CW_ERROR_REFUSED for a user or password, %CW_ERROR_FAILED, %CW_ERROR_TIMED_OUT
 */
CwSource *
cw_odbc_open (const CwOdbcReading *reading,
              GCancellable        *cancellable,
              GError             **error)
{
  g_autoptr (CwOdbc) self = NULL;

  g_return_val_if_fail (reading != NULL && reading->connection != NULL && reading->statement != NULL, NULL);

  if (!cw_odbc_check_connection (reading->connection, error) || !cw_odbc_check_statement (reading->statement, error))
    return NULL;
  self = g_object_new (CW_TYPE_ODBC, NULL);
  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !cw_odbc_connect (self, reading, error))
    return NULL;
  cw_odbc_name_database (self);
  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !cw_odbc_execute (self, reading, error) ||
      !cw_odbc_take_columns (self, error))
    return NULL;
  return CW_SOURCE (g_steal_pointer (&self));
}
