/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <jansson.h>

/* EV2 secure messaging (71, 77) is not part of the engine. Its published vectors are still good
 * witnesses of the primitives under it. */

void ev2_check_auth (json_t *input,
                     json_t *expected);
void ev2_check_mac  (json_t *input,
                     json_t *expected);
void ev2_check_full (json_t *input,
                     json_t *expected);
void ev2_check_iv   (json_t *input,
                     json_t *expected);
