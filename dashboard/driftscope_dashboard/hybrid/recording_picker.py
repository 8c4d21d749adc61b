"""Which recording units are added to: the sample, one that was found in the server's folders, or one by its path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from driftscope import Problem
from driftscope.hybrid import fits_usual_probe

from ..session.allowed_paths import AllowedPaths
from ..session.session import Session
from ..views.base import Services
from ..workbench import Control
from .recording_files import find_recordings, source_at

SAMPLE, OTHER = "sample", "other"
NO_FOLDERS = (
    "Only the sample recording can be opened: start the server with --data FOLDER to open recordings in that folder."
)


class RecordingPicker:
    """The menu of recordings, and the path for all that it does not list.

    Parameters
    ----------
    session : Session
        Whose source is chosen.
    services : Services
        Turns the errors of callbacks into words.
    allowed : AllowedPaths
        What the server lets pages open.
    """

    def __init__(self, session: Session, services: Services, allowed: AllowedPaths) -> None:
        self.session, self._allowed = session, allowed
        self._found = find_recordings(allowed.folders)
        words = "Recording to which units are added"
        told = f"A file or folder under {' or '.join(map(str, allowed.folders))}; this part of the path can be omitted"
        self.menu = Control(kind="menu", hook="source-kind", label=words, help=words)
        self.path = Control(kind="text", hook="source-path", label="Path", help=told)
        self.menu.on_set(services.safe(self._choose))
        self.path.on_set(services.safe(self._name))

    def controls(self) -> Iterator[Control]:
        """Return the controls, from top to bottom."""
        yield self.menu
        if self._allowed.folders:
            yield self.path
        else:
            yield Control(kind="hint", label=NO_FOLDERS)

    def follow(self, problems: Iterable[Problem] = (), advice: Iterable[Problem] = ()) -> None:
        """Show which recording it is, what is wrong with it, and what was assumed when it was opened."""
        listed = [[SAMPLE, "Sample recording"], *([name, name] for name, _ in self._found)]
        current, path = self._name_of_source(), str(getattr(self.session.config.source, "path", ""))
        if current == OTHER:
            listed.append([OTHER, Path(path).name or "Another recording"])
        self.menu.update(options=listed, value=current)
        said = "\n".join(one.message for one in problems)
        self.path.update(value=path, problem=said, advice="" if said else "\n".join(one.message for one in advice))

    def _name_of_source(self) -> str:
        source = self.session.config.source
        if source.kind == SAMPLE:
            return SAMPLE
        path = str(getattr(source, "path", ""))
        return next((name for name, found in self._found if found["path"] == path), OTHER)

    def _choose(self, name: str) -> None:
        if name not in (OTHER, self._name_of_source()):
            self._open(dict(self._found).get(name, {"kind": SAMPLE}))

    def _name(self, text: str) -> None:
        if text == str(getattr(self.session.config.source, "path", "")):
            return
        self._open(source_at(text, self._allowed) if text.strip() else {"kind": SAMPLE})

    def _open(self, source: dict[str, Any]) -> None:
        """Open a recording; a motion that followed the generated one cannot be kept.

        How many channels a flat file has is left to be guessed where its size speaks for the probe; the form says so.
        """
        guessed = {"num_channels": None} if source["kind"] == "binary" and fits_usual_probe(source["path"]) else {}
        changes: dict[str, Any] = {"source": {**guessed, **source}, "segment_index": 0}
        if source["kind"] != SAMPLE and self.session.config.motion.kind == "source":
            changes["motion"] = {"kind": "still"}
        self.session.restructure(changes)
