"""The page of a hybrid recording: before, after, and what is added, with the library beside it."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

import panel as pn
from driftscope import ConfigError
from driftscope.hybrid import HybridConfig

from ..actions.appearance import ThemeSwitch
from ..actions.generate import Generate
from ..actions.history import UndoRedo
from ..actions.share import Share
from ..allowed_paths import AllowedPaths
from ..app import chosen_appearance, first_state, furnished, other_page, shared_link
from ..channels import channels_looked_at
from ..desk import Desk
from ..focus import focus_of
from ..layout import sorry
from ..page_rules import PageRules
from ..scene import Scene, open_scene
from ..selection import neighbour_spike
from ..sharing import Shared, encode
from ..state import State
from ..writing import SeenWritings
from .actions import HybridFiles, HybridKeyboard, HybridSnapshots, HybridTakeAway
from .editor import HybridEditor
from .session import HybridSession
from .views import VIEWS

ACTIONS = (UndoRedo, HybridSnapshots, Share, Generate, HybridTakeAway, HybridFiles, HybridKeyboard, ThemeSwitch)

REFUSED = "This cannot be made yet; you see what was there before."

logger = logging.getLogger(__name__)


def create_hybrid(
    writings: SeenWritings, allowed: AllowedPaths | None = None, start: HybridConfig | None = None
) -> pn.Template:
    """Make the page of one visitor who adds units to a recording.

    Parameters
    ----------
    writings : Writings
        The recordings that are written from all pages of the server.
    allowed : AllowedPaths, optional
        What may be opened; the sample recording and the public library only by default.
    start : HybridConfig, optional
        What it begins with, unless its address names something else; the sample recording by default.

    Returns
    -------
    panel.Template
        The page.
    """
    try:
        return _workspace(writings, allowed or AllowedPaths(), start or HybridConfig())
    except Exception as error:
        logger.exception("a page cannot be made")
        return sorry(str(error) or type(error).__name__, "hybrid", "Open the sample recording", chosen_appearance())


def _workspace(writings: SeenWritings, allowed: AllowedPaths, start: HybridConfig) -> pn.Template:
    shared, complaint = shared_link()
    wanted = shared.config if shared else start
    if not isinstance(wanted, HybridConfig):
        return other_page("This link is one of a synthetic recording.", f"./?c={encode(Shared(wanted))}")
    rules = PageRules(allowed, start)
    try:
        rules.refuse(wanted)
    except ConfigError as error:
        shared, wanted, complaint = None, HybridConfig(), str(error)
    session = HybridSession(HybridConfig(), partial(scene_within, allowed=rules), rules.refuse)
    state = first_state(session, shared, "library")
    if shared is None or wanted != session.config:
        go_to_spike(state)
    desk = Desk(state, pn.state.curdoc, asyncio.get_running_loop(), writings)
    made, _ = furnished(state, desk, complaint, VIEWS, ACTIONS, HybridEditor(state, desk, allowed))
    session.subscribe({"simulation"}, Arrival(state, shared).follow)
    session.subscribe({"problems"}, partial(say_refusal, state))
    if wanted != session.config:
        session.begin_with(wanted)
    return made


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
    """Say why nothing new is seen; wishes that cannot even be written down stand beside their controls only."""
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


def scene_within(config: HybridConfig, allowed: AllowedPaths | PageRules) -> Scene:
    """Return a hybrid recording ready to be looked at; a ConfigError when it needs files that pages may not open."""
    allowed.refuse(config)
    return open_scene(config)
