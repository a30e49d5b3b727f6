/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "faces/pictures/picture-codecs.h"

#define TAG_ORIENTATION 0x0112
#define TYPE_SHORT 3
#define TYPE_LONG 4
#define ENTRY_BYTES 12

static guint
read16 (const guint8 *p, gboolean big)
{
  return big ? p[0] << 8 | p[1] : p[1] << 8 | p[0];
}

static guint32
read32 (const guint8 *p, gboolean big)
{
  return big ? (guint32) read16 (p, big) << 16 | read16 (p + 2, big)
             : (guint32) read16 (p + 2, big) << 16 | read16 (p, big);
}

int
fus_exif_orientation (const guint8 *segment, gsize size)
{
  if (size < 6 || memcmp (segment, "Exif\0\0", 6) != 0)
    return 1;
  return fus_tiff_orientation (segment + 6, size - 6);
}

int
fus_tiff_orientation (const guint8 *tiff, gsize size)
{
  gboolean big;
  gsize offset, n_entries;

  if (size < 8)
    return 1;
  if (memcmp (tiff, "II*\0", 4) != 0 && memcmp (tiff, "MM\0*", 4) != 0)
    return 1;
  big = tiff[0] == 'M';
  offset = read32 (tiff + 4, big);
  /* Written so that no offset a file claims can overflow. */
  if (offset > size - 2)
    return 1;
  n_entries = MIN (read16 (tiff + offset, big), (size - offset - 2) / ENTRY_BYTES);
  for (gsize i = 0; i < n_entries; i++)
    {
      const guint8 *entry = tiff + offset + 2 + i * ENTRY_BYTES;
      guint type, value;

      if (read16 (entry, big) != TAG_ORIENTATION)
        continue;
      /* Some programs write a LONG where the standard has a SHORT. */
      type = read16 (entry + 2, big);
      if (type != TYPE_SHORT && type != TYPE_LONG)
        return 1;
      value = type == TYPE_SHORT ? read16 (entry + 8, big) : read32 (entry + 8, big);
      return value >= 1 && value <= 8 ? (int) value : 1;
    }
  return 1;
}
