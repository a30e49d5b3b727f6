/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/datasets/dataset.h"

G_BEGIN_DECLS

/* Length of the part of a VoxCeleb frame's path that names its video: "Aaron_Eckhart/1.6/abc" of
 * "Aaron_Eckhart/1.6/abc/0000125.jpg". Frames of one video look alike, so splits keep them
 * together. */
gsize fus_voxceleb_video_length (const char *path);

G_END_DECLS
