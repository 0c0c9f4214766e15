/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/base/secret.h"
#include "app/station/catalogue.h"
#include "app/station/settings.h"
#include "app/station/station.h"

G_BEGIN_DECLS

/* How a station is set up, for the window: for whom it makes cards, with which devices and keys. What
 * is changed in station.conf and among the keys counts from when the station is opened next. */

/**
 * CwAdminLists:
 *
 * For whom cards are made, and with what: read in one go.
 */
typedef struct
{
  GPtrArray *institutions; /* of CwInstitution */
  GPtrArray *profiles;     /* of CwProfile, of all institutions */
  GPtrArray *keys;         /* of CwKeyLine: those that are there and those that are needed */
  char     **plans;        /* chip plans by name */
} CwAdminLists;

/**
 * CwKeyLine:
 *
 * What may be told about one key, or that it is needed and not there.
 */
typedef struct
{
  char    *label;
  char    *what;        /* a sentence: what it is for */
  guint    version;
  char    *check_value; /* "" for a token */
  gboolean token;
  gboolean own;         /* the station makes it itself */
  gboolean missing;
} CwKeyLine;

/**
 * CwFoundDevice:
 *
 * A printer or a reader that could be used, as it is told before a person.
 */
typedef struct
{
  char    *kind;   /* as in station.conf: "folder", "cups", "ipp"; "none", "software", "pcsc" */
  char    *name;   /* as in station.conf; (nullable) for kinds that need none */
  char    *serial; /* (nullable) of a reader */
  char    *title;
  char    *sentence;
  gboolean in_use; /* it is the station's */
} CwFoundDevice;

void             cw_admin_lists_free (CwAdminLists *self);
void             cw_key_line_free    (CwKeyLine *self);
void             cw_found_device_free (CwFoundDevice *self);

/* (transfer none): as the station was opened with; never changes while it is open */
const CwSettings *cw_station_get_settings (CwStation *self);
/* An order or a batch is at work, or waits for its turn: nothing may be changed under it. */
gboolean         cw_station_is_at_work (CwStation *self);

void             cw_station_list_admin_async   (CwStation          *self,
                                                GCancellable       *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer            user_data);
CwAdminLists    *cw_station_list_admin_finish  (CwStation    *self,
                                                GAsyncResult *result,
                                                GError      **error);
/* Of CwCatalogueEntry, see catalogue.h. */
void             cw_station_list_catalogue_async  (CwStation          *self,
                                                   GCancellable       *cancellable,
                                                   GAsyncReadyCallback callback,
                                                   gpointer            user_data);
GPtrArray       *cw_station_list_catalogue_finish (CwStation    *self,
                                                   GAsyncResult *result,
                                                   GError      **error);
/* Takes the official ECHE list in, from a table file; tells how it went as the acts below do. */
void             cw_station_import_catalogue_async (CwStation          *self,
                                                    const char         *path,
                                                    GCancellable       *cancellable,
                                                    GAsyncReadyCallback callback,
                                                    gpointer            user_data);
/* Of CwFoundDevice. The first are always there: the folder printer; no reader and the software reader. */
void             cw_station_find_printers_async (CwStation          *self,
                                                 GCancellable       *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data);
void             cw_station_find_readers_async  (CwStation          *self,
                                                 GCancellable       *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data);
GPtrArray       *cw_station_find_devices_finish (CwStation    *self,
                                                 GAsyncResult *result,
                                                 GError      **error);

/* change; each with cw_station_change_finish() */

/* A new institution gets a profile for students: with a chip when the station has a reader. Where the
 * register is the stand-in, its token is made too. */
void             cw_station_put_institution_async (CwStation           *self,
                                                   CwInstitution       *institution,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
/* Its template and its chip plan are loaded first: a profile that cannot print is not kept. */
void             cw_station_put_profile_async     (CwStation           *self,
                                                   CwProfile           *profile,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
/* Lines of station.conf, see cw_settings_change(). CW_ERROR_BUSY while something is under way. */
void             cw_station_change_settings_async (CwStation              *self,
                                                   const CwSettingsChange *changes,
                                                   gsize                   n_changes,
                                                   GCancellable           *cancellable,
                                                   GAsyncReadyCallback     callback,
                                                   gpointer                user_data);
/* A token of a service, or a card's key in hex of @version, into the keyring or the key file. @text is
 * copied into locked memory before this returns: whoever typed it may wipe it then. */
void             cw_station_set_key_async         (CwStation          *self,
                                                   const char         *label,
                                                   guint8              version,
                                                   gboolean            token,
                                                   const char         *text,
                                                   GCancellable       *cancellable,
                                                   GAsyncReadyCallback callback,
                                                   gpointer            user_data);
/* Asks the register something harmless with the token of that institution. */
void             cw_station_test_register_async   (CwStation          *self,
                                                   const char         *institution_id,
                                                   GCancellable       *cancellable,
                                                   GAsyncReadyCallback callback,
                                                   gpointer            user_data);
gboolean         cw_station_change_finish         (CwStation    *self,
                                                   GAsyncResult *result,
                                                   GError      **error);

/* act; each with cw_station_tell_finish(): (transfer full): how it went, a sentence */

void             cw_station_backup_async          (CwStation          *self,
                                                   const char         *path,
                                                   GCancellable       *cancellable,
                                                   GAsyncReadyCallback callback,
                                                   gpointer            user_data);
/* What the rules of retention say; @apply: and forgets it. */
void             cw_station_retain_async          (CwStation          *self,
                                                   gboolean            apply,
                                                   GCancellable       *cancellable,
                                                   GAsyncReadyCallback callback,
                                                   gpointer            user_data);
char            *cw_station_tell_finish           (CwStation    *self,
                                                   GAsyncResult *result,
                                                   GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwAdminLists, cw_admin_lists_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwKeyLine, cw_key_line_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwFoundDevice, cw_found_device_free)

G_END_DECLS
