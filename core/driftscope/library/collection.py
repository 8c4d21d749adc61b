"""A library of templates at any location: its table, and the templates that are asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..base import ConfigError
from ..cache import once
from ..paths import cleaned_path, located
from ..template_set import Templates
from .datasets import Dataset
from .download_cache import DownloadCache, cache_folder
from .errors import error_at
from .files import Files
from .joining import join_templates, refuse_different
from .locations import Folder, Location, Remote
from .sample import sample_folder
from .table import TemplateTable

PUBLIC = "s3://spikeinterface-template-database"
"""The public database of templates."""
SAMPLE = "sample"
"""The word for the small library that this project generates itself."""
INDEX = "templates.csv"
TIMEOUT_S = 30.0
_INDEX_LASTS_S = 86_400.0


class Library:
    """Template library in the format of SpikeInterface's template database.

    What was fetched once is read from its copy on this machine, also without a network; the index is looked for
    again after a day.

    Parameters
    ----------
    location : str or Path
        A folder; an address that fsspec knows (``https://...``, ``s3://...``); or ``"sample"``.
    storage_options : mapping or None
        What fsspec is told besides, for example ``{"endpoint_url": "http://..."}``; stores that speak S3 are read
        anonymously if nothing else is said.
    timeout_s : float
        How long to wait for one file.
    refresh : bool
        Fetch everything again, whatever was copied before.
    """

    def __init__(
        self,
        location: str | Path = PUBLIC,
        *,
        storage_options: Mapping[str, Any] | None = None,
        timeout_s: float = TIMEOUT_S,
        refresh: bool = False,
    ) -> None:
        self._files = _files(location, storage_options or {}, timeout_s, refresh)
        self._datasets: dict[str, Dataset] = {}

    def __repr__(self) -> str:
        return f"Library: {self.location}"

    @property
    def location(self) -> str:
        """Location of the library."""
        return self._files.source.location

    @once
    def index(self) -> bytes:
        """Text of the index file (CSV). Raises a LibraryError if there is none."""
        fetched = self._files.read_lately(INDEX, _INDEX_LASTS_S)
        if (content := fetched.contents.get(INDEX)) is None:
            raise error_at(self.location, f"contains no {INDEX}: check the location, or create it with write_index")
        try:
            TemplateTable.from_csv(content)
        except ConfigError as error:
            raise error_at(f"{self.location}/{INDEX}", f"is not an index of templates: {error}") from None
        fetched.keep()
        return content

    @once
    def table(self) -> TemplateTable:
        """Table of all templates, one row each."""
        return TemplateTable.from_csv(self.index)

    @property
    def datasets(self) -> list[str]:
        """The names of all datasets, sorted."""
        names: list[str] = np.unique(self.table["dataset"]).tolist()
        return names

    def read(self, chosen: Any, sampling_frequency: float | None = None) -> Templates:
        """Read the templates of some table rows, in order, dense, on one probe.

        Parameters
        ----------
        chosen : TemplateTable, DataFrame or mapping of columns
            Which templates, by dataset and template index; rows of the table or of its like.
        sampling_frequency : float, optional
            Rate in Hz that all are resampled to, band-limited, so that datasets of other rates fit, too; none is by
            default.

        Returns
        -------
        Templates
            Its table holds the chosen rows.

        Raises
        ------
        LibraryError
            When a template does not exist or cannot be fetched.
        ConfigError
            When nothing is chosen, or datasets do not fit together: see `join_templates`.
        """
        rows = TemplateTable.of(chosen)
        if len(rows) == 0:
            raise error_at(self.location, "no templates selected: relax the filter")
        names = list(dict.fromkeys(rows["dataset"].tolist()))
        places = [np.flatnonzero(rows["dataset"] == name) for name in names]
        nothing = np.zeros(0, dtype=np.intp)
        empty = [self._dataset(name).read(nothing) for name in names]
        refuse_different(_resampled(empty, sampling_frequency), names)  # before much is fetched
        parts = [self._read_finite(name, rows["template_index"][own]) for name, own in zip(names, places, strict=True)]
        parts = _resampled(parts, sampling_frequency)
        joined = join_templates(parts, names)
        back = np.argsort(np.concatenate(places), kind="stable")
        return replace(joined, templates_array=joined.templates_array[back], table=dict(rows.columns))

    def read_dataset(self, dataset: str) -> Templates:
        """Read all templates of a dataset as stored, possibly sparse."""
        stored = self._dataset(dataset)
        templates = stored.read()
        return replace(templates, table=dict(stored.describe(templates).columns))

    def _read_finite(self, dataset: str, indices: NDArray[np.intp]) -> Templates:
        templates = self._dataset(dataset).read(indices)
        if (broken := ~np.isfinite(templates.templates_array).all(axis=(1, 2))).any():
            words = f"template {indices[broken][0]} contains NaN or infinite values: omit it"
            raise error_at(f"{self.location}/{dataset}", words)
        return templates

    def _dataset(self, name: str) -> Dataset:
        key = str(name).strip("/")
        return self._datasets.setdefault(key, Dataset(key, self._files))


def _resampled(parts: list[Templates], sampling_frequency: float | None) -> list[Templates]:
    return parts if sampling_frequency is None else [part.resample(sampling_frequency) for part in parts]


def open_library(location: str | Path | Library = PUBLIC, **options: Any) -> Library:
    """Open a template library; a Library is returned unchanged.

    Parameters
    ----------
    location : str, Path or Library
        See `Library`.
    **options : Any
        Further arguments of `Library`.
    """
    return location if isinstance(location, Library) else Library(location, **options)


def _files(location: str | Path, options: Mapping[str, Any], timeout_s: float, refresh: bool) -> Files:
    if location == SAMPLE:
        return Files(Folder(sample_folder()), None)
    address = str(cleaned_path(str(location)))
    if "://" not in address:
        folder = located(address)
        if not folder.is_dir():
            raise error_at(folder, "no such folder")
        return Files(Folder(folder), None)
    source: Location = Remote(address, options, timeout_s)
    return Files(source, DownloadCache(_identity(address, options), cache_folder()), refresh)


def _identity(address: str, options: Mapping[str, Any]) -> str:
    """Return what copies go by: a bucket's name means another one at another endpoint."""
    nested: Any = options.get("client_kwargs") or {}
    named = options.get("endpoint_url") or nested.get("endpoint_url")
    if named is None and address.startswith("s3"):
        named = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    return f"{address.rstrip('/')} {named or ''}".rstrip()
