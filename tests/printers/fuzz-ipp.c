/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdint.h>
#include <string.h>

#include "printers/cups/job.h"
#include "printers/cups/pages.h"
#include "printers/cups/queue.h"

/* One answer in IPP, as a printer or a print service sends it, read in all the ways in which one is. */

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

typedef struct
{
  const uint8_t *data;
  size_t         left;
} Wire;

static ssize_t
read_cb (void        *user_data,
         ipp_uchar_t *buffer,
         size_t       length)
{
  Wire *wire = user_data;

  length = MIN (length, wire->left);
  if (length > 0)
    memcpy (buffer, wire->data, length);
  wire->data += length;
  wire->left -= length;
  return (ssize_t) length;
}

static void
read_view (ipp_t *answer)
{
  g_autoptr (CwDeviceView) view = cw_device_view_read (answer, TRUE);
  CwPagesPlan plan = { .page_x = (guint) view->medium.x, .page_y = (guint) view->medium.y };
  guint width, height;

  g_assert_nonnull (view->make_and_model);
  if (view->medium.x == 0 || !cw_pages_plan_raster (&plan, view))
    return;
  g_assert_true (cw_medium_is_card (view->medium.x, view->medium.y));
  cw_pages_get_canvas (&plan, &width, &height);
  g_assert_true (width > 0 && width <= 8192 && height > 0 && height <= width);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  Wire wire = { data, size };
  ipp_t *answer = ippNew ();

  if (ippReadIO (&wire, read_cb, 1, NULL, answer) != IPP_STATE_DATA)
    {
      ippDelete (answer);
      return 0;
    }
  g_ptr_array_unref (cw_job_read_list (answer));
  g_ptr_array_unref (cw_queue_read_list (answer));
  read_view (answer);
  return 0;
}
