"""What one looks at: time, depths, units, and how the traces are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any, Literal

from driftscope import SimulationConfig

from ..reduce.decimate import frames_around
from .observable import Observable

TraceMode = Literal["static", "drifting", "side by side", "overlaid", "difference"]
TraceStyle = Literal["lines", "heatmap"]
Tab = Literal["unit", "units", "scatter", "firing", "noise", "field", "score", "motionerror", "library", ""]
Enlarged = Literal["", "probe", "driftmap", "traces", "amplitudes", "templates", "curve", "details"]
USUAL_SCATTER = ("rest_uv", "left")
"""Which properties of units are shown against each other at first, along the horizontal and the vertical axis."""
SHORTEST_WINDOW_S = 0.005
LONGEST_WINDOW_S = 5.0
_EVERYTHING: Mapping[str, Any] = {"times_s": None, "depths_um": None, "shanks": ()}
"""What a selection holds while the whole recording is shown."""


class Selection(Observable):
    """What one looks at.

    Attributes
    ----------
    time_s : float
        The time cursor.
    window_s : float
        Length of the trace window, centred on the cursor where the recording allows.
    mode, style : str
        Which traces, and how they are drawn.
    depth_um : float or None
        Where on the probe one looks when no depths are chosen; the middle when None.
    gain : float
        How much higher than their usual height traces are drawn.
    channels : int or None
        How many channels the traces show: 0 for all in the depths shown, None leaves it to the picture.
    units : tuple of int
        The selected units; none when empty.
    depths_um : tuple of float or None
        The depths that are shown; all of them when None.
    shanks : tuple of int
        The shanks of the probe that are shown, from left to right; all of them when empty.
    exaggeration : float or None
        How many times farther than they are units are drawn from their places; None leaves it to the picture.
    times_s : tuple of float or None
        From when to when the time axes reach; the whole recording when None.
    moving : bool
        Whether the driftmap shows the drifting recording, else the static one.
    playing : bool
        Whether the cursor moves on by itself.
    speed : float or None
        How many seconds of recording a second of playing shows; None plays the whole recording in 20 s.
    tab : str
        The tab that is open below the traces; none when empty.
    enlarged : str
        The picture that fills the page, the column, the part of a tab, or ``"details"``, all tabs; none when empty.
    threshold : float
        From which multiple of the noise level on a spike counts as detected.
    follow : bool
        Whether amplitudes are those of the channel that is best at each moment, not of the one best at rest.
    scatter : tuple of two str
        Names of the properties of units that are shown against each other.
    overlays : tuple of str
        What is drawn over pictures besides what they show.
    """

    def __init__(self) -> None:
        super().__init__()
        self.time_s = 0.0
        self.window_s = 0.1
        self.mode: TraceMode = "side by side"
        self.style: TraceStyle = "lines"
        self.depth_um: float | None = None
        self.gain = 1.0
        self.channels: int | None = None
        self.units: tuple[int, ...] = ()
        self.depths_um: tuple[float, float] | None = None
        self.times_s: tuple[float, float] | None = None
        self.shanks: tuple[int, ...] = ()
        self._home: dict[str, Any] = dict(_EVERYTHING)
        self.exaggeration: float | None = None
        self.moving = True
        self.playing = False
        self.speed: float | None = None
        self.tab: Tab = "unit"
        self.enlarged: Enlarged = ""
        self.threshold = 5.0
        self.follow = False
        self.scatter: tuple[str, str] = USUAL_SCATTER
        self.overlays: tuple[str, ...] = ()

    def look(self, **values: Any) -> None:
        """Set some of the fields; the window keeps to its limits, and what is no number leaves a field as it is."""
        values = {name: value for name, value in values.items() if _is_sound(value)}
        if "window_s" in values:
            values["window_s"] = min(max(values["window_s"], SHORTEST_WINDOW_S), LONGEST_WINDOW_S)
        if "time_s" in values:
            values["time_s"] = max(float(values["time_s"]), 0.0)
        self._set(**values)

    def look_first(self, **values: Any) -> None:
        """Look at something that one can go back to."""
        self.look(**values)
        self._home = {name: getattr(self, name) for name in _EVERYTHING}

    def go_home(self) -> None:
        """Show what one looked at first; when that is shown already, everything."""
        shown = {name: getattr(self, name) for name in _EVERYTHING}
        self.look(**(_EVERYTHING if shown == self._home else self._home))

    def clear(self) -> None:
        """Select no units."""
        self._set(units=())


def _is_sound(value: Any) -> bool:
    """Return whether all numbers in a value are finite."""
    numbers = value if isinstance(value, tuple) else (value,)
    return all(isfinite(number) for number in numbers if isinstance(number, float))


def window_frames(time_s: float, window_s: float, config: SimulationConfig) -> tuple[int, int]:
    """Return the first frame of the window around a time, and the one after its last.

    Examples
    --------
    >>> from driftscope import SimulationConfig
    >>> window_frames(0.0, 0.1, SimulationConfig())
    (0, 3000)
    >>> window_frames(300.0, 0.1, SimulationConfig())
    (8998500, 9001500)
    """
    return frames_around(time_s, window_s, config.sampling_frequency_hz, config.num_samples)
