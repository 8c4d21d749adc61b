"""Choosing among a library's templates: a filtered, sorted page of its table, and what a template is like."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from driftscope.hybrid import HybridUnit
from driftscope.library import Library, TemplateTable, filter_templates
from driftscope.localization import locate_templates
from driftscope.template_set import Templates
from numpy.typing import NDArray

Array = NDArray[Any]
Bounds = tuple[float | None, float | None]

PAGE_ROWS = 100
ANY = ""
COLUMNS = {
    "name": ("Template", False),
    "brain_area": ("Area", False),
    "depth_along_probe": ("Depth µm", True),
    "peak_to_peak_uv": ("Peak to peak µV", True),
    "signal_to_noise_ratio": ("S/N (peak to peak)", True),
    "probe": ("Probe", False),
}
"""What a table shows: heading, and whether it is a number."""
NO_ROWS = "No matching templates: widen the ranges, or choose another area or probe."
NEAR_CONTACTS = 16


@dataclass(frozen=True)
class Search:
    """What one looks for in a library.

    Attributes
    ----------
    area, probe : str
        Which one; empty for any.
    depth_um, peak_to_peak_uv, signal_to_noise : tuple of two floats or None
        Least and greatest value; None leaves a side open.
    sort : str
        By which column.
    descending : bool
        Whether the largest comes first.
    page : int
        Which page, from 0.
    """

    area: str = ANY
    probe: str = ANY
    depth_um: Bounds = (None, None)
    peak_to_peak_uv: Bounds = (None, None)
    signal_to_noise: Bounds = (None, None)
    sort: str = "signal_to_noise_ratio"
    descending: bool = True
    page: int = 0


@dataclass(frozen=True)
class Page:
    """A page of what was found.

    Attributes
    ----------
    rows : list of list
        Dataset, template index and the words of every column.
    total, page, pages : int
        How many templates were found, and which page of how many this is.
    areas, probes : list of str
        What there is to choose from.
    """

    rows: list[list[Any]]
    total: int
    page: int
    pages: int
    areas: list[str] = field(default_factory=list)
    probes: list[str] = field(default_factory=list)


def find(table: TemplateTable, search: Search) -> Page:
    """Return a page of the templates that are looked for.

    Raises
    ------
    ConfigError
        When a lower bound is above its upper one.
    """
    found = filter_templates(
        table,
        brain_areas=[search.area] if search.area else None,
        probes=[search.probe] if search.probe else None,
        depth_um=search.depth_um,
        peak_to_peak_uv=search.peak_to_peak_uv,
        signal_to_noise=search.signal_to_noise,
    )
    order = order_of(found, search.sort, descending=search.descending)
    pages = max(-(-len(found) // PAGE_ROWS), 1)
    page = min(max(search.page, 0), pages - 1)
    shown = found.take(order[page * PAGE_ROWS : (page + 1) * PAGE_ROWS])
    rows = [_row(shown, index) for index in range(len(shown))]
    areas, probes = (np.unique(table[name]).tolist() for name in ("brain_area", "probe"))
    return Page(rows, len(found), page, pages, areas, probes)


def order_of(table: TemplateTable, column: str, *, descending: bool) -> NDArray[np.intp]:
    """Return the order by a column, what is not known last."""
    if column == "name":
        order = np.lexsort((table["template_index"], table["dataset"]))
        return order[::-1] if descending else order
    values = table[column]
    if values.dtype.kind == "f":
        ranked = np.where(np.isnan(values), np.inf, -values if descending else values)
        return np.argsort(ranked, kind="stable")
    order = np.argsort(values, kind="stable")
    return order[::-1] if descending else order


def _row(table: TemplateTable, index: int) -> list[Any]:
    dataset, number = str(table["dataset"][index]), int(table["template_index"][index])
    cells = [f"{dataset.removesuffix('.zarr')} · {number}"]
    for column, (_, is_number) in list(COLUMNS.items())[1:]:
        value = table[column][index]
        cells.append(_number(float(value)) if is_number else str(value))
    return [dataset, number, cells]


def _number(value: float) -> str:
    if np.isnan(value):
        return "–"
    return f"{value:.1f}" if abs(value) < 10 else f"{value:,.0f}"


@dataclass(frozen=True, eq=False)
class Preview:
    """A template on the contacts around its best one.

    Attributes
    ----------
    waveforms_uv : ndarray, shape (samples, contacts)
        In µV.
    positions_um : ndarray, shape (contacts, 2)
        Where the contacts are.
    sampling_frequency_hz : float
        Samples a second.
    words : str
        What it is, in a sentence.
    """

    waveforms_uv: Array
    positions_um: Array
    sampling_frequency_hz: float
    words: str


def preview(library: Library, dataset: str, template_index: int) -> Preview:
    """Return a template as it is previewed; a LibraryError when it cannot be had."""
    templates = _read(library, dataset, template_index)
    dense, positions = templates.get_dense_templates()[0], templates.get_channel_locations()[:, :2]
    heights = np.abs(dense).max(axis=0)
    best = int(heights.argmax())
    near = np.argsort(np.linalg.norm(positions - positions[best], axis=1), kind="stable")[:NEAR_CONTACTS]
    words = (
        f"{dataset.removesuffix('.zarr')} · {template_index}: {heights[best]:.0f} µV at a depth of "
        f"{positions[best, 1]:.0f} µm, {templates.ms_before + templates.ms_after:.1f} ms"
    )
    return Preview(dense[:, near], positions[near], templates.sampling_frequency, words)


def unit_at(library: Library, dataset: str, template_index: int, contacts_um: Array, depth_um: float) -> HybridUnit:
    """Return an added unit whose template stands at a depth of the recording's probe, above its contacts.

    Parameters
    ----------
    library : Library
        Where the template is.
    dataset, template_index
        Which one.
    contacts_um : ndarray, shape (channels, 2)
        The recording's contacts.
    depth_um : float
        Where to put it.
    """
    templates = _read(library, dataset, template_index)
    positions = templates.get_channel_locations()[:, :2]
    aligned = positions - positions.min(axis=0) + contacts_um.min(axis=0)
    [place] = locate_templates(templates.get_dense_templates(), aligned)
    low, high = contacts_um[:, 0].min(), contacts_um[:, 0].max()
    across = float(np.clip(place[0], low, high) - place[0])
    move = round(across, 1) + 0.0, round(depth_um - float(place[1]), 1) + 0.0
    return HybridUnit(dataset=dataset, template_index=template_index, move_um=move)


def _read(library: Library, dataset: str, template_index: int) -> Templates:
    return library.read({"dataset": [dataset], "template_index": [template_index]})
