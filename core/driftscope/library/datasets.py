"""One dataset of a library: the templates of one recording, in the format of SpikeInterface's ``Templates``."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..base import ConfigError
from ..cache import once
from ..template_set import Templates
from .arrays import StoredArray
from .errors import LibraryError, error_at
from .files import Files
from .table import TemplateTable

if TYPE_CHECKING:
    from probeinterface import Probe

MOST_BYTES = 8 * 2**30
_PER_UNIT = ("brain_area", "spikes_per_unit", "best_channel_index", "peak_to_peak")

Rows = NDArray[np.intp] | None


class Dataset:
    """Reads templates from a zarr group, only the chunks that are asked for.

    Parameters
    ----------
    name : str
        Its path below the library.
    files : Files
        The library's files.
    """

    def __init__(self, name: str, files: Files) -> None:
        self.name = name
        self._files = files

    @property
    def where(self) -> str:
        """The dataset's address, for messages."""
        return f"{self._files.source.location}/{self.name}"

    @once
    def num_units(self) -> int:
        """How many templates there are."""
        return self._templates_array.shape[0]

    def read(self, rows: Rows = None) -> Templates:
        """Return templates with names, channels and probe.

        Parameters
        ----------
        rows : ndarray of int or None
            Which templates, in any order; all when None.

        Raises
        ------
        LibraryError
            When there is no such template, or the dataset cannot be read.
        """
        if rows is not None and (outside := [row for row in rows.tolist() if not 0 <= row < self.num_units]):
            raise error_at(self.where, f"has no template {outside[0]}: it has {self.num_units}, numbered from 0")
        head = self._head
        units = head.get("unit_ids")
        read = self._read_arrays({"templates_array": rows, "sparsity_mask": rows})
        mask = read.get("sparsity_mask")
        try:
            return Templates(
                read["templates_array"],
                self._attribute("sampling_frequency"),
                self._attribute("nbefore"),
                is_in_uV=self._in_uv,
                sparsity_mask=mask,
                channel_ids=head.get("channel_ids"),  # type: ignore[arg-type] # counted when there are none
                unit_ids=units if rows is None or units is None else units[rows],  # type: ignore[arg-type]
                probe=self._probe(head),
            )
        except LibraryError:
            raise
        except ConfigError as error:
            raise error_at(self.where, f"is damaged: {error}") from None

    def describe(self, templates: Templates | None = None) -> TemplateTable:
        """Return what an index says of this dataset, read from it; from the templates what is not stored."""
        arrays = self._read_arrays(dict.fromkeys((*_PER_UNIT, "channel_noise_levels")))
        if not {"best_channel_index", "peak_to_peak"} <= arrays.keys():
            arrays |= amplitudes_of(templates or self.read())
        try:
            return described(self.name, arrays, self._probe(self._head))
        except (ConfigError, IndexError, ValueError) as error:
            raise error_at(self.where, f"is damaged: {error}") from None

    @once
    def _head(self) -> dict[str, NDArray[Any]]:
        """What belongs to all templates: names, channels and contacts."""
        return self._read_arrays(dict.fromkeys(("channel_ids", "unit_ids", *self._probe_arrays())))

    def _read_arrays(self, wanted: Mapping[str, Rows]) -> dict[str, NDArray[Any]]:
        """Read arrays at once, those that exist; what turned out to be whole is copied."""
        arrays = {name: array for name in wanted if (array := self._array(name)) is not None}
        self._refuse_too_large(arrays, wanted)
        keys = [key for name, array in arrays.items() for key in array.keys(wanted[name])]
        fetched = self._files.read(keys)
        if (templates := arrays.get("templates_array")) is not None:
            self._refuse_holes(templates, templates.keys(wanted["templates_array"]), fetched.contents)
        read = {name: array.decode(fetched.contents, wanted[name]) for name, array in arrays.items()}
        fetched.keep()
        return read

    def _refuse_holes(self, array: StoredArray, keys: Iterable[str], contents: Mapping[str, bytes]) -> None:
        """Tell a missing chunk from one that may be missing: zarr leaves out chunks that hold zeros only."""
        missing = [key for key in keys if key not in contents]
        if not missing:
            return
        present = {key: array.part_of(key)[0] for key in contents if key.startswith(f"{array.path}/")}
        amplitudes = self._read_arrays({"peak_to_peak": None}).get("peak_to_peak")
        for key in missing:
            units, samples, channels = array.part_of(key)
            is_empty = units in present.values()
            if amplitudes is not None and amplitudes.shape == array.shape[::2] and samples == slice(0, array.shape[1]):
                is_empty = not np.any(amplitudes[units, channels])
            if not is_empty:
                raise error_at(f"{self._files.source.location}/{key}", "is missing: the dataset is incomplete")

    def _refuse_too_large(self, arrays: Mapping[str, StoredArray], wanted: Mapping[str, Rows]) -> None:
        for name, array in arrays.items():
            rows = wanted[name]
            number = array.shape[0] if rows is None else len(rows)
            size = number * math.prod(array.shape[1:]) * np.dtype(array.metadata["dtype"]).itemsize
            if size > MOST_BYTES:
                raise error_at(self.where, f"{name} has {size / 2**30:.0f} GiB: read fewer templates at once")

    @once
    def _metadata(self) -> dict[str, Any]:
        """The metadata of the group and its arrays, as one mapping; gathered where they are not consolidated."""
        consolidated = f"{self.name}/.zmetadata"
        fetched = self._files.read([consolidated])
        if (content := fetched.contents.get(consolidated)) is None:
            return self._gathered_metadata(consolidated)
        metadata = self._json(consolidated, content).get("metadata")
        if not isinstance(metadata, dict) or "templates_array/.zarray" not in metadata:
            raise error_at(self.where, "contains no templates_array")
        fetched.keep()
        return metadata

    def _gathered_metadata(self, consolidated: str) -> dict[str, Any]:
        begin = len(self.name) + 1
        names = self._files.source.names(self.name)
        contents = self._files.source.read(names)
        metadata = {name[begin:]: self._json(name, content) for name, content in contents.items()}
        if "templates_array/.zarray" not in metadata:
            what = "contains no templates_array" if metadata else "is not a dataset: it is not a zarr v2 group"
            raise error_at(self.where, what)
        self._files.keep({consolidated: json.dumps({"metadata": metadata}).encode()})
        return metadata

    def _json(self, key: str, content: bytes) -> dict[str, Any]:
        try:
            data = json.loads(content)
            if not isinstance(data, dict):
                raise ValueError
        except (ValueError, RecursionError):
            raise error_at(f"{self._files.source.location}/{key}", "is damaged: it is not a JSON object") from None
        return data

    def _array(self, name: str) -> StoredArray | None:
        metadata = self._metadata.get(f"{name}/.zarray")
        return None if metadata is None else StoredArray.of(f"{self.name}/{name}", metadata)

    @property
    def _templates_array(self) -> StoredArray:
        array = self._array("templates_array")
        if array is None or len(array.shape) != 3:
            raise error_at(self.where, "templates_array must have three dimensions: units, samples, channels")
        return array

    def _attribute(self, name: str) -> Any:
        value = self._attributes.get(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise error_at(self.where, f"is damaged: the attribute {name} is not a number")
        return value

    @property
    def _attributes(self) -> Mapping[str, Any]:
        attributes: Mapping[str, Any] = self._metadata.get(".zattrs", {})
        return attributes

    @property
    def _in_uv(self) -> bool:
        """Whether templates are in µV; before SpikeInterface 0.103 the attribute was named ``is_scaled``."""
        return bool(self._attributes.get("is_scaled", self._attributes.get("is_in_uV", True)))

    def _probe_arrays(self) -> list[str]:
        names = [name.removesuffix("/.zarray") for name in self._metadata if name.endswith("/.zarray")]
        return [name for name in names if name.startswith("probe/") and name.count("/") == 1]

    def _probe(self, read: Mapping[str, NDArray[Any]]) -> Probe | None:
        fields = {name.removeprefix("probe/"): values for name, values in read.items() if name.startswith("probe/")}
        contour = fields.pop("probe_planar_contour", None)
        if not fields:
            return None
        from probeinterface import Probe

        try:
            contacts = np.zeros(len(fields["x"]), dtype=[(name, values.dtype) for name, values in fields.items()])
            for name, values in fields.items():
                contacts[name] = values
            probe = Probe.from_numpy(contacts)
            probe.annotate(**self._metadata.get("probe/annotations/.zattrs", {}))
        except Exception as error:  # probeinterface asserts and raises whatever it meets
            raise error_at(f"{self.where}/probe", f"is not a valid probe: {error or type(error).__name__}") from None
        probe.probe_planar_contour = contour
        return probe


def amplitudes_of(templates: Templates) -> dict[str, NDArray[Any]]:
    """Return ``peak_to_peak``, shape (units, channels), and the channel where it is largest."""
    peak_to_peak = np.ptp(templates.get_dense_templates(), axis=1)
    return {"peak_to_peak": peak_to_peak, "best_channel_index": peak_to_peak.argmax(axis=1)}


def described(name: str, arrays: Mapping[str, NDArray[Any]], probe: Probe | None) -> TemplateTable:
    """Return the rows of an index for one dataset.

    Parameters
    ----------
    name : str
        The dataset's name.
    arrays : mapping of str to ndarray
        ``best_channel_index`` of shape (units,), ``peak_to_peak`` of shape (units, channels) in µV; if known also
        ``brain_area`` and ``spikes_per_unit`` of shape (units,) and ``channel_noise_levels`` of shape (channels,).
    probe : probeinterface.Probe or None
        Says depths, model and manufacturer.
    """
    best = arrays["best_channel_index"].astype(np.intp)
    units = np.arange(len(best))
    amplitude = arrays["peak_to_peak"][units, best]
    columns: dict[str, Any] = {
        "template_index": units,
        "best_channel_index": best,
        "peak_to_peak_uv": amplitude,
        "dataset": [name] * len(best),
        "dataset_path": [name] * len(best),
    }
    columns |= {key: arrays[key] for key in ("brain_area", "spikes_per_unit") if key in arrays}
    if "channel_noise_levels" in arrays:
        noise = arrays["channel_noise_levels"][best]
        columns |= {"noise_level_uv": noise, "signal_to_noise_ratio": amplitude / noise}
    if probe is not None:
        columns["depth_along_probe"] = probe.contact_positions[best, 1]
        columns["probe"] = [str(probe.annotations.get("model_name", "unknown"))] * len(best)
        columns["probe_manufacturer"] = [str(probe.annotations.get("manufacturer", "unknown"))] * len(best)
    return TemplateTable.of(columns)
