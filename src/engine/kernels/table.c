/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/table.h"

const FusKernels FUS_ISA_NAME (fus_kernels) = {
  .name = G_STRINGIFY (FUS_ISA),
  .product_tiles = PRODUCT_ROWS,
  .load_tiles = FUS_ISA_NAME (fus_load_tiles),
  .multiply = FUS_ISA_NAME (fus_multiply),
  .store_tiles = FUS_ISA_NAME (fus_store_tiles),
  .load_gradient_tiles = FUS_ISA_NAME (fus_load_gradient_tiles),
  .multiply_gradient = FUS_ISA_NAME (fus_multiply_gradient),
  .load_weights = FUS_ISA_NAME (fus_load_weights),
  .update_weights = FUS_ISA_NAME (fus_update_weights),
  .conv1_forward = FUS_ISA_NAME (fus_conv1_forward),
  .conv1_gradient = FUS_ISA_NAME (fus_conv1_gradient),
  .linear_forward = FUS_ISA_NAME (fus_linear_forward),
  .linear_backward = FUS_ISA_NAME (fus_linear_backward),
  .update = FUS_ISA_NAME (fus_update),
};
