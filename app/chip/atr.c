/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/atr.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"

/* The answer to reset, before anything is sent to the card. A contactless card has none of its
 * own: the reader makes one up as PC/SC part 3 (3.1.3.2.3) says, and that tells the kinds apart.
 * No state; any thread. */

#define ATR_DIRECT 0x3B  /* TS, ISO/IEC 7816-3 8.1 */
#define ATR_INVERSE 0x3F

/* ISO/IEC 14443-4 cards and storage cards: TD1 and TD2 as PC/SC part 3 wants them */
#define ATR_TD1_CONTACTLESS 0x80
#define ATR_TD2_CONTACTLESS 0x01
#define ATR_TYPE_B_HISTORICAL 8 /* application data 4, protocol 3, MBLI 1 */

/* Historical bytes of a storage card: category, application identifier present, length, RID of
 * PC/SC (A0 00 00 03 06), SS, NN NN, four of zeros. */
static const guint8 storage_head[] = { 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06 };
#define STORAGE_HISTORICAL 15

typedef struct
{
  guint16     card;
  CwAtrFamily family;
  const char *name;
} CwAtrCard;

/* PC/SC part 3, supplement "Registered application provider identifiers and card names"; the
 * F0xx and FFxx are ACS's (FFxx: SAK xx of a card it does not know). SAKs: NXP AN10833. */
static const CwAtrCard cards[] = {
  { 0x0001, CW_ATR_CLASSIC, "MIFARE Classic 1K" },
  { 0x0002, CW_ATR_CLASSIC, "MIFARE Classic 4K" },
  { 0x0003, CW_ATR_ULTRALIGHT, "MIFARE Ultralight or NTAG" },
  { 0x0014, CW_ATR_STORAGE, "ICODE SLI" },
  { 0x0026, CW_ATR_CLASSIC, "MIFARE Mini" },
  { 0x0030, CW_ATR_STORAGE, "Topaz" },
  { 0x0036, CW_ATR_CLASSIC, "MIFARE Plus 2K (level 1)" },
  { 0x0037, CW_ATR_CLASSIC, "MIFARE Plus 4K (level 1)" },
  { 0x0038, CW_ATR_STORAGE, "MIFARE Plus 2K (level 2)" },
  { 0x0039, CW_ATR_STORAGE, "MIFARE Plus 4K (level 2)" },
  { 0x003A, CW_ATR_ULTRALIGHT, "MIFARE Ultralight C" },
  { 0x003B, CW_ATR_STORAGE, "FeliCa" },
  { 0x003D, CW_ATR_ULTRALIGHT, "MIFARE Ultralight EV1" },
  { 0xF004, CW_ATR_STORAGE, "Topaz" },
  { 0xF011, CW_ATR_STORAGE, "FeliCa" },
  { 0xF012, CW_ATR_STORAGE, "FeliCa" },
  { 0xFF00, CW_ATR_ULTRALIGHT, "MIFARE Ultralight or NTAG" },
  { 0xFF08, CW_ATR_CLASSIC, "MIFARE Classic 1K" },
  { 0xFF09, CW_ATR_CLASSIC, "MIFARE Mini" },
  { 0xFF18, CW_ATR_CLASSIC, "MIFARE Classic 4K" },
  { 0xFF88, CW_ATR_CLASSIC, "MIFARE Classic 1K" },
};

/* Steps over the interface bytes. Returns: %FALSE when they do not end. @contactless: (out):
 * whether they are those of a contactless card; @checked: (out): whether a TCK follows */
static gboolean
cw_atr_skip_interface (CwCursor *cursor,
                       guint8    y,
                       gboolean *contactless,
                       gboolean *checked)
{
  guint8 byte;
  guint level = 0;

  *contactless = y == 0x8; /* TD1 alone */
  *checked = FALSE;
  while (y != 0)
    {
      guint8 td = 0;

      level++;
      for (guint bit = 0; bit < 3; bit++) /* TA, TB, TC */
        if ((y & (1u << bit)) != 0 && !cw_cursor_read_u8 (cursor, &byte))
          return FALSE;
      if ((y & 0x8) != 0 && !cw_cursor_read_u8 (cursor, &td))
        return FALSE;
      if ((y & 0x8) != 0 && (td & 0x0F) != 0)
        *checked = TRUE;
      *contactless = *contactless && y == 0x8 && td == (level == 1 ? ATR_TD1_CONTACTLESS : ATR_TD2_CONTACTLESS);
      y = (y & 0x8) != 0 ? td >> 4 : 0;
    }
  *contactless = *contactless && level == 2;
  return TRUE;
}

static const CwAtrCard *
cw_atr_find_card (guint16 card)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cards); i++)
    if (cards[i].card == card)
      return &cards[i];
  return NULL;
}

static CwAtrFamily
cw_atr_judge (CwAtr *self)
{
  const CwAtrCard *card;

  if (self->n_historical == STORAGE_HISTORICAL &&
      memcmp (self->historical, storage_head, sizeof storage_head) == 0)
    {
      self->standard = self->historical[8];
      self->card = (guint16) (self->historical[9] << 8 | self->historical[10]);
      card = cw_atr_find_card (self->card);
      return card != NULL ? card->family : CW_ATR_STORAGE;
    }
  /* MBLI stands in the upper half of the last byte. A type A card with eight historical bytes may
   * look the same, which is why nobody refuses a card for it. */
  if (self->n_historical == ATR_TYPE_B_HISTORICAL && (self->historical[7] & 0x0F) == 0)
    return CW_ATR_ISO_B;
  return CW_ATR_ISO_A;
}

/**
 * cw_atr_parse:
 * @bytes: (array length=length): what the reader reports
 */
void
cw_atr_parse (CwAtr        *self,
              const guint8 *bytes,
              gsize         length)
{
  CwCursor cursor;
  guint8 ts;
  guint8 t0;
  guint8 sum = 0;
  gboolean contactless;
  gboolean checked;
  const guint8 *historical;

  memset (self, 0, sizeof *self);
  if (length > CW_ATR_MAX)
    return;
  cw_cursor_init (&cursor, bytes, length);
  if (!cw_cursor_read_u8 (&cursor, &ts) || (ts != ATR_DIRECT && ts != ATR_INVERSE) ||
      !cw_cursor_read_u8 (&cursor, &t0) || !cw_atr_skip_interface (&cursor, t0 >> 4, &contactless, &checked))
    return;
  historical = cw_cursor_read (&cursor, t0 & 0x0F);
  if (historical == NULL || cw_cursor_get_left (&cursor) != (checked ? 1 : 0))
    return;
  for (gsize i = 1; checked && i < length; i++)
    sum ^= bytes[i];
  if (sum != 0)
    return;

  self->n_historical = t0 & 0x0F;
  memcpy (self->historical, historical, self->n_historical);
  self->family = contactless ? cw_atr_judge (self) : CW_ATR_CONTACT;
}

/**
 * cw_atr_describe:
 *
 * Returns: (transfer full): what the operator reads
 */
char *
cw_atr_describe (const CwAtr *self)
{
  const CwAtrCard *card;

  switch (self->family)
    {
    case CW_ATR_UNKNOWN:
      return g_strdup (_ ("unknown card"));
    case CW_ATR_CONTACT:
      return g_strdup (_ ("card with contacts"));
    case CW_ATR_ISO_A:
      return g_strdup (_ ("processor card (ISO 14443-4 type A)"));
    case CW_ATR_ISO_B:
      return g_strdup (_ ("processor card (ISO 14443-4 type B)"));
    case CW_ATR_CLASSIC:
    case CW_ATR_ULTRALIGHT:
    case CW_ATR_STORAGE:
      break;
    }
  card = cw_atr_find_card (self->card);
  if (card != NULL)
    return g_strdup (card->name);
  return g_strdup_printf (_ ("storage card %02X %04X"), self->standard, self->card);
}

/**
 * cw_atr_may_be_desfire:
 *
 * A DESFire's historical bytes can be set (SetConfiguration), so any processor card may be one;
 * an ATR that cannot be read says nothing. Only GetVersion knows.
 *
 * Returns: %FALSE for storage cards and cards with contacts
 */
gboolean
cw_atr_may_be_desfire (const CwAtr *self)
{
  return self->family == CW_ATR_UNKNOWN || self->family == CW_ATR_ISO_A || self->family == CW_ATR_ISO_B;
}

/**
 * cw_atr_check_desfire:
 * @bytes: (array length=length): the answer to reset
 *
 * Returns: %FALSE with %CW_ERROR_CARD_UNKNOWN when this cannot be a DESFire
 */
gboolean
cw_atr_check_desfire (const guint8 *bytes,
                      gsize         length,
                      GError      **error)
{
  g_autofree char *kind = NULL;
  CwAtr atr;

  cw_atr_parse (&atr, bytes, length);
  if (cw_atr_may_be_desfire (&atr))
    return TRUE;
  kind = cw_atr_describe (&atr);
  g_set_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN, _ ("This is no MIFARE DESFire (%s). Lay the right card on the reader, or choose a chip plan for this kind."), kind);
  return FALSE;
}
