/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include "printers/cardfolder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "app/base/error.h"

/* Files that are either whole on the disk or not there. On the folder printer's thread. */

static const char *const file_names[] = {
  CW_CARD_FOLDER_FRONT,
  CW_CARD_FOLDER_BACK,
  CW_CARD_FOLDER_PDF,
  CW_CARD_FOLDER_NOTE,
};

/* two faces at 1200 dpi, not compressed at all, are 82 MB */
#define FILE_MAX_SIZE (128 * 1024 * 1024)

/**
 * cw_card_folder_fail:
 * @directory: what the operator knows the place by
 * @code: errno of what failed
 *
 * Returns: %FALSE, with @error set to a sentence
 */
gboolean
cw_card_folder_fail (const char *directory,
                     int         code,
                     GError    **error)
{
  if (code == ENOSPC || code == EDQUOT)
    g_set_error (error, CW_ERROR, CW_ERROR_PRINT_FAILED,
                 _("There is no room left in the folder “%s”. Nothing was printed. Make room and print again."),
                 directory);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE,
                 _("Nothing can be written into the folder “%s” (%s). Check that it exists and is yours."),
                 directory, g_strerror (code));
  return FALSE;
}

static gboolean
cw_card_folder_write_all (int           fd,
                          const guint8 *data,
                          gsize         length)
{
  while (length > 0)
    {
      ssize_t done = write (fd, data, length);

      if (done < 0 && errno == EINTR)
        continue;
      if (done < 0)
        return FALSE;
      data += done;
      length -= (gsize) done;
    }
  return TRUE;
}

/**
 * cw_card_folder_write:
 * @directory: named in the error
 * @folder: where the file goes
 * @file: its name; must not be there yet
 *
 * Returns: whether @bytes are on the disk, readable by the owner only
 */
gboolean
cw_card_folder_write (const char *directory,
                      const char *folder,
                      const char *file,
                      GBytes     *bytes,
                      GError    **error)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  gboolean ok;
  int code;
  int fd = open (path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);

  if (fd < 0)
    return cw_card_folder_fail (directory, errno, error);

  ok = cw_card_folder_write_all (fd, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes))
       && fsync (fd) == 0;
  code = errno;
  /* some file systems tell of a full disk only here */
  if (close (fd) != 0 && ok)
    {
      ok = FALSE;
      code = errno;
    }
  return ok || cw_card_folder_fail (directory, code, error);
}

/**
 * cw_card_folder_sync:
 *
 * Returns: whether the names in @folder are on the disk
 */
gboolean
cw_card_folder_sync (const char *directory,
                     const char *folder,
                     GError    **error)
{
  gboolean ok;
  int code;
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return cw_card_folder_fail (directory, errno, error);

  /* EINVAL: a file system that has nothing to sync for a folder */
  ok = fsync (fd) == 0 || errno == EINVAL;
  code = errno;
  close (fd);
  return ok || cw_card_folder_fail (directory, code, error);
}

/**
 * cw_card_folder_remove:
 *
 * Removes @folder with what the folder printer writes. A folder that holds anything else stays.
 */
void
cw_card_folder_remove (const char *folder)
{
  for (gsize i = 0; i < G_N_ELEMENTS (file_names); i++)
    {
      g_autofree char *path = g_build_filename (folder, file_names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

/**
 * cw_card_folder_publish:
 * @part: the folder under its temporary name
 * @final: its final name
 *
 * Two programs that print into one folder cannot both win: nothing is ever replaced.
 *
 * Returns: whether @part is now called @final. Errors: %CW_ERROR_EXISTS.
 */
gboolean
cw_card_folder_publish (const char *directory,
                        const char *part,
                        const char *final,
                        GError    **error)
{
  int result = renameat2 (AT_FDCWD, part, AT_FDCWD, final, RENAME_NOREPLACE);

  /* not every file system knows the flag; rename() itself never replaces a folder with files in it */
  if (result != 0 && (errno == EINVAL || errno == ENOSYS))
    result = rename (part, final);
  if (result != 0 && (errno == EEXIST || errno == ENOTEMPTY))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_EXISTS,
                   _("The folder “%s” exists already: this card has been printed. Nothing was printed again."), final);
      return FALSE;
    }
  if (result != 0)
    return cw_card_folder_fail (directory, errno, error);
  return TRUE;
}

/**
 * cw_card_folder_read:
 * @file: a bare file name
 *
 * Returns: (transfer full) (nullable): the file's bytes; %NULL when it cannot be read, is larger
 *   than the printer writes, or @file is not a bare name
 */
GBytes *
cw_card_folder_read (const char *folder,
                     const char *file)
{
  g_autofree char *path = NULL;
  char *text;
  gsize length;
  GStatBuf about;

  if (strchr (file, G_DIR_SEPARATOR) != NULL)
    return NULL;

  path = g_build_filename (folder, file, NULL);
  if (g_stat (path, &about) != 0 || !S_ISREG (about.st_mode) || about.st_size > FILE_MAX_SIZE)
    return NULL;
  if (!g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  return g_bytes_new_take (text, length);
}
