"""The library of templates: a table to search, a preview of what is chosen, and a button that adds it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, Range1d
from driftscope import ConfigError
from driftscope.hybrid import HybridUnit
from driftscope.library import Library, open_library

from ..plots.template import cell_um, lay_out
from ..reduce.channels import channels_looked_at
from ..theme import plot
from ..views.tab import TabView, narrow
from ..workbench import Control, Node, Row, Stack
from .browsing import ANY, COLUMNS, NO_ROWS, Page, Preview, Search, find, preview, unit_at
from .cards import with_unit

BOUNDS = {
    "depth_um": ("Depth", "µm"),
    "peak_to_peak_uv": ("Peak to peak", "µV"),
    "signal_to_noise": ("S/N (peak to peak)", ""),
}


class Request(NamedTuple):
    """What the tab shows: a page of the library, and a chosen template."""

    library: str
    search: Search
    chosen: tuple[str, int] | None


class Picture(NamedTuple):
    """The page, and the chosen template (the first one when none was) with its preview; words when there is no page."""

    page: Page | None
    chosen: tuple[str, int] | None
    preview: Preview | None
    words: str


class LibraryView(TabView):
    """Templates of many recordings, to be added to this one."""

    name: ClassVar[str] = "library"
    title: ClassVar[str] = "Library"
    order: ClassVar[int] = 5
    watches: ClassVar[dict[str, tuple[str, ...]]] = {"session": ("config", "simulation")}

    def build(self) -> None:
        """Look for anything, choose nothing; make the filters and the table."""
        self._search = Search()
        self._chosen: tuple[str, int] | None = None
        self._shown: tuple[str, int] | None = None
        self._read = ""
        self._adding = self.services.latest_only(_make_unit, self._add_made)
        self.filters = {
            "area": self._filter("menu", "area", "Brain area", [[ANY, "Any area"]]),
            "probe": self._filter("menu", "probe", "Probe", [[ANY, "Any probe"]]),
            **{name: self._filter("bounds", name, label, unit=unit) for name, (label, unit) in BOUNDS.items()},
        }
        told = self.services.safe(self._told)
        self.table = Control(kind="table", hook="library-table", label="Templates", on_message=told)

    def body(self) -> Node:
        """Return the filters, and below them the table and the preview."""
        self.picture.visible = True
        filters = Row(*self.filters.values(), hook="library-filters")
        return Stack(filters, Row(self.table, self.picture, hook="library-found"), hook="library-body")

    def draw(self) -> list[Any]:
        """Make the preview."""
        self.figure, self.sources = preview_figure()
        return [self.figure]

    def open_figures(self) -> None:
        """Make the figures when they are first seen."""
        super().open_figures()
        self._announce()

    def _filter(self, kind: str, name: str, label: str, options: list[Any] | None = None, unit: str = "") -> Control:
        value: Any = ANY if kind == "menu" else [None, None]
        made = Control(
            kind=kind, hook=f"library-{name}", label=label, unit=unit, value=value, options=options or [],
        )  # fmt: skip
        made.on_set(self.services.safe(partial(self._look_for, name)))
        return made

    def refresh(self) -> None:
        """Ask for the page that is looked at."""
        if self.visible and self.figures:
            self._announce()
        super().refresh()

    def _announce(self) -> None:
        """Say that a library is read that was not known before: it may be far away."""
        if (library := self.state.session.config.library) != self._read:
            self._read = library
            self._fill(None, reading_words(library))

    def request(self) -> Request:
        """Return which page of which library is looked at, and the chosen template."""
        return Request(self.state.session.config.library, self._search, self._chosen)

    @staticmethod
    def compute(request: Request) -> Picture:
        """Read the library; what cannot be read becomes words."""
        try:
            library = library_at(request.library)
            page = find(library.table, request.search)
            chosen = request.chosen or next(((str(row[0]), int(row[1])) for row in page.rows), None)
            shown = preview(library, *chosen) if chosen else None
        except (ConfigError, ValueError, OSError) as error:
            return Picture(None, None, None, str(error))
        return Picture(page, chosen, shown, "" if page.total else NO_ROWS)

    def show(self, picture: Picture) -> None:
        """Fill the table and draw the preview."""
        page = picture.page
        if page is not None:
            self._offer("area", "Any area", page.areas)
            self._offer("probe", "Any probe", page.probes)
        if page is None:
            self._asked = None  # what could not be read may be there the next time
        self._shown = picture.chosen
        self._fill(page, picture.words)
        show_preview(self.figure, self.sources, picture.preview)

    def _fill(self, page: Page | None, words: str) -> None:
        columns = [[name, label, number] for name, (label, number) in COLUMNS.items()]
        place = [0, 0, 1] if page is None else [page.total, page.page, page.pages]
        sort = [self._search.sort, self._search.descending]
        chosen = list(self._shown) if self._shown else []
        self.table.options = [columns, [] if page is None else page.rows, place, sort, chosen, words]

    def _offer(self, name: str, anything: str, values: list[str]) -> None:
        options = [[ANY, anything], *([value, value] for value in values)]
        if self.filters[name].options != options:
            self.filters[name].options = options

    def _look_for(self, name: str, value: Any) -> None:
        wanted = tuple(value) if isinstance(value, list) else value or ANY
        changes: dict[str, Any] = {name: wanted, "page": 0}
        self._search = replace(self._search, **changes)
        self.refresh()

    def _told(self, message: dict[str, Any]) -> None:
        """Turn a page, sort, choose or add a template."""
        if message.get("sort") in COLUMNS:
            same = message["sort"] == self._search.sort
            self._search = replace(
                self._search, sort=message["sort"], descending=not self._search.descending if same else True, page=0
            )
        elif "page" in message:
            self._search = replace(self._search, page=int(message["page"]))
        elif "choose" in message:
            dataset, index = message["choose"]
            self._chosen = str(dataset), int(index)
        elif "add" in message:
            dataset, index = message["add"]
            self._add(str(dataset), int(index))
            return
        self.refresh()

    def _add(self, dataset: str, index: int) -> None:
        session, selection = self.state.session, self.state.selection
        contacts = session.simulation.contact_positions_um
        looked = channels_looked_at(contacts, selection.depth_um, selection.depths_um)
        depth = float(np.mean(contacts[looked, 1]))
        self._adding.ask((session.config.library, dataset, index, contacts, depth))

    def _add_made(self, unit: HybridUnit) -> None:
        units = self.state.session.config.units
        self.state.session.restructure({"units": with_unit(units, unit)})
        self.state.notices.say(
            f"Unit {len(units)} was added: drag it along the probe, or set its amplitude in the form."
        )


def reading_words(library: str) -> str:
    """Return what to say until a library is read.

    Examples
    --------
    >>> reading_words("s3://templates")
    'Reading the library at s3://templates …'
    """
    return "Reading the library …" if library == "sample" else f"Reading the library at {library} …"


@lru_cache(maxsize=4)
def library_at(location: str) -> Library:
    """Return the library at a location, open for as long as it is in use."""
    return open_library(location)


def _make_unit(asked: tuple[str, str, int, Any, float]) -> HybridUnit:
    location, dataset, index, contacts_um, depth_um = asked
    return unit_at(library_at(location), dataset, index, contacts_um, depth_um)


def preview_figure() -> tuple[Any, dict[str, ColumnDataSource]]:
    """Return the empty figure of a template and its sources."""
    ranges = {"x_range": Range1d(start=-1, end=1), "y_range": Range1d(start=-1, end=1)}
    made = narrow(plot("library", tools=[], **ranges), 52)
    sources = {name: ColumnDataSource({"x": [], "y": []}) for name in ("contacts", "line")}
    made.scatter("x", "y", source=sources["contacts"], marker="square", size=3, line_color=None, tags=["fill:common"])
    made.line("x", "y", source=sources["line"], line_width=1.4, tags=["line:drifting"])
    made.xaxis.axis_label, made.yaxis.axis_label = "x (µm)", "depth (µm)"
    made.xaxis.ticker.desired_num_ticks = 3
    made.grid.visible = False
    return made, sources


def show_preview(made: Any, sources: dict[str, ColumnDataSource], shown: Preview | None) -> None:
    """Draw a template, or nothing."""
    if shown is None:
        for source in sources.values():
            source.data = {"x": [], "y": []}
        return
    positions = shown.positions_um
    waves = lay_out(shown.waveforms_uv, shown.waveforms_uv, positions, shown.sampling_frequency_hz)
    x, y = waves.rest
    sources["line"].data = {"x": x, "y": y}
    sources["contacts"].data = {"x": positions[:, 0].copy(), "y": positions[:, 1].copy()}
    width, height = cell_um(positions)
    low, high = positions.min(axis=0), positions.max(axis=0)
    made.x_range.update(start=low[0] - width, end=high[0] + width)
    made.y_range.update(start=low[1] - 1.5 * height, end=high[1] + 1.5 * height)
