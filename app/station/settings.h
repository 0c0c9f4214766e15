/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  CW_PRINTER_KIND_FOLDER,
  CW_PRINTER_KIND_CUPS,
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
  char          *printer_name;  /* CUPS queue, or the folder printer's title */
  char          *printer_server;/* (nullable) CUPS server */
  char          *cards_directory;
  CwReaderKind   reader;
  char          *reader_name;   /* (nullable) PC/SC reader name */
  char          *reader_serial; /* (nullable) serial number of the PC/SC reader: counts more than its name */
  char          *chips_directory;
  CwRegisterKind registry;
  char          *base_uri;      /* (nullable) of the ESC-Router */
  char          *register_directory;
  char          *keys_path;     /* (nullable) key file; always there without token and keyring */
  gboolean       keyring;       /* keys lie in the desktop's keyring */
  char          *token_uri;     /* (nullable) PKCS#11 token with keys */
  char          *token_pin;     /* label of its PIN in keyring or key file */
  char          *store_path;
} CwSettings;

CwSettings *cw_settings_load       (const char *directory,
                                    GError    **error);
gboolean    cw_settings_write_demo (const char *directory,
                                    GError    **error);
/* Ties a PC/SC reader to the station's printer; comments and other groups stay. With a @serial the
 * @name says which slot of the reader it is, and of which make. */
gboolean    cw_settings_bind_reader (const char *directory,
                                     const char *name,
                                     const char *serial,
                                     GError    **error);
void        cw_settings_free       (CwSettings *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSettings, cw_settings_free)

G_END_DECLS
