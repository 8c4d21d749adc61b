"""Verification of exports by checksums and regenerated windows."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from filecmp import cmp
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from ..base import ConfigError
from ..files import read_file
from .clipping import clipping_sentences
from .compare import ROUNDING_UV, Difference
from .errors import ExportError, system_errors_as_export_errors
from .journal import differences
from .manifest import CONFIGURATION, MANIFEST, TRUTH, checksums, files_in, read_manifest
from .options import ExportOptions
from .plan import Plan, Task
from .progress import Clock, Counted, Progress
from .runtime import Workers, workers_for
from .source_kinds import source_of
from .writer import available_processors


@dataclass(frozen=True)
class Verification:
    """Result of a verification.

    Attributes
    ----------
    problems : tuple of str
        What differs, in sentences; empty when no differences.
    notes : tuple of str
        What is worth knowing, but no damage.
    num_files, num_samples : int
        How much was looked at.
    """

    problems: tuple[str, ...]
    notes: tuple[str, ...]
    num_files: int
    num_samples: int

    @property
    def is_whole(self) -> bool:
        """Whether no differences were found."""
        return not self.problems


@system_errors_as_export_errors()
def verify(
    folder: str | Path,
    *,
    everything: bool = False,
    num_windows: int = 16,
    jobs: int | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Verification:
    """Compare a folder with its manifest and with what its configuration gives when it is regenerated.

    Parameters
    ----------
    folder : str or Path
        What `export` wrote.
    everything : bool
        Generate every sample again, not only some windows.
    num_windows : int
        How many windows are regenerated, at random places.
    jobs : int, optional
        How many processes work; by default as many as there are processors to be had.
    progress : callable, optional
        Told every now and then how far it is.

    Returns
    -------
    Verification
        What differs.

    Raises
    ------
    ExportError
        When the folder was not written by driftscope, or cannot be read by this version.
    """
    folder = Path(folder).absolute()
    if not folder.is_dir():
        raise ExportError(f"no such folder: {folder}")
    manifest = read_manifest(folder)
    jobs = jobs or available_processors()
    problems = [*_damaged(folder, manifest, jobs, progress), *_other_configuration(folder, manifest)]
    with TemporaryDirectory(prefix="driftscope-") as scratch:
        plan = _plan(folder, manifest, Path(scratch) / TRUTH)
        notes = [*manifest.get("losses", ()), *clipping_sentences(manifest)]
        with workers_for(plan, jobs) as pool:
            for _ in pool.run([("truth", ())]):
                pass
            tasks = list(_windows(plan, everything, num_windows))
            try:
                found = list(_differences(pool, tasks, progress))
            except ExportError as error:
                problems.append(f"the samples cannot be read: {error}")
                found = []
        for one in _joined(found):
            (notes if one.is_rounding(plan) else problems).append(one.in_words(plan))
        for name, is_close in _other_truth(folder / TRUTH, plan.truth_folder):
            (notes if is_close else problems).append(_TRUTH_WORDS[is_close].format(f"{TRUTH}/{name}"))
    num_samples = sum(end - start for _, (start, end) in tasks)
    return Verification(tuple(problems), tuple(notes), len(manifest["files"]), num_samples)


_TRUTH_WORDS = {
    False: "{} differs from the regenerated one",
    True: "{} differs only by rounding, as between processors or library versions",
}


def _plan(folder: Path, manifest: dict[str, Any], truth_folder: Path) -> Plan:
    try:
        source = source_of(manifest["source"], manifest["configuration"])
        plan = Plan(source, ExportOptions.from_dict(manifest["options"]), folder, truth_folder)
        plan.format  # noqa: B018 - its libraries may be missing
    except (ConfigError, KeyError) as error:
        raise ExportError(f"{folder / MANIFEST} contains no valid configuration: {error}") from None
    return plan


def _damaged(folder: Path, manifest: dict[str, Any], jobs: int, progress: Callable[[Progress], None]) -> Iterator[str]:
    """Yield a sentence for every file that is not as the manifest says."""
    expected, there = manifest["files"], set(files_in(folder))
    yield from (f"{name} is missing" for name in expected if name not in there)
    yield from (f"{name} is not in the manifest" for name in sorted(there - expected.keys()))
    names = [name for name in expected if name in there]
    total = sum((folder / name).stat().st_size for name in names)
    tell = Counted(Clock("checksums"), total, progress)
    for name, found in checksums(folder, names, jobs, tell.add).items():
        if found["bytes"] != expected[name]["bytes"]:
            yield f"{name} has {found['bytes']} bytes instead of {expected[name]['bytes']}"
        elif found["sha256"] != expected[name]["sha256"]:
            yield f"{name} was changed: its checksum differs"


def _other_configuration(folder: Path, manifest: dict[str, Any]) -> Iterator[str]:
    """Yield a sentence when the file beside the manifest holds another configuration."""
    try:
        there = read_file(folder / CONFIGURATION)
    except ConfigError as error:
        yield str(error)
        return
    for words in differences(there, manifest["configuration"]):
        yield f"{CONFIGURATION} differs from {MANIFEST}: {words.replace(' then', ' there').replace(' now', ' here')}"


def _windows(plan: Plan, everything: bool, number: int) -> Iterator[Task]:
    size = plan.chunk_size(1.0) if everything else plan.window
    places = range(-(-plan.num_samples // size))
    for place in places if everything or number >= len(places) else sorted(random.sample(places, number)):
        yield "compare", (place * size, min((place + 1) * size, plan.num_samples))


def _differences(pool: Workers, tasks: list[Task], progress: Callable[[Progress], None]) -> Iterator[Difference]:
    clock, number = Clock("compared"), 0
    for _, found, is_done in pool.run(tasks):
        if is_done:
            number += 1
            progress(clock.at(number / len(tasks)))
            yield from found


def _joined(found: list[Difference]) -> Iterator[Difference]:
    """Yield what differs by recording: where first, and in how many samples of those that were looked at."""
    for name in sorted({one.recording for one in found}):
        own = [one for one in found if one.recording == name]
        first = min(own, key=lambda one: one.first_sample)
        yield replace(first, number=sum(one.number for one in own), largest=max(one.largest for one in own))


def _other_truth(there: Path, expected: Path) -> Iterator[tuple[str, bool]]:
    """Yield the files of the ground truth that differ from the regenerated ones, and whether by rounding only."""
    for name in files_in(expected):
        if (there / name).exists() and not cmp(there / name, expected / name, shallow=False):
            yield name, _are_close(there / name, expected / name)


def _are_close(there: Path, expected: Path) -> bool:
    try:
        if there.suffix == ".npy":
            first, second = (np.load(path, mmap_mode="r") for path in (there, expected))
            return first.shape == second.shape and bool(np.allclose(first, second, rtol=1e-6, atol=ROUNDING_UV))
        return _numbers(there) == _numbers(expected)
    except (OSError, ValueError):
        return False


def _numbers(path: Path) -> list[str]:
    """Return the words of a table, its numbers to six digits."""
    words = path.read_text(encoding="utf-8").replace("\n", ",").split(",")
    return [f"{float(word):.6g}" if word[-1:].isdigit() else word for word in words]
