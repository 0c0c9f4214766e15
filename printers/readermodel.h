/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/core/readerway.h"

G_BEGIN_DECLS

/**
 * CwReaderModel:
 *
 * What is known of one family of card readers and cannot be asked of them. Data, from
 * printers/readers/; never changed after it was read. Any thread.
 */
typedef struct
{
  char       *id;       /* the file's name without ".reader" */
  char       *name;
  char      **patterns; /* of PC/SC names: '*' and '?', case does not matter */
  char      **other;    /* of the names of slots that take no contactless card */
  CwReaderWay way;      /* to be copied: the copy remembers what worked */
} CwReaderModel;

CwReaderModel       *cw_reader_model_parse (GBytes     *bytes,
                                            const char *id,
                                            GError    **error);
void                 cw_reader_model_free  (CwReaderModel *self);
/* (transfer none): of const CwReaderModel, in the order of readers.gresource.xml's names */
GPtrArray           *cw_reader_model_list  (void);
/* By the reader's PC/SC name; never %NULL, "generic" fits every reader. */
const CwReaderModel *cw_reader_model_find  (const char *reader);

/* %FALSE: the slot of that name is for a SAM or a card with contacts. */
gboolean             cw_reader_model_is_contactless (const CwReaderModel *self,
                                                     const char          *reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwReaderModel, cw_reader_model_free)

G_END_DECLS
