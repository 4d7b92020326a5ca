"""Values of SciPy, lifelines and statsmodels, against which our statistics are tested.

Writes JSON to the standard output; `just oracle` keeps it in `statistics.json` and compares.
Inputs are drawn with a fixed seed, so that the same versions write the same file.
"""

import json
import sys
import warnings

import numpy as np
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times
from scipy import special, stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

warnings.filterwarnings("ignore")
RANDOM = np.random.Generator(np.random.PCG64(2026))


def number(value):
    """JSON has no infinity and no NaN: null is what has no value."""
    return float(value) if np.isfinite(value) else None


def whole(value):
    return int(value) if np.isfinite(value) else None


def betas():
    shapes = [0.5, 1, 7, 333.5, 120_000, 1_000_000]
    rows = []
    for a in shapes:
        for b in shapes:
            for p in [1e-6, 0.025, 0.5, 0.9]:
                x = special.betaincinv(a, b, p)
                if 1e-200 < x < 1 - 1e-12:
                    rows.append([float(x), a, b, float(special.betainc(a, b, x)), p])
    return rows


def normals():
    return [[float(p), float(special.ndtri(p))] for p in
            [1e-300, 1e-12, 1e-6, 0.001, 0.025, 0.07, 0.2, 0.5, 0.6, 0.925, 0.975, 0.9999, 1 - 1e-9]]


def students():
    rows = []
    for freedom in [1, 2, 3, 9, 30, 100, 9_999, 1_000_000]:
        for alpha in [1e-6, 0.01, 0.05, 0.2, 0.9]:
            t = stats.t.isf(alpha / 2, freedom)
            rows.append([freedom, alpha, float(t)])
    return rows


def proportions():
    rows = []
    for runs, successes in [(1, 0), (1, 1), (10, 0), (10, 3), (10, 10), (100, 1), (1_000, 500),
                            (10_000, 9_999), (250_000, 1_234), (2_000_000, 1_999_000)]:
        for level in [0.8, 0.95, 0.999]:
            tested = stats.binomtest(successes, runs)
            # `proportion_ci(method="exact")` seeks its roots to 2e-12 only; this is the same.
            tail = (1 - level) / 2
            low = stats.beta.ppf(tail, successes, runs - successes + 1) if successes else 0.0
            high = stats.beta.isf(tail, successes + 1, runs - successes) if successes < runs else 1.0
            wilson = tested.proportion_ci(level, method="wilson")
            rows.append({"successes": successes, "runs": runs, "level": level,
                         "clopper_pearson": [low, high],
                         "wilson": [wilson.low, wilson.high]})
    return rows


SAMPLES = [
    RANDOM.integers(-50, 50, 12),
    RANDOM.integers(0, 4, 40),
    RANDOM.exponential(3.6e6, 200).astype(int),
    (1_800_000_000_000 + RANDOM.normal(0, 5_000, 400)).astype(int),
]


def means():
    rows = []
    for sample, values in enumerate(SAMPLES):
        for level in [0.9, 0.95]:
            low, high = stats.t.interval(level, len(values) - 1, values.mean(), stats.sem(values))
            rows.append({"sample": sample, "level": level, "mean": float(values.mean()),
                         "variance": float(values.var(ddof=1)), "interval": [low, high]})
    return rows


def quantiles():
    rows = []
    for sample, values in enumerate(SAMPLES):
        for share in [0.05, 0.5, 0.9]:
            for level in [0.9, 0.95]:
                found = stats.quantile_test(values, q=0, p=share).confidence_interval(level)
                rows.append({"sample": sample, "share": share, "level": level,
                             "value": int(np.quantile(values, share, method="inverted_cdf")),
                             "interval": [whole(found.low), whole(found.high)]})
    return rows


def survivals():
    rows = []
    for count, horizon, mean in [(9, 30, 10), (60, 72, 40), (150, 100, 60), (50, 10, 200)]:
        times = np.ceil(RANDOM.exponential(mean, count)).astype(int)
        leaving = np.ceil(RANDOM.exponential(3 * mean, count)).astype(int)
        ends = np.minimum(leaving, horizon)
        seen = times <= ends
        durations = np.where(seen, times, ends)
        fitted = KaplanMeierFitter(alpha=0.05).fit(durations, seen)
        table = fitted.event_table
        steps = [t for t in fitted.survival_function_.index if table.loc[t, "observed"] > 0]
        intervals = fitted.confidence_interval_survival_function_
        bounds = median_survival_times(intervals)
        rows.append({
            "happened": durations[seen].tolist(), "censored": durations[~seen].tolist(),
            "steps": [[int(t), int(table.loc[t, "at_risk"]),
                       float(fitted.survival_function_.loc[t].iloc[0]),
                       *(number(bound) for bound in intervals.loc[t])] for t in steps],
            "median": [whole(fitted.median_survival_time_),
                       whole(bounds.iloc[0, 0]), whole(bounds.iloc[0, 1])],
        })
    return rows


def paireds():
    rows = []
    for count, shift in [(5, 0.0), (30, 4.0), (150, 0.5)]:
        noise = RANDOM.normal(100, 30, count)
        base = np.round(noise + RANDOM.normal(0, 3, count)).astype(int)
        other = np.round(noise + shift + RANDOM.normal(0, 3, count)).astype(int)
        tested = stats.ttest_rel(other, base)
        interval = tested.confidence_interval(0.95)
        rows.append({"base": base.tolist(), "other": other.tolist(), "p": float(tested.pvalue),
                     "p_greater": float(stats.ttest_rel(other, base, alternative="greater").pvalue),
                     "interval": [interval.low, interval.high]})
    return rows


def wilson(successes, runs, level):
    found = stats.binomtest(successes, runs).proportion_ci(level, method="wilson")
    return found.low, found.high


def twins():
    """Newcombe's interval of paired shares (1998, method 10), for which no peer has a function, and
    the exact chances of McNemar.

    SciPy's score intervals are joined by his formula. Where the sides do not hang together it is
    the one of unpaired shares, which statsmodels has.
    """
    rows = []
    for both, base, other, neither in [(36, 2, 12, 0), (14, 0, 5, 22), (59, 16, 6, 80), (1, 7, 1, 12),
                                       (9, 0, 0, 11), (0, 3, 4, 0), (7, 0, 0, 0), (0, 5, 0, 0),
                                       (300, 20, 45, 635), (10, 10, 10, 10)]:
        runs = both + base + other + neither
        for level in [0.8, 0.95]:
            first, second = (both + base) / runs, (both + other) / runs
            lows, highs = zip(wilson(both + base, runs, level), wilson(both + other, runs, level))
            product = both * neither - base * other
            if product > 0:
                product = max(product - runs / 2, 0)
            margins = np.prod([both + base, other + neither, both + other, base + neither], dtype=float)
            phi = product / np.sqrt(margins) if margins else 0.0
            down = np.array([second - lows[1], highs[0] - first])
            up = np.array([highs[1] - second, first - lows[0]])
            joined = [float(np.sqrt(max(side @ [[1, -phi], [-phi, 1]] @ side, 0.0)))
                      for side in (down, up)]
            difference = (other - base) / runs
            interval = [difference - joined[0], difference + joined[1]]
            if phi == 0:
                unpaired = confint_proportions_2indep(both + other, runs, both + base, runs,
                                                      method="newcomb", alpha=1 - level)
                assert np.allclose(interval, unpaired, atol=1e-12), (interval, unpaired)
            greater = stats.binomtest(other, base + other, 0.5, "greater").pvalue if base + other else 1.0
            rows.append({"counts": [both, base, other, neither], "level": level,
                         "difference": difference, "interval": interval,
                         "p": float(mcnemar([[both, base], [other, neither]], exact=True).pvalue),
                         "p_greater": float(greater)})
    return rows


def corrections():
    rows = []
    for chances in [[0.01, 0.04, 0.03, 0.005], [0.2], RANDOM.random(20).tolist(),
                    (RANDOM.random(50) ** 6).tolist()]:
        rows.append({"chances": chances,
                     "holm": multipletests(chances, method="holm")[1].tolist()})
    return rows


json.dump({"samples": [values.tolist() for values in SAMPLES], "beta": betas(), "normal": normals(), "student": students(),
           "proportion": proportions(), "mean": means(), "quantile": quantiles(),
           "survival": survivals(), "paired": paireds(), "twins": twins(), "correction": corrections()},
          sys.stdout, separators=(",", ":"), sort_keys=True)
print()
