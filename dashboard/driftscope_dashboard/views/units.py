"""The table of units: what drift does to each at the cursor, and which drops out."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from time import monotonic
from typing import Any, ClassVar

from driftscope.unit_table import to_csv

from ..reduce.selection import depths_with, with_unit
from ..session.unit_columns import OWN
from ..workbench import Control, Node, UnitTable
from .focus import focus_of
from .tab import NO_UNITS, PlainTab
from .unit_list import UnitList
from .unit_reading import Depths, Read, ReadsUnits, depths_control, keep, list_of, progress

MANY, LEAST_S = 300, 0.25
"""A table of more units than this follows a cursor that plays only so often."""
NONE_SHOWN = "No unit at the visible depths: show more depths, or all units."


class UnitsView(ReadsUnits, PlainTab):
    """All units in the depths shown, or all there are; the browser sorts and draws the rows that are seen."""

    name: ClassVar[str] = "units"
    title: ClassVar[str] = "Units"
    order: ClassVar[int] = 18

    def build(self) -> None:
        """Make the table."""
        safe = self.services.safe
        self.depths: Depths = "shown"
        self.list = list_of(self.state.session)
        self._shown: list[int] = []
        self._followed_s = 0.0
        self.table = UnitTable(
            hook="units-table", label="Units", columns=[one.described() for one in OWN], on_message=safe(self._told)
        )
        self.state.selection.subscribe({"time_s", "playing"}, self._follow_time)
        self.state.selection.subscribe({"units", "tab"}, self._follow_selection)
        self.state.unit_columns.subscribe({"added"}, self._show_added)
        self._saving = self.services.latest_only(_whole_csv, self._save)

    def tools(self) -> list[Node]:
        """Return which units are listed, and the button that downloads them."""
        depths = depths_control("units-depths", "Depths of the units", self.services.safe(self.choose_depths))
        save = Control(
            kind="button", icon="download", label="CSV", hook="units-csv", help="Download the table in this order",
            on_message=lambda _: self.table.tell({"save": True}),
        )  # fmt: skip
        return [depths, save]

    def show(self, picture: Read) -> None:
        """List the units that are known, and read more of them."""
        if not keep(self.list, picture):
            return
        units = picture.units
        self._shown = [unit for unit in units if unit in self.list.known]
        self.table.update(
            fixed=self.list.fixed_columns(self._shown), now=self.list.row_columns(self._shown, self._time_s()),
            words=self._words(units),
        )  # fmt: skip
        self._show_added()
        self._follow_selection()
        self.refresh()

    def _words(self, units: Sequence[int]) -> str:
        if not units:
            return NONE_SHOWN if len(self.list.source.locations_um) else NO_UNITS
        return progress(self._shown, units)

    def _time_s(self) -> float:
        return self.state.selection.time_s

    def _follow_time(self) -> None:
        now = monotonic()
        seldom = self.state.selection.playing and len(self._shown) > MANY and now - self._followed_s < LEAST_S
        # While a changed recording is read, the rows are still those of the one before.
        read = self._shown and not self.list.missing(self._shown)
        if self.visible and read and not seldom:
            self._followed_s = now
            self.table.now = self.list.row_columns(self._shown, self._time_s())

    def _follow_selection(self) -> None:
        if self.visible:
            focus = focus_of(self.state.session.simulation, self.state.selection)
            self.table.selected = list(focus.others) if focus.selected else []

    def _show_added(self) -> None:
        added = self.state.unit_columns.added
        *own, curve = [one.described() for one in OWN]
        values = {one.name: [_value(column, unit) for unit in self._shown] for one, column in added}
        self.table.update(columns=[*own, *(one.described() for one, _ in added), curve], added=values)

    def _told(self, message: dict[str, Any]) -> None:
        """Select a unit, or download the units in an order."""
        if "select" in message:
            self._select(int(message["select"]), more=bool(message.get("more")))
        elif "save" in message:
            units = [int(unit) for unit in message["save"] if int(unit) in self.list.known]
            self._saving.ask((self.list, units, self._time_s(), self.state.unit_columns.added, self._file_name()))

    def _select(self, unit: int, *, more: bool) -> None:
        selection, places = self.state.selection, self.state.session.simulation.locations_um[:, 1]
        if not 0 <= unit < len(places):
            return
        units = with_unit(selection.units, unit, more=more)
        selection.look(units=units, depths_um=depths_with(float(places[unit]), selection.depths_um))

    def _file_name(self) -> str:
        return f"{self.state.session.preset or 'driftscope'}-units-at-{self._time_s():.3f}s.csv"

    def _save(self, made: tuple[str, str]) -> None:
        self.table.tell({"name": made[0], "text": made[1]})


def _whole_csv(request: tuple[UnitList, list[int], float, Any, str]) -> tuple[str, str]:
    """Return the name of a file and the rows of some units as CSV: those of core, then further columns."""
    known, units, time_s, added, name = request
    text = to_csv(known.rows(units, time_s))
    if not added:
        return name, text
    heading, *lines = csv.reader(io.StringIO(text))
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow([*heading, *(column.name for column, _ in added)])
    table.writerows(
        [*line, *(_value(values, unit) for _, values in added)] for unit, line in zip(units, lines, strict=True)
    )
    return name, written.getvalue()


def _value(values: Sequence[Any], unit: int) -> Any:
    return values[unit] if unit < len(values) else None
