/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "app/core/face.h"
#include "printers/model.h"

G_BEGIN_DECLS

typedef enum
{
  CW_PRINTER_KIND_FOLDER,
  CW_PRINTER_KIND_CUPS, /* a queue of the print service */
  CW_PRINTER_KIND_IPP,  /* straight to a printer that speaks IPP */
} CwPrinterKind;

typedef enum
{
  CW_READER_KIND_NONE,
  CW_READER_KIND_SOFTWARE,
  CW_READER_KIND_PCSC,
} CwReaderKind;

typedef enum
{
  CW_REGISTER_KIND_STAND_IN,
  CW_REGISTER_KIND_ROUTER,
} CwRegisterKind;

/**
 * CwSettings:
 *
 * station.conf, a key file in the station's folder; its groups and keys are listed in
 * app/station/README.md. Paths are absolute after loading.
 */
typedef struct
{
  gboolean       demo;          /* cards are specimens */
  char          *title;
  char          *operator_name;
  guint          prefix;        /* ESCN prefix, 0 to 999 */
  CwPrinterKind  printer;
  char          *printer_name;  /* CUPS queue, the folder printer's title, or the IPP printer's address */
  char          *printer_server;/* (nullable) CUPS server */
  char          *cards_directory;
  char          *printer_channel;/* (nullable) to the printer's moving parts and sensors: see cw_evolis_new() */
  double         offset_x[2];   /* mm that a face is moved to the right on the card, by CwFaceSide */
  double         offset_y[2];   /* mm, downwards */
  char          *ribbon;        /* (nullable) which of the model's ribbons is in; NULL: as the driver says */
  GPtrArray     *options;       /* of CwModelOption: what the driver is told with every card */
  guint          quality_every; /* ask for the print's quality after so many cards; 0: never */
  CwReaderKind   reader;
  gboolean       reader_inside; /* the reader is the one inside the printer */
  char          *reader_name;   /* (nullable) PC/SC reader name */
  char          *reader_serial; /* (nullable) serial number of the PC/SC reader: counts more than its name */
  char          *chips_directory;
  CwRegisterKind registry;
  char          *base_uri;      /* (nullable) of the ESC-Router */
  gboolean       register_v1;   /* it is spoken to in API v1, as old installations want it */
  guint          parallel;      /* persons for whom messages go to it at once */
  char          *proxy;         /* (nullable) on the way to it; NULL: as the environment says */
  char          *ca_file;       /* (nullable) certificates to trust instead of the machine's */
  char          *register_directory;
  char          *keys_path;     /* (nullable) key file; always there without token and keyring */
  gboolean       keyring;       /* keys lie in the desktop's keyring */
  char          *token_uri;     /* (nullable) PKCS#11 token with keys */
  char          *token_pin;     /* label of its PIN in keyring or key file */
  char          *store_path;
} CwSettings;

#define CW_SETTINGS_NAME "station.conf"
#define CW_SETTINGS_MAX_OFFSET 2.0      /* mm either way; more is a wrong page, not a printer to be trimmed */
#define CW_SETTINGS_MAX_OPTIONS 32
#define CW_SETTINGS_MAX_QUALITY 10000   /* cards */

CwSettings *cw_settings_load       (const char *directory,
                                    GError    **error);
CwSettings *cw_settings_parse      (const char *directory,
                                    GKeyFile   *file,
                                    GError    **error);
void        cw_settings_free       (CwSettings *self);

/**
 * CwSettingsChange:
 *
 * One line of station.conf as it is to be; groups and keys are those of app/station/README.md.
 */
typedef struct
{
  const char *group;
  const char *key;
  const char *value; /* (nullable): NULL takes the line out */
} CwSettingsChange;

/* (transfer full): how the journal calls the station */
char       *cw_settings_get_station_name (const CwSettings *self);

/* What is checked alike when it is read and when it is written; @remedy: (out): what to write instead. */
gboolean    cw_settings_check_option  (const char *keyword,
                                       const char *choice,
                                       char      **remedy);
gboolean    cw_settings_check_channel (const char *channel,
                                       char      **remedy);
gboolean    cw_settings_check_uri     (const char *uri,
                                       char      **remedy);

/* Written so that comments and other groups stay. Each takes effect when the station is opened next;
 * FALSE with @error set: the file is as it was. */
gboolean    cw_settings_write_demo  (const char *directory,
                                     GError    **error);
/* Ties a PC/SC reader to the station's printer; @inside: it is built into it. With a @serial the @name
 * says which slot of the reader it is, and of which make. */
gboolean    cw_settings_bind_reader (const char *directory,
                                     const char *name,
                                     const char *serial,
                                     gboolean    inside,
                                     GError    **error);
/* @name: the queue, or the address of an IPP printer. @server, @channel: (nullable). What belonged to another printer goes: offsets,
 * ribbon, options, channel, that the reader is inside it. */
gboolean    cw_settings_use_printer (const char    *directory,
                                     CwPrinterKind  kind,
                                     const char    *name,
                                     const char    *server,
                                     const char    *channel,
                                     GError       **error);
/* mm, rounded to 1/100 */
gboolean    cw_settings_set_offset  (const char *directory,
                                     CwFaceSide  side,
                                     double      x,
                                     double      y,
                                     GError    **error);
/* @choice: (nullable): NULL: leave it to the queue again */
gboolean    cw_settings_set_option  (const char *directory,
                                     const char *keyword,
                                     const char *choice,
                                     GError    **error);

/* Several lines in one go: the whole is checked as it will be read, and written only when it is right.
 * With another printer, what belonged to the one before goes, as in cw_settings_use_printer(). */
gboolean    cw_settings_change      (const char             *directory,
                                     const CwSettingsChange *changes,
                                     gsize                   n_changes,
                                     GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSettings, cw_settings_free)

G_END_DECLS
