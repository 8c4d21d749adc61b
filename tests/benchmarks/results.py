"""How fast a sorting is scored: the published example, 754 000 spikes, against a degraded sorting of it.

Run ``python tests/benchmarks/results.py``. The sorting loses spikes, jitters the others, merges and splits units and
adds false ones. Both sides match the same arrays; the first round is dropped (SpikeInterface compiles with numba in
it), the others alternate, and the table gives medians by the wall clock and in processor time. The counts of all pairs
of units are compared too.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from driftscope import Simulation
from driftscope.presets import PRESETS
from driftscope.results import GroundTruth, Sorted, compare, truth_of_source
from driftscope.results.scoring import DELTA_TIME_MS

PRESET = "published-drift"


def degraded(truth: GroundTruth, seed: int = 0) -> Sorted:
    """Return a sorting that loses a fifth, jitters, merges and splits units, and adds false spikes."""
    rng = np.random.default_rng(seed)
    train = truth.train
    keep = rng.random(len(train)) < 0.8
    samples = np.maximum(train.sample_index[keep] + rng.integers(-5, 6, int(keep.sum())), 0)
    units = train.unit_index[keep].copy()
    merged = rng.choice(train.num_units, train.num_units // 5, replace=False)
    units = np.where(np.isin(units, merged), (units + 1) % train.num_units, units)
    split = np.isin(units, rng.choice(train.num_units, 10, replace=False)) & (rng.random(units.size) < 0.5)
    units[split] += train.num_units
    false = rng.integers(0, truth.num_samples, len(train) // 10)
    samples = np.minimum(np.concatenate([samples, false]), truth.num_samples - 1)
    units = np.concatenate([units, rng.integers(0, train.num_units, false.size)])
    order = np.argsort(samples, kind="stable")
    names, units = np.unique(units[order], return_inverse=True)
    return Sorted(samples[order], units.astype(np.int64), tuple(map(str, names)), truth.sampling_frequency_hz)


def timed(function: Callable[[], Any]) -> tuple[float, float, Any]:
    """Return wall-clock and processor seconds, and the result."""
    wall, processor = time.perf_counter(), time.process_time()
    result = function()
    return time.perf_counter() - wall, time.process_time() - processor, result


def ours(truth: GroundTruth, sorting: Sorted) -> Any:
    """Score, with everything that the page and the command show."""
    comparison = compare(truth, sorting).comparison
    assert comparison is not None
    _ = comparison.score.accuracy, comparison.score.is_found, comparison.score.is_false, comparison.score.tested_kind
    return comparison


def reference(truth: GroundTruth, sorting: Sorted) -> Callable[[], Any] | None:
    """Return SpikeInterface's comparison of the same spikes; None where it or numba is missing."""
    try:
        from spikeinterface import NumpySorting
        from spikeinterface.comparison import compare_sorter_to_ground_truth
    except ImportError:
        return None
    rate = truth.sampling_frequency_hz
    trains = [
        NumpySorting.from_samples_and_labels([one.sample_index], [one.unit_index], rate)
        for one in (truth.train, sorting.train)
    ]
    return lambda: compare_sorter_to_ground_truth(*trains, delta_time=DELTA_TIME_MS, exhaustive_gt=True)


def main() -> None:
    """Measure, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each side, besides the first")
    given = parser.parse_args()
    truth = truth_of_source(Simulation(PRESETS[PRESET].config))
    sorting = degraded(truth)
    sides: dict[str, Callable[[], Any]] = {"driftscope": lambda: ours(truth, sorting)}
    if (theirs := reference(truth, sorting)) is not None:
        sides["SpikeInterface"] = theirs
    sides["driftscope: reasons of all misses"] = lambda: ours(truth, sorting).reasons
    print(f"{len(truth.train)} true, {len(sorting.train)} tested spikes; medians of {given.rounds} alternating rounds")
    measured, results = rounds_of(sides, given.rounds)
    for name, pairs in measured.items():
        walls, processors = zip(*pairs, strict=True)
        spread = f"{min(walls):.2f} to {max(walls):.2f}"
        print(
            f"{name:<36} {statistics.median(walls):6.2f} s ({spread}), processor {statistics.median(processors):.2f} s"
        )
    if "SpikeInterface" in results:
        same = np.array_equal(results["SpikeInterface"].match_event_count, results["driftscope"].score.matches.counts)
        print(f"the counts of all pairs of units are {'equal' if same else 'NOT equal'}")


def rounds_of(sides: dict[str, Callable[[], Any]], rounds: int) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """Return the seconds of every side's rounds, the first left out, and its last result."""
    measured: dict[str, list[Any]] = {name: [] for name in sides}
    results = {}
    for number in range(rounds + 1):
        for name, side in sides.items():
            wall, processor, results[name] = timed(side)
            if number:
                measured[name].append((wall, processor))
    return measured, results


if __name__ == "__main__":
    main()
