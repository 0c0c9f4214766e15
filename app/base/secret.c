/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-base"

#include "config.h"

#include "app/base/secret.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

struct _CwSecret
{
  gatomicrefcount refs;
  gsize           length;  /* bytes the caller asked for */
  gsize           mapped;  /* bytes mapped: whole pages */
  guint8         *data;
};

G_DEFINE_BOXED_TYPE (CwSecret, cw_secret, cw_secret_ref, cw_secret_unref)

/**
 * cw_wipe:
 *
 * Overwrites @length bytes so that the compiler cannot leave it out.
 */
void
cw_wipe (void *data,
         gsize length)
{
  explicit_bzero (data, length);
}

/**
 * cw_secret_harden_process:
 *
 * For main(), before anything else: this process leaves no core dump, and no other program of
 * the same user can attach to it or read its memory. Twice, because a core pattern that is a pipe
 * ignores the limit (core(5)), and a child keeps the limit but not the flag (prctl(2)).
 *
 * Returns: whether the system allowed both
 */
gboolean
cw_secret_harden_process (void)
{
  const struct rlimit none = { 0, 0 };
  gboolean closed = prctl (PR_SET_DUMPABLE, 0) == 0;

  return setrlimit (RLIMIT_CORE, &none) == 0 && closed;
}

/**
 * cw_secret_new_zero:
 * @length: bytes, at least 1
 *
 * Pages of its own rather than malloc(): mlock() and MADV_DONTDUMP work on pages, and a
 * neighbour's free() must not unlock ours. When the process may lock no more (RLIMIT_MEMLOCK)
 * the pages stay unlocked: with the dump and the fork closed, swap is the one leak left, and a
 * desk that cannot work at all would be worse.
 *
 * Returns: (transfer full): a secret of zeros, to be filled through cw_secret_get_buffer()
 */
CwSecret *
cw_secret_new_zero (gsize length)
{
  CwSecret *self;
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  gsize mapped;
  void *data;

  g_return_val_if_fail (length > 0 && length < G_MAXSIZE - page, NULL);

  mapped = (length + page - 1) / page * page;
  data = mmap (NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (data == MAP_FAILED)
    g_error ("no memory for a secret of %zu bytes", length);
  if (mlock (data, mapped) != 0)
    g_debug ("a secret of %zu bytes could not be locked into memory", length);
  madvise (data, mapped, MADV_DONTDUMP);
  madvise (data, mapped, MADV_WIPEONFORK);

  self = g_new0 (CwSecret, 1);
  g_atomic_ref_count_init (&self->refs);
  self->length = length;
  self->mapped = mapped;
  self->data = data;
  return self;
}

/**
 * cw_secret_new:
 * @data: (array length=length): the bytes, copied; the caller wipes its own
 * @length: bytes, at least 1
 *
 * Returns: (transfer full): a secret
 */
CwSecret *
cw_secret_new (const void *data,
               gsize       length)
{
  CwSecret *self = cw_secret_new_zero (length);

  memcpy (self->data, data, length);
  return self;
}

CwSecret *
cw_secret_ref (CwSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
cw_secret_unref (CwSecret *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  cw_wipe (self->data, self->mapped);
  munmap (self->data, self->mapped);
  g_free (self);
}

const guint8 *
cw_secret_get_data (const CwSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->data;
}

/**
 * cw_secret_get_buffer:
 *
 * Returns: (transfer none): the bytes for filling, before the secret is shared
 */
guint8 *
cw_secret_get_buffer (CwSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->data;
}

gsize
cw_secret_get_length (const CwSecret *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->length;
}

/**
 * cw_secret_equal:
 *
 * Compares in a time that does not depend on where the bytes differ.
 */
gboolean
cw_secret_equal (const CwSecret *a,
                 const CwSecret *b)
{
  guint8 difference = 0;

  if (a->length != b->length)
    return FALSE;
  for (gsize i = 0; i < a->length; i++)
    difference |= a->data[i] ^ b->data[i];
  return difference == 0;
}
