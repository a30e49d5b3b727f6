#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How well a linear classifier reads the expression off 8 x 8 thumbnails of the demo faces, with
people held out. Below 50 % (chance: 14.3 %) or the faces give their labels away: by a border, a
tint, a size, instead of by features. Reports the best of several ridge penalties and of frames of
all angles and straight ones alone.

demo-linear.py DEMO-THUMBNAILS [PEOPLE [SEED]]"""

import subprocess
import sys

LIMIT = 50.0
FOLDS = 5


def main():
    try:
        import numpy as np
    except ImportError:
        print("1..0 # SKIP numpy is not installed")
        return 0

    people = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    seed = sys.argv[3] if len(sys.argv) > 3 else "1"
    text = subprocess.run([sys.argv[1], str(people), seed], check=True, capture_output=True).stdout
    rows = np.array([line.split() for line in text.splitlines()], dtype=float)
    person, label, angle, x = rows[:, 0], rows[:, 1].astype(int), rows[:, 2], rows[:, 3:]

    def accuracy(chosen, penalty):
        p, y, z = person[chosen], label[chosen], x[chosen]
        right = 0
        for fold in range(FOLDS):
            test = p % FOLDS == fold
            mean, scale = z[~test].mean(0), z[~test].std(0) + 1e-6
            a, b = (z[~test] - mean) / scale, (z[test] - mean) / scale
            one_hot = np.eye(7)[y[~test]] - 1 / 7
            weights = np.linalg.solve(a.T @ a + penalty * len(a) * np.eye(a.shape[1]), a.T @ one_hot)
            right += (np.argmax(b @ weights, 1) == y[test]).sum()
        return 100 * right / len(y)

    print("1..2")
    failed = 0
    for i, (name, chosen) in enumerate([("all angles", angle >= 0), ("straight frames", angle == 2)]):
        best = max(accuracy(chosen, penalty) for penalty in (1e-4, 1e-3, 1e-2, 1e-1, 1))
        ok = best < LIMIT
        failed += not ok
        print(f"# {name}, {people} people: {best:.1f} % of {chosen.sum()} frames")
        print(f"{'ok' if ok else 'not ok'} {i + 1} {name} stay under {LIMIT:.0f} %")
    return failed


sys.exit(main())
