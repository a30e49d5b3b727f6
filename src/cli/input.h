/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/feeder.h"

G_BEGIN_DECLS

/**
 * FusCropChoice:
 * @given: otherwise what the network was trained with is taken, and @crop where it does not say
 *
 * Which part of a picture a network gets to see.
 */
typedef struct
{
  gboolean given;
  FusCrop crop;
} FusCropChoice;

/* The option --crop, for a command's list. @text: a char * */
#define FUS_OPTION_CROP(text)                                                                      \
  {                                                                                                \
    "crop", 0, 0, G_OPTION_ARG_STRING, &(text),                                                    \
        N_ ("Part of a picture to take: whole, face, square, or x,y,width,height as shares; by "   \
            "default what the network was trained with"),                                          \
        N_ ("PART")                                                                                \
  }

/* @text: the value of --crop, or NULL. Prints and returns FALSE for what is none. */
gboolean fus_crop_choice_parse (const char *text, FusCropChoice *choice);

/**
 * FusInput:
 * @values: [3, image_size, image_size], normalised
 * @picture: (nullable): what they were made from; NULL for an array
 * @crop: the part of @picture that was taken
 */
typedef struct
{
  float *values;
  FusPicture *picture;
  FusCrop crop;
} FusInput;

/**
 * fus_input_load:
 * @task: whose crop to take where identity and expression were learnt from two data sets
 * @path: a picture, or an array (.npy) that goes into the network as it is
 *
 * Free with fus_input_clear().
 */
gboolean fus_input_load (FusInput *input, const FusNetwork *network, FusTask task, const char *path,
                         const FusCropChoice *choice, GError **error);
void fus_input_clear (FusInput *input);

/**
 * fus_input_find_class:
 * @path: of the network, for messages
 * @name: (nullable): of a class of @task
 * @class_index: (out): -1 without @name
 *
 * FALSE with @error when the network has no head for @task or no such class.
 */
gboolean fus_input_find_class (const FusNetwork *network, const char *path, FusTask task,
                               const char *name, gint32 *class_index, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FusInput, fus_input_clear)

G_END_DECLS
