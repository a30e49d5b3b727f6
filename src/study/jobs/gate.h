/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whose work it is; a person waiting comes first. */
typedef enum
{
  FUS_GATE_PERSON,
  FUS_GATE_ANALYSIS,
  FUS_GATE_TRAINING,
  FUS_N_GATE_LEVELS,
} FusGateLevel;

/**
 * FusGate:
 *
 * Lets one worker at a time have the processor: whoever is inside works, and gives way between
 * layers when someone of a higher level waits. One for the whole process.
 */
typedef struct _FusGate FusGate;

FusGate *fus_gate_get_default (void);
FusGate *fus_gate_new (void);
void fus_gate_free (FusGate *gate);

/* Waits until nobody of the same or a higher level is inside or waiting before us. */
void fus_gate_enter (FusGate *gate, FusGateLevel level);
void fus_gate_leave (FusGate *gate, FusGateLevel level);
/* For whoever is inside: when someone of a higher level waits, steps aside until they are done.
 * Cheap: one atomic read when nobody waits. */
void fus_gate_give_way (FusGate *gate, FusGateLevel level);
/* How many of @level wait, those who gave way among them: what can be seen of the line from
 * outside. Any thread. */
guint fus_gate_n_waiting (FusGate *gate, FusGateLevel level);

G_END_DECLS
