"""Where each preset tells most: the look that a page opens it with."""

from __future__ import annotations

from typing import Any

from driftscope.presets import PRESETS, Preset

from .state import State


def preset_of(config: Any) -> Preset | None:
    """Return the preset whose configuration this is, or None."""
    return next((preset for preset in PRESETS.values() if preset.config == config), None)


def look_first(state: State, preset: Preset) -> None:
    """Look at a preset where it tells most."""
    look = preset.look
    units = () if look.unit is None else (look.unit,)
    shanks = () if look.shank is None else (look.shank,)
    state.selection.look_first(
        time_s=look.time_s, depths_um=look.depths_um, times_s=look.times_s, window_s=look.window_s, units=units,
        shanks=shanks,
    )  # fmt: skip
