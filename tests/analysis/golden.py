#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes golden-percentiles.h and golden-statistics.h, what NumPy and SciPy say.

Made with NumPy 1.24.2 and SciPy 1.10.1 (Debian 12); every seed is fixed.
"""
import pathlib

import numpy as np
from scipy import stats

FOLDER = pathlib.Path(__file__).parent


def number(value):
    if np.isnan(value):
        return "NAN"
    if np.isinf(value):
        return "INFINITY" if value > 0 else "-INFINITY"
    return f"{value:.17g}"


def array(kind, name, values):
    return f"static const {kind} {name}[] = {{ " + ", ".join(number(v) for v in values) + " };"


def write(name, lines):
    (FOLDER / name).write_text("/* Made by golden.py. */\n/* clang-format off */\n#include <glib.h>\n#include <math.h>\n" + "\n".join(lines) + "\n")


def percentiles():
    rng = np.random.default_rng(1)
    sets = {
        "normal": rng.normal(size=101),
        "ties": np.repeat([0.0, 0.0, 0.5, 2.0], [40, 7, 9, 4]),
        "relu_map": np.maximum(rng.normal(size=196), 0),
        "pair": np.array([3.0, -1.0]),
        "one": np.array([0.25]),
    }
    shares = [0.0, 0.025, 0.3, 0.5, 0.95, 0.975, 1.0]
    lines = []
    for name, values in sets.items():
        values = values.astype(np.float32).astype(np.float64)
        lines.append(array("float", f"{name}_values", values))
        lines.append(array("double", f"{name}_percentiles", np.percentile(values, 100 * np.array(shares))))
    lines.append(array("double", "shares", shares))
    write("golden-percentiles.h", lines)


def log10_normal_p(a, b):
    """The two-sided p of SciPy's asymptotic test, in logarithms since it underflows."""
    n1, n2 = len(a), len(b)
    ranks = stats.rankdata(np.concatenate([a, b]))
    u = ranks[:n1].sum() - n1 * (n1 + 1) / 2
    u = max(u, n1 * n2 - u)
    n = n1 + n2
    _, counts = np.unique(ranks, return_counts=True)
    sd = np.sqrt(n1 * n2 / 12 * ((n + 1) - (counts**3 - counts).sum() / (n * (n - 1))))
    z = (u - n1 * n2 / 2 - 0.5) / sd
    return min(0.0, (np.log(2) + stats.norm.logsf(z)) / np.log(10))


def mann_whitney():
    rng = np.random.default_rng(2)
    cases = [
        ("exact small", [1.5, 2.5, 9.0], [3.5, 4.5, 5.5, 6.5], True),
        ("exact 20 x 25", rng.normal(size=20), rng.normal(0.8, size=25), True),
        ("exact 35 x 7", rng.normal(size=35), rng.normal(-1, size=7), True),
        ("exact 50 x 50", rng.normal(size=50), rng.normal(1.5, size=50), True),
        ("one and one", [1.0], [2.0], True),
        ("one against many", [0.1], list(np.arange(1, 10.0)), True),
        ("all below", list(np.arange(8.0)), list(np.arange(10, 19.0)), True),
        ("ties", [0, 0, 0, 1, 2, 2, 5], [0, 1, 1, 2, 3, 3, 3, 8], False),
        ("constant", [1, 1, 1, 1], [1, 1, 1], False),
        ("ties 60 x 70", rng.integers(0, 9, 60), rng.integers(1, 10, 70), False),
        ("51 without ties", rng.normal(size=51), rng.normal(0.4, size=40), False),
        ("underflow", np.arange(1200.0), np.arange(1200.0) + 1195.5, False),
    ]
    lines, rows = [], []
    for i, (name, a, b, exact) in enumerate(cases):
        a, b = np.asarray(a, float), np.asarray(b, float)
        result = stats.mannwhitneyu(a, b, method="exact" if exact else "asymptotic")
        log10_p = np.log10(result.pvalue) if exact else log10_normal_p(a, b)
        effect = 2 * result.statistic / (len(a) * len(b)) - 1
        lines += [array("double", f"mw_a{i}", a), array("double", f"mw_b{i}", b)]
        rows.append(
            f'  {{ "{name}", mw_a{i}, {len(a)}, mw_b{i}, {len(b)}, '
            f"{number(result.statistic)}, {number(result.pvalue)}, {number(log10_p)}, "
            f"{number(effect)}, {'TRUE' if exact else 'FALSE'} }},"
        )
    return lines + [
        "static const struct",
        "{",
        "  const char *name;",
        "  const double *a;",
        "  gsize n_a;",
        "  const double *b;",
        "  gsize n_b;",
        "  double u, p, log10_p, effect;",
        "  gboolean is_exact;",
        "} mann_whitney_cases[] = {",
        *rows,
        "};",
    ]


def log10_t_p(t, df):
    """log10 of both tails of Student's t by mpmath, where SciPy underflows."""
    import mpmath

    mpmath.mp.dps = 40
    x = mpmath.mpf(df) / (df + mpmath.mpf(t) ** 2)
    return float(mpmath.log10(mpmath.betainc(mpmath.mpf(df) / 2, 0.5, 0, x, regularized=True)))


def paired_t():
    rng = np.random.default_rng(3)
    base = rng.normal(size=100)
    cases = [
        ("plain", base[:12], base[:12] + rng.normal(0.3, 1, 12)),
        ("100 bootstraps", 0.5 + 0.02 * base, 0.55 + 0.02 * rng.normal(size=100)),
        ("two pairs", [1.0, 2.0], [1.5, 3.0]),
        ("one pair", [1.0], [2.0]),
        ("same differences", [1.0, 2.0, 3.0], [2.0, 3.0, 4.0]),
        ("no difference", [1.0, 2.0, 3.0], [1.0, 2.0, 3.0]),
        ("nan", [1.0, np.nan, 3.0], [2.0, 2.0, 1.0]),
        ("underflow", np.full(400, 1.0), 3 + 0.01 * rng.normal(size=400)),
    ]
    lines, rows = [], []
    for i, (name, a, b) in enumerate(cases):
        a, b = np.asarray(a, float), np.asarray(b, float)
        with np.errstate(all="ignore"):
            result = stats.ttest_rel(a, b)
            log10_p = np.log10(result.pvalue)
            if name == "underflow":
                log10_p = log10_t_p(abs(result.statistic), len(a) - 1)
            d = a - b
            effect = d.mean() / d.std(ddof=1) if len(d) > 1 else np.nan
        lines += [array("double", f"t_a{i}", a), array("double", f"t_b{i}", b)]
        rows.append(
            f'  {{ "{name}", t_a{i}, t_b{i}, {len(a)}, {number(result.statistic)}, '
            f"{number(result.pvalue)}, {number(log10_p)}, {number(effect)} }},"
        )
    return lines + [
        "static const struct",
        "{",
        "  const char *name;",
        "  const double *a, *b;",
        "  gsize n;",
        "  double t, p, log10_p, effect;",
        "} paired_t_cases[] = {",
        *rows,
        "};",
    ]


def mcnemar():
    rows = []
    for both, a_only, b_only, neither in [
        (3, 0, 0, 2), (10, 1, 0, 0), (10, 5, 5, 3), (200, 12, 31, 247), (0, 2, 9, 0),
        (400, 40, 41, 9), (100, 1500, 4, 10),
    ]:
        n = a_only + b_only
        p = stats.binomtest(min(a_only, b_only), n).pvalue if n else 1.0
        log10_p = np.log10(p)
        if p < 1e-290:
            k = np.arange(min(a_only, b_only) + 1)
            logs = stats.binom.logpmf(k, n, 0.5)
            log10_p = (np.log(2) + np.logaddexp.reduce(logs)) / np.log(10)
        rows.append(f"  {{ {both}, {a_only}, {b_only}, {neither}, {number(p)}, {number(log10_p)} }},")
    return [
        "static const struct",
        "{",
        "  gsize both, a_only, b_only, neither;",
        "  double p, log10_p;",
        "} mcnemar_cases[] = {",
        *rows,
        "};",
    ]


np.seterr(divide="ignore")
percentiles()
write("golden-statistics.h", mann_whitney() + paired_t() + mcnemar())
