"""How cost grows with channels, units, duration and motion, here and with SpikeInterface where it can.

Run ``python tests/benchmarks/scale.py``, or with ``--tables channels units`` for some of the tables, ``--streams
spikeinterface`` for the reference's streams, ``--no-peer`` without SpikeInterface. Every point is measured in a process
of its own with one linear-algebra thread, both sides in turns, in processor time without imports; a table shows medians
over ``--rounds``, and ratios are medians of the ratios of one round. Under each table stands the exponent of each
column: the slope of log cost over log value between the last two values, and over all of them. An exponent of 1 means
that cost grows with the value, 0 that it does not.

Columns: ``first`` is from a configuration to its first window of 0.1 s, ``elsewhere`` another window, ``level`` and
``rate`` the same window after the noise level or the firing rates were changed, ``MB`` the most memory.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

WINDOW_S = 0.1
ELSEWHERE = 5
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
COLUMNS = ("first", "elsewhere", "level", "rate", "mb")
PEER_COLUMNS = ("first", "elsewhere", "mb")


@dataclass(frozen=True)
class Case:
    """What is measured at one point."""

    channels: int = 384
    units: int = 100
    duration_s: float = 120.0
    motion_um: float = 10.0
    streams: str = "independent"


BASE = Case()
TABLES: dict[str, tuple[tuple[float, ...], float]] = {
    "channels": ((32, 128, 384, 960, 1536, 5120), 384),
    "units": ((10, 100, 250, 1_000, 2_500, 10_000), 250),
    "duration_s": ((10, 60, 600, 3_600, 21_600, 86_400), 600),
    "motion_um": ((5, 10, 20, 100, 500), 20),
}
"""Values of every table, and the largest that SpikeInterface is asked for: beyond, it takes minutes and much memory."""


def cases(table: str, streams: str) -> Iterator[Case]:
    """Yield the points of a table."""
    for value in TABLES[table][0]:
        kind = float if table.endswith(("_s", "_um")) else int
        yield replace(BASE, streams=streams, **{table: kind(value)})


def part_number(channels: int) -> str:
    """Return a Neuropixels probe that has so many contacts."""
    return "NP1000" if channels <= 960 else "NP2010"


def open_driftscope(case: Case) -> Any:
    """Return the configuration of a case."""
    from driftscope import SimulationConfig

    return SimulationConfig().replace({
        "duration_s": case.duration_s,
        "streams": case.streams,
        "probe": {
            "kind": "neuropixels", "part_number": part_number(case.channels), "num_contacts": case.channels,
        },
        "units.num_units": case.units,
        "motion.start_um": (0.0, case.motion_um),
        "motion.stop_um": (0.0, -case.motion_um),
        "motion.components": [{"kind": "zigzag", "period_s": 100.0}],
    })  # fmt: skip


def measure_driftscope(case: Case) -> dict[str, float]:
    """Measure one point of driftscope."""
    from driftscope import Simulation
    from driftscope.presets import PRESETS

    Simulation(PRESETS["tetrode"].config).drifting.get_traces(start_frame=0, end_frame=10)  # imports what is needed
    config = open_driftscope(case)

    def window(changes: dict[str, Any]) -> Callable[[int], Any]:
        drifting = Simulation(config.replace(changes)).drifting
        return lambda start: drifting.get_traces(start_frame=start, end_frame=start + size)

    size = int(WINDOW_S * config.sampling_frequency_hz)
    places = [int((config.num_samples - size) * (0.3 + 0.1 * number)) for number in range(ELSEWHERE)]
    first = seconds(lambda: window({})(0))
    read = window({})
    elsewhere = statistics.median(seconds(lambda start=start: read(start)) for start in places)
    level = seconds(lambda: window({"noise.level_uv": 5.0})(places[-1]))
    rate = seconds(lambda: window({"spikes.firing_rate_hz": (2.5, 7.5)})(places[-1]))
    return {"first": first, "elsewhere": elsewhere, "level": level, "rate": rate, "mb": peak_mb()}


def measure_spikeinterface(case: Case) -> dict[str, float]:
    """Measure one point of SpikeInterface."""
    import numpy as np
    import spikeinterface.generation as generation
    from probeinterface.neuropixels_tools import build_neuropixels_probe

    probe = build_neuropixels_probe(part_number(case.channels)).get_slice(np.arange(case.channels))
    probe.set_device_channel_indices(np.arange(case.channels))

    def generate() -> Any:
        return generation.generate_drifting_recording(
            num_units=case.units,
            duration=case.duration_s,
            probe=probe,
            generate_displacement_vector_kwargs={
                "drift_start_um": [0, case.motion_um],
                "drift_stop_um": [0, -case.motion_um],
                "motion_list": [{"drift_mode": "zigzag", "period_s": 100.0, "t_start_drift": None}],
            },
            generate_templates_kwargs={"ms_before": 1.5, "ms_after": 3.0},
            generate_noise_kwargs={"noise_levels": (6.0, 8.0), "spatial_decay": 25.0},
            seed=1,
        )[1]

    begin = time.process_time()
    drifting = generate()
    size = int(WINDOW_S * drifting.get_sampling_frequency())

    def read(start: int) -> Any:
        return drifting.get_traces(segment_index=0, start_frame=start, end_frame=start + size)

    read(0)
    first = time.process_time() - begin
    places = [int((drifting.get_num_samples() - size) * (0.3 + 0.1 * number)) for number in range(ELSEWHERE)]
    elsewhere = statistics.median(seconds(lambda start=start: read(start)) for start in places)
    return {"first": first, "elsewhere": elsewhere, "mb": peak_mb()}


def seconds(function: Callable[[], Any]) -> float:
    """Return the processor time of a call."""
    begin = time.process_time()
    function()
    return time.process_time() - begin


def peak_mb() -> float:
    """Return the most memory of this process, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


SIDES = {"driftscope": measure_driftscope, "spikeinterface": measure_spikeinterface}


def in_own_process(side: str, case: Case) -> dict[str, float]:
    """Measure one point of a side in a fresh process."""
    command = [sys.executable, __file__, "--worker", side, json.dumps(asdict(case))]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=os.environ | dict.fromkeys(THREADS, "1")
    )
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def measure(case: Case, rounds: int, *, with_peer: bool) -> dict[str, float]:
    """Return the medians of one point, and of the ratios to SpikeInterface."""
    ours, ratios = [], []
    for _ in range(rounds):
        theirs = in_own_process("spikeinterface", case) if with_peer else {}
        ours.append(in_own_process("driftscope", case))
        ratios.append({name: theirs[name] / ours[-1][name] for name in theirs})
    medians = {name: statistics.median(one[name] for one in ours) for name in COLUMNS}
    peers = {f"{name} x": statistics.median(one[name] for one in ratios) for name in PEER_COLUMNS if with_peer}
    return medians | peers


def exponent(values: list[float], costs: list[float]) -> float:
    """Return the slope of log cost over log value, by least squares.

    Examples
    --------
    >>> round(exponent([10.0, 100.0, 1000.0], [2.0, 20.0, 200.0]), 6)
    1.0
    """
    x, y = [math.log(one) for one in values], [math.log(one) for one in costs]
    middle_x, middle_y = statistics.mean(x), statistics.mean(y)
    across = sum((one - middle_x) ** 2 for one in x)
    return sum((one - middle_x) * (other - middle_y) for one, other in zip(x, y, strict=True)) / across


def show(table: str, values: list[float], rows: list[dict[str, float]]) -> str:
    """Return a table as text, with the exponents of its columns."""
    names = [*COLUMNS, *(f"{name} x" for name in PEER_COLUMNS)]
    lines = [[table, "first s", "elsewhere ms", "level ms", "rate ms", "MB", *(f"SI / {one}" for one in PEER_COLUMNS)]]
    for value, row in zip(values, rows, strict=True):
        shown = [row.get(name, math.nan) * (1e3 if name in ("elsewhere", "level", "rate") else 1.0) for name in names]
        lines.append([f"{value:g}", *("" if math.isnan(one) else f"{one:.3g}" for one in shown)])
    for name, kept in (("exponent, last two", slice(-2, None)), ("exponent, all", slice(None))):
        slopes = [exponent(values[kept], [row[column] for row in rows[kept]]) for column in COLUMNS]
        lines.append([name, *(f"{slope:.2f}" for slope in slopes), "", "", ""])
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worker", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument(
        "--tables", nargs="+", choices=TABLES, default=list(TABLES), help="which tables; all by default"
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often each point is measured (default: 3)")
    parser.add_argument("--streams", choices=("independent", "spikeinterface"), default="independent")
    parser.add_argument("--no-peer", action="store_true", help="leave SpikeInterface out")
    given = parser.parse_args()
    if given.worker:
        side, case = given.worker
        print(json.dumps(SIDES[side](Case(**json.loads(case)))))
        return
    base = ", ".join(f"{name} {value}" for name, value in asdict(BASE).items() if name != "streams")
    print(f"Unless said: {base}; {given.streams} streams; processor time, medians of {given.rounds}")
    for table in given.tables:
        rows = [
            measure(case, given.rounds, with_peer=not given.no_peer and getattr(case, table) <= TABLES[table][1])
            for case in cases(table, given.streams)
        ]
        print(f"\n{show(table, list(TABLES[table][0]), rows)}", flush=True)


if __name__ == "__main__":
    main()
