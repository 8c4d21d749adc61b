"""Bring a result back: a sorting or a motion estimate from this computer or from the server's folders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from driftscope.base import in_brief
from driftscope.results import ResultError

from ..results.columns import score_columns
from ..results.finding import find_results
from ..results.held import LETTERS, LONGEST_NAME, Loaded
from ..results.reading import Brought, read_result
from ..results.scorer import Scorer
from ..results.upload import PIECE_BYTES, Upload, files_of
from ..session.session import origin_of
from ..workbench import Control
from .base import Action, button

HELP = "Load a sorter's result or a motion estimate, and see what was lost where"


class BringResult(Action):
    """A menu of the results that are held, and the ways to bring one."""

    order: ClassVar[int] = 12

    def controls(self) -> list[Control]:
        """Return the menu."""
        self._upload: Upload | None = None
        self._scorer = Scorer(self.state, self.services.results, self.services.latest_only)
        self._reading = self.services.latest_only(lambda asked: read_result(*asked), self._brought)
        self._searching = self.services.latest_only(find_results, self._tell_found)
        self.menu = button(
            "result", kind="result", icon="check", label="Result", help=HELP, value=[],
            options=[bool(self.services.allowed.folders), PIECE_BYTES],
            on_message=self.services.safe(self._told),
        )  # fmt: skip
        self.services.results.subscribe({"held", "shown", "scored"}, self._follow)
        self.services.results.subscribe({"shown", "scored"}, self._add_columns)
        return [self.menu]

    def _follow(self) -> None:
        results = self.services.results
        rows = []
        for place, loaded in enumerate(results.held):
            scored = results.score_of(place)
            rows.append([loaded.name, loaded.what, scored.problem if scored else "", place == results.shown])
        self.menu.value = rows

    def _add_columns(self) -> None:
        """Let the table of units tell what was lost."""
        state = self.state
        state.unit_columns.show(score_columns(self.services.results.score, state.session.simulation))

    def _told(self, message: dict[str, Any]) -> None:
        if "begin" in message:
            self._begin(str(message["begin"]), files_of(message.get("files")))
        elif "piece" in message:
            self._take(message["piece"])
        elif message.get("open"):
            self._searching.ask(self.services.allowed.folders)
        elif "path" in message:
            self._open(str(message["path"]))
        else:
            self._do(message)

    def _do(self, message: dict[str, Any]) -> None:
        results = self.services.results
        for word, command in (("remove", results.remove), ("show", results.look_at)):
            if isinstance(place := message.get(word), int):
                command(place)
        place, name = message.get("rename"), str(message.get("name", "")).strip()[:LONGEST_NAME]
        if isinstance(place, int) and 0 <= place < len(results.held) and name:
            results.change(place, replace(results.held[place], name=name))

    # ---- files of the browser

    def _begin(self, name: str, files: list[tuple[str, int]]) -> None:
        self._forget()
        try:
            self._upload = Upload(name, files)
        except ResultError as error:
            self._refuse(str(error))
        else:
            self._go_on()

    def _take(self, piece: Any) -> None:
        if self._upload is None or not (isinstance(piece, list) and len(piece) == 3):
            return
        try:
            self._upload.take(int(piece[0]), int(piece[1]), str(piece[2]))
        except ResultError as error:
            self._forget()
            self._refuse(str(error))
        except (ValueError, TypeError, OverflowError):
            self._forget()
            self._refuse("The result was not uploaded completely: try again.")
        else:
            self._go_on()

    def _go_on(self) -> None:
        upload = self._upload
        if upload is None:
            return
        if upload.wanted is not None:
            self.menu.tell({"want": list(upload.wanted)})
        else:
            root = upload.place if upload.place.is_dir() else upload.place.parent
            self._reading.ask((upload.place, upload.name, root))

    def _forget(self) -> None:
        if self._upload is not None:
            self._upload.close()
            self._upload = None

    # ---- files of the server

    def _tell_found(self, found: list[tuple[str, str]]) -> None:
        self.menu.tell({"found": [list(one) for one in found]})

    def _open(self, text: str) -> None:
        place = self.services.allowed.typed(text, "result")
        real = self.services.allowed.find(str(place))
        root = next((one for one in self._roots() if real is not None and real.is_relative_to(one)), place)
        self._reading.ask((place, place.name, root))

    def _roots(self) -> list[Path]:
        return [folder.expanduser().resolve() for folder in self.services.allowed.folders]

    # ---- what was read

    def _brought(self, brought: Brought) -> None:
        self._forget()
        if brought.problem:
            self._refuse(brought.problem)
            return
        config = brought.config or origin_of(self.state.session.simulation)
        loaded = Loaded(in_brief(brought.name)[:LONGEST_NAME], config, brought.sorting, brought.motion)
        self.services.results.add(loaded)
        self.menu.tell({"done": True})
        letter = LETTERS[self.services.results.shown]
        self.state.notices.say(f"{loaded.name} is result {letter}: {loaded.what}. {brought.note}".strip())
        self.state.selection.look(tab="score" if loaded.sorting is not None else "motionerror")

    def _refuse(self, words: str) -> None:
        self.menu.tell({"done": True})
        self.state.notices.say(words, "error")
