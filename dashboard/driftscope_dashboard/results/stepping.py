"""Stepping through the misses of the chosen unit, each with its likely reason."""

from __future__ import annotations

from ..reduce.selection import present_units
from ..session.keymap import go_to
from ..session.state import State
from .held import Results
from .misses import REASON_WORDS, marks_of, next_miss

STEPS = {"n": 1, "p": -1}
"""The keys, and where they lead."""


def step_to_miss(state: State, results: Results, key: str) -> bool:
    """Go to the next or the previous spike of the chosen unit that was missed, and say why it likely was.

    Parameters
    ----------
    state : State
        Whose cursor moves.
    results : Results
        Of the page.
    key : str
        Which key was pressed.

    Returns
    -------
    bool
        Whether there is a result of the recording shown, and a chosen unit; else nothing was done.
    """
    simulation, scored = state.session.simulation, results.score
    units = present_units(state.selection.units, len(simulation.locations_um))
    comparison = None if scored is None or scored.simulation is not simulation else scored.comparison
    if key not in STEPS or comparison is None or not units:
        return False
    rate = simulation.config.sampling_frequency_hz
    found = next_miss(marks_of(comparison, units[0]), round(state.selection.time_s * rate), STEPS[key])
    if found is None:
        state.notices.say(f"Unit {units[0]} has no {'later' if STEPS[key] > 0 else 'earlier'} miss.")
        return True
    frame, reason = found
    go_to(state, frame / rate)
    state.notices.say(f"Unit {units[0]}, missed at {frame / rate:.3f} s. Likely {reason}: {REASON_WORDS[reason]}.")
    return True
