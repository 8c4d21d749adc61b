"""The configuration that is edited, with its drafts and history, and the simulation made from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

from driftscope import ConfigError, Problem, Simulation, SimulationConfig
from driftscope.advice import placement_advice
from driftscope.presets import PRESETS

from .history import History
from .observable import Observable
from .settle import Changes, Settled, is_overridden, settle

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
        raise ConfigError([Problem("", str(error) or "not enough memory")]) from None
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
        others = {path: value for path, value in self.drafts.items() if not is_overridden(path, changes)}
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
