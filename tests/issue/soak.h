/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/store.h"
#include "machine.h"

G_BEGIN_DECLS

/* What the soak's two processes agree on: which students there are, and in which machine the blanks
 * are. A machine is emptied after some cards and the next one is used, since each writes down
 * everything that ever was in it at every movement. */

#define SOAK_INSTITUTION "lbtu"
#define SOAK_MACHINE_CARDS 40

typedef struct
{
  guint machine; /* the one in use */
  guint earlier; /* blanks that left the hoppers of those before it */
  guint done;    /* students that have their card, and all before them */
} SoakMark;

char    *soak_student_id     (guint index);
SoakMark soak_read_mark      (const char *folder);
void     soak_write_mark     (const char     *folder,
                              const SoakMark *mark);
Machine *soak_open_machine   (const char *folder,
                              guint       index);
/* (transfer full) (nullable): the card that is in the student's hand */
CwCard  *soak_find_issued    (CwStore    *store,
                              const char *student_id,
                              guint      *issued);

G_END_DECLS
