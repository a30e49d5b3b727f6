/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/asking/answers.h"

G_BEGIN_DECLS

/* What frames are filtered by. */
typedef enum
{
  FUS_FACET_PERSON,
  FUS_FACET_SEX,
  FUS_FACET_EXPRESSION,
  FUS_FACET_ANGLE,
  FUS_FACET_SESSION,
  FUS_FACET_PART,
  FUS_FACET_IDENTITY_ANSWER,
  FUS_FACET_EXPRESSION_ANSWER,
  FUS_FACET_FAULT,
  FUS_N_FACETS,
} FusFacet;

/* "Person", "Expression", …; translated. */
const char *fus_facet_title (FusFacet facet);
/* "Filter by person", …; translated. */
const char *fus_facet_description (FusFacet facet);
/* Whether it is about a network's answers, and then of which head. */
gboolean fus_facet_is_answer (FusFacet facet, FusTask *task);

/* Number of values that have a name, and the name of each ("happy", "F01"; translated). One more
 * stands for "the data set does not say". @frames: nullable */
guint fus_facet_n_named (FusFacet facet, const FusFrameList *frames);
const char *fus_facet_named_title (FusFacet facet, const FusFrameList *frames, guint value);
const char *fus_facet_other_title (FusFacet facet);
/* Value of frame @index. @answers: (nullable): of @frames */
guint fus_facet_value (FusFacet facet, const FusFrameList *frames, guint index,
                       const FusAnswers *answers);
/* "black or blank", "another size", …; translated. */
const char *fus_fault_title (FusFault fault);

G_END_DECLS
