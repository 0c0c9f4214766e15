/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <jansson.h>

/* The published vectors of EV2 secure messaging, through the engine. */

void ev2_check_auth (json_t *input,
                     json_t *expected);
void ev2_check_mac  (json_t *input,
                     json_t *expected);
void ev2_check_full (json_t *input,
                     json_t *expected);
void ev2_check_iv   (json_t *input,
                     json_t *expected);
