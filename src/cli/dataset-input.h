/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/datasets/dataset.h"

G_BEGIN_DECLS

/* How commands open data sets. */

/**
 * FusDatasetInput:
 * @max_per_person, @fer_test: values of the options of these names; 0 and NULL where not given
 */
typedef struct
{
  int max_per_person;
  char *fer_test;
} FusDatasetInput;

/* The options, for a command's own list. @input: a FusDatasetInput */
#define FUS_DATASET_INPUT_ENTRIES(input)                                                           \
  { "max-per-person",                                                                              \
    0,                                                                                             \
    0,                                                                                             \
    G_OPTION_ARG_INT,                                                                              \
    &(input).max_per_person,                                                                       \
    N_ ("Most frames of a person, evenly from all there are; 0 for all"),                          \
    "N" },                                                                                         \
  {                                                                                                \
    "fer-test", 0, 0, G_OPTION_ARG_STRING, &(input).fer_test,                                      \
        N_ ("FER-2013’s public test, private test, or both (the default)"), "PART"                 \
  }

/* Prints and returns FALSE for wrong usage. */
gboolean fus_dataset_input_parse (const FusDatasetInput *input, FusDatasetChoice *choice);

/**
 * fus_dataset_input_open:
 *
 * Opens what is chosen of a data set, telling on the terminal how far it is.
 *
 * Returns: (transfer full): NULL after printing why; then @status is what to exit with
 */
FusDataset *fus_dataset_input_open (const char *path, const FusDatasetChoice *choice, int *status);

/* The data set's frames with their faults, after decoding each. (transfer full): NULL when it was
 * interrupted. */
FusFrameList *fus_dataset_input_check (const FusDataset *dataset, int threads);

G_END_DECLS
