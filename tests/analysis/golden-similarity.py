#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes golden-similarity.h: pairs of maps, SciPy's rank correlation and NumPy's SSIM of them.

SSIM as scikit-image computes it with a uniform window, sample covariances and a data range of 1, of
maps that were min-max scaled. Made with NumPy 1.24.2 and SciPy 1.10.1 (Debian 12); the seed is fixed.
"""
import pathlib

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import stats


def scaled(a):
    return (a - a.min()) / (a.max() - a.min())


def ssim(a, b, width):
    a = sliding_window_view(scaled(a), (width, width)).reshape(-1, width * width)
    b = sliding_window_view(scaled(b), (width, width)).reshape(-1, width * width)
    ma, mb = a.mean(1), b.mean(1)
    va, vb = a.var(1, ddof=1), b.var(1, ddof=1)
    cov = ((a - ma[:, None]) * (b - mb[:, None])).sum(1) / (width * width - 1)
    c1, c2 = 0.01**2, 0.03**2
    return np.mean((2 * ma * mb + c1) * (2 * cov + c2) / ((ma**2 + mb**2 + c1) * (va + vb + c2)))


rng = np.random.default_rng(4)
lines = ["/* Made by golden-similarity.py. */", "/* clang-format off */", "#include <glib.h>"]
cases = []
for side, width in ((2, 2), (4, 3), (14, 7)):
    a = np.maximum(rng.normal(size=(side, side)), 0 if side > 2 else -9)
    b = np.maximum(0.6 * a + 0.8 * rng.normal(size=(side, side)), 0 if side > 2 else -9)
    a, b = (m.astype(np.float32).astype(np.float64) for m in (a, b))
    for name, m in (("a", a), ("b", b)):
        values = ", ".join(f"{v:.9g}" for v in m.ravel())
        lines.append(f"static const float map_{name}_{side}[] = {{ {values} }};")
    cases.append(f"{{ {side}, map_a_{side}, map_b_{side}, {stats.spearmanr(a.ravel(), b.ravel())[0]:.17g}, {ssim(a, b, width):.17g} }}")
lines.append("static const struct { guint side; const float *a, *b; double spearman, ssim; } pairs[] = { " + ", ".join(cases) + " };")
(pathlib.Path(__file__).parent / "golden-similarity.h").write_text("\n".join(lines) + "\n")
