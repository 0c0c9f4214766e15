/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cups/cups.h>
#include <cups/raster.h>
#include <glib.h>

/* One spelling for what libcups 3 renamed; the left side is ours. Source of the new names:
 * "Migrating Code from CUPS 2.x to 3.x" in libcups' documentation. Only calls that both
 * versions have are used in this room. */

#if CUPS_VERSION_MAJOR < 3
typedef cups_size_t CwCupsMedia;
typedef cups_page_header2_t CwCupsPageHeader;
typedef int CwCupsCount;
typedef int CwCupsTruth;

#define CW_CUPS_DISCOVERED CUPS_PRINTER_DISCOVERED
#define cw_cups_connect httpConnect2
#define cw_cups_connect_dest cupsConnectDest
#define cw_cups_copy_dest_info(http, dest, flags) cupsCopyDestInfo (http, dest)
#define cw_cups_get_error cupsLastError
#define cw_cups_get_error_string cupsLastErrorString
#define cw_cups_get_encryption cupsEncryption
#define cw_cups_get_port ippPort
#define cw_cups_get_server cupsServer
#define cw_cups_get_user cupsUser
#define cw_cups_set_password_func cupsSetPasswordCB2
#define cw_cups_first_attribute ippFirstAttribute
#define cw_cups_next_attribute ippNextAttribute
#define cw_cups_raster_read_header cupsRasterReadHeader2
#define cw_cups_address_port httpAddrPort
#define cw_cups_read httpRead2
#define cw_cups_write_get(http, resource) (httpGet (http, resource) == 0)
#define cw_cups_status_string httpStatus
#else
typedef cups_media_t CwCupsMedia;
typedef cups_page_header_t CwCupsPageHeader;
typedef size_t CwCupsCount;
typedef bool CwCupsTruth;

#define CW_CUPS_DISCOVERED CUPS_PTYPE_DISCOVERED
#define cw_cups_connect httpConnect
#define cw_cups_connect_dest cupsConnectDest
#define cw_cups_copy_dest_info cupsCopyDestInfo
#define cw_cups_get_error cupsGetError
#define cw_cups_get_error_string cupsGetErrorString
#define cw_cups_get_encryption cupsGetEncryption
#define cw_cups_get_port ippGetPort
#define cw_cups_get_server cupsGetServer
#define cw_cups_get_user cupsGetUser
#define cw_cups_set_password_func cupsSetPasswordCB
#define cw_cups_first_attribute ippGetFirstAttribute
#define cw_cups_next_attribute ippGetNextAttribute
#define cw_cups_raster_read_header cupsRasterReadHeader
#define cw_cups_address_port httpAddrGetPort
#define cw_cups_read httpRead
#define cw_cups_write_get(http, resource) httpWriteRequest (http, "GET", resource)
#define cw_cups_status_string httpStatusString
#endif

static inline void
cw_cups_free_dest (cups_dest_t *dest)
{
  cupsFreeDests (1, dest);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (http_t, httpClose)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ipp_t, ippDelete)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (cups_dest_t, cw_cups_free_dest)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (cups_dinfo_t, cupsFreeDestInfo)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (cups_raster_t, cupsRasterClose)
