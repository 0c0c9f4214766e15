/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CwPagedItem:
 *
 * One line of a long list. Its row comes later: until then it is %NULL.
 *
 * Signal "filled": the row is there.
 */
#define CW_TYPE_PAGED_ITEM (cw_paged_item_get_type ())

G_DECLARE_FINAL_TYPE (CwPagedItem, cw_paged_item, CW, PAGED_ITEM, GObject)

/* (nullable) (transfer none) */
gpointer cw_paged_item_get_row (CwPagedItem *self);

/**
 * CwPagedModel:
 *
 * A #GListModel over a list that may have hundreds of thousands of lines: it knows how long that is and
 * holds only pages near those that were last looked at. What is shown stays until the first page of
 * another query is there.
 */
#define CW_TYPE_PAGED_MODEL (cw_paged_model_get_type ())

G_DECLARE_FINAL_TYPE (CwPagedModel, cw_paged_model, CW, PAGED_MODEL, GObject)

/**
 * CwPagedFetch:
 * @first: the place of the first row that is wanted
 * @limit: how many
 * @cancellable: of this query; goes back to cw_paged_model_take()
 *
 * Asks for a page. Does not block; the answer is given to cw_paged_model_take().
 */
typedef void (*CwPagedFetch) (guint         first,
                              guint         limit,
                              GCancellable *cancellable,
                              gpointer      user_data);

/**
 * CwPagedText:
 *
 * Returns: (transfer full) (nullable): what stands in a column
 */
typedef char *(*CwPagedText) (gconstpointer row);

/* @user_data: must outlive the model or stop it with cw_paged_model_stop() */
CwPagedModel *cw_paged_model_new     (CwPagedFetch   fetch,
                                      gpointer       user_data,
                                      GDestroyNotify free_row);
/* Another query, or the same anew. */
void          cw_paged_model_restart (CwPagedModel *self);
void          cw_paged_model_stop    (CwPagedModel *self);
/* @cancellable: that of the fetch; @rows: (transfer none): each is taken over, so that the array must not
 * free them; when the answer is no longer wanted they are freed. */
void          cw_paged_model_take    (CwPagedModel *self,
                                      GCancellable *cancellable,
                                      guint         first,
                                      guint         count,
                                      GPtrArray    *rows);

/* A column of labels; @text is asked again when a row comes in. */
void          cw_paged_column_add    (GtkColumnView *view,
                                      const char    *title,
                                      gboolean       expand,
                                      CwPagedText    text);

G_END_DECLS
