"""How moving templates compares with SpikeInterface: 20 templates, 240 samples, 384 channels, 41 displacements.

Run ``python tests/benchmarks/hybrid.py``. Both sides move the whole templates, so that nothing is scaled up; here the
operators are computed as well, anew in each round. The first round is dropped, the others alternate, and the table
gives medians and the median of the rounds' ratios, in processor time (which other work on the machine disturbs less)
and by the wall clock. It takes some minutes and 1.5 GB, nearly all of the time SpikeInterface's.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from driftscope.cache import the_cache
from driftscope.generation import generate_templates, generate_unit_locations, move_dense_templates
from probeinterface.neuropixels_tools import build_neuropixels_probe

TEMPLATES, CHANNELS, DISPLACEMENTS = 20, 384, 41


def timed(function: Callable[[], Any]) -> tuple[float, float, Any]:
    """Return wall-clock and processor seconds, and the result."""
    wall, processor = time.perf_counter(), time.process_time()
    result = function()
    return time.perf_counter() - wall, time.process_time() - processor, result


def main() -> None:
    """Measure, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each side, besides the first")
    given = parser.parse_args()
    probe = build_neuropixels_probe("NP1000").get_slice(np.arange(CHANNELS))
    places = generate_unit_locations(TEMPLATES, probe.contact_positions, minimum_distance=None, seed=0)
    templates = generate_templates(probe.contact_positions, places, 30_000.0, 3.0, 5.0, seed=0)
    by = np.stack([np.zeros(DISPLACEMENTS), np.linspace(-20.0, 20.0, DISPLACEMENTS)], axis=1)
    print(f"{templates.shape} templates, {DISPLACEMENTS} displacements; medians of {given.rounds} alternating rounds")
    compare(templates, by, probe, given.rounds)


def compare(templates: np.ndarray, by: np.ndarray, probe: Any, rounds: int) -> None:
    """Print seconds of both sides, their ratio, and how far their results are apart."""
    from spikeinterface.generation import move_dense_templates as reference

    walls, processors, gap = [], [], 0.0
    for number in range(rounds + 1):
        the_cache().clear()
        theirs = timed(lambda: reference(templates, by, probe))
        ours = timed(lambda: move_dense_templates(templates, by, probe))
        if number == 0:
            gap = float(np.abs(ours[2] - theirs[2]).max())
            continue
        walls.append((theirs[0], ours[0]))
        processors.append((theirs[1], ours[1]))
    for name, pairs in (("processor", processors), ("wall clock", walls)):
        slow, fast = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(one / other for one, other in pairs)
        print(f"{name}: SpikeInterface {slow:.1f} s, driftscope {fast:.2f} s, ratio {ratio:.1f}")
    print(f"largest difference {gap:.1g} µV of {np.abs(templates).max():.0f}")


if __name__ == "__main__":
    main()
