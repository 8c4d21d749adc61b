"""Export of a recording, from the first checks to the finished folder."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from threading import Event
from typing import Any

from ..durable import synchronise, synchronise_entry
from ..files import write_text
from ..source import Source
from .errors import ExportError, system_errors_as_export_errors
from .journal import Journal
from .manifest import CONFIGURATION, MANIFEST, TRUTH, checksums, files_in, identity, manifest_of
from .options import ExportOptions
from .plan import Plan, Task
from .progress import Clock, Counted, Phase, Progress, in_bytes
from .runtime import Workers, workers_for

PART = ".part"
JOURNAL = "journal.jsonl"
_DATA = "data"
_SPARE_BYTES = 64 * 2**20

Report = Callable[[Progress], None]


class InterruptedExportError(ExportError):
    """An export that was stopped; repeat the call to continue."""


@system_errors_as_export_errors()
def export(
    source: Source,
    folder: str | Path,
    options: ExportOptions | None = None,
    *,
    jobs: int | None = None,
    scheduler: str | None = None,
    chunk_s: float = 1.0,
    progress: Report | None = None,
    cancel: Event | None = None,
    **choices: Any,
) -> Path:
    """Write recordings and their ground truth into a folder.

    The bytes follow from source and options alone, whatever the number of jobs and the length of chunks. Everything is
    put together beside the folder, in ``folder.part``, and gets its name when it is whole; after an interruption of any
    kind, repeating the call continues it.

    Parameters
    ----------
    source : Source
        What is written, a `Simulation` for example.
    folder : str or Path
        Where; must not exist.
    options : ExportOptions, optional
        Format, which recordings, and how samples are written.
    jobs : int, optional
        How many processes work; by default as many as there are processors to be had.
    scheduler : str, optional
        Address of a Dask scheduler: its workers write instead of processes here, into a folder that all of them see.
    chunk_s : float
        About how much of the recording one task writes, in seconds.
    progress : callable, optional
        Told every now and then how far it is, a `Progress`.
    cancel : threading.Event, optional
        When it is set, the export stops soon.
    **choices : Any
        Fields of the options, by name: ``format="zarr", recording="both", samples=SampleFormat(dtype="float32")``.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ExportError
        In words, when the folder exists, the format cannot hold the recording, the disk is too small, what is there was
        started with other options, or the system refuses to write.
    InterruptedExportError
        When ``cancel`` was set.
    ConfigError
        When a choice is not valid.
    """
    plan, target = plan_for(source, folder, (options or ExportOptions()).replace(**choices))
    refuse(plan, target)
    refuse_small_disk(plan)
    cancel = cancel or Event()

    def stop_if_asked() -> None:
        if cancel.is_set():
            raise InterruptedExportError(
                f"stopped; written data is kept in {plan.folder.parent}: repeat the call to continue"
            )

    jobs = jobs or available_processors()
    workers = workers_for(plan, jobs, scheduler, stop_if_asked)
    beside = plan.folder.parent
    if not plan.folder.exists():
        # A finished export that was killed in its last moment leaves a journal of what has its name already.
        (beside / JOURNAL).unlink(missing_ok=True)
    plan.folder.mkdir(parents=True, exist_ok=True)
    with closing(Journal(beside / JOURNAL, identity(plan))) as journal:
        _Run(plan, journal, jobs, chunk_s, progress or (lambda _: None), stop_if_asked).to_the_end(workers)
        synchronise(plan.folder)
        plan.folder.rename(target)
        synchronise_entry(target.parent)
    (beside / JOURNAL).unlink()
    with suppress(OSError):  # it holds something of the user's
        beside.rmdir()
    return target


def plan_for(source: Source, folder: str | Path, options: ExportOptions | None = None) -> tuple[Plan, Path]:
    """Return the export plan and the folder's final name."""
    target = Path(folder).absolute()
    data = target.with_name(target.name + PART) / _DATA
    return Plan(source, options or ExportOptions(), data, data / TRUTH), target


def available_processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def refuse(plan: Plan, target: Path) -> None:
    """Raise an ExportError with every reason why an export cannot begin."""
    problems = []
    if target.exists():
        problems.append(f"{target} already exists: choose another folder, or remove it")
    form = plan.format
    [job, *_] = plan.jobs
    if job.samples.dtype not in form.dtypes:
        held = " or ".join(form.dtypes)
        problems.append(f"the format {form.name} cannot store {job.samples.dtype}: use {held}")
    for job in plan.jobs:
        problems += [sentence for sentence in form.refuse(job) if sentence not in problems]
    if problems:
        raise ExportError("\n".join(problems))


def refuse_small_disk(plan: Plan) -> None:
    """Raise an ExportError when the disk is too small for what is still to be written."""
    place = plan.folder
    while not place.exists():
        place = place.parent
    there = sum(_occupied(path) for path in plan.folder.rglob("*")) if plan.folder.exists() else 0
    needed = plan.disk_bytes - there + _SPARE_BYTES
    if (free := shutil.disk_usage(place).free) < needed:
        raise ExportError(
            f"{in_bytes(needed)} needed in {place}, but only {in_bytes(free)} free: free space, choose another disk, "
            "a shorter recording, or a smaller sample type"
        )


def _occupied(path: Path) -> int:
    """Return the bytes that a file takes on disk: one of full size may be mostly empty yet."""
    found = path.stat()
    return getattr(found, "st_blocks", found.st_size // 512) * 512


class _Run:
    """One attempt to write what is missing."""

    def __init__(
        self,
        plan: Plan,
        journal: Journal,
        jobs: int,
        chunk_s: float,
        report: Report,
        stop_if_asked: Callable[[], None],
    ) -> None:
        self.plan, self.journal, self.jobs = plan, journal, jobs
        self.chunk_s, self.report, self._stop_if_asked = chunk_s, report, stop_if_asked

    def to_the_end(self, workers: Workers) -> None:
        """Do everything that the journal does not know as done."""
        text = write_text(self.plan.source.config.to_dict(), "yaml")
        (self.plan.folder / CONFIGURATION).write_text(text, encoding="utf-8")
        with workers as pool:
            self._steps(pool, "truth", [("truth", ())])
            self._steps(pool, "headers", [("begin", (name,)) for name in self.plan.options.names])
            self._samples(pool)
            self._steps(pool, "headers", [("finish", (name,)) for name in self.plan.options.names])
        self._manifest()
        self.report(Progress("done", 1.0))

    def _steps(self, pool: Workers, phase: Phase, tasks: list[Task]) -> None:
        clock = Clock(phase)
        missing = [task for task in tasks if _step(task) not in self.journal.steps]
        for task, result, is_done in pool.run(missing):
            self._stop_if_asked()
            if is_done:
                self.journal.add_step(_step(task))
            self.report(clock.at(result if isinstance(result, float) else float(is_done)))

    def _samples(self, pool: Workers) -> None:
        plan, journal = self.plan, self.journal
        [job, *_] = plan.jobs
        clock = Clock("samples", sum(job.num_bytes for job in plan.jobs), job.num_samples / job.sampling_frequency_hz)
        self.report(clock.at(journal.num_done / max(plan.num_samples, 1)))
        missing = list(journal.missing(plan.num_samples, plan.chunk_size(self.chunk_s)))
        for _, (start, end, clipped), is_done in pool.run(("chunk", chunk) for chunk in missing):
            self._stop_if_asked()
            if is_done:
                journal.add_chunk(start, end, clipped)
                self.report(clock.at(journal.num_done / plan.num_samples))

    def _manifest(self) -> None:
        folder = self.plan.folder
        names = files_in(folder)
        total = sum((folder / name).stat().st_size for name in names)

        def tell(progress: Progress) -> None:
            self._stop_if_asked()
            self.report(progress)

        passed = Counted(Clock("checksums"), total, tell)
        files = checksums(folder, names, self.jobs, passed.add)
        manifest = manifest_of(self.plan, self.journal.clipped, files)
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        (folder / MANIFEST).write_text(text, encoding="utf-8")


def _step(task: Task) -> str:
    name, arguments = task
    return ":".join((name, *arguments))
