/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/store.h"

G_BEGIN_DECLS

/* What the outbox asks of the store beyond store.h: what a person does to a message, which ESI
 * the register knows, and the questions of whoever sends. Calls and errors as in store.h. */

/* under which ESI the register was told of a person; @esi: (out) (transfer full) (nullable) */
gboolean     cw_store_get_registered_esi    (CwStore    *self,
                                             const char *student_id,
                                             char      **esi,
                                             GError    **error);
/* Does nothing when one is noted already: it never changes silently. */
gboolean     cw_store_note_registered_esi   (CwStore    *self,
                                             const char *student_id,
                                             const char *esi,
                                             GError    **error);

/* Called after a commit that wrote down something to be sent, on the committing thread; it must not
 * call the store. @func: (nullable): nobody. Waits for a call that is under way. */
typedef void (*CwStoreOutboxFunc) (gpointer user_data);
void         cw_store_set_outbox_func       (CwStore          *self,
                                             CwStoreOutboxFunc func,
                                             gpointer          user_data);

/* read; (transfer full): of CwOutboxRow */
GPtrArray   *cw_store_list_owed_messages    (CwStore *self,
                                             guint    limit,
                                             GError **error);
GPtrArray   *cw_store_list_earlier_messages (CwStore           *self,
                                             const CwOutboxRow *message,
                                             guint              limit,
                                             GError           **error);
gboolean     cw_store_is_message_overtaken  (CwStore           *self,
                                             const CwOutboxRow *message,
                                             gboolean          *overtaken,
                                             GError           **error);

/* change; each is journalled */
gboolean     cw_store_hurry_message         (CwStore *self,
                                             gint64   message_id,
                                             GError **error);
gboolean     cw_store_renew_message         (CwStore    *self,
                                             gint64      message_id,
                                             const char *payload,
                                             GError    **error);
gboolean     cw_store_give_up_message       (CwStore    *self,
                                             gint64      message_id,
                                             const char *reason,
                                             GError    **error);
gboolean     cw_store_keep_payload          (CwStore    *self,
                                             gint64      message_id,
                                             const char *payload,
                                             GError    **error);

G_END_DECLS
