"""Holding results against the recording shown, beside the event loop; never silently against another one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from driftscope import ConfigError
from driftscope.deadlines import Deadline, within
from driftscope.results import GroundTruth, ResultError, compare, truth_of_source

from ..session.latest import Latest
from ..session.session import origin_of
from ..session.state import State
from .held import Loaded, Results, Scored

MOST_DIFFERENCES = 4
DEADLINE_S = 600.0
"""After how long scoring is given up."""


@dataclass(frozen=True, eq=False)
class Request:
    """What is to be scored.

    Attributes
    ----------
    held : tuple of Loaded
        The results.
    simulation : Simulation or Scene
        The recording shown.
    known : tuple of Scored
        What was scored before; taken over where neither result nor recording changed.
    """

    held: tuple[Loaded, ...]
    simulation: Any
    known: tuple[Scored, ...]


def score_all(request: Request) -> tuple[Scored, ...]:
    """Return every result held against the recording, those that are of another one with their difference.

    This may take longer than a picture: it is asked for once, and nothing waits for it.
    """
    with within(Deadline(DEADLINE_S)):
        return _score_all(request)


def _score_all(request: Request) -> tuple[Scored, ...]:
    simulation = request.simulation
    before = [one for one in request.known if one.simulation is simulation]
    truth = next((one.comparison.truth for one in before if one.comparison is not None), None)
    found = []
    for loaded in request.held:
        known = next((one for one in before if one.loaded is loaded), None)
        if known is None and loaded.config == origin_of(simulation):
            known = _scored(loaded, simulation, truth)
            truth = truth or (None if known.comparison is None else known.comparison.truth)
        found.append(known or Scored(loaded, simulation, problem=difference(loaded.config, origin_of(simulation))))
    return tuple(found)


def truth_of_shown(simulation: Any) -> GroundTruth:
    """Return the ground truth of the recording shown; a hybrid one knows only the units that were added."""
    hybrid = getattr(simulation, "hybrid", None)
    return truth_of_source(simulation if hybrid is None else hybrid, is_exhaustive=hybrid is None)


def _scored(loaded: Loaded, simulation: Any, known: GroundTruth | None) -> Scored:
    try:
        truth = known or truth_of_shown(simulation)
        result = compare(
            truth, loaded.sorting, loaded.motion, correct_lag=loaded.correct_lag, turn_motion=loaded.turn_motion
        )
        if result.comparison is not None:
            _ = result.comparison.reasons, result.comparison.displacement_um, result.comparison.score.is_false
    except (ResultError, ConfigError, OSError, MemoryError) as error:
        return Scored(loaded, simulation, problem=str(error) or "there is not enough memory")
    scored = Scored(loaded, simulation, result)
    _ = scored.scores
    return scored


def difference(own: Any, shown: Any) -> str:
    """Say that a result belongs to another configuration, and where the two differ.

    Examples
    --------
    >>> from driftscope import SimulationConfig
    >>> difference(SimulationConfig(), SimulationConfig(seed=7))
    'It belongs to another configuration than the page shows now: seed differs.'
    """
    if type(own) is not type(shown):
        return "It belongs to another kind of recording than the page shows now."
    paths = list(_differing(own.to_dict(), shown.to_dict()))
    names = ", ".join(paths[:MOST_DIFFERENCES])
    more = f" and {len(paths) - MOST_DIFFERENCES} more" if len(paths) > MOST_DIFFERENCES else ""
    verb = "differs" if len(paths) == 1 else "differ"
    return f"It belongs to another configuration than the page shows now: {names}{more} {verb}."


def _differing(one: Any, other: Any, path: str = "") -> list[str]:
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return [found for name in one for found in _differing(one[name], other[name], f"{path}.{name}".lstrip("."))]
    return [] if one == other else [path or "all"]


class Scorer:
    """Scores a page's results whenever one comes, or another recording is shown.

    Parameters
    ----------
    state : State
        Whose recording.
    results : Results
        What is scored.
    latest_only : callable
        Returns what computes only the newest request, beside the event loop; see the page's services.
    """

    def __init__(self, state: State, results: Results, latest_only: Callable[..., Latest[Any, Any]]) -> None:
        self.state, self.results = state, results
        self._latest = latest_only(score_all, self._note)
        self.results.subscribe({"held"}, self._ask)
        state.session.subscribe({"simulation"}, self._ask)

    def _ask(self) -> None:
        results, simulation = self.results, self.state.session.simulation
        if results.held:
            # What is known of another recording must not be looked at while the new one is scored.
            own = tuple(one for one in results.scored if one.simulation is simulation and one.loaded in results.held)
            if len(own) != len(results.scored):
                results.note(own)
            self._latest.ask(Request(results.held, simulation, own))
        elif results.scored:
            results.note(())

    def _note(self, scored: tuple[Scored, ...]) -> None:
        results, simulation = self.results, self.state.session.simulation
        if all(one.simulation is simulation for one in scored) and {one.loaded for one in scored} == set(results.held):
            results.note(scored)
