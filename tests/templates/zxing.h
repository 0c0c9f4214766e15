/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

char *zxing_read (const unsigned char *xrgb,
                  int                  width,
                  int                  height,
                  int                  stride,
                  const char          *format);

#ifdef __cplusplus
}
#endif
