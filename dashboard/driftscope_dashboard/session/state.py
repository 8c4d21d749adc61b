"""What a page is about: the configuration one edits and what one looks at.

Nothing here knows of a browser. Each page has its own state; views and controls subscribe to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import floor, isfinite, log10, trunc
from time import monotonic
from typing import Any, Literal

from driftscope import ConfigError, Problem, Simulation, SimulationConfig
from driftscope.advice import placement_advice
from driftscope.presets import PRESETS

from ..reduce.decimate import frames_around
from .chosen_overlays import Overlays
from .history import History
from .observable import Observable
from .snapshots import Snapshots
from .unit_columns import UnitColumns

Changes = Mapping[str, Any]
TraceMode = Literal["static", "drifting", "side by side", "overlaid", "difference"]
TraceStyle = Literal["lines", "heatmap"]
Tab = Literal["unit", "units", "firing", "noise", "field", "score", "motionerror", "library", ""]

SHORTEST_WINDOW_S = 0.005
LONGEST_WINDOW_S = 5.0
_BISECTIONS = 10


@dataclass(frozen=True)
class Settled:
    """What becomes of a configuration after changes.

    Attributes
    ----------
    config : SimulationConfig
        The newest valid configuration.
    drafts : dict
        Pending values, by path, that are not valid yet.
    problems : tuple of Problem
        Why they are not.
    """

    config: SimulationConfig
    drafts: dict[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def settle(config: SimulationConfig, drafts: Changes, changes: Changes) -> Settled:
    """Apply changes to a configuration, together with earlier values that were not valid by themselves.

    Parameters
    ----------
    config : SimulationConfig
        The last valid configuration.
    drafts : mapping
        Values by path that were not valid so far.
    changes : mapping
        New values by path.

    Returns
    -------
    Settled
        With all values if they fit together, else with the new ones if they are valid alone.

    Examples
    --------
    >>> from driftscope import SimulationConfig
    >>> settled = settle(SimulationConfig(), {}, {"noise.level_uv": -1.0, "seed": 3})
    >>> settled.config.seed, [problem.path for problem in settled.problems]
    (0, ['noise.level_uv'])
    """
    earlier = {path: value for path, value in drafts.items() if not _overridden(path, changes)}
    pending = {**earlier, **changes}
    try:
        return Settled(config.replace(pending))
    except ConfigError as error:
        problems = error.problems
    if not earlier:
        return Settled(config, pending, problems)
    try:
        advanced = config.replace(changes)
    except ConfigError:
        return Settled(config, pending, problems)
    return Settled(advanced, earlier, problems)


def nearest_valid(config: SimulationConfig, path: str, wanted: Any) -> Any:
    """Return what comes nearest to a wanted value and is valid, on the way from the present value to it.

    Parameters
    ----------
    config : SimulationConfig
        A valid configuration.
    path : str
        Of the parameter.
    wanted : Any
        A number, or a range as a mapping of its two ends; for anything else there is no way in between.

    Returns
    -------
    Any
        A number or a mapping, or None when nothing on the way is valid or the present value is of another kind.
    """
    present = config.to_dict()
    for name in path.split("."):
        present = present[int(name) if isinstance(present, list) else name]
    if not _same_kind(present, wanted):
        return None
    best, low, high = None, 0.0, 1.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        tried = _between(present, wanted, middle)
        try:
            config.replace({path: tried})
        except ConfigError:
            high = middle
        else:
            best, low = tried, middle
    return best if best != present else None


def _same_kind(present: Any, wanted: Any) -> bool:
    if isinstance(present, dict) and isinstance(wanted, dict):
        return present.keys() == wanted.keys() and all(_same_kind(present[end], wanted[end]) for end in present)
    numbers = (present, wanted)
    return all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in numbers)


def _between(present: Any, wanted: Any, share: float) -> Any:
    """Return a value on the way, rounded towards the present one so that it reads well."""
    if isinstance(present, dict):
        return {end: _between(present[end], wanted[end], share) for end in present}
    if present == wanted:
        return present
    value = present + share * (wanted - present)
    step = 10.0 ** (floor(log10(abs(wanted - present))) - 2)
    if isinstance(present, int):
        return present + trunc(value - present)
    return float(f"{present + trunc((value - present) / step) * step:.6g}")


def _overridden(path: str, changes: Changes) -> bool:
    return any(path == changed or path.startswith(f"{changed}.") for changed in changes)


Make = Callable[[Any], Any]
"""Makes what is seen of a configuration, a simulation for example, ready to be looked at."""
Build = Callable[[SimulationConfig, Callable[[Simulation], None], Callable[[list[Problem]], None]], None]
"""Makes a simulation ready to be looked at and says either that it is, or what is wrong."""


def ready(config: SimulationConfig) -> Simulation:
    """Return a simulation whose probe, units, motion and templates exist.

    Raises
    ------
    ConfigError
        When a stage cannot be made; some reasons only show then, a missing probe file for example.
    """
    simulation = Simulation(config)
    try:
        _ = simulation.locations_um, simulation.motion, simulation.template_maker
        placement_advice(simulation.config, simulation.locations_um, simulation.contact_positions_um)
    except ConfigError:
        raise
    except (ValueError, OSError, MemoryError) as error:
        raise ConfigError([Problem("", str(error) or "there is not enough memory")]) from None
    return simulation


def preset_name(config: Any) -> str | None:
    """Return the name of the preset that a configuration is, or None."""
    return next((name for name, preset in PRESETS.items() if preset.config == config), None)


def origin_of(simulation: Any) -> Any:
    """Return the configuration that what is seen follows from."""
    return getattr(simulation, "origin", simulation.config)


class Session(Observable):
    """The configuration that is edited, and the simulation that is seen.

    Both may be of another kind than a simulation's, as long as they answer the same questions: see `scene`.

    Parameters
    ----------
    config : SimulationConfig
        What to begin with; its stages are made at once, so that there is something to see.
    build : callable, optional
        How later simulations are made; at once by default. Pages do it beside their event loop.
    clock : callable
        Returns the time in seconds, to tell one gesture from the next.
    make : callable
        Makes what is seen of a configuration.
    refuse : callable
        Raises a ConfigError for what nobody may open from a page; such a configuration is not even taken up.
    keeps_failures : bool
        Whether a configuration that cannot be made stays, with its problems, while the last one that could be made is
        seen: a recording that is opened often needs several values until it can be. Else the last one returns.
    name_of : callable
        Returns the name of a configuration, or None.

    Attributes
    ----------
    config : SimulationConfig
        The newest valid configuration.
    drafts : dict
        Pending values by path that are not valid, as they stand in the controls.
    problems : tuple of Problem
        Why they are not.
    simulation : Simulation
        The newest one that could be made.
    restored : int
        How many times earlier steps were brought back.
    """

    def __init__(
        self,
        config: Any,
        build: Build | None = None,
        clock: Callable[[], float] = monotonic,
        make: Make = ready,
        refuse: Callable[[Any], None] = lambda config: None,
        keeps_failures: bool = False,
        name_of: Callable[[Any], str | None] = preset_name,
    ) -> None:
        super().__init__()
        self.build, self.make, self._refuse = build or self._build_now, make, refuse
        self._keeps_failures, self._name_of = keeps_failures, name_of
        self.history = History(clock)
        self.config: Any = config
        self.drafts: dict[str, Any] = {}
        self.problems: tuple[Problem, ...] = ()
        self.simulation: Any = make(config)
        self._untried: dict[str, Any] = {}
        self._drafted = False
        self.restored = 0

    @property
    def can_undo(self) -> bool:
        """Whether there is a gesture to take back, be it one that was not valid."""
        return self.history.can_undo or self._is_draft_last

    @property
    def _is_draft_last(self) -> bool:
        return self._drafted and bool(self.drafts)

    @property
    def preset(self) -> str | None:
        """Name of the preset that the configuration is, or None; under it, it is downloaded."""
        return self._name_of(self.config)

    def change(self, changes: Changes) -> None:
        """Set parameters by path; what is not valid becomes a draft with its problems."""
        settled = settle(self.config, self.drafts, changes)
        self._refuse(settled.config)
        if settled.config != self.config:
            self.history.note(self.config, changes)
            self._untried |= {path: value for path, value in changes.items() if path not in settled.drafts}
        self._drafted = settled.config == self.config
        self._adopt(settled)

    def restructure(self, changes: Changes) -> None:
        """Set whole parts by path, a component or its kind; such changes are never drafts, and keep those of others.

        Raises
        ------
        ConfigError
            When the result is not valid; all stays as it was.
        """
        others = {path: value for path, value in self.drafts.items() if not _overridden(path, changes)}
        settled = settle(self.config.replace(changes), others, {})
        self._refuse(settled.config)
        self.history.note(self.config, ())
        self._adopt(settled)

    def open(self, config: Any) -> None:
        """Take a whole other configuration."""
        self._refuse(config)
        if config != self.config:
            self.history.note(self.config, ())
        self._adopt(Settled(config))

    def begin_with(self, config: Any) -> None:
        """Take a configuration as if the page had begun with it: nothing can be undone."""
        self._refuse(config)
        self._adopt(Settled(config))

    def undo(self) -> None:
        """Return to the configuration before the last gesture; what was typed last and is not valid goes first."""
        if self._is_draft_last:
            self.discard_drafts()
        elif self.history.can_undo:
            self._adopt(Settled(self.history.back(self.config)))

    def redo(self) -> None:
        """Take back an undo."""
        if self.history.can_redo:
            self._adopt(Settled(self.history.forth(self.config)))

    def discard_drafts(self) -> None:
        """Let the controls show the valid configuration again."""
        self._set(drafts={}, problems=())

    def restore(self, past: Sequence[Any], future: Sequence[Any]) -> None:
        """Put what could be undone before this session began in front of what can be undone now."""
        self.history.restore(past, future)
        self._set(restored=self.restored + 1)

    def may_open(self, config: Any) -> bool:
        """Return whether this page may have a configuration."""
        try:
            self._refuse(config)
        except ConfigError:
            return False
        return True

    def _adopt(self, settled: Settled) -> None:
        before = self.config
        self._set(config=settled.config, drafts=settled.drafts, problems=settled.problems)
        if settled.config != before:
            config = settled.config
            self.build(config, self._built, lambda problems: self._refused(config, problems))

    def _built(self, simulation: Simulation) -> None:
        if origin_of(simulation) == self.config:
            self._untried = {}
        self._set(simulation=simulation)

    def _build_now(self, config: Any, done: Callable[[Any], None], failed: Callable[[list[Problem]], None]) -> None:
        try:
            made = self.make(config)
        except ConfigError as error:
            failed(list(error.problems))
        else:
            done(made)

    def _refused(self, config: Any, problems: list[Problem]) -> None:
        """Keep what cannot be made, or return to what could be; the value stays in its control, marked."""
        if config != self.config:
            return
        if self._keeps_failures:
            self._set(problems=tuple(problems))
        else:
            pending = {path: value for path, value in self._untried.items() if not isinstance(value, (dict, list))}
            drafts, self._untried = {**self.drafts, **pending}, {}
            self._set(config=origin_of(self.simulation), drafts=drafts, problems=tuple(problems))


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
    threshold : float
        From which multiple of the noise level on a spike counts as detected.
    follow : bool
        Whether amplitudes are those of the channel that is best at each moment, not of the one best at rest.
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
        self.threshold = 5.0
        self.follow = False

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


class Activity(Observable):
    """Whether something is being computed."""

    def __init__(self) -> None:
        super().__init__()
        self.running = 0
        self.window_ms = 0.0

    @property
    def word(self) -> str:
        """The word for it."""
        return "busy" if self.running else "ready"

    def begin(self) -> None:
        """Note that a computation began."""
        self._set(running=self.running + 1)

    def end(self) -> None:
        """Note that a computation ended."""
        self._set(running=self.running - 1)

    def note_window(self, window_ms: float) -> None:
        """Note how long the newest window of traces took to compute."""
        self._set(window_ms=window_ms)


class Appearance(Observable):
    """Light or dark."""

    def __init__(self, dark: bool = False) -> None:
        super().__init__()
        self.dark = dark

    def use(self, *, dark: bool) -> None:
        """Choose one of the two."""
        self._set(dark=dark)


class Notices(Observable):
    """What is said to the one in front of the page.

    Attributes
    ----------
    latest : tuple
        Number, tone (``"error"`` or ``"info"``) and words of the newest notice.
    """

    def __init__(self) -> None:
        super().__init__()
        self.latest: tuple[int, str, str] = (0, "info", "")

    def say(self, words: str, tone: str = "info") -> None:
        """Say something."""
        self._set(latest=(self.latest[0] + 1, tone, words))


class OfferedTabs(Observable):
    """Which tabs below the traces one can open now: a view whose subject is not there yet hides its own.

    Attributes
    ----------
    hidden : frozenset of str
        Names of the tabs that are not offered.
    """

    def __init__(self) -> None:
        super().__init__()
        self.hidden: frozenset[str] = frozenset()

    def hide(self, name: str) -> None:
        """Offer a tab no longer."""
        self._set(hidden=self.hidden | {name})

    def show(self, name: str) -> None:
        """Offer a tab."""
        self._set(hidden=self.hidden - {name})


@dataclass(frozen=True)
class State:
    """All that one page is about; views, controls and actions are given this and nothing else."""

    session: Session
    selection: Selection = field(default_factory=Selection)
    activity: Activity = field(default_factory=Activity)
    appearance: Appearance = field(default_factory=Appearance)
    notices: Notices = field(default_factory=Notices)
    snapshots: Snapshots = field(default_factory=Snapshots)
    overlays: Overlays = field(default_factory=Overlays)
    tabs: OfferedTabs = field(default_factory=OfferedTabs)
    unit_columns: UnitColumns = field(default_factory=UnitColumns)
