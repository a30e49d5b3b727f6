/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/team.h"

G_BEGIN_DECLS

/* Each kernel of conv.h, linear.h and pool.h again, written as its formula reads, summing in double
 * precision, in the calling thread (the team is ignored): what the tests hold the fast ones
 * against. */

void fus_conv_forward_reference (float *y, const float *x, const float *w, const float *b, gsize n,
                                 gsize in, gsize out, gsize side, FusTeam *team);
void fus_conv_backward_data_reference (float *dx, const float *dy, const float *w, gsize n,
                                       gsize in, gsize out, gsize side, FusTeam *team);
void fus_conv_backward_weights_reference (float *dw, float *db, const float *x, const float *dy,
                                          gsize n, gsize in, gsize out, gsize side, FusTeam *team);

void fus_linear_forward_reference (float *y, const float *x, const float *w, const float *b,
                                   gsize n, gsize in, gsize out, FusTeam *team);
void fus_linear_backward_data_reference (float *dx, const float *dy, const float *w, gsize n,
                                         gsize in, gsize out, FusTeam *team);
void fus_linear_backward_weights_reference (float *dw, float *db, const float *x, const float *dy,
                                            gsize n, gsize in, gsize out, FusTeam *team);

void fus_pool_forward_reference (float *y, guint8 *index, const float *x, gsize planes, gsize side,
                                 FusTeam *team);
void fus_pool_backward_reference (float *dx, const float *dy, const guint8 *index, gsize planes,
                                  gsize side, FusTeam *team);

G_END_DECLS
