"""Manifest of an export: contents, versions and checksums."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Event
from typing import Any

from .errors import ExportError
from .job import Job
from .plan import Plan
from .source_kinds import kind_of

MANIFEST = "driftscope.json"
CONFIGURATION = "configuration.yaml"
TRUTH = "truth"
LAYOUT = 1
_PIECE = 2**22


def identity(plan: Plan) -> dict[str, Any]:
    """Return what decides about the bytes: the same identity makes the same files."""
    return {
        "layout": LAYOUT,
        "versions": versions(plan.format.libraries),
        "source": kind_of(plan.source),
        "options": plan.options.to_dict(),
        "configuration": plan.source.config.to_dict(),
    }


def versions(libraries: Iterable[str] = ()) -> dict[str, str]:
    """Return the versions of everything that has a say in the bytes."""
    found = {"driftscope": _version("driftscope"), "python": platform.python_version()}
    return found | {name: _version(name) for name in ("numpy", "scipy", "probeinterface", *libraries)}


def _version(package: str) -> str:
    if package == "driftscope":
        from .. import __version__

        return __version__
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def manifest_of(plan: Plan, clipped: dict[str, int], files: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the manifest of a finished export.

    Parameters
    ----------
    plan : Plan
        What was written.
    clipped : dict
        How many values were clipped, by recording.
    files : dict
        Size and checksum of every file, by its path.
    """
    [job, *_] = plan.jobs
    samples = job.samples
    return {
        **identity(plan),
        "recordings": {job.name: _recording(job, clipped) for job in plan.jobs},
        "samples": {
            "dtype": job.dtype.str,
            "gain_to_uv": samples.gain_to_uv,
            "offset_to_uv": samples.offset_to_uv,
            "adc_range": list(samples.adc_range) if samples.dtype == "int16" else None,
        },
        **({"losses": lost} if (lost := losses_of(plan)) else {}),
        "files": files,
    }


def losses_of(plan: Plan) -> list[str]:
    """Return what the format cannot hold of the recordings, in sentences."""
    return list(dict.fromkeys(sentence for job in plan.jobs for sentence in plan.format.losses(job)))


def _recording(job: Job, clipped: dict[str, int]) -> dict[str, Any]:
    return {
        "num_samples": job.num_samples,
        "num_channels": job.num_channels,
        "sampling_frequency_hz": job.sampling_frequency_hz,
        "clipped_values": int(clipped.get(job.name, 0)),
    }


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder; an ExportError when it has none that can be read."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ExportError(f"{folder} was not written by driftscope: it has no {MANIFEST}") from None
    except (OSError, ValueError) as error:
        raise ExportError(f"{folder / MANIFEST} cannot be read: {error}") from None
    if not isinstance(manifest, dict) or manifest.get("layout") != LAYOUT or "files" not in manifest:
        raise ExportError(f"{folder / MANIFEST} is not a manifest of this version of driftscope")
    return manifest


def is_finished(folder: Path, configuration: dict[str, Any], options: dict[str, Any]) -> bool:
    """Return whether a folder holds a finished export of a configuration with these options."""
    try:
        there = read_manifest(folder)
    except ExportError:
        return False
    return there.get("configuration") == configuration and there.get("options") == options


def files_in(folder: Path) -> list[str]:
    """Return the path of every file but the manifest, in order."""
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in paths if path != MANIFEST)


def checksums(
    folder: Path, names: Iterable[str], jobs: int, passed: Callable[[int], None] = lambda _: None
) -> dict[str, dict[str, Any]]:
    """Return size and SHA-256 of files, several read side by side.

    Parameters
    ----------
    folder : Path
        Where they are.
    names : iterable of str
        Their paths in it.
    jobs : int
        How many are read at once.
    passed : callable
        Told the number of bytes that were read since the last time; what it raises ends the reading.
    """
    names = list(names)
    ended = Event()

    def checksum(name: str) -> dict[str, Any]:
        digest, size = hashlib.sha256(), 0
        for piece in _pieces(folder / name):
            digest.update(piece)
            size += len(piece)
            passed(len(piece))
            if ended.is_set():
                break
        return {"bytes": size, "sha256": digest.hexdigest()}

    with ThreadPoolExecutor(jobs) as threads:
        try:
            return dict(zip(names, threads.map(checksum, names), strict=True))
        except BaseException:
            ended.set()
            raise


def _pieces(path: Path) -> Iterator[memoryview]:
    buffer = memoryview(bytearray(_PIECE))
    with path.open("rb", buffering=0) as file:
        while number := file.readinto(buffer):
            yield buffer[:number]
