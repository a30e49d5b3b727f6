/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/pages.h"

#include "app/average/average-page.h"
#include "app/frames/frames-page.h"
#include "app/specialization/specialization-page.h"
#include "app/training/training-page.h"
#include "app/units/filters-page.h"
#include "app/units/layers-page.h"

#include <glib/gi18n-lib.h>

static const FusPageRow pages[] = {
  { "frames", N_ ("Frames"), "fus-frames-symbolic", fus_frames_page_get_type },
  { "average", N_ ("Average Face"), "fus-average-symbolic", fus_average_page_get_type },
  { "layers", N_ ("Layers"), "fus-layers-symbolic", fus_layers_page_get_type },
  { "filters", N_ ("Filters"), "fus-filters-symbolic", fus_filters_page_get_type },
  { "specialization", N_ ("Specialization"), "fus-specialization-symbolic",
    fus_specialization_page_get_type },
  { "training", N_ ("Training"), "fus-training-symbolic", fus_training_page_get_type },
};

/* There is a digit for each. */
G_STATIC_ASSERT (G_N_ELEMENTS (pages) <= 9);

const FusPageRow *
fus_pages (guint *n)
{
  *n = G_N_ELEMENTS (pages);
  return pages;
}

char *
fus_page_key (guint index)
{
  g_assert (index < G_N_ELEMENTS (pages));
  return g_strdup_printf ("<Alt>%u", index + 1);
}

char *
fus_page_action (guint index)
{
  g_assert (index < G_N_ELEMENTS (pages));
  return g_strconcat ("win.page::", pages[index].name, NULL);
}
