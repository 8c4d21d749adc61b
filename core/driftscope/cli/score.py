"""``driftscope score``: score a sorting or motion estimate against the ground truth of an export."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..base import path_in_brief
from .arguments import CommandError, Commands

_LARGEST_DELTA_MS = 100.0
_WORST_UNITS = 10


def add_commands(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "score",
        help="score a sorting or motion estimate against the ground truth of a written recording",
        description="Match a sorter's spikes to the true ones, unit by unit, as SpikeInterface does, and report which "
        "spikes were missed, at which displacement, and for what likely reasons. Compare a motion estimate with the "
        "true motion. Writes score.csv (one row per unit), score.json and, for a motion estimate, motion_error.npy.",
    )
    parser.add_argument("export", type=Path, metavar="EXPORT", help="folder written by driftscope generate")
    parser.add_argument(
        "results",
        type=Path,
        nargs="+",
        metavar="RESULT",
        help="a sorting (phy or Kilosort folder, SpikeInterface folder, npz, or CSV with columns sample_index,unit), a "
        "motion estimate (SpikeInterface Motion folder, or CSV or NPY of times x depths), or one of each",
    )
    parser.add_argument(
        "--output", type=Path, metavar="DIR", help="output folder (default: 'score' next to the first RESULT)"
    )
    parser.add_argument(
        "--delta-ms",
        type=_delta_ms,
        default=0.4,
        metavar="MS",
        help="maximum time between matching spikes, in ms (default: 0.4)",
    )
    parser.add_argument(
        "--correct-lag", action="store_true", help="first correct a constant time shift of the sorting, up to 2 ms"
    )
    parser.add_argument("--turn-motion", action="store_true", help="first multiply the motion estimate by -1")
    parser.set_defaults(command=_score)


def _score(given: argparse.Namespace) -> int:
    from ..results import ResultError, compare, refuse_result_of_another, summary, truth_of_export, write_report

    try:
        for path in given.results:
            refuse_result_of_another(path, given.export)
        sorting, motion = _read(given.results)
        truth = truth_of_export(given.export)
        result = compare(
            truth,
            sorting,
            motion,
            delta_time_ms=given.delta_ms,
            correct_lag=given.correct_lag,
            turn_motion=given.turn_motion,
        )
        folder = given.output or given.results[0].expanduser().absolute().parent / "score"
        provenance = {"export": str(given.export), "results": [str(path) for path in given.results]}
        written = write_report(result, folder, provenance)
    except (ResultError, OSError, MemoryError) as error:
        raise CommandError(str(error) or "not enough memory") from None
    _print_summary(summary(result))
    if result.comparison is not None:
        _print_worst(result)
    print(f"written: {', '.join(str(path) for path in written)}")
    return 0


def _read(paths: Sequence[Path]) -> tuple[Any, Any]:
    """Read at most one sorting and at most one motion estimate, in either order."""
    from ..results import ResultError, holds_motion, holds_sorting, read_motion_estimate, read_sorting

    if missing := [str(path) for path in paths if not path.expanduser().exists()]:
        raise ResultError(f"No such file or folder: {', '.join(path_in_brief(one) for one in missing)}")
    sortings = [path for path in paths if holds_sorting(path) or not holds_motion(path)]
    motions = [path for path in paths if holds_motion(path)]
    if len(sortings) > 1 or len(motions) > 1:
        raise ResultError("Give at most one sorting and one motion estimate; run the command again for others")
    return (
        read_sorting(sortings[0]) if sortings else None,
        read_motion_estimate(motions[0]) if motions else None,
    )


def _print_summary(found: dict[str, Any]) -> None:
    if (sorting := found.get("sorting")) is not None:
        print(
            f"{sorting['well_detected_units']} of {sorting['true_units']} units well detected (accuracy at least 0.8); "
            f"mean accuracy {sorting['mean_accuracy']:.2f}, recall {sorting['mean_recall']:.2f}"
        )
        kinds = ", ".join(f"{number} {kind}" for kind, number in sorting["tested_units_by_kind"].items())
        print(f"{sorting['tested_units']} units in the sorting: {kinds or 'none'}")
        missed = ", ".join(f"{number} {reason}" for reason, number in sorting["missed_by_reason"].items())
        print(f"{sorting['found_spikes']} of {sorting['true_spikes']} spikes found; missed: {missed}")
    if (motion := found.get("motion")) is not None:
        explained = motion["explained_variance"]
        share = "no true motion" if explained is None else f"{100 * explained:.1f} % of the motion explained"
        print(f"motion error {motion['rms_error_um']:.2f} µm (rms), offset {motion['offset_um']:.2f} µm; {share}")
    for note in found["notes"]:
        print(f"note: {note}")


def _print_worst(result: Any) -> None:
    from ..results import unit_table

    rows = sorted(unit_table(result.comparison), key=lambda row: row["accuracy"])[:_WORST_UNITS]
    print("unit  partner  accuracy  recall  SNR    rms displacement")
    for row in rows:
        partner = "-" if row["partner"] is None else row["partner"]
        print(
            f"{row['unit']:<5} {partner:<8} {row['accuracy']:<9.2f} {row['recall']:<7.2f} {row['snr']:<6.1f} "
            f"{row['rms_displacement_um']:.1f} µm"
        )


def _delta_ms(text: str) -> float:
    try:
        value = float(json.loads(text))
    except (ValueError, TypeError):
        value = -1.0
    if not 0 <= value <= _LARGEST_DELTA_MS:
        raise argparse.ArgumentTypeError(f"{text!r} must be a number from 0 to {_LARGEST_DELTA_MS:g} (ms)")
    return value
