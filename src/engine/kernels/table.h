/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels.h"
#include "engine/kernels/lanes.h"

/* What the files of this folder define, under the instruction set's name; kernels.h says what each
 * does. */
void FUS_ISA_NAME (fus_load_tiles) (float *v, gsize position_stride, gsize block_stride,
                                    const FusTiles *tiles, guint first_tile, guint n_tiles,
                                    guint first_block, guint n_blocks);
void FUS_ISA_NAME (fus_multiply) (float *m, gsize m_stride, const float *v, gsize v_stride,
                                  gsize block_stride, const float *u, guint n_tiles, guint n_blocks,
                                  guint n_out);
void FUS_ISA_NAME (fus_store_tiles) (const FusOutput *output, const float *m, gsize m_stride,
                                     guint first_tile, guint n_tiles, guint first_block);
void FUS_ISA_NAME (fus_load_gradient_tiles) (float *d, gsize d_stride, float *sum,
                                             const FusTiles *tiles, guint first_tile, guint n_tiles,
                                             guint first_block);
void FUS_ISA_NAME (fus_multiply_gradient) (float *du, const float *v, gsize block_stride,
                                           const float *d, guint n_tiles, guint n_blocks,
                                           guint n_out);
void FUS_ISA_NAME (fus_load_weights) (float *u, gsize u_stride, const float *w, guint n_out,
                                      guint n_in, guint panel, guint first_block, guint n_blocks,
                                      gboolean flipped);
void FUS_ISA_NAME (fus_update_weights) (const FusUpdate *update, const float *du, gsize u_stride,
                                        guint n_out, guint n_in, guint panel, guint block);
void FUS_ISA_NAME (fus_conv1_forward) (const FusOutput *output, const float *image, const float *w,
                                       guint image_side, guint frame, guint y);
void FUS_ISA_NAME (fus_conv1_gradient) (float *dw, float *sum, const FusTiles *tiles,
                                        const float *image, guint image_side, guint frame,
                                        guint first_y, guint last_y);
void FUS_ISA_NAME (fus_linear_forward) (float *y, const float *x, const float *w, const float *bias,
                                        guint n, gsize in, gsize out, gsize first, gsize last);
void FUS_ISA_NAME (fus_linear_backward) (float *dx, const FusUpdate *update, const float *dy,
                                         const guint32 *rows, gsize n_rows, const float *x,
                                         const float *w, guint n, gsize in, gsize first, gsize last,
                                         float *scratch);
void FUS_ISA_NAME (fus_update) (const FusUpdate *update, const float *gradient, gsize n);

extern const FusKernels FUS_ISA_NAME (fus_kernels);
