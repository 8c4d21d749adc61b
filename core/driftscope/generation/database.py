"""The template database's functions under the reference's names, for any location, with copies on this machine."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..template_set import Templates

if TYPE_CHECKING:
    import pandas

    from ..library import Library

_ATTRIBUTE = "driftscope_library"


def fetch_templates_database_info(location: str | Path | Library | None = None) -> pandas.DataFrame:
    """Return what the database says of its templates, a row each.

    Parameters
    ----------
    location : str, Path, Library or None
        Where the database is: a folder, an address (``https://...``, ``s3://...``), ``"sample"``, or an open
        `driftscope.library.Library`; SpikeInterface's public database when None.

    Returns
    -------
    pandas.DataFrame
        The index as it is stored. The table remembers its location, so that `query_templates_from_database` finds it
        (storage options are not remembered: hand the open library to both).

    Raises
    ------
    LibraryError
        When there is no database, or it cannot be reached and has never been before.

    Examples
    --------
    >>> info = fetch_templates_database_info("sample")  # doctest: +SKIP
    >>> chosen = info.query("brain_area == 'VISp5' and amplitude_uv > 80")  # doctest: +SKIP
    >>> query_templates_from_database(chosen)  # doctest: +SKIP
    """
    library = _library(location)
    try:
        import pandas
    except ImportError:
        from .. import library as libraries

        raise libraries.errors.error_at(
            "a table of templates", "needs pandas: pip install 'driftscope[library]'"
        ) from None
    table = pandas.read_csv(io.BytesIO(library.index))
    if location is not None:
        table.attrs[_ATTRIBUTE] = str(getattr(location, "location", location))
    return table


def list_available_datasets_in_template_database(location: str | Path | Library | None = None) -> list[str]:
    """Return the names of all datasets of the database, sorted.

    Parameters
    ----------
    location : str, Path, Library or None
        As in `fetch_templates_database_info`.
    """
    return _library(location).datasets


def fetch_template_object_from_database(
    dataset: str = "test_templates.zarr", location: str | Path | Library | None = None
) -> Templates:
    """Return all templates of one dataset, as they are stored.

    Parameters
    ----------
    dataset : str
        Its name, as in the column ``dataset`` of the index.
    location : str, Path, Library or None
        As in `fetch_templates_database_info`.

    Returns
    -------
    Templates
        Sparse if they are stored so; ``to_spikeinterface()`` hands them over.

    Raises
    ------
    LibraryError
        When there is no such dataset, or it cannot be fetched.
    """
    return _library(location).read_dataset(dataset)


def query_templates_from_database(
    template_df: Any, verbose: bool = False, location: str | Path | Library | None = None
) -> Templates:
    """Return the templates of some rows of the database's table; only those are fetched.

    Parameters
    ----------
    template_df : pandas.DataFrame, TemplateTable or mapping of columns
        Rows of `fetch_templates_database_info`; ``dataset`` and ``template_index`` say which template is meant.
    verbose : bool
        Say how many datasets are read.
    location : str, Path, Library or None
        As in `fetch_templates_database_info`; when None, where the table came from.

    Returns
    -------
    Templates
        Dense, sorted by dataset as in the reference, and within one in the order of the rows; which is which stands
        in ``table``. Where datasets differ in the length of their window it is cut to what all have, and rates that
        part by less than a tenth of a sample within it count as equal; other differences are refused. ``Library.read``
        resamples to a rate that it is given, and ``resample`` of templates does so afterwards.

    Raises
    ------
    LibraryError
        When a template does not exist or cannot be fetched.
    ConfigError
        When no template is chosen, or datasets do not fit together.
    """
    from ..library import TemplateTable

    rows = TemplateTable.of(template_df)
    rows = rows.take(np.argsort(rows["dataset"], kind="stable"))
    if verbose:
        number = len(np.unique(rows["dataset"]))
        sys.stdout.write(f"Fetching {len(rows)} templates from {number} datasets\n")
    known = getattr(template_df, "attrs", {}).get(_ATTRIBUTE)
    return _library(known if location is None else location).read(rows)


def _library(location: str | Path | Library | None) -> Library:
    from ..library import PUBLIC, open_library

    return open_library(PUBLIC if location is None else location)
