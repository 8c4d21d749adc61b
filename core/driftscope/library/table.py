"""The index of a library: a table with one row per template, and how to choose among them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from ..base import ConfigError, Problem

if TYPE_CHECKING:
    import pandas

COLUMNS = {
    "probe": str,
    "probe_manufacturer": str,
    "brain_area": str,
    "depth_along_probe": float,
    "peak_to_peak_uv": float,
    "noise_level_uv": float,
    "signal_to_noise_ratio": float,
    "template_index": int,
    "best_channel_index": int,
    "spikes_per_unit": float,
    "dataset": str,
    "dataset_path": str,
}
"""What an index says of every template. Dataset and template index together are a unit's name."""
_FILE_NAMES = {"peak_to_peak_uv": "amplitude_uv"}
"""Columns that have another name in the file of the format, which is SpikeInterface's."""
_NEEDED = ("dataset", "template_index")
_UNKNOWN = {str: "unknown", float: float("nan"), int: -1}


@dataclass(frozen=True, eq=False)
class TemplateTable:
    """Table of template metadata, one row per template.

    Attributes
    ----------
    columns : mapping of str to ndarray, each of shape (templates,)
        All of `COLUMNS`; what the index does not say is "unknown", NaN or -1. Depth along the probe in µm; height from
        the lowest to the highest point (``peak_to_peak_uv``, which files and SpikeInterface call ``amplitude_uv``) and
        noise level of the best channel in µV.

    Examples
    --------
    >>> table = TemplateTable.of({"dataset": ["a", "a"], "template_index": [0, 1], "peak_to_peak_uv": [90.0, 40.0]})
    >>> len(table), len(filter_templates(table, peak_to_peak_uv=(50, None)))
    (2, 1)
    """

    columns: Mapping[str, NDArray[Any]]

    @classmethod
    def of(cls, table: Any) -> Self:
        """Convert a TemplateTable, a pandas DataFrame (also SpikeInterface's) or a mapping of columns.

        Raises
        ------
        ConfigError
            When it does not say dataset and template index, or holds a value that cannot be.
        """
        if isinstance(table, cls):
            return table
        try:
            named = {name: _FILE_NAMES.get(name, name) if name not in table else name for name in COLUMNS}
            given = {name: list(table[there]) for name, there in named.items() if there in table}
        except TypeError:
            message = "must be a table of templates: a DataFrame, or a mapping of columns"
            raise ConfigError([Problem("templates", message, type(table).__name__)]) from None
        if missing := [name for name in _NEEDED if name not in given]:
            raise ConfigError([Problem(name, "is missing: this is not a table of templates") for name in missing])
        _refuse_uneven(given)
        return cls._read(given, len(given["dataset"]), named)

    @classmethod
    def from_csv(cls, content: bytes) -> Self:
        """Read the text of a library's index file."""
        try:
            reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
            rows = list(reader)
        except (UnicodeDecodeError, csv.Error) as error:
            raise ConfigError([Problem("templates.csv", f"is not a table: {error}")]) from None
        names = [name for name in reader.fieldnames or () if name in {*COLUMNS, *_FILE_NAMES.values()}]
        return cls.of({name: [row[name] for row in rows] for name in names})

    @classmethod
    def _read(cls, given: Mapping[str, Sequence[Any]], number: int, named: Mapping[str, str]) -> Self:
        columns: dict[str, NDArray[Any]] = {}
        problems = []
        for name, kind in COLUMNS.items():
            values = given.get(name, [_UNKNOWN[kind]] * number)
            try:
                columns[name] = np.array([_value(one, kind) for one in values], dtype=kind)
            except (TypeError, ValueError, OverflowError):
                wrong = next(one for one in values if not _readable(one, kind))
                problems.append(
                    Problem(named[name], f"must be {'a whole number' if kind is int else 'a number'}", wrong)
                )
        if not problems and (columns["template_index"] < 0).any():
            problems.append(
                Problem("template_index", "is missing: every row needs the index of its template within the dataset")
            )
        if problems:
            raise ConfigError(problems)
        return cls(columns)

    def __len__(self) -> int:
        return len(self.columns["dataset"])

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.columns[name]

    def take(self, rows: NDArray[Any] | Sequence[int]) -> Self:
        """Return rows by index or mask."""
        return type(self)({name: column[rows] for name, column in self.columns.items()})

    def to_pandas(self) -> pandas.DataFrame:
        """Return the table as a DataFrame (extra ``driftscope[library]``)."""
        import pandas

        return pandas.DataFrame(dict(self.columns))

    def to_csv(self) -> bytes:
        """Return the table as the CSV text of a library's index."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(_FILE_NAMES.get(name, name) for name in COLUMNS)
        columns = [[_written(one, name) for one in self.columns[name].tolist()] for name in COLUMNS]
        writer.writerows(zip(*columns, strict=True))
        return text.getvalue().encode()


Bounds = tuple[float | None, float | None]


def filter_templates(
    table: Any,
    *,
    brain_areas: Iterable[str] | None = None,
    probes: Iterable[str] | None = None,
    datasets: Iterable[str] | None = None,
    depth_um: Bounds = (None, None),
    peak_to_peak_uv: Bounds = (None, None),
    signal_to_noise: Bounds = (None, None),
    spikes: Bounds = (None, None),
) -> TemplateTable:
    """Return the rows that match all criteria, in order.

    Parameters
    ----------
    table : TemplateTable, DataFrame or mapping of columns
        Where to choose.
    brain_areas, probes, datasets : iterable of str, str or None
        Which may be chosen; all when None.
    depth_um : (float or None, float or None)
        Least and greatest depth along the probe, both included; None leaves a side open.
    peak_to_peak_uv : (float or None, float or None)
        Least and greatest height from the lowest to the highest point of the best channel.
    signal_to_noise : (float or None, float or None)
        Least and greatest ratio of that height to the noise level.
    spikes : (float or None, float or None)
        Least and greatest number of spikes that the template is the mean of.

    Returns
    -------
    TemplateTable
        What is not known (NaN) is outside any bound.

    Raises
    ------
    ConfigError
        When a lower bound is above its upper one.
    """
    names = {"brain_area": brain_areas, "probe": probes, "dataset": datasets}
    bounds = {
        "depth_along_probe": ("depth_um", depth_um),
        "peak_to_peak_uv": ("peak_to_peak_uv", peak_to_peak_uv),
        "signal_to_noise_ratio": ("signal_to_noise", signal_to_noise),
        "spikes_per_unit": ("spikes", spikes),
    }
    wrong = [
        Problem(name, "the lower bound is above the upper one: swap them", (low, high))
        for name, (low, high) in bounds.values()
        if low is not None and high is not None and low > high
    ]
    if wrong:
        raise ConfigError(wrong)
    rows = TemplateTable.of(table)
    kept = np.ones(len(rows), dtype=bool)
    for column, allowed in names.items():
        if allowed is not None:
            kept &= np.isin(rows[column], [allowed] if isinstance(allowed, str) else list(allowed))
    for column, (_, (low, high)) in bounds.items():
        if low is not None:
            kept &= rows[column] >= low
        if high is not None:
            kept &= rows[column] <= high
    return rows.take(kept)


def _value(given: Any, kind: type) -> Any:
    if _is_missing(given):
        return _UNKNOWN[kind]
    if kind is str:
        return str(given)
    number = float(given)
    if kind is int and number != int(number):
        raise ValueError
    return kind(number)


def _readable(given: Any, kind: type) -> bool:
    try:
        _value(given, kind)
    except (TypeError, ValueError, OverflowError):
        return False
    return True


def _is_missing(given: Any) -> bool:
    return given is None or given == "" or (isinstance(given, (float, np.floating)) and bool(np.isnan(given)))


def _written(value: Any, name: str) -> Any:
    if _is_missing(value) or (COLUMNS[name] is int and value == _UNKNOWN[int]):
        return ""
    return int(value) if name == "spikes_per_unit" and float(value).is_integer() else value


def _refuse_uneven(columns: Mapping[str, Sequence[Any]]) -> None:
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ConfigError([Problem("templates", f"has columns of different lengths: {lengths}")])
