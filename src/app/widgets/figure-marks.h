/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/figures/study-figure.h"
#include <graphene.h>

G_BEGIN_DECLS

/**
 * FusFigureMark:
 *
 * One bar (row = group, column = bar in it) or one cell (row = true class, column = predicted
 * class) of a figure.
 */
typedef struct
{
  guint row, column;
} FusFigureMark;

/* Whether the figure is made of bars or cells at all. */
gboolean fus_figure_has_marks (FusStudyFigure *figure);

/* Which mark lies at a point of the drawing of that size. FALSE where there is none. */
gboolean fus_figure_pick_mark (FusStudyFigure *figure, double width, double height,
                               double font_size, double x, double y, FusFigureMark *mark);
/* Where a mark lies in the drawing of that size. */
void fus_figure_place_mark (FusStudyFigure *figure, double width, double height, double font_size,
                            const FusFigureMark *mark, graphene_rect_t *place);
/* The neighbour; along a row of bars from group to group. FALSE where there is none. */
gboolean fus_figure_step_mark (FusStudyFigure *figure, FusFigureMark *mark, int rows, int columns);

/* "Identity network, identity: 97.0 % (95.2–98.6), n = 490". (transfer full) */
char *fus_figure_describe_mark (FusStudyFigure *figure, const FusFigureMark *mark);
/* The figure as text for those who cannot see it. (transfer full) */
char *fus_figure_describe (FusStudyFigure *figure);

G_END_DECLS
