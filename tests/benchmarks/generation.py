"""How driftscope compares with SpikeInterface, on the published example: 250 units, 384 channels, 600 s.

Run ``python tests/benchmarks/generation.py``. Every generator works in a process of its own with one linear-algebra
thread, one after the other on the same machine; the table gives medians and ratios, in processor time but for the
import of the packages. A second table says what of the first window is what. ``--no-peer`` leaves SpikeInterface out,
which needs several GB of memory.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

WINDOW_S = 0.1
FIRST_S = 0.5
WORKERS = ("spikeinterface", "reference", "independent", "independent-6h", "parts-reference", "parts-independent")
STREAMS = {"reference": "spikeinterface", "independent": "independent"}
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
BYTECODE = "PYTHONDONTWRITEBYTECODE"
"""Where it is set, a package that runs from its sources is compiled at every import, and an installed one is not."""


def open_spikeinterface() -> Any:
    """Return SpikeInterface's drifting recording of the published example."""
    import numpy as np
    import spikeinterface.generation as generation
    from probeinterface.neuropixels_tools import build_neuropixels_probe

    probe = build_neuropixels_probe("NP1000").get_slice(np.arange(384))
    probe.set_device_channel_indices(np.arange(384))
    zigzag = {"drift_mode": "zigzag", "non_rigid_gradient": 0.5, "t_start_drift": 60.0, "period_s": 200}
    bump = {"drift_mode": "bump", "t_start_drift": 60.0, "bump_interval_s": (30, 90.0)}
    return generation.generate_drifting_recording(
        num_units=250,
        duration=600.0,
        probe=probe,
        generate_unit_locations_kwargs={
            "margin_um": 20.0,
            "minimum_z": 5.0,
            "maximum_z": 45.0,
            "minimum_distance": 18.0,
            "distribution": "multimodal",
            "num_modes": 3,
        },
        generate_displacement_vector_kwargs={
            "drift_start_um": [0, 30],
            "drift_stop_um": [0, -30],
            "motion_list": [{**zigzag, "amplitude_factor": 0.5}, {**bump, "amplitude_factor": 0.5}],
        },
        generate_templates_kwargs={
            "ms_before": 1.5,
            "ms_after": 3.0,
            "unit_params": {"alpha": (150.0, 500.0), "spatial_decay": (10, 45)},
        },
        generate_noise_kwargs={"noise_levels": (12.0, 15.0), "spatial_decay": 25.0},
        seed=2205,
    )[1]


def open_driftscope(streams: str, hours: float | None = None) -> Any:
    """Return driftscope's drifting recording of the published example."""
    from driftscope import Simulation
    from driftscope.presets import PRESETS

    config = PRESETS["published-drift"].config.replace(streams=streams)
    if hours is not None:
        config = config.replace(duration_s=hours * 3600)
    return Simulation(config).drifting


def measure(open_recording: Callable[[], Any], windows: int) -> dict[str, float]:
    """Time a recording from its configuration to its first window, random windows, and a slow pan."""
    import numpy as np

    begin = time.process_time()
    recording = open_recording()
    fs = recording.get_sampling_frequency()
    recording.get_traces(segment_index=0, start_frame=0, end_frame=int(FIRST_S * fs))
    measured = {"first": time.process_time() - begin}
    size = int(WINDOW_S * fs)
    places = np.random.default_rng(1).integers(0, recording.get_num_samples() - 100 * size, windows)

    def median_of(starts: list[int]) -> float:
        taken = []
        for start in starts:
            begin = time.process_time()
            recording.get_traces(segment_index=0, start_frame=start, end_frame=start + size)
            taken.append(time.process_time() - begin)
        return statistics.median(taken)

    measured["random"] = median_of(places.tolist())
    pan = [int(places[0]) + size // 10 * step for step in range(windows)]
    median_of(pan[:1])
    measured["pan"] = median_of(pan[1:])
    measured["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return measured


def parts(streams: str) -> dict[str, float]:
    """Return processor seconds of each part of the first window, in the order in which they are needed."""
    taken, begin = {}, time.process_time()

    def passed(name: str) -> None:
        nonlocal begin
        now = time.process_time()
        taken[name], begin = now - begin, now

    from driftscope import Simulation
    from driftscope.presets import PRESETS

    passed("import")
    simulation = Simulation(PRESETS["published-drift"].config.replace(streams=streams))
    passed("configuration")
    size = int(FIRST_S * simulation.config.sampling_frequency_hz)
    injection = simulation.injection(moving=True)
    spikes = injection.visible(0, size)
    passed("units, motion, spikes")
    injection.templates(spikes.unit_index.tolist(), injection.steps(spikes).tolist())
    passed("templates")
    simulation.noise.read(0, size, None)
    passed("noise")
    simulation.drifting.get_traces(segment_index=0, start_frame=0, end_frame=size)
    passed("adding")
    return taken


def parts_table(measured: dict[str, dict[str, float]]) -> str:
    """Return the table of the parts of the first window, in ms."""
    names = list(measured["parts-independent"])
    lines = [["", *names, "all"]]
    for streams in STREAMS:
        taken = measured[f"parts-{streams}"]
        numbers = [taken[name] for name in names]
        lines.append([f"{streams} streams, ms", *(f"{1e3 * one:.1f}" for one in [*numbers, sum(numbers)])])
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def work(name: str, windows: int) -> None:
    """Measure one generator and print what was measured, as JSON."""
    if name.startswith("parts-"):
        print(json.dumps(parts(STREAMS[name.removeprefix("parts-")])))
        return
    openers: dict[str, Callable[[], Any]] = {
        "spikeinterface": open_spikeinterface,
        "reference": lambda: open_driftscope("spikeinterface"),
        "independent": lambda: open_driftscope("independent"),
        "independent-6h": lambda: open_driftscope("independent", hours=6),
    }
    print(json.dumps(measure(openers[name], windows)))


def environment_of_workers() -> dict[str, str]:
    """Return the environment in which both packages find the bytecode of an earlier import."""
    return {name: value for name, value in os.environ.items() if name != BYTECODE}


def in_own_process(name: str, windows: int) -> dict[str, float]:
    """Measure one generator in a fresh process."""
    command = [sys.executable, __file__, "--worker", name, "--windows", str(windows)]
    environment = environment_of_workers() | dict.fromkeys(THREADS, "1")
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def import_seconds(rounds: int) -> dict[str, float]:
    """Time imports in fresh processes, taking turns."""
    modules = ("spikeinterface.generation", "driftscope")
    taken: dict[str, list[float]] = {module: [] for module in modules}
    for _ in range(rounds + 1):
        for module in modules:
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-c", f"import {module}"], check=True, env=environment_of_workers())
            taken[module].append(time.perf_counter() - begin)
    return {module: statistics.median(times[1:]) for module, times in taken.items()}


def table(measured: dict[str, dict[str, float]], imports: dict[str, float]) -> str:
    """Return the table: what was measured, the ratio, and the ratio that is asked for."""
    peer = measured["spikeinterface"]
    rows = [("", "SpikeInterface", "driftscope", "ratio", "asked")]

    def row(name: str, theirs: float, ours: float, unit: str, asked: str) -> None:
        rows.append((name, f"{theirs:.4g} {unit}", f"{ours:.4g} {unit}", f"{theirs / ours:.1f}x", asked))

    for streams, random_asked in (("independent", ">= 20x"), ("reference", ">= 4x")):
        ours = measured[streams]
        row(
            f"configuration to first {FIRST_S} s window, {streams} streams", peer["first"], ours["first"], "s", ">= 60x"
        )
        row(f"peak memory, {streams} streams", peer["peak_mb"], ours["peak_mb"], "MB", ">= 10x")
        row(
            f"{WINDOW_S} s at a random time, {streams} streams",
            peer["random"] * 1e3,
            ours["random"] * 1e3,
            "ms",
            random_asked,
        )
        row(f"pan that overlaps by 90 %, {streams} streams", peer["pan"] * 1e3, ours["pan"] * 1e3, "ms", ">= 25x")
    row("import", imports["spikeinterface.generation"], imports["driftscope"], "s", ">= 1x")
    short, long = measured["independent"], measured["independent-6h"]
    rows.append(("", "6 hours", "10 minutes", "ratio", "asked"))
    row("first window, independent streams", long["first"], short["first"], "s", "< 2x")
    row("peak memory, independent streams", long["peak_mb"], short["peak_mb"], "MB", "about 1x")
    widths = [max(len(line[column]) for line in rows) for column in range(5)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in rows)


def main() -> None:
    """Measure all and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worker", choices=WORKERS, help=argparse.SUPPRESS)
    parser.add_argument("--windows", type=int, default=60, help="how many windows are timed (default: 60)")
    parser.add_argument("--no-peer", action="store_true", help="leave SpikeInterface out: only the second table")
    given = parser.parse_args()
    if given.worker:
        work(given.worker, given.windows)
        return
    in_own_process(WORKERS[-1], given.windows)  # so that everything is compiled once
    measured = {name: in_own_process(name, given.windows) for name in WORKERS[1 if given.no_peer else 0 :]}
    if not given.no_peer:
        print(table(measured, import_seconds(5)))
    short, long = measured["independent"]["first"], measured["independent-6h"]["first"]
    print(f"{parts_table(measured)}\n6 hours over 10 minutes, first window: {long / short:.2f}")


if __name__ == "__main__":
    main()
