/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/paged-model.h"

/* Pages of placeholders that are filled when their rows come. A page that is far from the one asked
 * for last is let go when there are too many. GTK thread only. */

/* rows; a screen shows about thirty */
#define PAGE 64

/* pages that are kept: the screen, and some way to scroll back */
#define KEPT 24

struct _CwPagedItem
{
  GObject        parent_instance;

  gpointer       row;      /* (nullable) */
  GDestroyNotify free_row;
};

G_DEFINE_FINAL_TYPE (CwPagedItem, cw_paged_item, G_TYPE_OBJECT)

enum
{
  SIGNAL_FILLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
cw_paged_item_finalize (GObject *object)
{
  CwPagedItem *self = CW_PAGED_ITEM (object);

  if (self->row != NULL)
    self->free_row (self->row);

  G_OBJECT_CLASS (cw_paged_item_parent_class)->finalize (object);
}

static void
cw_paged_item_class_init (CwPagedItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_paged_item_finalize;
  signals[SIGNAL_FILLED] = g_signal_new ("filled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_paged_item_init (CwPagedItem *self)
{
}

gpointer
cw_paged_item_get_row (CwPagedItem *self)
{
  g_return_val_if_fail (CW_IS_PAGED_ITEM (self), NULL);

  return self->row;
}

/* the model */

typedef struct
{
  CwPagedItem *items[PAGE];
} Page;

struct _CwPagedModel
{
  GObject        parent_instance;

  CwPagedFetch   fetch;    /* (nullable): stopped */
  gpointer       user_data;
  GDestroyNotify free_row;
  GHashTable    *pages;    /* number to Page */
  GCancellable  *asking;   /* (nullable) of the query that is shown or on its way */
  gboolean       anew;     /* nothing of it has come yet */
  guint          count;
};

static void cw_paged_model_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwPagedModel, cw_paged_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, cw_paged_model_list_init))

static void
page_free (Page *page)
{
  for (guint i = 0; i < PAGE; i++)
    g_object_unref (page->items[i]);
  g_free (page);
}

static GType
get_item_type (GListModel *list)
{
  return CW_TYPE_PAGED_ITEM;
}

static guint
get_n_items (GListModel *list)
{
  return CW_PAGED_MODEL (list)->count;
}

/* Lets go of the page that is farthest from @number. */
static void
drop_farthest (CwPagedModel *self,
               guint         number)
{
  guint farthest = number;
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (ABS ((int) GPOINTER_TO_UINT (key) - (int) number) > ABS ((int) farthest - (int) number))
      farthest = GPOINTER_TO_UINT (key);
  g_hash_table_remove (self->pages, GUINT_TO_POINTER (farthest));
}

static Page *
get_page (CwPagedModel *self,
          guint         number)
{
  Page *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number));

  if (page != NULL)
    return page;

  if (g_hash_table_size (self->pages) >= KEPT)
    drop_farthest (self, number);
  page = g_new0 (Page, 1);
  for (guint i = 0; i < PAGE; i++)
    {
      page->items[i] = g_object_new (CW_TYPE_PAGED_ITEM, NULL);
      page->items[i]->free_row = self->free_row;
    }
  g_hash_table_insert (self->pages, GUINT_TO_POINTER (number), page);

  return page;
}

static gpointer
get_item (GListModel *list,
          guint       position)
{
  CwPagedModel *self = CW_PAGED_MODEL (list);
  gboolean known = g_hash_table_contains (self->pages, GUINT_TO_POINTER (position / PAGE));
  Page *page;

  if (position >= self->count)
    return NULL;

  page = get_page (self, position / PAGE);
  /* while another query is on its way, its first page comes by itself */
  if (!known && self->fetch != NULL && !self->anew)
    self->fetch (position / PAGE * PAGE, PAGE, self->asking, self->user_data);

  return g_object_ref (page->items[position % PAGE]);
}

static void
cw_paged_model_list_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
cw_paged_model_dispose (GObject *object)
{
  cw_paged_model_stop (CW_PAGED_MODEL (object));

  G_OBJECT_CLASS (cw_paged_model_parent_class)->dispose (object);
}

static void
cw_paged_model_finalize (GObject *object)
{
  g_hash_table_unref (CW_PAGED_MODEL (object)->pages);

  G_OBJECT_CLASS (cw_paged_model_parent_class)->finalize (object);
}

static void
cw_paged_model_class_init (CwPagedModelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_paged_model_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_paged_model_finalize;
}

static void
cw_paged_model_init (CwPagedModel *self)
{
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) page_free);
}

CwPagedModel *
cw_paged_model_new (CwPagedFetch   fetch,
                    gpointer       user_data,
                    GDestroyNotify free_row)
{
  CwPagedModel *self = g_object_new (CW_TYPE_PAGED_MODEL, NULL);

  self->fetch = fetch;
  self->user_data = user_data;
  self->free_row = free_row;

  return self;
}

void
cw_paged_model_stop (CwPagedModel *self)
{
  g_return_if_fail (CW_IS_PAGED_MODEL (self));

  self->fetch = NULL;
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

void
cw_paged_model_restart (CwPagedModel *self)
{
  g_return_if_fail (CW_IS_PAGED_MODEL (self));

  if (self->fetch == NULL)
    return;
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->asking = g_cancellable_new ();
  self->anew = TRUE;
  self->fetch (0, PAGE, self->asking, self->user_data);
}

static void
fill (CwPagedModel *self,
      guint         position,
      gpointer      row,
      gboolean      tell)
{
  CwPagedItem *item = get_page (self, position / PAGE)->items[position % PAGE];

  if (item->row != NULL)
    self->free_row (item->row);
  item->row = row;
  if (tell)
    g_signal_emit (item, signals[SIGNAL_FILLED], 0);
}

void
cw_paged_model_take (CwPagedModel *self,
                     GCancellable *cancellable,
                     guint         first,
                     guint         count,
                     GPtrArray    *rows)
{
  gboolean anew;
  guint old;

  g_return_if_fail (CW_IS_PAGED_MODEL (self));

  /* the list became longer or shorter meanwhile: what was asked for has another place now */
  if (self->fetch == NULL || cancellable != self->asking || (!self->anew && count != self->count))
    {
      gboolean moved = self->fetch != NULL && cancellable == self->asking;

      g_ptr_array_foreach (rows, (GFunc) (void (*) (void)) self->free_row, NULL);
      if (moved)
        cw_paged_model_restart (self);
      return;
    }

  anew = self->anew;
  old = self->count;
  if (anew)
    g_hash_table_remove_all (self->pages);
  self->anew = FALSE;
  self->count = count;
  for (guint i = 0; i < rows->len; i++)
    fill (self, first + i, g_ptr_array_index (rows, i), !anew);
  if (anew)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, old, count);
}

/* columns */

static CwPagedText
get_text (GtkListItem *list_item)
{
  return (CwPagedText) (void (*) (void)) g_object_get_data (G_OBJECT (list_item), "cw-text");
}

static void
filled_cb (GtkListItem *list_item)
{
  CwPagedItem *item = gtk_list_item_get_item (list_item);
  g_autofree char *text = item->row != NULL ? get_text (list_item) (item->row) : NULL;

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (list_item)), text != NULL ? text : "");
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item,
          gpointer                  text)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (list_item, label);
  g_object_set_data (G_OBJECT (list_item), "cw-text", text);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item)
{
  g_signal_connect_object (gtk_list_item_get_item (list_item), "filled", G_CALLBACK (filled_cb), list_item, G_CONNECT_SWAPPED);
  filled_cb (list_item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *list_item)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (list_item), filled_cb, list_item);
}

void
cw_paged_column_add (GtkColumnView *view,
                     const char    *title,
                     gboolean       expand,
                     CwPagedText    text)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) (void (*) (void)) text);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_expand (column, expand);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_append_column (view, column);
}
