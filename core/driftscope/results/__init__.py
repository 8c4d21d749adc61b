"""Bring a result back: hold a sorting or a motion estimate against the ground truth, and see what was lost where.

Examples
--------
>>> from driftscope import Simulation
>>> from driftscope.presets import PRESETS
>>> from driftscope.results import Sorted, compare, truth_of_source
>>> truth = truth_of_source(Simulation(PRESETS["tetrode"].config.replace(duration_s=10.0)))
>>> perfect = Sorted(truth.train.sample_index, truth.train.unit_index, truth.unit_ids)
>>> bool((compare(truth, perfect).comparison.score.accuracy == 1).all())
True
"""

from .breakdown import Recall
from .comparison import Comparison, Result, compare
from .ground_truth import GroundTruth, truth_of_export, truth_of_source
from .motion_error import MotionError
from .motion_estimates import holds_motion, read_motion_estimate
from .origin import Origin, origin_of, refuse_result_of_another
from .problems import ResultError
from .reasons import REASONS
from .report import UNIT_COLUMNS, summary, unit_table, write_report
from .scoring import Score
from .sortings import Sorted, holds_sorting, read_sorting
from .unit_scores import SCORED_UNIT_COLUMNS, scored_units

__all__ = [
    "REASONS",
    "SCORED_UNIT_COLUMNS",
    "UNIT_COLUMNS",
    "Comparison",
    "GroundTruth",
    "MotionError",
    "Origin",
    "Recall",
    "Result",
    "ResultError",
    "Score",
    "Sorted",
    "compare",
    "holds_motion",
    "holds_sorting",
    "origin_of",
    "read_motion_estimate",
    "read_sorting",
    "refuse_result_of_another",
    "scored_units",
    "summary",
    "truth_of_export",
    "truth_of_source",
    "unit_table",
    "write_report",
]
