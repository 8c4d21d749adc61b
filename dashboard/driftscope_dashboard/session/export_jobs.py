"""Whole recordings written from a page, each by a process of its own, so that every page stays live."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock, Thread
from time import sleep
from typing import Any, Literal
from weakref import WeakMethod

from driftscope.base import Config, in_brief
from driftscope.export import ExportOptions, Progress, formats
from driftscope.export.clipping import clipping_in

from .export_words import next_name, progress_in_words
from .file_manager import opener, show_folder
from .form_fields import Field, fields_of
from .form_values import to_control
from .job_notes import JobNote, JobNotes

Condition = Literal["running", "done", "stopped", "failed"]

GENERATE = (sys.executable, "-m", "driftscope", "generate")
LOWER_PRIORITY = 5
OUTPUT = Path("~/driftscope")
"""Where recordings are written, unless another place is named."""
PATIENCE_S = 10.0
ENDING_S = 2.5
"""How long recordings may take to stop when the server ends; what was written until then stays."""
WATCH_S = 1.0
MOST_EACH = 2
"""Recordings that one visitor writes at the same time."""
MOST_IN_ALL = max(4, os.cpu_count() or 1)
"""Recordings that all visitors of a server write at the same time."""
STOPPED = 130
_AS_TEXT: Any = {"encoding": "utf-8", "errors": "replace", "env": {**os.environ, "PYTHONIOENCODING": "utf-8"}}
"""How what a command says is read, whatever the encoding of the console that the server was started in."""


def option_fields() -> tuple[Field, ...]:
    """Return what can be chosen when a recording is written, each as declared."""
    chosen = {field.path: field for field in (*fields_of(ExportOptions, ""), *_sample_fields())}
    titles = tuple((name, form.title) for name, form in formats().items())
    chosen["format"] = replace(chosen["format"], kind="choice", options=titles)
    return tuple(chosen.values())


def _sample_fields() -> tuple[Field, ...]:
    return tuple(fields_of(type(ExportOptions().samples), "samples."))


def defaults() -> dict[str, Any]:
    """Return the value of every option by its path, as long as nobody chose another."""
    options = ExportOptions()
    return {field.path: to_control(_at(options, field.path)) for field in option_fields()}


def _at(config: Config, path: str) -> Any:
    value: Any = config
    for name in path.split("."):
        value = getattr(value, name)
    return value


def command_of(config_file: Path, folder: Path, options: ExportOptions, *more: str) -> list[str]:
    """Return the command that writes a recording.

    Examples
    --------
    >>> command_of(Path("a.yaml"), Path("out"), ExportOptions())[4:9]
    ['a.yaml', '--output', 'out', '--format', 'binary']
    """
    words = [*GENERATE, str(config_file), "--output", str(folder)]
    for field in option_fields():
        words += [f"--{field.path.split('.')[-1].replace('_', '-')}", str(_at(options, field.path))]
    return [*words, *more]


def refusal_of_name(name: str) -> str:
    """Return why a folder cannot have this name, in words; nothing when it can.

    Examples
    --------
    >>> refusal_of_name("first-try")
    ''
    >>> refusal_of_name("../elsewhere")
    "A name cannot contain slashes: the folder is created in the server's output folder."
    """
    if not name.strip():
        return "Give the folder a name."
    if "/" in name or "\\" in name or not name.isprintable():
        return "A name cannot contain slashes: the folder is created in the server's output folder."
    if name.startswith("."):
        return "A name cannot begin with a dot."
    return "" if len(name.encode()) <= 200 else "This name is too long."


class ExportJob:
    """Description of one recording to be written.

    Parameters
    ----------
    config : Config
        What is written.
    folder : Path
        Where.
    options : ExportOptions
        How.
    changed : callable
        Called, by another thread, whenever there is something new to tell.
    visitor : str
        Whose it is.

    Attributes
    ----------
    condition : {"running", "done", "stopped", "failed"}
        What became of it.
    progress : Progress or None
        How far it is.
    words : str
        What it said at last: an error, how to go on, or what was clipped.
    """

    def __init__(
        self, config: Config, folder: Path, options: ExportOptions, changed: Callable[[], None], visitor: str = ""
    ) -> None:
        self.folder, self.visitor = folder, visitor
        self.condition: Condition = "running"
        self.progress: Progress | None = None
        self.words = ""
        self._changed, self._duration_s = changed, getattr(config, "duration_s", None)
        self._config_file = _written_aside(config)
        self._process = _started(command_of(self._config_file, folder, options, "--progress", "json"))
        Thread(target=self._follow, daemon=True, name=f"writing {folder.name}").start()

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.folder.name

    @property
    def pid(self) -> int:
        """Number of the process that writes it."""
        return self._process.pid

    @property
    def row(self) -> list[Any]:
        """Name, condition, share done in percent, words, and the folder when it is done, as a page shows them."""
        progress = self.progress
        share = 100.0 * progress.share if progress and progress.phase in ("samples", "checksums", "done") else 0.0
        words = {
            "running": progress_in_words(progress, self._duration_s),
            "done": self.words,
            "stopped": "stopped; export again with this name to continue",
            "failed": self.words or "failed",
        }[self.condition]
        return [self.name, self.condition, round(share, 1), words, str(self.folder) if self.condition == "done" else ""]

    def stop(self) -> None:
        """Ask it to end; what is written stays, so that it can go on later."""
        if self._process.poll() is None:
            self._process.terminate()

    def end(self) -> None:
        """Stop it and wait until it has ended."""
        self.stop()
        try:
            self._process.wait(ENDING_S)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _follow(self) -> None:
        said: list[str] = []
        assert self._process.stderr is not None  # noqa: S101 - it was asked for
        with self._process.stderr as lines:
            for line in lines:
                if progress := _progress_in(line):
                    self.progress = progress
                    self._changed()
                elif line.strip():
                    said.append(line.strip())
        code = self._process.wait()
        self._config_file.unlink(missing_ok=True)
        self.words = "; ".join(clipping_in(self.folder)) if code == 0 else said[-1] if said else ""
        self.condition = "done" if code == 0 else "stopped" if code in (STOPPED, -signal.SIGTERM) else "failed"
        self._changed()


def estimate_in_words(config: Config, folder: Path, options: ExportOptions) -> tuple[bool, str]:
    """Return whether a recording can be written, and how large it will be and how long it takes, or why it cannot."""
    config_file = _written_aside(config)
    try:
        done = subprocess.run(  # noqa: S603 - our own command, no shell
            command_of(config_file, folder, options, "--estimate"), capture_output=True, check=False, **_AS_TEXT,
            stdin=subprocess.DEVNULL, timeout=PATIENCE_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return True, "The size could not be estimated."
    finally:
        config_file.unlink(missing_ok=True)
    return done.returncode == 0, done.stderr.strip() or done.stdout.strip()


class ExportJobs:
    """All recordings that a server's pages write; a page that is opened again finds its own.

    Parameters
    ----------
    place : Path
        The folder in which every recording gets its own.
    notes : JobNotes, optional
        What other processes of the same server write.
    """

    def __init__(self, place: Path, notes: JobNotes | None = None) -> None:
        self.place = place.expanduser().absolute()
        self.all: tuple[ExportJob, ...] = ()
        self._notes, self._noted = notes, dict[ExportJob, Path]()
        self._seen: tuple[JobNote, ...] = ()
        self._listeners: list[WeakMethod[Callable[[], None]]] = []
        self._lock = Lock()
        if notes:
            Thread(target=self._watch, daemon=True, name="watches what others write").start()

    def seen_by(self, visitor: str | None) -> VisibleExportJobs:
        """Return what a visitor sees and stops: the own ones; all when it is None, which the server's owner is."""
        return VisibleExportJobs(self, visitor)

    @property
    def everywhere(self) -> tuple[ExportJob | JobNote, ...]:
        """Those of this process and of all others."""
        return (*self.all, *self._seen)

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call a bound method after every change, by any thread, for as long as its object lives."""
        with self._lock:
            self._listeners = [*self._living(), WeakMethod(listener)]

    def begin(self, config: Config, name: str, options: ExportOptions, visitor: str = "") -> str:
        """Begin to write a recording, or go on with one that was stopped; return why not, in words, or nothing."""
        if refused := refusal_of_name(name) or refusal_of_place(self.place, name):
            return refused
        try:
            self.place.mkdir(parents=True, exist_ok=True)
            with self._notes.turn() if self._notes else nullcontext():
                if refused := self._refusal(name, visitor):
                    return refused
                made = ExportJob(config, self.place / name, options, self.tell, visitor)
                self.all = (*(one for one in self.all if one.name != name), made)
                self._note()
        except OSError as error:
            return f"{self.place} cannot be written: {error.strerror or error}"
        self.tell()
        return ""

    def _refusal(self, name: str, visitor: str) -> str:
        """Return why nothing more can be written now, or not under this name."""
        others = self._notes.others() if self._notes else ()
        known: tuple[ExportJob | JobNote, ...] = (*self.all, *others)
        running = [one for one in known if one.condition == "running"]
        if any(one.name == name for one in running):
            return f"{in_brief(name)} is already being written."
        if sum(one.visitor == visitor for one in running) >= MOST_EACH:
            return f"This page is already writing {MOST_EACH} recordings: wait until one is finished, or stop one."
        if len(running) >= MOST_IN_ALL:
            return f"This server is already writing {MOST_IN_ALL} recordings: try again later."
        return ""

    def stop(self, name: str, visitor: str | None = None) -> None:
        """Ask the writing of a folder to end, if it is this visitor's."""
        for one in self.everywhere:
            if one.name == name and visitor in (None, one.visitor):
                one.stop()

    def forget(self, name: str, visitor: str | None = None) -> None:
        """Leave out what has ended."""
        kept: list[ExportJob] = []
        left: list[ExportJob] = []
        for one in self.all:
            is_meant = one.name == name and one.condition != "running" and visitor in (None, one.visitor)
            (left if is_meant else kept).append(one)
        self.all = tuple(kept)
        for one in left:
            if path := self._noted.pop(one, None):
                path.unlink(missing_ok=True)
        self.tell()

    def end(self) -> None:
        """End all that is running."""
        for one in self.all:
            one.stop()
        for one in self.all:
            one.end()

    def _watch(self) -> None:
        while self._notes:
            sleep(WATCH_S)
            if (seen := self._notes.others()) != self._seen:
                self._seen = seen
                self.tell()

    def _note(self) -> None:
        """Tell the other processes what this one writes."""
        if (notes := self._notes) is None:
            return
        for one in self.all:
            path = self._noted.setdefault(one, notes.new())
            notes.write(path, JobNote(one.visitor, one.row, one.pid))

    def _living(self) -> list[WeakMethod[Callable[[], None]]]:
        return [one for one in self._listeners if one() is not None]

    def tell(self) -> None:
        """Call all listeners, and tell other processes what this one writes."""
        self._note()
        for one in tuple(self._listeners):
            if (listener := one()) is not None:
                listener()


class VisibleExportJobs:
    """What one visitor sees of all that is written, and stops.

    Parameters
    ----------
    export_jobs : ExportJobs
        All.
    visitor : str or None
        Whose are seen; all when None.
    """

    def __init__(self, export_jobs: ExportJobs, visitor: str | None) -> None:
        self.export_jobs, self._visitor = export_jobs, visitor
        self.place = export_jobs.place
        self.subscribe = export_jobs.subscribe

    def show_to(self, visitor: str | None) -> None:
        """Show what another visitor sees, or all."""
        self._visitor = visitor
        self.export_jobs.tell()

    @property
    def may_show_folders(self) -> bool:
        """Whether the visitor sits in front of the machine that serves, and it has a file manager."""
        return self._visitor is None and opener() is not None

    def next_name(self, name: str) -> str:
        """Return a name under which this visitor can write something new."""
        return next_name(self.place, name, {one.name for one in self.export_jobs.everywhere})

    def show_folder(self, name: str) -> str:
        """Show the folder of what is written; return why not, in words, or nothing."""
        done = {one.name for one in self.all if one.condition == "done"}
        if not self.may_show_folders or name not in done:
            return "This folder cannot be shown from here."
        return show_folder(self.place / name)

    @property
    def all(self) -> tuple[ExportJob | JobNote, ...]:
        """What is seen."""
        return tuple(one for one in self.export_jobs.everywhere if self._visitor in (None, one.visitor))

    def begin(self, config: Config, name: str, options: ExportOptions) -> str:
        """Begin to write a recording; return why not, in words, or nothing."""
        return self.export_jobs.begin(config, name, options, self._visitor or "")

    def stop(self, name: str) -> None:
        """Ask the writing of a folder to end."""
        self.export_jobs.stop(name, self._visitor)

    def forget(self, name: str) -> None:
        """Leave out what has ended."""
        self.export_jobs.forget(name, self._visitor)


def described(export_jobs: ExportJobs | VisibleExportJobs) -> Iterator[list[Any]]:
    """Yield of every writing its name, condition, share done in percent, words and folder."""
    return (one.row for one in export_jobs.all)


def refusal_of_place(place: Path, name: str) -> str:
    """Return why a folder cannot be made under a name: a link there leads elsewhere."""
    try:
        is_below = (place / name).resolve().is_relative_to(place.resolve())
    except (OSError, RuntimeError, ValueError):
        is_below = False
    return "" if is_below else "This name points outside the server's output folder."


def _written_aside(config: Config) -> Path:
    with tempfile.NamedTemporaryFile("w", prefix="driftscope-", suffix=".json", delete=False, encoding="utf-8") as file:
        json.dump(config.to_dict(), file)
    return Path(file.name)


def _started(command: list[str]) -> subprocess.Popen[str]:
    """Start a command that a Ctrl-C meant for the server does not reach, and that lets the pages go first."""
    process = subprocess.Popen(  # noqa: S603 - our own command, no shell
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **_AS_TEXT,
        start_new_session=True,
    )  # fmt: skip
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process.pid, LOWER_PRIORITY)
    return process


def _progress_in(line: str) -> Progress | None:
    if not line.startswith("{"):
        return None
    try:
        return Progress(**json.loads(line))
    except (TypeError, ValueError):
        return None
