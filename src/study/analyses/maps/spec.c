/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/maps/spec.h"

#include "study/analyses/maps/maps.h"
#include "study/analyses/maps/tables.h"
#include "study/folder/note.h"

#include <string.h>

#define FOLDER "analysis/maps"

/* A row like fus_maps_analysis for one more kind of map. */
typedef struct
{
  FusAnalysis analysis;
  FusMapSpec spec;
  FusResultTable tables[FUS_N_MAP_TABLES];
} Row;

static gboolean
is_paper (const FusMapSpec *spec)
{
  return fus_map_spec_equal (spec, &FUS_MAP_SPEC_PAPER);
}

/* "hirescam-conv6", "integrated-gradients" */
static char *
kind_name (const FusMapSpec *spec)
{
  const char *method = fus_map_method_name (spec->method);

  if (!fus_map_method_has_layer (spec->method))
    return g_strdup (method);
  return g_strdup_printf ("%s-%s", method, fus_layer_name (spec->layer));
}

char *
fus_map_folder (const FusMapSpec *spec)
{
  g_autofree char *kind = kind_name (spec);

  return is_paper (spec) ? g_strdup (FOLDER) : g_strconcat (FOLDER "/", kind, NULL);
}

const char *
fus_map_spec_word (const FusMapSpec *spec)
{
  return spec->method == FUS_MAP_METHOD_GRADCAM ? "Grad-CAM" : fus_map_method_name (spec->method);
}

void
fus_map_spec_add (const FusMapSpec *spec, JsonBuilder *note)
{
  fus_json_add_string (note, "method", fus_map_spec_word (spec));
  if (fus_map_method_has_layer (spec->method))
    fus_json_add_string (note, "layer", fus_layer_name (spec->layer));
}

static Row *
make_row (const FusMapSpec *spec)
{
  Row *row = g_new (Row, 1);
  g_autofree char *kind = kind_name (spec);

  *row = (Row){ .analysis = fus_maps_analysis, .spec = *spec };
  row->analysis.name = g_strconcat (fus_maps_analysis.name, "-", kind, NULL);
  row->analysis.tables = row->tables;
  for (guint i = 0; i < FUS_N_MAP_TABLES; i++)
    {
      row->tables[i] = fus_map_tables[i];
      row->tables[i].name = g_strconcat ("maps/", kind, "/", fus_map_tables[i].name, NULL);
    }
  return row;
}

/* Made when they are first asked for, and kept: runs and results point to them. */
const FusAnalysis *
fus_maps_analysis_of (const FusMapSpec *spec)
{
  static Row *rows[FUS_N_MAP_METHODS][FUS_N_CONV_LAYERS];
  static GMutex lock;
  const FusLayer layer = fus_map_method_has_layer (spec->method) ? spec->layer : FUS_LAYER_CONV8;
  g_autoptr (GMutexLocker) locker = NULL;
  Row **row;

  g_return_val_if_fail (fus_map_method_is_quick (spec->method), NULL);
  if (is_paper (spec))
    return &fus_maps_analysis;
  locker = g_mutex_locker_new (&lock);
  row = &rows[spec->method][layer];
  if (*row == NULL)
    *row = make_row (&(FusMapSpec){ spec->method, layer });
  return &(*row)->analysis;
}

FusMapSpec
fus_maps_analysis_spec (const FusAnalysis *analysis)
{
  return analysis == &fus_maps_analysis ? FUS_MAP_SPEC_PAPER : ((const Row *) analysis)->spec;
}
