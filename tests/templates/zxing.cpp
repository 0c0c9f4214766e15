// SPDX-FileCopyrightText: 2026 The Cardwright authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A second reader, by other people, of the codes that we draw: ZXing, whose Debian 12 library
// speaks C++ only.

#define ZX_USE_UTF8 1

#include "tests/templates/zxing.h"

#include <cstring>
#include <string>

#include <ZXing/ReadBarcode.h>

static ZXing::BarcodeFormat
to_format (const char *title)
{
  static const struct
  {
    const char *title;
    ZXing::BarcodeFormat format;
  } formats[] = {
    { "QR", ZXing::BarcodeFormat::QRCode },
    { "Code 128", ZXing::BarcodeFormat::Code128 },
    { "Code 39", ZXing::BarcodeFormat::Code39 },
    { "ITF", ZXing::BarcodeFormat::ITF },
    { "EAN-13", ZXing::BarcodeFormat::EAN13 },
    { "PDF417", ZXing::BarcodeFormat::PDF417 },
    { "Data Matrix", ZXing::BarcodeFormat::DataMatrix },
    { "Aztec", ZXing::BarcodeFormat::Aztec },
  };

  for (const auto &known : formats)
    if (std::strcmp (known.title, title) == 0)
      return known.format;
  return ZXing::BarcodeFormat::None;
}

// Returns: text to free(), or NULL. Without an ECI the bytes as they are, because a guess is no
// reading.
char *
zxing_read (const unsigned char *xrgb,
            int                  width,
            int                  height,
            int                  stride,
            const char          *format)
{
  ZXing::ImageView image (xrgb, width, height, ZXing::ImageFormat::BGRX, stride);
  ZXing::DecodeHints hints;

  hints.setFormats (to_format (format));
  auto result = ZXing::ReadBarcode (image, hints);
  if (!result.isValid ())
    return nullptr;
  const auto &bytes = result.bytes ();
  const std::string text = result.hasECI () ? result.text () : std::string (bytes.begin (), bytes.end ());
  return strdup (text.c_str ());
}
