/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FusEngineError:
 * @FUS_ENGINE_ERROR_FILE: a weight file that is not what it says; the message names file and tensor
 * @FUS_ENGINE_ERROR_SHAPE: an architecture, image size or width outside what the engine supports
 * @FUS_ENGINE_ERROR_NUMERIC: NaN or infinity where a number was due
 * @FUS_ENGINE_ERROR_ADDRESS: text that is not the address of a unit, or of one that is not there
 */
typedef enum
{
  FUS_ENGINE_ERROR_FILE,
  FUS_ENGINE_ERROR_SHAPE,
  FUS_ENGINE_ERROR_NUMERIC,
  FUS_ENGINE_ERROR_ADDRESS,
} FusEngineError;

#define FUS_ENGINE_ERROR (fus_engine_error_quark ())
GQuark fus_engine_error_quark (void);

G_END_DECLS
