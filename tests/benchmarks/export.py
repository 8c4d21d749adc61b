"""How fast a recording is written, next to SpikeInterface: 250 units, 384 channels, 60 s, int16, 2 processes.

Run ``python tests/benchmarks/export.py``. Everything is measured in one run, each in a process of its own, taking
turns; the tables give medians, ratios, and where the time goes. It takes some minutes and several GB of memory and of
disk, nearly all of the memory SpikeInterface's.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SECONDS = 60.0
HOURS = 6.0
JOBS = 2
STREAMS = ("independent", "spikeinterface")
ASKED = {"independent": ">= 5x", "spikeinterface": ">= 1.5x"}
PROFILED_S = 8
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def config_of(streams: str, seconds: float = SECONDS) -> Any:
    """Return the configuration of the published example, of another length; the motion begins at once."""
    from driftscope.presets import PRESETS

    starts = {f"motion.components.{index}.start_s": 0.0 for index in (0, 1)}
    return PRESETS["published-drift"].config.replace(starts, duration_s=seconds, streams=streams)


# ---- the two writers


def with_spikeinterface(folder: Path) -> dict[str, float]:
    """Let SpikeInterface generate its drifting recording, and save it."""
    import numpy as np
    import spikeinterface.generation as generation
    from probeinterface.neuropixels_tools import build_neuropixels_probe

    probe = build_neuropixels_probe("NP1000").get_slice(np.arange(384))
    probe.set_device_channel_indices(np.arange(384))
    begin = time.perf_counter()
    zigzag = {"drift_mode": "zigzag", "non_rigid_gradient": 0.5, "t_start_drift": 0.0, "period_s": 200}
    bump = {"drift_mode": "bump", "t_start_drift": 0.0, "bump_interval_s": (30, 90.0)}
    recording = generation.generate_drifting_recording(
        num_units=250,
        duration=SECONDS,
        probe=probe,
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
    generated = time.perf_counter() - begin
    begin = time.perf_counter()
    recording.save(folder=folder, n_jobs=JOBS, dtype="int16", progress_bar=False, verbose=False)
    return {"save": time.perf_counter() - begin, "all": generated + time.perf_counter() - begin}


def with_driftscope(streams: str, folder: Path) -> dict[str, float]:
    """Export the drifting recording: ground truth, samples, checksums."""
    from driftscope import Simulation
    from driftscope.export import export

    begin = time.perf_counter()
    export(Simulation(config_of(streams)), folder, jobs=JOBS)
    taken = time.perf_counter() - begin
    return {"save": taken, "all": taken}


def hours(streams: str, folder: Path) -> dict[str, float]:
    """Write the ground truth of hours, and some chunks from all over them, to see the memory."""
    from driftscope import Simulation
    from driftscope.export.runtime.pool import Pool
    from driftscope.export.writer import plan_for

    plan, _ = plan_for(Simulation(config_of(streams, HOURS * 3_600)), folder)
    plan.folder.mkdir(parents=True)
    begin = time.perf_counter()
    chunks = range(0, plan.num_samples - 30_000, plan.num_samples // 24 // 30_000 * 30_000)
    with Pool(plan, JOBS) as pool:
        for tasks in (
            [("truth", ())],
            [("begin", ("drifting",))],
            [("chunk", (start, start + 30_000)) for start in chunks],
        ):
            list(pool.run(tasks))
    shutil.rmtree(plan.folder.parent)
    return {"seconds": time.perf_counter() - begin}


# ---- where the time goes


@contextmanager
def timed(owner: Any, name: str, into: dict[str, float], label: str) -> Iterator[None]:
    """Add the processor time of every call of a function to a label; calls within others count there only."""
    original = getattr(owner, name)

    def measured(*args: Any, **kwargs: Any) -> Any:
        before, begin = sum(into.values()), time.perf_counter()
        try:
            return original(*args, **kwargs)
        finally:
            within = sum(into.values()) - before
            into[label] = into.get(label, 0.0) + time.perf_counter() - begin - within

    setattr(owner, name, measured)
    try:
        yield
    finally:
        setattr(owner, name, original)


def profile(streams: str, folder: Path) -> dict[str, float]:
    """Write some seconds in this process, and return the share of time of each part."""
    from contextlib import ExitStack

    from driftscope import Simulation, noise, recording
    from driftscope.export import SampleFormat
    from driftscope.export.formats import binary
    from driftscope.export.rendering import write_chunk
    from driftscope.export.runtime.tasks import keep_little
    from driftscope.export.truth_writer import write_truth
    from driftscope.export.writer import plan_for
    from driftscope.templates import TemplateMaker

    plan, _ = plan_for(Simulation(config_of(streams)), folder)
    spent: dict[str, float] = {}
    keep_little()
    list(write_truth(plan.source, plan.truth_folder))
    [job] = plan.jobs
    plan.folder_of(job.name).mkdir()
    plan.format.begin(plan.folder_of(job.name), job)
    write_chunk(plan, 0, 30_000)
    parts: list[tuple[Any, str, str]] = [
        (noise.FastNoise, "chunk", "random numbers"),
        (noise.FastNoise, "_mix", "covariance mixing"),
        (noise.ReferenceNoise, "chunk", "random numbers"),
        (noise.ReferenceNoise, "_scaled", "covariance mixing"),
        (recording.NoiseBackground, "read", "copies"),
        (recording.Injection, "add_to", "adding templates"),
        (TemplateMaker, "make", "making templates"),
        (SampleFormat, "encode", "conversion to int16"),
        (binary.Binary, "write", "disk"),
    ]
    with ExitStack() as stack:
        for owner, name, label in parts:
            stack.enter_context(timed(owner, name, spent, label))
        begin = time.perf_counter()
        for second in range(1, PROFILED_S + 1):
            write_chunk(plan, second * 30_000, (second + 1) * 30_000)
        total = time.perf_counter() - begin
    shutil.rmtree(plan.folder.parent)
    return {"seconds per second": total / PROFILED_S} | {label: value / total for label, value in spent.items()}


# ---- each in a process of its own


def work(name: str, folder: Path) -> None:
    """Measure one thing and print what was measured, as JSON."""
    kind, _, streams = name.partition(":")
    works: dict[str, Callable[[], dict[str, float]]] = {
        "theirs": lambda: with_spikeinterface(folder),
        "ours": lambda: with_driftscope(streams, folder),
        "hours": lambda: hours(streams, folder),
        "profile": lambda: profile(streams, folder),
    }
    measured = works[kind]()
    measured["own_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    measured["child_mb"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps(measured))


def in_own_process(name: str, disk: Path) -> dict[str, float]:
    """Measure one thing in a fresh process, and remove what it wrote."""
    folder = disk / "out"
    command = [sys.executable, __file__, "--worker", name, "--disk", str(folder)]
    environment = {**os.environ, **(ONE_THREAD if name.startswith("profile") else {})}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    shutil.rmtree(folder, ignore_errors=True)
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def median_of(rounds: list[dict[str, float]]) -> dict[str, float]:
    """Return the median of every number."""
    return {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}


def table(rows: list[tuple[str, ...]]) -> str:
    """Return rows as columns of even width."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def report(measured: dict[str, dict[str, float]]) -> str:
    """Return the tables: speed and memory, and where the time goes."""
    theirs = measured["theirs"]
    rows = [("", "SpikeInterface", "driftscope", "ratio", "asked")]
    for streams in STREAMS:
        ours = measured[f"ours:{streams}"]
        for name, label, asked in (
            ("save", f"their save() and our whole export, {streams} streams", ASKED[streams]),
            ("all", f"from parameters to files, {streams} streams", ""),
        ):
            ratio = f"{theirs[name] / ours[name]:.1f}x"
            rows.append((label, f"{theirs[name]:.1f} s", f"{ours[name]:.1f} s", ratio, asked))
        for name, label in (("own_mb", "main process"), ("child_mb", "largest worker")):
            cells = (f"{theirs[name]:.0f} MB", f"{ours[name]:.0f} MB", f"{theirs[name] / ours[name]:.1f}x")
            rows.append((f"peak memory of the {label}, {streams} streams", *cells, "< 500 MB"))
        long = measured[f"hours:{streams}"]["child_mb"]
        label = f"the same for {HOURS:g} hours, {streams} streams"
        rows.append((label, "", f"{long:.0f} MB", f"{long / ours['child_mb']:.1f}x of 60 s", "< 500 MB"))
    profiles = [measured[f"profile:{streams}"] for streams in STREAMS]
    shares = [("one process, share of time", *STREAMS)]
    for label in [name for name in profiles[0] if not name.endswith(("mb", "per second"))]:
        shares.append((label, *(f"{one.get(label, 0.0):.0%}" for one in profiles)))
    shares.append(("seconds per second of recording", *(f"{one['seconds per second']:.3f}" for one in profiles)))
    return f"{table(rows)}\n\n{table(shares)}"


def main() -> None:
    """Measure all and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("--disk", type=Path, help="a folder on the disk that is measured (default: a temporary one)")
    parser.add_argument("--rounds", type=int, default=3, help="how often everything is measured (default: 3)")
    given = parser.parse_args()
    if given.worker:
        work(given.worker, given.disk)
        return
    names = ["theirs", *(f"{kind}:{streams}" for streams in STREAMS for kind in ("ours", "profile", "hours"))]
    rounds: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory(dir=given.disk) as disk:
        for _ in range(given.rounds):
            for name in names:
                rounds[name].append(in_own_process(name, Path(disk)))
    print(report({name: median_of(measured) for name, measured in rounds.items()}))


if __name__ == "__main__":
    main()
