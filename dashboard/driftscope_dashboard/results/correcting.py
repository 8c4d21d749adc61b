"""Whether the driftmap is corrected by the motion estimate of the result that is looked at, and by which."""

from __future__ import annotations

from driftscope.measured_motion import MeasuredMotion

from ..session.state import State
from .held import Results

CORRECTED = "corrected"
"""What the overlay is called."""


def estimate_of_shown(state: State, results: Results) -> MeasuredMotion | None:
    """Return the motion estimate of the recording shown, its offset taken out; None without one."""
    scored = results.score
    error = None if scored is None or scored.simulation is not state.session.simulation else scored.motion
    return None if error is None else error.aligned


def is_corrected(state: State, results: Results) -> bool:
    """Return whether depths are shown corrected: chosen, of the drifting recording, with an estimate of it."""
    chosen = CORRECTED in state.overlays.shown and state.selection.moving
    return chosen and estimate_of_shown(state, results) is not None


def correction(state: State, results: Results) -> MeasuredMotion | None:
    """Return the motion that is taken away from the depths shown; None when they are as they are."""
    return estimate_of_shown(state, results) if is_corrected(state, results) else None
