"""From drift to score: how accurate a spike sorter is on a recording at rest, drifting, and drifting but corrected.

Run ``python tests/benchmarks/tutorial.py``; it needs ``pip install '.[sorter]'`` (MountainSort5 and its clustering, no
GPU). Both recordings have the same 64 channels, 30 units and 180 s of spikes. The drifting one is sorted as it is,
after interpolation by a motion estimate (SpikeInterface's preset ``kilosort_like``), and after interpolation by the
true motion. It prints the table of the README; with ``--figure PATH`` it draws accuracy at rest and drifting.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

from driftscope import Simulation, SimulationConfig
from driftscope.results import Result, compare, read_motion_estimate, read_sorting, truth_of_source

CONFIG = SimulationConfig(duration_s=180.0, seed=3).replace({
    "probe.num_contacts": 64,
    "units.num_units": 30,
    "templates.alpha_uv": {"low": 150.0, "high": 500.0},
    "motion.start_um": [0.0, 30.0],
    "motion.stop_um": [0.0, -30.0],
    "motion.components": [{"kind": "zigzag", "period_s": 90.0, "start_s": 20.0}],
})  # fmt: skip
CASES = {
    "at rest": "no drift",
    "drifting": "drift, as it is",
    "estimated": "drift, interpolated by the estimated motion",
    "true": "drift, interpolated by the true motion",
}


def sort(recording: Any, folder: Path) -> Path:
    """Sort a recording with MountainSort5; return the folder of the result."""
    import spikeinterface.preprocessing as preprocessing
    import spikeinterface.sorters as sorters

    filtered = preprocessing.bandpass_filter(recording, 300.0, 6_000.0, dtype="float32")
    found = sorters.run_sorter("mountainsort5", filtered, folder=folder / "sorter", filter=False, verbose=False)
    found.save(folder=folder / "sorting")
    return folder / "sorting"


def interpolated(recording: Any, motion: Any) -> Any:
    """Return a recording whose motion is undone by interpolation between channels."""
    import spikeinterface.preprocessing as preprocessing
    from spikeinterface.sortingcomponents.motion import InterpolateMotionRecording

    filtered = preprocessing.bandpass_filter(recording, 300.0, 6_000.0, dtype="float32")
    return InterpolateMotionRecording(filtered, motion, border_mode="force_extrapolate")


def estimate(recording: Any, folder: Path) -> Any:
    """Estimate the motion of a recording, and save it beside the result."""
    import spikeinterface.preprocessing as preprocessing

    filtered = preprocessing.bandpass_filter(recording, 300.0, 6_000.0, dtype="float32")
    motion = preprocessing.compute_motion(filtered, preset="kilosort_like", progress_bar=False)
    motion.save(folder / "motion")
    return motion


def results(place: Path) -> dict[str, tuple[Result, float]]:
    """Sort all cases; return what each brought, and the seconds of its sorting."""
    from spikeinterface.core.motion import Motion

    simulation = Simulation(CONFIG)
    truth = truth_of_source(simulation)
    static, drifting = (one.to_spikeinterface() for one in (simulation.static, simulation.drifting))
    found = {}
    for case in CASES:
        folder = place / case.replace(" ", "-")
        folder.mkdir()
        if case == "estimated":
            recording = interpolated(drifting, estimate(drifting, folder))
        elif case == "true":
            from driftscope.export.truth_motion import write_spikeinterface_motion

            write_spikeinterface_motion(
                simulation.motion, simulation.locations_um, simulation.motion.clock, folder / "motion"
            )
            recording = interpolated(drifting, Motion.load(folder / "motion"))
        else:
            recording = static if case == "at rest" else drifting
        begun = time.perf_counter()
        sorting = read_sorting(sort(recording, folder))
        seconds = time.perf_counter() - begun
        has_motion = (folder / "motion").is_dir()
        motion = read_motion_estimate(folder / "motion") if has_motion else None
        found[case] = (compare(truth, sorting, motion), seconds)
        print(row_of(case, *found[case]), flush=True)
    return found


def row_of(case: str, result: Result, seconds: float) -> str:
    """Return a row of the table."""
    comparison = result.comparison
    assert comparison is not None
    score = comparison.score
    error = "" if result.motion is None else f"{result.motion.rms_um:.1f}"
    return (
        f"| {CASES[case]} | {score.accuracy.mean():.2f} | {int(score.is_well_detected.sum())} of "
        f"{score.true.num_units} | {100 * score.is_found.mean():.0f} % | {error} | {seconds:.0f} |"
    )


def main() -> None:
    """Measure and print; draw when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figure", type=Path, help="where to draw accuracy at rest and drifting")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    print("| recording | mean accuracy | well detected | spikes found | motion error (µm rms) | sorting (s) |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as place:
        found = results(Path(place))
        if given.figure is not None:
            from driftscope_dashboard import plots

            plots.save(plots.score(found["drifting"][0], found["at rest"][0]), given.figure)


if __name__ == "__main__":
    main()
