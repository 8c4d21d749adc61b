"""What a page begins with when what was asked for takes a while: that is made beside the event loop."""

from __future__ import annotations

from driftscope import SimulationConfig
from driftscope.cost import is_quick
from driftscope.presets import PRESETS

from .sharing import Shared
from .state import State


def first_seen(config: SimulationConfig, start: SimulationConfig) -> SimulationConfig:
    """Return what a page shows first: what was asked for if that is made at once, else what the server begins with.

    Examples
    --------
    >>> large = SimulationConfig().replace({"units.num_units": 15_000, "units.minimum_distance_um": None})
    >>> first_seen(large, SimulationConfig()) == SimulationConfig()
    True
    """
    if is_quick(config):
        return config
    return start if is_quick(start) else next(iter(PRESETS.values())).config


def open_when_made(state: State, config: SimulationConfig, shared: Shared | None) -> None:
    """Let a page have a configuration as soon as it is made, and look at what its link says; say why if it cannot be.

    Parameters
    ----------
    state : State
        The page's.
    config : SimulationConfig
        What was asked for.
    shared : Shared or None
        What the page's link holds.
    """
    session, done = state.session, [False]

    def arrive() -> None:
        if done[0]:
            return
        if session.simulation.config == config:
            done[0] = True
            state.selection.look(time_s=config.duration_s / 2)
            if shared:
                shared.look.show_in(state.selection, config)
        elif session.problems:
            done[0] = True
            state.notices.say("\n".join(map(str, session.problems)), "error")

    session.subscribe({"simulation", "problems"}, arrive)
    session.begin_with(config)
