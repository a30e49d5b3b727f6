#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes golden-map.h: percentiles by NumPy (made with 1.24.2, seed 1)."""
import pathlib

import numpy as np

rng = np.random.default_rng(1)
sets = {
    "normal": rng.normal(size=101),
    "ties": np.repeat([0.0, 0.0, 0.5, 2.0], [40, 7, 9, 4]),
    "relu_map": np.maximum(rng.normal(size=196), 0),
    "pair": np.array([3.0, -1.0]),
    "one": np.array([0.25]),
}
shares = [0.0, 0.025, 0.3, 0.5, 0.95, 0.975, 1.0]

out = ["/* Made by golden-map.py. */"]
for name, values in sets.items():
    values = values.astype(np.float32)
    out.append(f"static const float {name}_values[] = {{ " + ", ".join(f"{v:.9g}" for v in values) + " };")
    expected = [np.percentile(values.astype(np.float64), 100 * s) for s in shares]
    out.append(f"static const double {name}_percentiles[] = {{ " + ", ".join(f"{v:.17g}" for v in expected) + " };")
out.append("static const double shares[] = { " + ", ".join(map(str, shares)) + " };")
pathlib.Path(__file__).with_name("golden-map.h").write_text("\n".join(out) + "\n")
