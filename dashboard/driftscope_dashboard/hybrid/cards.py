"""The card of an added unit: its template, its fields, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from driftscope import Problem
from driftscope.hybrid import HybridUnit

from ..session.state import State
from ..theme import unit_colour
from ..views.base import Services
from ..workbench import Control, Stack

_OF_THE_WHOLE = ("dataset", "template_index")


def with_unit(units: Sequence[HybridUnit], added: HybridUnit) -> list[dict[str, Any]]:
    """Return units with one more."""
    return [unit.to_dict() for unit in (*units, added)]


def without_units(units: Sequence[HybridUnit], gone: Iterable[int]) -> list[dict[str, Any]]:
    """Return units without some."""
    return [unit.to_dict() for number, unit in enumerate(units) if number not in set(gone)]


def name_of(unit: HybridUnit) -> str:
    """Return a template's name as people read it.

    Examples
    --------
    >>> name_of(HybridUnit(dataset="sample_neuropixels1_visual.zarr", template_index=5))
    'sample_neuropixels1_visual · 5'
    """
    return f"{unit.dataset.removesuffix('.zarr')} · {unit.template_index}"


def concerns(path: str) -> int | None:
    """Return which unit as a whole a problem's path is about; None when it is about none, or about a field of it.

    Examples
    --------
    >>> concerns("units.2.dataset"), concerns("units.2.snr"), concerns("units")
    (2, None, None)
    """
    part, _, rest = path.partition(".")
    number, _, name = rest.partition(".")
    return int(number) if part == "units" and number.isdecimal() and name in ("", *_OF_THE_WHOLE) else None


class UnitCards:
    """The cards of all added units.

    Parameters
    ----------
    state : State
        Whose units they are.
    services : Services
        Turns the errors of callbacks into words.
    """

    def __init__(self, state: State, services: Services) -> None:
        self.state, self._services = state, services
        self.headings: list[Control] = []
        self._looked_at: tuple[int, ...] = ()
        state.selection.subscribe({"units"}, self.mark)

    def forget(self) -> None:
        """Begin anew, for other units."""
        self.headings = []

    def card(self, index: int, fields: Iterator[Control]) -> Stack:
        """Return the fields of one added unit under its name."""
        unit = self.state.session.config.units[index]
        heading = Control(
            kind="unitcard", hook=f"units-{index}", label=name_of(unit), value=index,
            unit=unit_colour(index),
            on_message=self._services.safe(partial(self._command, index)),
        )  # fmt: skip
        self.headings.append(heading)
        return Stack(heading, *fields, kind="card")

    def follow(self, problems: Sequence[Problem], advice: Sequence[Problem]) -> None:
        """Say what is wrong with units as a whole, and what might be better."""
        wrong, odd = ({concerns(one.path): one.message for one in reversed(found)} for found in (problems, advice))
        for index, heading in enumerate(self.headings):
            said = wrong.get(index, "")
            heading.update(problem=said, advice="" if said else odd.get(index, ""))
        self.mark()

    def mark(self) -> None:
        """Mark the cards of the selected units; one that is newly selected comes into view."""
        units = self.state.selection.units
        for index, heading in enumerate(self.headings):
            heading.update(options=["chosen"] if index in units else [])
        if units and units != self._looked_at and units[0] < len(self.headings):
            self.headings[units[0]].tell({"show": True})
        self._looked_at = units

    def _command(self, index: int, message: dict[str, Any]) -> None:
        """Remove, copy or look at an added unit."""
        session, units = self.state.session, self.state.session.config.units
        match message.get("do"):
            case "remove":
                session.restructure({"units": without_units(units, [index])})
                self.state.selection.look(units=())
            case "copy":
                session.restructure({"units": with_unit(units, units[index])})
            case "look":
                self.state.selection.look(units=(index,))
