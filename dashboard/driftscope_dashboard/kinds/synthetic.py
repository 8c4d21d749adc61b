"""Synthetic recordings: all is generated, and a configuration that cannot be made gives way to the last that could."""

from __future__ import annotations

from typing import Any

from driftscope import SimulationConfig
from driftscope.presets import PRESETS

from ..actions import all_actions
from ..session.arrival import first_seen, open_when_made
from ..session.session import preset_name, ready
from ..session.sharing import Shared
from ..session.state import State
from ..views import all_views
from .base import Kind
from .synthetic_form import FORM

_NAME, _FIRST = next(iter(PRESETS.items()))


def _arrive(state: State, wanted: Any, shared: Shared | None) -> None:
    if wanted != state.session.config:
        open_when_made(state, wanted, shared)


SYNTHETIC = Kind(
    name="synthetic",
    address="./",
    config=SimulationConfig,
    fallback=lambda: _FIRST.config,
    fallback_link=(f"?preset={_NAME}", f"Open “{_FIRST.title}”"),
    first_seen=first_seen,
    make=ready,
    name_of=preset_name,
    form=FORM,
    views=all_views(),
    actions=all_actions(),
    arrive=_arrive,
    has_presets=True,
)
