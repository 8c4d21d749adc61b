"""How moving templates compares with SpikeInterface: 20 templates, 240 samples, 384 channels, 41 displacements.

Run ``python tests/benchmarks/hybrid.py``. SpikeInterface interpolates every sample of every template by itself, which
takes about a quarter of an hour here; it is therefore measured on ``--share`` of the samples (by default one in 480)
and multiplied. Its time is proportional to their number: with two shares the table shows both. Here all of it is
computed, operators included. The first measurement of either side is dropped, the others alternate; the result is that
of medians. Both are compared on the samples that SpikeInterface has computed.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from driftscope.generation import generate_templates, generate_unit_locations, move_dense_templates
from probeinterface.neuropixels_tools import build_neuropixels_probe

TEMPLATES, SAMPLES, CHANNELS, DISPLACEMENTS = 20, 240, 384, 41


def timed(function: Callable[[], Any]) -> tuple[float, float, Any]:
    """Return wall-clock and processor seconds, and the result."""
    wall, processor = time.perf_counter(), time.process_time()
    result = function()
    return time.perf_counter() - wall, time.process_time() - processor, result


def main() -> None:
    """Measure, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=int, nargs="+", default=[480, 240], help="SpikeInterface's: one sample in ...")
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each side, besides the first")
    given = parser.parse_args()
    probe = build_neuropixels_probe("NP1000").get_slice(np.arange(CHANNELS))
    places = generate_unit_locations(TEMPLATES, probe.contact_positions, minimum_distance=None, seed=0)
    templates = generate_templates(probe.contact_positions, places, 30_000.0, 3.0, 5.0, seed=0)
    by = np.stack([np.zeros(DISPLACEMENTS), np.linspace(-20.0, 20.0, DISPLACEMENTS)], axis=1)
    print(f"{templates.shape} templates, {DISPLACEMENTS} displacements; medians of {given.rounds} alternating rounds")
    for share in given.share:
        compare(templates, by, probe, share, given.rounds)


def compare(templates: np.ndarray, by: np.ndarray, probe: Any, share: int, rounds: int) -> None:
    """Print one line: seconds of both sides, their ratio, and how far their results are apart."""
    from spikeinterface.generation import move_dense_templates as reference

    flat = templates.reshape(1, -1, CHANNELS)
    drawn = np.random.default_rng(0).permutation(flat.shape[1])[: max(flat.shape[1] // share, 2)]
    loudest = np.abs(templates).max(axis=2).argmax(axis=1) + np.arange(TEMPLATES) * SAMPLES
    chosen = np.concatenate([loudest[: drawn.size // 2], drawn[drawn.size // 2 :]])  # peaks, and any other samples
    some = flat[:, chosen]
    walls, processors = [], []
    for _ in range(rounds + 1):
        theirs = timed(lambda: reference(some, by, probe))
        ours = timed(lambda: move_dense_templates(templates, by, probe))
        scale = flat.shape[1] / some.shape[1]
        walls.append((theirs[0] * scale, ours[0]))
        processors.append((theirs[1] * scale, ours[1]))
    moved = ours[2].reshape(DISPLACEMENTS, 1, -1, CHANNELS)[:, :, chosen]
    gap = float(np.abs(moved - theirs[2]).max())
    for name, pairs in (("wall clock", walls[1:]), ("processor", processors[1:])):
        slow, fast = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(
            f"one sample in {share} ({some.shape[1]}), {name}: SpikeInterface {slow:.0f} s (scaled), "
            f"driftscope {fast:.2f} s, ratio {slow / fast:.0f}; "
            f"largest difference {gap:.1g} µV of {np.abs(some).max():.0f}"
        )


if __name__ == "__main__":
    main()
