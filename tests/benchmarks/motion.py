"""What motion costs: windows with every kind of motion against a zigzag alone, and fields of many knots against one.

Run ``python tests/benchmarks/motion.py``. Every case works in a process of its own with one linear-algebra thread; the
table gives medians of processor time and ratios to the zigzag.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

WINDOWS = 24
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
BOUNDS = {"every kind": 1.3}
"""The largest ratio of a warm window that is promised."""


def field(depths: int, times: int = 600) -> dict[str, Any]:
    """Return a field that wanders within 20 µm."""
    import numpy as np

    drawn = np.cumsum(np.random.default_rng(0).normal(0, 0.5, (times, depths)), axis=0).clip(-20, 20)
    return {
        "kind": "field",
        "times_s": np.linspace(0, 600, times).tolist(),
        "depths_um": np.linspace(0, 3_840, depths).tolist() if depths > 1 else [0.0],
        "displacement_um": drawn.tolist(),
    }


CASES: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "zigzag": lambda: [{"kind": "zigzag"}],
    "field, 1 knot": lambda: [field(1)],
    "field, 9 knots": lambda: [field(9)],
    "field, 100 knots": lambda: [field(100)],
    "wander": lambda: [{"kind": "wander"}],
    "kicks": lambda: [{"kind": "kicks"}],
    "oscillation": lambda: [{"kind": "oscillation"}],
    "every kind": lambda: [
        {"kind": "zigzag"}, field(20), {"kind": "wander"}, {"kind": "kicks"}, {"kind": "oscillation"},
    ],
}  # fmt: skip


def measure(name: str) -> dict[str, float]:
    """Return milliseconds: to make the motion, for the step of 100 000 spikes, for a cold and for a warm window."""
    import numpy as np
    from driftscope import Simulation, SimulationConfig

    changes = {"probe.num_contacts": 384, "units.num_units": 250, "motion.components": CASES[name]()}
    simulation = Simulation(SimulationConfig().replace(changes))
    simulation.locations_um  # noqa: B018 - made here, so that it is not measured
    made, motion = timed(lambda: simulation.motion)
    rng = np.random.default_rng(0)
    samples, units = np.sort(rng.integers(0, 600 * 30_000, 100_000)), rng.integers(0, 250, 100_000)
    steps = [timed(lambda: motion.displacement_at(samples, units, 30_000.0))[0] for _ in range(5)]
    starts = [30_000 * (5 + number) for number in range(WINDOWS)]
    recording = simulation.drifting
    recording.get_traces(start_frame=0, end_frame=3_000)
    cold, warm = (
        [timed(lambda at=at: recording.get_traces(start_frame=at, end_frame=at + 3_000))[0] for at in starts]  # type: ignore[misc]
        for _ in range(2)
    )
    found = {"made": [made], "displacement": steps, "cold": cold, "warm": warm}
    return {what: statistics.median(values) for what, values in found.items()}


def timed(make: Callable[[], Any]) -> tuple[float, Any]:
    """Return the processor time in ms, and the result."""
    begun = time.process_time()
    made = make()
    return 1e3 * (time.process_time() - begun), made


def main() -> None:
    """Measure every case in a process of its own, and print the table."""
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1])))
        return
    environment = {**os.environ, **dict.fromkeys(THREADS, "1")}
    found = {}
    for name in CASES:
        done = subprocess.run([sys.executable, __file__, name], env=environment, capture_output=True, check=True)
        found[name] = json.loads(done.stdout)
    usual = found["zigzag"]
    print(f"{'':18}{'made':>9}{'100 000 spikes':>16}{'cold window':>20}{'warm window':>20}")
    for name, times in found.items():
        cold, warm = (f"{times[what]:8.2f} ms {times[what] / usual[what]:5.2f}x" for what in ("cold", "warm"))
        print(f"{name:18}{times['made']:6.1f} ms{times['displacement']:13.1f} ms{cold:>20}{warm:>20}")
    for name, bound in BOUNDS.items():
        ratio = found[name]["cold"] / usual["cold"], found[name]["warm"] / usual["warm"]
        print(f"{name}: {ratio[0]:.2f}x cold, {ratio[1]:.2f}x warm; promised at most {bound}x")


if __name__ == "__main__":
    main()
