#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How well a linear classifier reads expression and identity off 8 x 8 thumbnails of the demo faces:
the expression with people held out (below 50 %; chance: 14.3 %), who it is with frames held out at
random and with a session held out (below 65 % of 12 people, where 70 people are below 40 %). Or the
faces give their labels away: by a border, a tint, a size, instead of by features. Reports the best
of several ridge penalties.

demo-linear.py DEMO-THUMBNAILS [PEOPLE [SEED]]"""

import subprocess
import sys

EXPRESSION_LIMIT = 50.0
# Of 12 people; 70 are told apart less easily.
IDENTITY_LIMIT = 65.0
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
    person, session, expression, angle = rows[:, :4].astype(int).T
    x = rows[:, 4:]
    shuffled = np.random.default_rng(1).permutation(len(x))

    def accuracy(label, fold, chosen, penalty):
        y, f, z = label[chosen], fold[chosen], x[chosen]
        right = 0
        for test in [f == k for k in np.unique(f)]:
            mean, scale = z[~test].mean(0), z[~test].std(0) + 1e-6
            a, b = (z[~test] - mean) / scale, (z[test] - mean) / scale
            one_hot = np.eye(y.max() + 1)[y[~test]]
            one_hot -= one_hot.mean(0)
            weights = np.linalg.solve(a.T @ a + penalty * len(a) * np.eye(a.shape[1]), a.T @ one_hot)
            right += (np.argmax(b @ weights, 1) == y[test]).sum()
        return 100 * right / len(y)

    every = angle >= 0
    questions = [
        ("expression, all angles", expression, person % FOLDS, every, EXPRESSION_LIMIT),
        ("expression, straight frames", expression, person % FOLDS, angle == 2, EXPRESSION_LIMIT),
        ("identity, other frames", person, shuffled % FOLDS, every, IDENTITY_LIMIT),
        ("identity, other session", person, session, every, IDENTITY_LIMIT),
    ]
    print(f"1..{len(questions)}")
    failed = 0
    for i, (name, label, fold, chosen, limit) in enumerate(questions):
        best = max(accuracy(label, fold, chosen, penalty) for penalty in (1e-4, 1e-3, 1e-2, 1e-1, 1))
        ok = best < limit
        failed += not ok
        print(f"# {name}, {people} people: {best:.1f} % of {chosen.sum()} frames")
        print(f"{'ok' if ok else 'not ok'} {i + 1} {name} stays under {limit:.0f} %")
    return failed


sys.exit(main())
