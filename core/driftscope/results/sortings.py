"""Sortings as spike sorters leave them: folders of phy and Kilosort, of SpikeInterface, npz and CSV files.

Nothing in them is executed: arrays are read without pickles, and of a ``params.py`` only plain assignments.
"""

from __future__ import annotations

import ast
import csv
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..base import path_in_brief
from ..paths import located
from .matching import Integers, Train
from .motion_tables import is_motion_table
from .problems import ResultError
from .untrusted_files import MOST_ENTRIES, is_there, positive_number, read_array, read_json, read_small_text

LEFT_OUT_LABELS = ("noise",)
_BEYOND_ANY_RECORDING = 2**62
_INNER_FOLDERS = (".", "sorter_output", "sorting", "sorter_output/sorting", "in_container_sorting", "phy")
_SINGLE_FILES = ("spike_times.npy", "numpysorting_info.json")
"""Files that stand for the folder that they lie in."""
_LABEL_FILES = ("cluster_group.tsv", "cluster_group.csv", "cluster_KSLabel.tsv")
_NPZ_NEEDED = ("spike_indexes_seg0", "spike_labels_seg0")
_NPZ_KNOWN = ("unit_ids", "num_segment", "sampling_frequency")
_FORMATS = "a phy or Kilosort folder, a SpikeInterface sorting folder, an npz file, or a CSV with sample_index,unit"


@dataclass(frozen=True, eq=False)
class Sorted:
    """Spikes and units of a sorting.

    Attributes
    ----------
    sample_index : ndarray of int64, shape (spikes,)
        When, in samples from the recording's start, increasing.
    unit_index : ndarray of int64, shape (spikes,)
        Which unit, an index into ``unit_ids``.
    unit_ids : tuple of str
        Name of every unit.
    sampling_frequency_hz : float or None
        The rate that the files name; None when they name none.
    notes : tuple of str
        What was left out or assumed.
    """

    sample_index: Integers
    unit_index: Integers
    unit_ids: tuple[str, ...]
    sampling_frequency_hz: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def train(self) -> Train:
        """The spikes, to be matched."""
        return Train(self.sample_index, self.unit_index, len(self.unit_ids))


def read_sorting(path: str | Path) -> Sorted:
    """Read a sorting from a folder or file.

    Parameters
    ----------
    path : str or Path
        A phy or Kilosort folder (``spike_times.npy`` with ``spike_clusters.npy`` or ``spike_templates.npy``), a folder
        of a SpikeInterface sorting, its npz file, or a CSV file with the columns ``sample_index`` and ``unit``. A
        spike sorter's output folder that holds one of these is looked into.

    Returns
    -------
    Sorted
        Its spikes in order of time. Clusters that a person or Kilosort labelled as noise are left out, with a note.

    Raises
    ------
    ResultError
        When there is none, or it cannot be read; the message names the file and what to do.
    """
    place = located(path)
    if not is_there(place):
        raise ResultError(f"{path_in_brief(place)}: no such file or folder; a sorting is {_FORMATS}")
    if place.is_dir():
        return _read_folder(place)
    if place.name in _SINGLE_FILES:
        return _read_folder(place.parent)
    if not place.is_file():
        raise ResultError(f"{place} is not a regular file; a sorting is {_FORMATS}")
    reader = _FILE_READERS.get(place.suffix.lower())
    if reader is None:
        raise ResultError(
            f"{place}: files with extension {place.suffix or '(none)'} are not supported; a sorting is {_FORMATS}"
        )
    return reader(place)


def holds_sorting(path: str | Path) -> bool:
    """Return whether a path is, or contains, a sorting in a supported format."""
    place = located(path)
    if not is_there(place):
        return False
    if not place.is_file():
        return _found_in(place) is not None
    return place.name in _SINGLE_FILES or (place.suffix.lower() in _FILE_READERS and not is_motion_table(place))


def _found_in(place: Path) -> tuple[Path, str] | None:
    for inner in _INNER_FOLDERS:
        for name in _FOLDER_READERS:
            if (place / inner / name).is_file():
                return place / inner, name
    return None


def _read_folder(place: Path) -> Sorted:
    if (found := _found_in(place)) is None:
        raise ResultError(
            f"{place} contains no sorting (none of {', '.join(_FOLDER_READERS)}); a sorting is {_FORMATS}"
        )
    folder, name = found
    return _FOLDER_READERS[name](folder)


def _read_phy(folder: Path) -> Sorted:
    samples = read_array(folder / "spike_times.npy")
    names = [name for name in ("spike_clusters.npy", "spike_templates.npy") if (folder / name).is_file()]
    if not names:
        raise ResultError(f"{folder}: neither spike_clusters.npy nor spike_templates.npy found next to spike_times.npy")
    labels = read_array(folder / names[0])
    rate, notes = _rate_of_params(folder / "params.py")
    found = _sorted(folder / "spike_times.npy", samples, labels, rate, notes)
    return _without_noise(found, _labels(folder))


def _read_numpy_folder(folder: Path) -> Sorted:
    info = read_json(folder / "numpysorting_info.json")
    spikes = read_array(folder / "spikes.npy")
    if missing := {"sample_index", "unit_index", "segment_index"} - set(spikes.dtype.names or ()):
        raise ResultError(f"{folder / 'spikes.npy'} lacks the fields {', '.join(sorted(missing))}")
    if (spikes["segment_index"] != 0).any():
        raise ResultError(f"{folder / 'spikes.npy'} has several segments, but driftscope's recordings have one")
    _refuse_segments(folder, info.get("num_segments", 1))
    ids = info.get("unit_ids")
    if not isinstance(ids, list):
        raise ResultError(f"{folder / 'numpysorting_info.json'} has no list of unit_ids")
    if spikes.size and not (spikes["unit_index"].min() >= 0 and spikes["unit_index"].max() < len(ids)):
        raise ResultError(f"{folder / 'spikes.npy'} has units beyond the {len(ids)} in numpysorting_info.json")
    rate = positive_number(folder / "numpysorting_info.json", info.get("sampling_frequency"))
    found = _sorted(folder / "spikes.npy", spikes["sample_index"], spikes["unit_index"], rate)
    return _named(found, [str(name) for name in ids])


def _read_npz(path: Path) -> Sorted:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > 16 * MOST_ENTRIES:
                raise ResultError(f"{path} contains more than {MOST_ENTRIES} spikes")
        with np.load(path, allow_pickle=False) as arrays:
            if missing := [name for name in _NPZ_NEEDED if name not in arrays.files]:
                raise ResultError(f"{path} lacks {', '.join(missing)}, which SpikeInterface's npz sortings have")
            held = {name: arrays[name] for name in (*_NPZ_NEEDED, *_NPZ_KNOWN) if name in arrays.files}
    except ResultError:
        raise
    except (OSError, ValueError, zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise ResultError(f"{path} cannot be read as npz without pickles ({error})") from None
    segments = held.get("num_segment", np.array([1])).ravel().tolist()
    _refuse_segments(path, segments[0] if len(segments) == 1 else "no number of")
    rates = held.get("sampling_frequency", np.empty(0)).ravel()
    rate = positive_number(path, rates[0]) if rates.size else None
    samples, labels = (held[name] for name in _NPZ_NEEDED)
    found = _sorted(path, samples, labels, rate)
    ids = [str(name) for name in held.get("unit_ids", np.empty(0)).ravel().tolist()]
    return _named_by_label(found, ids)


def _read_csv(path: Path) -> Sorted:
    samples: list[int] = []
    labels: list[str] = []
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.reader(file)
            for row in rows:
                if not row or (rows.line_num == 1 and _is_heading(path, row)):
                    continue
                samples.append(int(row[0]))
                labels.append(row[1].strip())
                if len(samples) > MOST_ENTRIES:
                    raise ResultError(f"{path} has more than {MOST_ENTRIES} spikes")
    except ResultError:
        raise
    except UnicodeDecodeError:
        raise ResultError(f"{path} is not text in UTF-8: write its columns sample_index,unit as plain text") from None
    except (ValueError, IndexError, csv.Error):
        raise ResultError(f"{path}, line {rows.line_num}: expected a sample and a unit, for example 30000,7") from None
    is_huge = any(abs(sample) >= _BEYOND_ANY_RECORDING for sample in samples)
    return _sorted(path, np.array(samples, dtype=np.float64 if is_huge else np.int64), np.array(labels, dtype=str))


def _is_heading(path: Path, row: list[str]) -> bool:
    if row[0].strip().lstrip("-").isdecimal():
        return False
    if [name.strip() for name in row[:2]] != ["sample_index", "unit"]:
        raise ResultError(f"{path}, line 1: the columns are sample_index,unit, not {','.join(row)[:80]}")
    return True


def _sorted(
    path: Path, samples: NDArray[Any], labels: NDArray[Any], rate: float | None = None, notes: tuple[str, ...] = ()
) -> Sorted:
    samples, labels = samples.ravel(), labels.ravel()
    if samples.size != labels.size:
        raise ResultError(f"{path}: {samples.size} spike times but {labels.size} unit labels; each spike needs both")
    if samples.size > MOST_ENTRIES:
        raise ResultError(f"{path} has {samples.size} spikes, more than the maximum of {MOST_ENTRIES}")
    whole = _whole(path, samples)
    names, unit_index = np.unique(labels, return_inverse=True)
    order = np.argsort(whole, kind="stable")
    ids = tuple(str(name) for name in names.tolist())
    return Sorted(whole[order], unit_index.astype(np.int64)[order], ids, rate, notes)


def _whole(path: Path, samples: NDArray[Any]) -> Integers:
    if samples.size == 0:
        return np.empty(0, np.int64)
    if samples.dtype.kind not in "iuf":
        raise ResultError(f"{path}: spike times must be whole numbers below 2^63, not {samples.dtype}")
    if samples.dtype.kind == "f" and not (np.isfinite(samples).all() and (samples == np.floor(samples)).all()):
        raise ResultError(f"{path}: spike times must be sample indices, not times in seconds")
    if float(samples.max()) >= _BEYOND_ANY_RECORDING:
        raise ResultError(f"{path}: spike times must be sample indices; {samples.max()} is beyond any recording")
    if samples.min() < 0:
        early = int((samples < 0).sum())
        raise ResultError(f"{path}: {early} spikes are before the start, the first at sample {samples.min()}")
    return samples.astype(np.int64)


def _named(found: Sorted, ids: list[str]) -> Sorted:
    """Replace labels that are indices into a list of names, and add the units without a spike."""
    own = np.array([int(label) for label in found.unit_ids], dtype=np.int64)
    return replace(found, unit_index=own[found.unit_index] if own.size else found.unit_index, unit_ids=tuple(ids))


def _named_by_label(found: Sorted, ids: list[str]) -> Sorted:
    """Add the units without a spike to those found by their labels."""
    every = [*ids, *(label for label in found.unit_ids if label not in set(ids))]
    place = {name: index for index, name in enumerate(every)}
    own = np.array([place[label] for label in found.unit_ids], dtype=np.int64)
    return replace(found, unit_index=own[found.unit_index] if own.size else found.unit_index, unit_ids=tuple(every))


def _without_noise(found: Sorted, labels: dict[str, str]) -> Sorted:
    out = [index for index, name in enumerate(found.unit_ids) if labels.get(name) in LEFT_OUT_LABELS]
    if not out:
        return found
    keep = ~np.isin(found.unit_index, out)
    rest = [index for index in range(len(found.unit_ids)) if index not in set(out)]
    renumbered = np.full(len(found.unit_ids), -1, dtype=np.int64)
    renumbered[rest] = np.arange(len(rest))
    number = int((~keep).sum())
    note = f"{len(out)} of {len(found.unit_ids)} clusters labelled noise were omitted, with {number} spikes"
    return replace(
        found,
        sample_index=found.sample_index[keep],
        unit_index=renumbered[found.unit_index[keep]],
        unit_ids=tuple(found.unit_ids[index] for index in rest),
        notes=(*found.notes, note),
    )


def _labels(folder: Path) -> dict[str, str]:
    for name in _LABEL_FILES:
        if (folder / name).is_file():
            rows = csv.reader(
                read_small_text(folder / name).splitlines(), delimiter="\t" if name.endswith("tsv") else ","
            )
            return {row[0].strip(): row[1].strip().lower() for row in rows if len(row) >= 2}
    return {}


def _rate_of_params(path: Path) -> tuple[float | None, tuple[str, ...]]:
    """Read ``sample_rate`` from phy's settings: a plain assignment, parsed and not executed."""
    if not path.is_file():
        return None, ()
    try:
        statements = ast.parse(read_small_text(path)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None, (f"{path.name} could not be read, so its sampling rate was not compared",)
    for statement in statements:
        if isinstance(statement, ast.Assign) and [ast.unparse(name) for name in statement.targets] == ["sample_rate"]:
            value = statement.value.value if isinstance(statement.value, ast.Constant) else ast.unparse(statement.value)
            return positive_number(path, value), ()
    return None, (f"{path.name} has no sample_rate",)


def _refuse_segments(path: Path, number: Any) -> None:
    if (segments := str(number)[:80]) not in ("1", "1.0"):
        raise ResultError(
            f"{path} has {segments} segments, but driftscope's recordings have one: save only that segment"
        )


_FILE_READERS: dict[str, Callable[[Path], Sorted]] = {".npz": _read_npz, ".csv": _read_csv}
_FOLDER_READERS: dict[str, Callable[[Path], Sorted]] = {
    "spike_times.npy": _read_phy,
    "numpysorting_info.json": _read_numpy_folder,
    "sorting_cached.npz": lambda folder: _read_npz(folder / "sorting_cached.npz"),
}
