"""Open a preset."""

from __future__ import annotations

from typing import Any, ClassVar

from driftscope.presets import PRESETS

from ..controls import Control
from .base import Action, button

OWN = "own"


def options_for(current: str | None) -> list[list[str]]:
    """Return what the menu offers; one's own configuration only while it is none of the presets."""
    presets = [[name, preset.title] for name, preset in PRESETS.items()]
    return presets if current else [[OWN, "Own configuration"], *presets]


def explanation(current: str | None) -> str:
    """Return what the current preset shows and where it comes from."""
    if current is None:
        return "Begin anew with a preset."
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
            kind="menu",
            width=260,
            label="Preset",
            value=current or OWN,
            options=options_for(current),
            help="Begin anew with a preset.",
        )
        self.menu.param.watch(self.services.guarded(self._chosen), "value")
        self.state.session.subscribe({"config"}, self._follow)
        return [self.menu]

    def _chosen(self, event: Any) -> None:
        if event.new in PRESETS and event.new != self.state.session.preset:
            self.state.session.open(PRESETS[event.new].config)

    def _follow(self) -> None:
        current = self.state.session.preset
        self.menu.param.update(value=current or OWN, options=options_for(current))
