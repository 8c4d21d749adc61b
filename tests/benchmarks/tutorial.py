"""From drift to score: how accurate a spike sorter is on a recording at rest, drifting, and drifting but corrected.

Run ``python tests/benchmarks/tutorial.py``; it needs ``pip install '.[sorter]'`` (what SpikeInterface's Tridesclous2
asks for, no GPU). Both recordings have the same 32 channels, 16 units and 90 s of spikes. The drifting one is sorted as
it is, after interpolation by a motion estimate (SpikeInterface's preset ``nonrigid_fast_and_accurate``), and after
interpolation by the true motion. It prints the table of the README; with ``--figure PATH`` it draws accuracy at rest
and drifting, with ``--cases`` it sorts some of them only.
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

CONFIG = SimulationConfig(duration_s=90.0, seed=3).replace({
    "probe.num_contacts": 32,
    "units.num_units": 16,
    "templates.alpha_uv": {"low": 150.0, "high": 500.0},
    "motion.start_um": [0.0, 30.0],
    "motion.stop_um": [0.0, -30.0],
    "motion.components": [{"kind": "zigzag", "period_s": 60.0, "start_s": 15.0}],
})  # fmt: skip
CASES = {
    "at rest": "no drift",
    "drifting": "drift, as it is",
    "estimated": "drift, interpolated by the estimated motion",
    "true": "drift, interpolated by the true motion",
}


def sort(recording: Any, folder: Path) -> Path:
    """Sort a recording with Tridesclous2; return the folder of the result."""
    import spikeinterface.sorters as sorters

    found = sorters.run_sorter("tridesclous2", recording, folder=folder / "sorter", verbose=False)
    found.save(folder=folder / "sorting")
    return folder / "sorting"


def filtered(recording: Any) -> Any:
    """Return the frequencies in which spikes are."""
    import spikeinterface.preprocessing as preprocessing

    return preprocessing.bandpass_filter(recording, 300.0, 6_000.0, dtype="float32")


def corrected_by_estimate(recording: Any, folder: Path) -> Any:
    """Estimate the motion, save it beside the result, and return the recording that is interpolated by it."""
    import spikeinterface.preprocessing as preprocessing

    corrected, motion = preprocessing.correct_motion(
        filtered(recording),
        preset="nonrigid_fast_and_accurate",
        interpolate_motion_kwargs={"border_mode": "force_extrapolate"},
        output_motion=True,
    )
    motion.save(folder / "motion")
    return corrected


def corrected_by_truth(recording: Any, simulation: Simulation, folder: Path) -> Any:
    """Return the recording that is interpolated by the true motion."""
    from driftscope.export.truth_motion import write_spikeinterface_motion
    from spikeinterface.core.motion import Motion
    from spikeinterface.sortingcomponents.motion import InterpolateMotionRecording

    motion = simulation.motion
    write_spikeinterface_motion(motion, simulation.locations_um, motion.clock, folder / "motion")
    return InterpolateMotionRecording(
        filtered(recording), Motion.load(folder / "motion"), border_mode="force_extrapolate"
    )


def results(place: Path, cases: list[str]) -> dict[str, tuple[Result, float]]:
    """Sort some cases; return what each brought, and the processor time of its sorting in seconds."""
    from spikeinterface.core import set_global_job_kwargs

    set_global_job_kwargs(progress_bar=False)
    simulation = Simulation(CONFIG)
    truth, found = truth_of_source(simulation), {}
    static, drifting = (one.to_spikeinterface() for one in (simulation.static, simulation.drifting))
    for case in cases:
        folder = place / case.replace(" ", "-")
        folder.mkdir()
        recording = static if case == "at rest" else drifting
        if case == "estimated":
            recording = corrected_by_estimate(drifting, folder)
        elif case == "true":
            recording = corrected_by_truth(drifting, simulation, folder)
        begun = time.process_time()
        sorting = read_sorting(sort(recording, folder))
        seconds = time.process_time() - begun
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
    parser.add_argument("--cases", nargs="+", choices=list(CASES), default=list(CASES), help="which ones; all of them")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    print("| recording | mean accuracy | well detected | spikes found | motion error (µm rms) | processor time (s) |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as place:
        found = results(Path(place), given.cases)
        if given.figure is not None and {"at rest", "drifting"} <= found.keys():
            from driftscope_dashboard import plots

            plots.save(plots.score(found["drifting"][0], found["at rest"][0]), given.figure)


if __name__ == "__main__":
    main()
