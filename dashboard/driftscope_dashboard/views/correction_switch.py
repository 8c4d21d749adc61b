"""The switch that takes the estimated motion away from the driftmap; there only when an estimate was brought back."""

from __future__ import annotations

from collections.abc import Callable

from ..results.correcting import CORRECTED, estimate_of_shown, is_corrected
from ..session.state import State
from ..workbench import Control
from .base import Services

HELP = (
    "Subtract the estimated motion from the spike depths: where the estimate is correct, the lines of units are "
    "straight."
)


class CorrectionSwitch:
    """A button among the tools of the driftmap.

    Parameters
    ----------
    state : State
        The page's.
    services : Services
        With its results.
    changed : callable
        Is called when depths are corrected by something else, or no longer.
    """

    def __init__(self, state: State, services: Services, changed: Callable[[], None]) -> None:
        self.state, self.services, self._changed = state, services, changed
        self.control = Control(
            kind="press", icon="corrected", value=False, visible=False, help=HELP, hook="driftmap-corrected",
            on_set=services.safe(lambda value: self._choose(on=bool(value))),
        )  # fmt: skip
        services.results.subscribe({"shown", "scored"}, self.follow)
        state.overlays.subscribe({"shown"}, self.follow)
        state.selection.subscribe({"moving"}, self.follow)
        state.session.subscribe({"simulation"}, self.follow)

    def follow(self) -> None:
        """Show whether there is something to correct by, and whether it is done."""
        results = self.services.results
        is_there = estimate_of_shown(self.state, results) is not None
        self.control.update(visible=is_there, value=is_corrected(self.state, results))
        self._changed()

    def _choose(self, *, on: bool) -> None:
        if on:
            self.state.selection.look(moving=True)
        self.state.overlays.choose(CORRECTED, on=on)
