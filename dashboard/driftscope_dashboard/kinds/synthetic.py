"""Synthetic recordings: all is generated, and a configuration that cannot be made gives way to the last that could."""

from __future__ import annotations

from typing import Any

from driftscope import SimulationConfig
from driftscope.presets import PRESETS

from ..actions import all_actions
from ..allowed_paths import AllowedPaths
from ..arrival import first_seen, open_when_made
from ..defaults import default_of
from ..editor import Editor
from ..forms import GROUPS, groups_of
from ..sharing import Shared
from ..state import State, preset_name, ready
from ..views import all_views
from ..views.base import Services
from .base import Kind

_NAME, _FIRST = next(iter(PRESETS.items()))


def _editor(state: State, services: Services, allowed: AllowedPaths) -> Editor:
    return Editor(state, services)


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
    form=groups_of,
    titles=GROUPS,
    default_of=default_of,
    editor=_editor,
    views=all_views(),
    actions=all_actions(),
    arrive=_arrive,
    has_presets=True,
)
