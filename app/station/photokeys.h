/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/keys/keys.h"
#include "app/store/photos.h"

G_BEGIN_DECLS

/**
 * CwPhotoVault:
 *
 * The keys that photos are enciphered with, as the store wants them: "store/photos" and, for its
 * earlier versions, "store/photos/VERSION".
 */
typedef struct _CwPhotoVault CwPhotoVault;

CwPhotoVault *cw_photo_vault_new   (CwKeySource  *keys);
void          cw_photo_vault_free  (CwPhotoVault *self);
void          cw_photo_vault_serve (CwPhotoVault *self,
                                    CwStore      *store);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPhotoVault, cw_photo_vault_free)

G_END_DECLS
