/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "faces/datasets/kdef.h"
#include "faces/datasets/scan.h"

/* Files of the published set whose names are cut short, and the frames they are. */
static const char *const misnamed[][2] = { { "AF31V", "AF31SAHL" }, { "AM31H", "AM31SUHR" } };

#define LENGTH_STRAIGHT 7 /* AF01ANS */
#define LENGTH_TURNED 8   /* AF01ANFL */

/* The name up to its ending, in capitals; NULL where it does not end as a picture's. */
static char *
get_stem (const char *name)
{
  g_autofree char *stem = NULL;

  if (!fus_is_picture_name (name))
    return NULL;
  stem = g_strndup (name, strrchr (name, '.') - name);
  return g_ascii_strup (stem, -1);
}

static gboolean
parse_expression (const char *text, gint8 *expression)
{
  for (int i = 0; i < FUS_N_EXPRESSIONS; i++)
    if (strncmp (text, fus_expression_code (i), 2) == 0)
      {
        *expression = i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
parse_angle (const char *text, gint8 *angle)
{
  for (int i = 0; i < FUS_N_ANGLES; i++)
    if (strcmp (text, fus_angle_code (i)) == 0)
      {
        *angle = i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
parse_stem (const char *stem, FusFrame *frame, guint *number)
{
  const gsize length = strlen (stem);

  if (length != LENGTH_STRAIGHT && length != LENGTH_TURNED)
    return FALSE;
  if ((stem[0] != 'A' && stem[0] != 'B') || (stem[1] != 'F' && stem[1] != 'M')
      || !g_ascii_isdigit (stem[2]) || !g_ascii_isdigit (stem[3]))
    return FALSE;
  *number = g_ascii_digit_value (stem[2]) * 10 + g_ascii_digit_value (stem[3]);
  if (*number == 0 || !parse_expression (stem + 4, &frame->expression)
      || !parse_angle (stem + 6, &frame->angle))
    return FALSE;
  frame->session = stem[0];
  frame->sex = stem[1] == 'F' ? FUS_SEX_FEMALE : FUS_SEX_MALE;
  return TRUE;
}

/* The name that a misnamed file of the published set should have; @stem for any other. */
static const char *
right_name (const char *stem)
{
  for (guint i = 0; i < G_N_ELEMENTS (misnamed); i++)
    if (strcmp (stem, misnamed[i][0]) == 0)
      return misnamed[i][1];
  return stem;
}

/* The one KDEF name among the words of a longer name, which anything but letters and digits parts.
 * NULL where there is none or more than one, as in a morph of two. (transfer full) (nullable) */
static char *
find_within (const char *stem)
{
  char found[LENGTH_TURNED + 1] = "";
  FusFrame frame = { 0 };
  guint number;

  while (*stem != '\0')
    {
      char word[LENGTH_TURNED + 1];
      gsize length = 0;

      while (g_ascii_isalnum (stem[length]))
        length++;
      g_strlcpy (word, stem, MIN (length + 1, sizeof word));
      if (length <= LENGTH_TURNED && parse_stem (right_name (word), &frame, &number))
        {
          if (*found != '\0' && strcmp (found, word) != 0)
            return NULL;
          strcpy (found, word);
        }
      stem += length;
      /* Bytes of other letters belong to a word that is none of KDEF's. */
      while (*stem != '\0' && !g_ascii_isalnum (*stem))
        stem++;
    }
  return *found != '\0' ? g_strdup (found) : NULL;
}

FusKdefName
fus_kdef_parse_name (const char *name, FusFrame *frame, guint *number)
{
  g_autofree char *stem = get_stem (name);
  g_autofree char *within = NULL;
  const char *right;
  FusKdefName kind = FUS_KDEF_NAME_EXACT;
  FusFrame parsed = *frame;
  guint parsed_number;

  if (stem == NULL)
    return FUS_KDEF_NAME_NONE;
  right = right_name (stem);
  if (right != stem)
    kind = FUS_KDEF_NAME_MISNAMED;
  if (!parse_stem (right, &parsed, &parsed_number))
    {
      within = find_within (stem);
      if (within == NULL || !parse_stem (right_name (within), &parsed, &parsed_number))
        return FUS_KDEF_NAME_NONE;
      kind = FUS_KDEF_NAME_WITHIN;
    }
  *frame = parsed;
  *number = parsed_number;
  return kind;
}

gboolean
fus_kdef_name_looks_so (const char *name)
{
  g_autofree char *stem = get_stem (name);
  gint8 label;

  /* "AF01AN" anywhere. */
  for (const char *at = stem; at != NULL && strlen (at) >= LENGTH_STRAIGHT - 1; at++)
    if ((at[0] == 'A' || at[0] == 'B') && (at[1] == 'F' || at[1] == 'M') && g_ascii_isdigit (at[2])
        && g_ascii_isdigit (at[3]) && parse_expression (at + 4, &label))
      return TRUE;
  return FALSE;
}

gboolean
fus_kdef_is_average (const char *name)
{
  g_autofree char *stem = get_stem (name);
  gint8 label;

  if (stem == NULL || (stem[0] != 'F' && stem[0] != 'M'))
    return FALSE;
  /* A misnamed FAFHR of the published set. */
  if (strcmp (stem, "FAHR") == 0)
    return TRUE;
  return strlen (stem) >= 4 && parse_expression (stem + 1, &label)
         && parse_angle (stem + 3, &label);
}

char *
fus_kdef_name (char session, FusSex sex, guint number, FusExpression expression, FusAngle angle)
{
  return g_strdup_printf ("%c%s%02u%s%s.JPG", session, fus_sex_name (sex), number,
                          fus_expression_code (expression), fus_angle_code (angle));
}
