"""What all views have in common: they watch the state, compute beside the event loop, and show the newest result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Protocol

import numpy as np
from bokeh.layouts import row
from bokeh.models import ColumnDataSource

from ..lessons.shelf import Offer
from ..results.held import Results
from ..session.allowed_paths import AllowedPaths
from ..session.export_jobs import VisibleExportJobs
from ..session.latest import Latest
from ..session.state import State
from ..theme import paint
from ..workbench import FigureSlot, Node
from .axes import Axes


class Services(Protocol):
    """What a page offers to its views and actions.

    Attributes
    ----------
    axes : Axes
        The axes that several figures share.
    export_jobs : ExportJobs
        The recordings that the server's pages write.
    allowed : AllowedPaths
        Which files the page may open.
    results : Results
        What was brought back to the page.
    lessons : Offer
        The lessons that the page offers.
    """

    axes: Axes
    export_jobs: VisibleExportJobs
    allowed: AllowedPaths
    results: Results
    lessons: Offer

    def latest_only(self, compute: Callable[[Any], Any], deliver: Callable[[Any], None]) -> Latest[Any, Any]:
        """Return what computes only the newest request, beside the event loop."""
        ...

    def schedule(self, function: Callable[[], None]) -> None:
        """Run a function on the page's event loop; may be asked for by any thread."""
        ...

    def safe(self, function: Callable[..., None]) -> Callable[..., None]:
        """Return a callback that holds all its changes together and turns errors into words."""
        ...

    def later(self, function: Callable[[], None], milliseconds: int) -> None:
        """Run a function on the page's event loop after a while."""
        ...


def update_columns(source: ColumnDataSource, columns: dict[str, Any]) -> None:
    """Replace the columns of a source where one of them differs.

    All of them, never a few: what is sent is read from the source when a batch of changes ends, so that a few columns
    would meet others of another length in the browser where two changes of one batch differ in length.
    """
    old = source.data
    if old.keys() != columns.keys() or not all(_equal_columns(old[name], columns[name]) for name in columns):
        source.data = columns


def _equal_columns(one: Any, other: Any) -> bool:
    return len(one) == len(other) and same_column(one, other)


def same_column(one: Any, other: Any) -> bool:
    """Return whether two columns of the same length hold the same, be they arrays or lists of arrays or words."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if isinstance(one, np.ndarray) is not isinstance(other, np.ndarray):
        return False
    return all(
        same_column(here, there) if isinstance(here, np.ndarray) or isinstance(there, np.ndarray) else here == there
        for here, there in zip(one, other, strict=True)
    )


def unchanged(old: tuple[Any, ...] | None, new: tuple[Any, ...]) -> bool:
    """Return whether two requests ask for the same picture: the same results of stages, equal plain values."""
    plain = (int, float, str, bytes, type(None))
    return old is not None and all(
        one is other or (isinstance(one, plain) and isinstance(other, plain) and one == other)
        for one, other in zip(old, new, strict=True)
    )


def tab_of(view: type[View] | View) -> str:
    """Return the name of the tab in which a view stands."""
    return view.tab or view.name


class View:
    """One picture of the state.

    A view is declared by its class attributes and filled in three steps: `request` notes on the event loop what the
    picture depends on, `compute` makes it anywhere, `show` puts it into the figure.

    Attributes
    ----------
    name : str
        By which it is found on the page.
    title : str
        Its heading.
    area : str
        The column where it stands, ``"probe"``, ``"middle"`` or ``"traces"``, or, one at a time, ``"tabs"``.
    order : int
        Its place in the area.
    weight : float
        Its share of the area's height.
    tab : str
        In which tab it stands, when that is its area; in one of its own by default.
    hidden_at_first : bool
        Whether its tab is offered only once `State.tabs` is told to show it.
    first : bool
        Whether it hears of changes, and computes its picture, before the others.
    watches : dict
        On which fields of the session and the selection its picture depends.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    area: ClassVar[str] = "middle"
    order: ClassVar[int] = 0
    weight: ClassVar[float] = 1.0
    tab: ClassVar[str] = ""
    hidden_at_first: ClassVar[bool] = False
    first: ClassVar[bool] = False
    watches: ClassVar[dict[str, tuple[str, ...]]] = {"session": ("simulation",)}

    def __init__(self, state: State, services: Services) -> None:
        self.state, self.services = state, services
        self.figures: list[Any] = []
        self._asked: tuple[Any, ...] | None = None
        self.build()
        self._latest = services.latest_only(self.compute, self.show)
        for part, names in self.watches.items():
            getattr(state, part).subscribe(names, self.refresh)
        state.appearance.subscribe({"dark"}, self.restyle)
        self.restyle()

    def build(self) -> None:
        """Make the figures, once."""
        raise NotImplementedError

    def request(self) -> tuple[Any, ...]:
        """Return what the picture depends on: results of stages and plain values."""
        raise NotImplementedError

    @staticmethod
    def compute(request: Any) -> Any:
        """Make the picture from a request; runs beside the event loop."""
        raise NotImplementedError

    def show(self, picture: Any) -> None:
        """Put a picture into the figures."""
        raise NotImplementedError

    def body(self) -> Node:
        """Return what stands below the heading: the figures, beside each other."""
        only = len(self.figures) == 1
        return FigureSlot(self.figures[0] if only else row(self.figures, sizing_mode="stretch_both"))

    def tools(self) -> list[Node]:
        """Return what stands beside the heading."""
        return []

    def headline(self) -> Node | None:
        """Return what stands in place of the heading when it says something that changes."""
        return None

    def refresh(self) -> None:
        """Ask for a new picture, unless nothing changed that it depends on."""
        request = self.request()
        if not unchanged(self._asked, request):
            self._asked = request
            self._latest.ask(request)

    def restyle(self) -> None:
        """Paint the figures in the page's appearance."""
        for made in self.figures:
            paint(made, dark=self.state.appearance.dark)
