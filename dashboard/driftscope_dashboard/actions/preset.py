"""Open a preset."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from driftscope.presets import PRESETS, Preset

from ..reduce.sparkline import motion_curves, paths
from ..session.looks import look_first
from ..session.session import origin_of
from ..workbench import Control
from .base import Action, button

OWN = "own"


@cache
def _card(name: str) -> tuple[str, str, str, list[str]]:
    preset = PRESETS[name]
    return name, preset.title, preset.shows, paths(motion_curves(preset.config))


def options_for(current: str | None) -> list[list[Any]]:
    """Return what the menu offers: name, title, sentence and drawing of the motion.

    One's own configuration is offered only while it is none of the presets.
    """
    presets = [list(_card(name)) for name in PRESETS]
    return presets if current else [[OWN, "Custom configuration", "", []], *presets]


def explanation(current: str | None) -> str:
    """Return what the current preset shows and where it comes from."""
    if current is None:
        return "Start over from a preset."
    preset = PRESETS[current]
    return f"{preset.shows}\n{preset.reference}"


class PresetMenu(Action):
    """A menu of all presets."""

    side: ClassVar[str] = "left"
    order: ClassVar[int] = 0

    def controls(self) -> list[Control]:
        """Return the menu."""
        current = self.state.session.preset
        self.menu = button(
            "preset",
            kind="gallery",
            label="Preset",
            value=current or OWN,
            options=options_for(current),
            help="Start over from a preset.",
        )
        self.menu.on_set(self.services.safe(self._chosen))
        self._opened: Preset | None = None
        self.state.session.subscribe({"config"}, self._follow)
        self.state.session.subscribe({"simulation"}, self._look)
        return [self.menu]

    def _chosen(self, value: Any) -> None:
        if value in PRESETS and value != self.state.session.preset:
            self._opened = PRESETS[value]
            self.state.session.open(PRESETS[value].config)

    def _look(self) -> None:
        """Look where a preset tells most, once it is there."""
        opened = self._opened
        if opened is not None and origin_of(self.state.session.simulation) == opened.config:
            self._opened = None
            look_first(self.state, opened)

    def _follow(self) -> None:
        current = self.state.session.preset
        self.menu.update(value=current or OWN, options=options_for(current))
