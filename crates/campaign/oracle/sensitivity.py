"""Sensitivities of published test functions by SALib, against which ours are tested.

Writes JSON to the standard output; `just oracle` keeps it in `sensitivity.json` and compares.
"""

import json
import sys
import warnings

import numpy as np
from SALib.analyze import morris as analyze_morris
from SALib.analyze import sobol as analyze_sobol
from SALib.sample import morris as sample_morris
from SALib.sample import sobol as sample_sobol
from SALib.test_functions import Ishigami, Sobol_G
from scipy.stats import qmc

warnings.filterwarnings("ignore")

FUNCTIONS = {
    "ishigami": ({"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-np.pi, np.pi]] * 3},
                 Ishigami.evaluate),
    "sobol-g": ({"num_vars": 8, "names": [f"x{i}" for i in range(1, 9)], "bounds": [[0, 1]] * 8},
                Sobol_G.evaluate),
}


def scaled(problem, points):
    low, high = np.array(problem["bounds"]).T
    return (points - low) / (high - low)


def morris(name):
    problem, function = FUNCTIONS[name]
    points = sample_morris.sample(problem, 12, num_levels=4, seed=7)
    values = function(points)
    found = analyze_morris.analyze(problem, points, values, num_levels=4, seed=7)
    return {"function": name, "dimensions": problem["num_vars"],
            "points": np.round(scaled(problem, points) * 3).astype(int).tolist(),
            "values": values.tolist(), "mean": list(map(float, found["mu"])),
            "size": list(map(float, found["mu_star"])), "spread": list(map(float, found["sigma"]))}


def sobol(name):
    problem, function = FUNCTIONS[name]
    points = sample_sobol.sample(problem, 128, calc_second_order=False, seed=7)
    values = function(points)
    found = analyze_sobol.analyze(problem, values, calc_second_order=False, seed=7)
    # SALib puts A first and B last in each group, we A and B first.
    count = problem["num_vars"]
    groups = values.reshape(-1, count + 2)
    ours = np.column_stack([groups[:, 0], groups[:, -1], groups[:, 1:-1]])
    return {"function": name, "dimensions": count, "values": ours.ravel().tolist(),
            "first": list(map(float, found["S1"])), "total": list(map(float, found["ST"]))}


def sequence():
    """The first points of the sequence in many dimensions, in 2^-32."""
    points = qmc.Sobol(128, scramble=False, bits=32).random(64)
    return (points[[1, 2, 3, 5, 17, 40, 63]] * 2 ** 32).astype(np.int64).tolist()


json.dump({"morris": [morris(name) for name in FUNCTIONS],
           "sobol": [sobol(name) for name in FUNCTIONS], "sequence": sequence()},
          sys.stdout, separators=(",", ":"), sort_keys=True)
print()
