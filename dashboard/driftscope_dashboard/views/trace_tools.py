"""The controls of the traces: which ones, how they are drawn, how high, and on how many channels."""

from __future__ import annotations

from typing import Any

from ..plots.trace_windows import Picture
from ..reduce.trace_rows import ALL_CHANNELS, CHANNEL_NUMBERS
from ..reduce.trace_scale import potential_words, row_uv
from ..session.keymap import step_gain
from ..session.state import State
from ..theme import potential_palette
from ..workbench import Control, Node
from .base import Services

MODES = ("side by side", "overlaid", "difference")
SINGLE_MODES = ("static", "drifting")
STYLES = ("lines", "heatmap")
SHADES = 9


class TraceTools:
    """Mode, gain, channels and style.

    Parameters
    ----------
    state : State
        Whose selection is read and written.
    services : Services
        Turns the errors of callbacks into words.
    names : dict of str
        How recordings are called where they are not called static and drifting.
    """

    def __init__(self, state: State, services: Services, names: dict[str, str]) -> None:
        self.state, self.names = state, names
        selection, safe = state.selection, services.safe
        self.mode = Control(
            kind="choice", label="Traces", value=selection.mode, options=self._modes(), hook="traces-mode"
        )
        self.style = Control(
            kind="choice", label="Drawn as", value=selection.style, options=[[one, one] for one in STYLES],
            hook="traces-style",
        )  # fmt: skip
        self.gain = Control(
            kind="steps", label="Gain", help="Vertical scale: µV per row, shown by the bar (+ −).", hook="gain",
            on_message=safe(self._stepped),
        )  # fmt: skip
        self.channels = Control(
            kind="menu", label="Channels", value="", options=[], hook="channels",
            help="Number of channels: those on which the unit is largest, at rest or now.",
        )  # fmt: skip
        self.key = Control(kind="legend", options=[], visible=False)
        self.mode.on_set(safe(lambda value: selection.look(mode=value)))
        self.style.on_set(safe(lambda value: selection.look(style=value)))
        self.channels.on_set(safe(lambda value: selection.look(channels=int(value))))
        selection.subscribe({"mode", "style"}, self._follow_choices)
        selection.subscribe({"gain"}, self._follow_gain)
        self._limit_uv, self._number = 0.0, 0
        self._follow_choices()
        self._follow_gain()
        self._follow_channels()

    def nodes(self) -> list[Node]:
        """Return the controls in their order."""
        return [self.mode, self.gain, self.channels, self.style, self.key]

    def follow(self, picture: Picture) -> None:
        """Say how many channels a picture shows and what its colours mean."""
        self._limit_uv, self._number = picture.limit_uv, len(picture.rows.channels)
        self._follow_gain()
        self._follow_channels()

    def _modes(self) -> list[list[str]]:
        """Return the modes to choose from; a single recording, which a key shows, among them while it is shown."""
        single = [self.state.selection.mode] if self.state.selection.mode in SINGLE_MODES else []
        return [[one, self.names.get(one, one)] for one in (*single, *MODES)]

    def _follow_choices(self) -> None:
        selection = self.state.selection
        self.mode.update(options=self._modes(), value=selection.mode)
        self.style.value = selection.style

    def _follow_gain(self) -> None:
        gain, limit = self.state.selection.gain, potential_words(self._limit_uv)
        self.gain.unit = f"±{limit}" if self._limit_uv else potential_words(row_uv(gain))
        shades = potential_palette(dark=self.state.appearance.dark)
        options = [[shades[:: len(shades) // (SHADES - 1)], f"−{limit} to +{limit}"]] if self._limit_uv else []
        self.key.update(options=options, visible=bool(options))

    def _follow_channels(self) -> None:
        """Offer the numbers of channels; one that is not among them is listed while it is shown."""
        chosen = self.state.selection.channels
        shown = self._number if chosen is None else chosen
        numbers = sorted({*CHANNEL_NUMBERS, *([shown] if shown else [])})
        options = [[str(one), f"{one} channel{'' if one == 1 else 's'}"] for one in numbers]
        self.channels.update(options=[*options, [str(ALL_CHANNELS), "all channels"]], value=str(shown))

    def _stepped(self, message: dict[str, Any]) -> None:
        step = message.get("step")
        if step in (-1, 1):
            step_gain(self.state, int(step))
