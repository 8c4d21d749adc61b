"""What one looks at when a hybrid page has its recording, and why it has none."""

from __future__ import annotations

from functools import partial
from typing import Any

from ..reduce.channels import channels_looked_at
from ..reduce.selection import neighbour_spike
from ..session.sharing import Shared
from ..session.state import State
from ..views.focus import focus_of

REFUSED = "This cannot be computed yet; the previous recording is shown."


def arrive(state: State, wanted: Any, shared: Shared | None) -> None:
    """Let a page have a hybrid recording, and look at one of its spikes unless its link says where.

    Parameters
    ----------
    state : State
        The page's.
    wanted : HybridConfig
        What was asked for.
    shared : Shared or None
        What the page's link holds.
    """
    session = state.session
    if shared is None or wanted != session.config:
        go_to_spike(state)
    session.subscribe({"simulation"}, Arrival(state, shared).follow)
    session.subscribe({"problems"}, partial(say_refusal, state))
    if wanted != session.config:
        session.begin_with(wanted)


class Arrival:
    """What one looks at when another recording is there: what a link says, else a spike that was added.

    Parameters
    ----------
    state : State
        Whose recording and look it is.
    shared : Shared or None
        What the page's link holds.
    """

    def __init__(self, state: State, shared: Shared | None) -> None:
        self.state, self._shared = state, shared
        self._source = state.session.simulation.origin.source

    def follow(self) -> None:
        """Look there, if it is another recording."""
        scene = self.state.session.simulation
        if self._shared and scene.origin == self._shared.config:
            self._shared.look.show_in(self.state.selection, scene.config)
            self._shared = None
        elif scene.config.probe != self._source:
            self.state.selection.look(depth_um=None, depths_um=None)
            go_to_spike(self.state)
        self._source = scene.origin.source


def say_refusal(state: State) -> None:
    """Say why nothing new is seen; pending that cannot even be written down stand beside their controls only."""
    session = state.session
    if session.problems and not session.drafts:
        reasons = [f"{one.path}: {one.message}" for one in session.problems]
        state.notices.say("\n".join([REFUSED, *reasons]), "error")


def go_to_spike(state: State) -> None:
    """Look at an added unit, at one of its spikes near the middle of the recording."""
    scene, selection = state.session.simulation, state.selection
    unit, contacts = focus_of(scene, selection).unit, scene.contact_positions_um
    rate, total = scene.config.sampling_frequency_hz, scene.config.num_samples
    units = () if unit is None else (unit,)
    middle = total // 2
    ways = (neighbour_spike(scene.spikes, units, middle, way, total) for way in (1, -1))
    found = next((spike for spike in ways if spike is not None), middle)
    depths = contacts[channels_looked_at(contacts, selection.depth_um, selection.depths_um), 1]
    if unit is not None and not depths.min() <= scene.locations_um[unit, 1] <= depths.max():
        selection.look(depth_um=float(scene.locations_um[unit, 1]))
    selection.look(time_s=found / rate)
