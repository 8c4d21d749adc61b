"""Download what the page shows: configuration, programs, tables and pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from driftscope import Simulation
from driftscope.export.programs import PROGRAMS
from driftscope.export.reference_program import verdict
from driftscope.export.tables import TABLES, row_limit_note

from ..lessons.from_page import lesson_text
from ..session.print_sheet import worst_rows
from ..session.state import State
from ..views.base import Services
from ..workbench import Control
from .base import Action, button

FORMS = ("yaml", "json", "toml")
_PIECE = 2**20

Choices = list[list[Any]]


CONFIGURATION = [
    "Configuration", [[form, form.upper(), ""] for form in FORMS], "Drop the file onto this page to open it again."
]  # fmt: skip
"""How configurations are offered."""
LESSON = [
    "Lesson",
    [["lesson", "YAML", ""]],
    "Starts from this page; add your own questions. See: driftscope serve --lessons",
]
"""How a lesson is offered."""


@dataclass(frozen=True)
class Downloads:
    """What can be downloaded of a kind of recordings, besides its configuration.

    Attributes
    ----------
    choices : callable
        Returns what the menu offers for what is seen: headings, each with values, labels and what they are good for.
    programs : mapping
        What writes each program, from a configuration.
    tables : mapping
        What writes each table, from what is seen.
    """

    choices: Callable[[Any], Choices]
    programs: Mapping[str, Callable[[Any], str]]
    tables: Mapping[str, Callable[[Any], Iterator[str]]]


def choices_for(simulation: Simulation) -> Choices:
    """Return what the menu offers: headings, each with values, labels and what they are good for."""
    config, limit = simulation.config, row_limit_note(simulation)
    return [
        CONFIGURATION,
        [
            "Python script",
            [["driftscope", "driftscope", ""], ["spikeinterface", "SpikeInterface", ""]],
            f"With SpikeInterface: {verdict(config)[0].lower()}{verdict(config)[1:]}",
        ],
        ["Table (CSV)", [[name, name.capitalize(), ""] for name in TABLES], limit],
    ]


def file_name(preset: str | None, ending: str) -> str:
    """Return the name under which something is downloaded.

    Examples
    --------
    >>> file_name(None, "-units.csv")
    'driftscope-units.csv'
    """
    return f"{preset or 'driftscope'}{ending}"


def table_pieces(maker: Callable[[Simulation], Iterator[str]], simulation: Simulation) -> list[str]:
    """Return a table in pieces of about a megabyte."""
    pieces = [""]
    for lines in maker(simulation):
        if len(pieces[-1]) > _PIECE:
            pieces.append("")
        pieces[-1] += lines
    return pieces


class Download(Action):
    """A menu of all that can be downloaded; the browser draws the pictures itself."""

    order: ClassVar[int] = 10

    def __init__(self, state: State, services: Services, downloads: Downloads | None = None) -> None:
        super().__init__(state, services)
        self._downloads = downloads or Downloads(choices_for, PROGRAMS, TABLES)

    def controls(self) -> list[Control]:
        """Return the menu."""
        self.menu = button(
            "export", kind="download", icon="download", label="Download",
            help="Download the configuration, a script, tables or pictures", options=self._choices(),
            on_message=self._asked,
        )  # fmt: skip
        self._tables = self.services.latest_only(lambda asked: (asked[0], table_pieces(*asked[1:])), self._send_table)
        self._sheet = self.services.latest_only(worst_rows, lambda rows: self.menu.tell({"print": rows}))
        self.state.session.subscribe({"simulation"}, self._follow)
        return [self.menu]

    def _choices(self) -> Choices:
        return [*self._downloads.choices(self.state.session.simulation), LESSON]

    def _follow(self) -> None:
        self.menu.options = self._choices()

    def _asked(self, message: dict[str, Any]) -> None:
        if message.get("print"):
            selection = self.state.selection
            self._sheet.ask((self.state.session.simulation, selection.depths_um, selection.time_s))
        else:
            self.services.safe(self._take)(str(message.get("take", "")))

    def _take(self, wanted: str) -> None:
        session = self.state.session
        if wanted in FORMS:
            self._send(f".{wanted}", [session.config.to_text(wanted)])
        elif wanted == "lesson":
            self._send("-lesson.yaml", [lesson_text(session.config, self.state.selection)])
        elif write := self._downloads.programs.get(wanted):
            self._send(f"-{wanted}.py", [write(session.config)])
        elif table := self._downloads.tables.get(wanted):
            self._tables.ask((wanted, table, session.simulation))

    def _send_table(self, made: tuple[str, list[str]]) -> None:
        self._send(f"-{made[0]}.csv", made[1])

    def _send(self, ending: str, pieces: list[str]) -> None:
        """Send a text; the browser saves it when its last piece is there."""
        name = file_name(self.state.session.preset, ending)
        for number, piece in enumerate(pieces, start=1):
            self.menu.tell({"name": name, "text": piece, "last": number == len(pieces)})
