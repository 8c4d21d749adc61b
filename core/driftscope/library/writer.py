"""Libraries written in the format of the public database: zarr v2 groups and an index."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..base import ConfigError, Problem
from ..template_set import Templates
from .datasets import Dataset, amplitudes_of, described
from .errors import LibraryError, error_at
from .files import Files
from .locations import Folder, within
from .table import COLUMNS, TemplateTable

INDEX = "templates.csv"


def write_library(
    folder: str | Path,
    datasets: Mapping[str, Any],
    *,
    channel_noise_levels_uv: Mapping[str, ArrayLike] | None = None,
    overwrite: bool = False,
) -> Path:
    """Write a template library: one zarr v2 group per dataset, readable by SpikeInterface, and an index.

    Parameters
    ----------
    folder : str or Path
        Where; there is either the whole library in the end or nothing new.
    datasets : mapping of str to Templates
        By the name of the dataset, which customarily ends in ``.zarr``; templates in µV with a probe, ours or
        SpikeInterface's. The columns ``brain_area`` and ``spikes_per_unit`` of our table are written as well.
    channel_noise_levels_uv : mapping of str to array, shape (channels,), or None
        The noise of every channel, by dataset; without it the index knows no signal-to-noise ratio.
    overwrite : bool
        Replace a library that is there already.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    LibraryError
        When the folder exists, or cannot be written.
    ConfigError
        When templates cannot be written, with every problem.
    """
    target = Path(folder).expanduser()
    if target.exists() and not (overwrite and (target / INDEX).exists()):
        raise error_at(target, "already exists: choose another folder, or use overwrite=True for a library")
    noise = {name: np.asarray(levels, dtype="float32") for name, levels in (channel_noise_levels_uv or {}).items()}
    read = {within(name): Templates.of(templates) for name, templates in datasets.items()}
    _refuse_unwritable(read, noise)
    with written_aside(target) as aside:
        write_datasets(aside, read, noise)
    return target


def write_index(folder: str | Path) -> Path:
    """Write the index of a folder of datasets, including datasets written by SpikeInterface.

    Parameters
    ----------
    folder : str or Path
        Its subfolders are the datasets: zarr v2 groups with a ``templates_array``.

    Returns
    -------
    Path
        The index, ``templates.csv``.

    Raises
    ------
    LibraryError
        When there is no dataset, or one that cannot be read.
    """
    target = Path(folder).expanduser()
    names = sorted(path.parent.parent.name for path in target.glob("*/templates_array/.zarray"))
    if not names:
        raise error_at(target, "contains no dataset: no subfolder is a zarr v2 group with a templates_array")
    files = Files(Folder(target), None)
    content = _joined([Dataset(name, files).describe() for name in names]).to_csv()
    _replace_whole(target / INDEX, content)
    return target / INDEX


def _replace_whole(path: Path, content: bytes) -> None:
    """Write a file aside and give it its name when it is complete."""
    aside = path.with_name(f".{path.name}.part")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise error_at(path, f"cannot be written: {(error.strerror or str(error)).lower()}") from None


def write_datasets(folder: Path, datasets: Mapping[str, Templates], noise: Mapping[str, NDArray[Any]]) -> None:
    """Write datasets and their index into an empty folder."""
    tables = [_write_dataset(folder, name, templates, noise.get(name)) for name, templates in datasets.items()]
    (folder / INDEX).write_bytes(_joined(tables).to_csv())


def _refuse_unwritable(datasets: Mapping[str, Templates], noise: Mapping[str, NDArray[Any]]) -> None:
    problems = [] if datasets else [Problem("datasets", "is empty: give at least one dataset")]
    for name, templates in datasets.items():
        if "/" in name:
            problems.append(Problem(f"datasets.{name}", "the name must not contain a slash"))
        if templates.probe is None:
            problems.append(Problem(f"datasets.{name}", "the templates must have a probe"))
        if not templates.is_in_uV:
            problems.append(Problem(f"datasets.{name}", "the templates must be in µV"))
        if name in noise and noise[name].shape != (templates.num_channels,):
            message = f"must have one value for each of the {templates.num_channels} channels"
            problems.append(Problem(f"channel_noise_levels_uv.{name}", message, noise[name].shape))
    problems += [
        Problem(f"channel_noise_levels_uv.{name}", "unknown dataset") for name in noise.keys() - datasets.keys()
    ]
    if problems:
        raise ConfigError(problems)


def _write_dataset(folder: Path, name: str, templates: Templates, noise: NDArray[Any] | None) -> TemplateTable:
    """Write a group with what the public database has in one, and return its rows of the index."""
    assert templates.probe is not None  # noqa: S101 - refused before
    contacts = templates.probe.to_numpy(complete=True)
    arrays: dict[str, Any] = {
        "templates_array": templates.templates_array,
        "channel_ids": templates.channel_ids,
        "unit_ids": templates.unit_ids,
        "sparsity_mask": templates.sparsity_mask,
        **amplitudes_of(templates),
        **{key: templates.table[key] for key in ("brain_area", "spikes_per_unit") if key in templates.table},
        "channel_noise_levels": noise,
        **{f"probe/{field}": contacts[field] for field in contacts.dtype.names or ()},
        "probe/probe_planar_contour": templates.probe.probe_planar_contour,
    }
    arrays = {key: np.asarray(array) for key, array in arrays.items() if array is not None}
    attributes = {
        "": {"sampling_frequency": templates.sampling_frequency, "nbefore": templates.nbefore, "is_in_uV": True},
        "probe": {},
        "probe/annotations": {key: _plain(value) for key, value in templates.probe.annotations.items()},
    }
    _write_group(folder / name, attributes, arrays)
    return described(name, arrays, templates.probe)


def _write_group(path: Path, attributes: Mapping[str, Mapping[str, Any]], arrays: Mapping[str, NDArray[Any]]) -> None:
    try:
        import zarr
    except ImportError:
        raise error_at(path, "needs zarr: pip install 'driftscope[library]'") from None
    is_third = int(zarr.__version__.partition(".")[0]) >= 3
    form: dict[str, Any] = {"zarr_format": 2} if is_third else {}
    groups = {name: zarr.open_group(str(path / name), mode="w" if not name else "a", **form) for name in attributes}
    for name, group in groups.items():
        group.attrs.update(attributes[name])
    for name, array in arrays.items():
        parent, _, own = name.rpartition("/")
        chunks = (1, *array.shape[1:]) if name == "templates_array" else array.shape
        chunks = tuple(max(size, 1) for size in chunks)
        if is_third:
            groups[parent].create_array(own, data=array, chunks=chunks, config={"write_empty_chunks": True})
        else:
            groups[parent].create_dataset(own, data=array, chunks=chunks)
    zarr.consolidate_metadata(str(path), **form)


@contextmanager
def written_aside(target: Path) -> Iterator[Path]:
    """Give a folder to write in, which takes the target's place when all went well."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        room = Path(mkdtemp(dir=target.parent, prefix=f".{target.name}.part-"))
        try:
            (room / "new").mkdir()
            yield room / "new"
            if target.exists():
                target.rename(room / "old")
            (room / "new").rename(target)
        finally:
            if not target.exists() and (room / "old").exists():
                (room / "old").rename(target)
            shutil.rmtree(room, ignore_errors=True)
    except LibraryError:
        raise
    except OSError as error:
        raise error_at(target, f"cannot be written: {(error.strerror or str(error)).lower()}") from None


def _joined(tables: list[TemplateTable]) -> TemplateTable:
    return TemplateTable.of({name: np.concatenate([table[name] for table in tables]) for name in COLUMNS})


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value
