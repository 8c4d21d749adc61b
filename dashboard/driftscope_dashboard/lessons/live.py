"""Live numbers in a lesson's sentences: computed beside the event loop, one after the other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, Protocol

from driftscope import ConfigError
from driftscope.lessons.measuring import value_of
from driftscope.lessons.references import Measured

from ..session.state import State
from .looking import looked_at
from .run import LessonRun

logger = logging.getLogger(__name__)


class Computes(Protocol):
    """What live numbers need of their page."""

    def latest_only(self, compute: Callable[[Any], Any], deliver: Callable[[Any], None]) -> Any:
        """Return what computes only the newest request, beside the event loop."""
        ...


@dataclass(frozen=True, eq=False)
class Request:
    """One number that is to be computed.

    Attributes
    ----------
    key : tuple
        All that it depends on.
    name : str
        What the step calls it.
    reference : Reference
        What it is.
    source : Source
        Of which recording.
    look : mapping
        What one looks at.
    """

    key: tuple[Any, ...]
    name: str
    reference: Measured
    source: Any
    look: Mapping[str, Any]


class LiveValues:
    """Keeps the numbers of a run's present step up to date.

    Parameters
    ----------
    run : LessonRun
        Whose values these are.
    state : State
        What they are computed of.
    services : Computes
        Computes beside the event loop.
    """

    def __init__(self, run: LessonRun, state: State, services: Computes) -> None:
        self.run, self.state = run, state
        self._known: dict[tuple[Any, ...], float | None] = {}
        self._latest = services.latest_only(measured, self._take)
        run.subscribe({"lesson", "number", "arrived"}, self.refresh)
        state.session.subscribe({"simulation"}, self.refresh)
        state.selection.subscribe({"time_s", "units", "threshold"}, self.refresh)

    def refresh(self) -> None:
        """Ask for the first number that is not known; what was known of other moments stays until then."""
        step = self.run.step
        if step is None or not self.run.arrived:
            return
        source, look = source_of(self.state.session.simulation), looked_at(self.state.selection)
        values: dict[str, float | None] = {}
        missing: list[Request] = []
        for name, reference in step.values.items():
            key = (reference, source.config.digest, *depends_on(reference, look))
            values[name] = self._known.get(key, self.run.values.get(name))
            if key not in self._known:
                missing.append(Request(key, name, reference, source, look))
        self.run.take_values(values)
        if missing:
            self._latest.ask(missing[0])

    def _take(self, answer: tuple[tuple[Any, ...], float | None]) -> None:
        key, value = answer
        self._known[key] = value
        self.refresh()


def source_of(seen: Any) -> Any:
    """Return the recording that numbers are computed of: of a hybrid scene the hybrid itself."""
    return getattr(seen, "hybrid", seen)


def measured(request: Request) -> tuple[tuple[Any, ...], float | None]:
    """Return a number by its key; None when the recording has none."""
    try:
        value = value_of(request.reference, request.source, request.look)
    except ConfigError as error:
        logger.info("the value %s of a lesson cannot be computed: %s", request.name, error)
        return request.key, None
    return request.key, value if isfinite(value) else None


def depends_on(reference: Any, look: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what a number depends on of what one looks at.

    Examples
    --------
    >>> from driftscope.lessons.references import PeakReference
    >>> depends_on(PeakReference(unit=3, at="cursor"), {"time_s": 7.0, "units": (1,)})
    (7.0, None, None)
    """
    moment = look.get("time_s") if getattr(reference, "at", None) == "cursor" else None
    units = look.get("units") if getattr(reference, "unit", None) == "selected" else None
    asks_threshold = "threshold" in type(reference).model_fields and reference.threshold is None
    return moment, units, look.get("threshold") if asks_threshold else None
