"""Templates as they travel: from a library, through the hybrid functions, into a recording or an export.

The fields, their order and the methods are those of SpikeInterface's ``Templates``, so that code written for one
reads the other; the table with one row per unit is ours.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .base import ConfigError, Problem
from .resampling import resample_templates
from .summaries import CONVERT, HasSummary, Summary, names_of
from .unconverted import NeedsConversion

if TYPE_CHECKING:
    import spikeinterface.core
    from probeinterface import Probe


@dataclass(frozen=True, eq=False)
class Templates(HasSummary, NeedsConversion):
    """The templates of some units on the channels of one probe; a value, changed by ``dataclasses.replace``.

    Attributes
    ----------
    templates_array : ndarray, shape (units, samples, channels)
        Potential. With a ``sparsity_mask`` the last axis holds a unit's own channels in order, side by side, and
        zeros behind them up to the unit with the most.
    sampling_frequency : float
        Rate in Hz.
    nbefore : int
        Sample of the peak.
    is_in_uV : bool
        Whether the potential is in µV; otherwise it is in steps of the converter.
    sparsity_mask : ndarray of bool, shape (units, channels), or None
        Which channels a unit has; None when all have all.
    channel_ids, unit_ids : ndarray
        Names; counted from zero when left out.
    probe : probeinterface.Probe or None
        Positions of the channels, in the order of the channels.
    table : mapping of str to ndarray, each of shape (units,)
        What else is known about every unit, by column: dataset, template_index, brain_area, peak_to_peak_uv ...

    Raises
    ------
    ConfigError
        When the parts do not fit together, with every problem at once.

    Examples
    --------
    >>> import numpy as np
    >>> templates = Templates(np.zeros((3, 90, 4), "float32"), 30000.0, 30, unit_ids=["a", "b", "c"])
    >>> templates
    Templates: 3 units - 90 samples (1 ms before, 2 ms after) - 4 channels - 30 kHz
    >>> templates.select_units(["c", "a"]).unit_ids.tolist()
    ['c', 'a']
    """

    templates_array: NDArray[Any]
    sampling_frequency: float
    nbefore: int
    is_in_uV: bool = True  # noqa: N815 - SpikeInterface spells it so
    sparsity_mask: NDArray[np.bool_] | None = None
    channel_ids: NDArray[Any] = None  # type: ignore[assignment] # counted when left out
    unit_ids: NDArray[Any] = None  # type: ignore[assignment] # counted when left out
    probe: Probe | None = None
    table: Mapping[str, NDArray[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        array = np.asarray(self.templates_array)
        if array.ndim != 3:
            message = "must have three dimensions: units, samples, channels"
            raise ConfigError([Problem("templates_array", message, array.shape)])
        mask = None if self.sparsity_mask is None else np.asarray(self.sparsity_mask, dtype=bool)
        if mask is not None and (mask.ndim != 2 or len(mask) != len(array)):
            message = f"must have two dimensions: {len(array)} units, channels"
            raise ConfigError([Problem("sparsity_mask", message, mask.shape)])
        held: dict[str, Any] = {
            "templates_array": array,
            "sparsity_mask": mask,
            "sampling_frequency": float(self.sampling_frequency),
            "nbefore": int(self.nbefore),
            "unit_ids": np.arange(len(array)) if self.unit_ids is None else np.asarray(self.unit_ids),
            "table": {name: np.asarray(column) for name, column in self.table.items()},
        }
        number = array.shape[2] if mask is None else mask.shape[1]
        held["channel_ids"] = np.arange(number) if self.channel_ids is None else np.asarray(self.channel_ids)
        for name, value in held.items():
            object.__setattr__(self, name, value)
        if problems := self._problems():
            raise ConfigError(problems)

    def _problems(self) -> list[Problem]:
        units, channels = self.num_units, self.num_channels
        found = []
        if not 0 < self.sampling_frequency < np.inf:
            found.append(Problem("sampling_frequency", "must be above 0 Hz", self.sampling_frequency))
        found += self._peak_problems()
        columns = {"unit_ids": self.unit_ids, **{f"table.{name}": column for name, column in self.table.items()}}
        found += [
            Problem(name, f"must have one value for each of the {units} units", column.shape)
            for name, column in columns.items()
            if column.shape != (units,)
        ]
        if self.channel_ids.shape != (channels,):
            message = f"must have one value for each of the {channels} channels"
            found.append(Problem("channel_ids", message, self.channel_ids.shape))
        if self.probe is not None and self.probe.get_contact_count() != channels:
            message = f"must have one contact for each of the {channels} channels"
            found.append(Problem("probe", message, self.probe.get_contact_count()))
        return found + self._sparsity_problems()

    def _peak_problems(self) -> list[Problem]:
        if 0 <= self.nbefore < max(self.num_samples, 1):
            return []
        return [Problem("nbefore", f"must be one of the {self.num_samples} samples, numbered from 0", self.nbefore)]

    def _sparsity_problems(self) -> list[Problem]:
        if self.sparsity_mask is None:
            return []
        counts, width = self.sparsity_mask.sum(axis=1), self.templates_array.shape[2]
        if counts.max(initial=0) > width:
            message = f"a unit has {counts.max()} channels, but templates_array has room for {width}"
            return [Problem("sparsity_mask", message)]
        behind = np.arange(width) >= counts[:, np.newaxis]
        if np.any(self.templates_array.swapaxes(1, 2)[behind]):
            return [Problem("templates_array", "a unit has values beyond its own channels: omit the mask")]
        return []

    def __repr__(self) -> str:
        sparse = ", sparse" if self.are_templates_sparse() else ""
        return (
            f"Templates: {self.num_units} units - {self.num_samples} samples ({self.ms_before:g} ms before, "
            f"{self.ms_after:g} ms after) - {self.num_channels} channels{sparse} - "
            f"{self.sampling_frequency / 1000:g} kHz"
        )

    def summary(self) -> Summary:
        """Return whose templates these are, on which channels, and how long."""
        facts = {
            "Units": f"{self.num_units}: {names_of(self.unit_ids)}",
            "Window": f"{self.num_samples} samples, {self.ms_before:g} ms before the peak, {self.ms_after:g} ms after",
            "Channels": f"{self.num_channels}{', each unit its own' if self.are_templates_sparse() else ''}",
            "Sampling frequency": f"{self.sampling_frequency:g} Hz",
            "Values": "µV" if self.is_in_uV else "steps of the converter",
            "Probe": "none" if self.probe is None else f"{self.probe.model_name or 'unnamed'}",
            "Table": names_of(self.table) or "nothing more",
        }
        return Summary(type(self).__name__, facts, (CONVERT,))

    @classmethod
    def of(cls, templates: Any) -> Self:
        """Read templates of any origin: these, SpikeInterface's, or what else has the same attributes.

        Raises
        ------
        ConfigError
            When they are no templates, or do not fit together.
        """
        if isinstance(templates, cls):
            return templates
        needed = ("templates_array", "sampling_frequency", "nbefore")
        if missing := [name for name in needed if not hasattr(templates, name)]:
            message = f"is not a Templates object: it has no {', '.join(missing)}"
            raise ConfigError([Problem("templates", message, type(templates).__name__)])
        optional = ("is_in_uV", "sparsity_mask", "channel_ids", "unit_ids", "probe", "table")
        given = {name: getattr(templates, name) for name in (*needed, *optional) if hasattr(templates, name)}
        return cls(**given)

    def at_rest(self) -> Templates:
        """Return these templates as nothing but arrays and names."""
        return Templates(**{one.name: getattr(self, one.name) for one in fields(Templates)})

    def _with(self, **changes: Any) -> Self:
        return replace(self, **changes)

    @property
    def check_for_consistent_sparsity(self) -> bool:
        """Whether templates are checked against their mask: always."""
        return True

    @property
    def sparsity(self) -> Any:
        """SpikeInterface's ``ChannelSparsity``, or None when all units have all channels."""
        return None if self.sparsity_mask is None else self.to_spikeinterface().sparsity

    @property
    def num_units(self) -> int:
        """Number of units."""
        return int(self.templates_array.shape[0])

    @property
    def num_samples(self) -> int:
        """How many samples a template has."""
        return int(self.templates_array.shape[1])

    @property
    def num_channels(self) -> int:
        """Number of channels."""
        last_axis = self.templates_array if self.sparsity_mask is None else self.sparsity_mask
        return int(last_axis.shape[-1])

    @property
    def nafter(self) -> int:
        """Samples from the peak on."""
        return self.num_samples - self.nbefore

    @property
    def ms_before(self) -> float:
        """How much lies before the peak, in ms."""
        return self.nbefore / self.sampling_frequency * 1000.0

    @property
    def ms_after(self) -> float:
        """How much lies from the peak on, in ms."""
        return self.nafter / self.sampling_frequency * 1000.0

    def are_templates_sparse(self) -> bool:
        """Return whether units have channels of their own."""
        return self.sparsity_mask is not None

    def get_one_template_dense(self, unit_index: int) -> NDArray[Any]:
        """Return a unit's template on all channels, shape (samples, channels)."""
        template: NDArray[Any] = self.templates_array[unit_index]
        if self.sparsity_mask is None:
            return template
        own = np.flatnonzero(self.sparsity_mask[unit_index])
        dense = np.zeros((self.num_samples, self.num_channels), dtype=template.dtype)
        dense[:, own] = template[:, : own.size]
        return dense

    def get_dense_templates(self) -> NDArray[Any]:
        """Return all templates on all channels, shape (units, samples, channels)."""
        if self.sparsity_mask is None:
            return self.templates_array
        dense = np.empty((self.num_units, self.num_samples, self.num_channels), dtype=self.templates_array.dtype)
        for unit in range(self.num_units):
            dense[unit] = self.get_one_template_dense(unit)
        return dense

    def to_dense(self) -> Self:
        """Return the same templates on all channels."""
        return self._with(templates_array=self.get_dense_templates(), sparsity_mask=None)

    def to_sparse(self, sparsity: ArrayLike) -> Self:
        """Return the same templates on some channels of every unit.

        Parameters
        ----------
        sparsity : array of bool, shape (units, channels)
            Which channels a unit keeps; SpikeInterface's ``ChannelSparsity`` will do.
        """
        mask = np.asarray(getattr(sparsity, "mask", sparsity), dtype=bool)
        if mask.shape != (self.num_units, self.num_channels):
            message = f"must have the shape ({self.num_units} units, {self.num_channels} channels)"
            raise ConfigError([Problem("sparsity", message, mask.shape)])
        dense = self.get_dense_templates()
        packed = np.zeros((self.num_units, self.num_samples, int(mask.sum(axis=1).max(initial=0))), dtype=dense.dtype)
        for unit, own in enumerate(mask):
            packed[unit, :, : own.sum()] = dense[unit][:, own]
        return self._with(templates_array=packed, sparsity_mask=mask)

    def select_units(self, unit_ids: Sequence[Any] | NDArray[Any]) -> Self:
        """Return some units, in the order in which they are named; a ConfigError names those that do not exist."""
        return self.take(_places(self.unit_ids, unit_ids, "unit_ids"))

    def take(self, unit_indices: Sequence[int] | NDArray[Any]) -> Self:
        """Return some units by index, or by a mask, with their rows of the table."""
        indices = np.arange(self.num_units)[np.asarray(unit_indices, dtype=None if len(unit_indices) else np.intp)]
        return self._with(
            templates_array=self.templates_array[indices],
            sparsity_mask=None if self.sparsity_mask is None else self.sparsity_mask[indices],
            unit_ids=self.unit_ids[indices],
            table={name: column[indices] for name, column in self.table.items()},
        )

    def select_channels(self, channel_ids: Sequence[Any] | NDArray[Any]) -> Self:
        """Return the templates on some channels; a ConfigError names those that do not exist.

        The probe follows, unlike SpikeInterface's, which stays whole.
        """
        indices = _places(self.channel_ids, channel_ids, "channel_ids")
        on_these = self._with(
            templates_array=self.get_dense_templates()[:, :, indices],
            sparsity_mask=None,
            channel_ids=self.channel_ids[indices],
            probe=None if self.probe is None else self.probe.get_slice(indices),
        )
        return on_these if self.sparsity_mask is None else on_these.to_sparse(self.sparsity_mask[:, indices])

    def resample(self, sampling_frequency: float) -> Self:
        """Return the templates at another sampling rate, band-limited, with the peak on a sample.

        Parameters
        ----------
        sampling_frequency : float
            Rate in Hz; what is above half of the lower rate is lost.

        Returns
        -------
        Templates
            These themselves when they have that rate.
        """
        if sampling_frequency == self.sampling_frequency:
            return self
        array, before = resample_templates(
            self.templates_array, self.nbefore, self.sampling_frequency, sampling_frequency
        )
        return self._with(templates_array=array, nbefore=before, sampling_frequency=float(sampling_frequency))

    def get_channel_locations(self) -> NDArray[np.float64]:
        """Return where the channels are, shape (channels, 2), in µm; a ValueError when there is no probe."""
        if self.probe is None:
            raise ValueError("these templates have no probe, so their channel locations are unknown")
        return np.asarray(self.probe.contact_positions, dtype=np.float64)

    def get_main_channels(
        self, peak_sign: str = "both", peak_mode: str = "extremum", outputs: str = "index", with_dict: bool = False
    ) -> Any:
        """Return every unit's channel with the largest amplitude.

        Parameters
        ----------
        peak_sign : {"both", "neg", "pos"}
            Which peak counts.
        peak_mode : {"extremum", "at_index", "peak_to_peak"}
            Whether the amplitude is the peak's, the potential at sample ``nbefore``, or from peak to peak.
        outputs : {"index", "id"}
            What is returned of a channel.
        with_dict : bool
            Return a dictionary by unit id instead.

        Returns
        -------
        ndarray, shape (units,), or dict
            One channel per unit.
        """
        for name, value, allowed in (
            ("peak_sign", peak_sign, ("both", "neg", "pos")),
            ("peak_mode", peak_mode, ("extremum", "at_index", "peak_to_peak")),
            ("outputs", outputs, ("index", "id")),
        ):
            if value not in allowed:
                raise ConfigError([Problem(name, f"must be one of {', '.join(allowed)}", value)])
        channels = self._amplitudes(peak_sign, peak_mode).argmax(axis=1)
        found = channels if outputs == "index" else self.channel_ids[channels]
        return dict(zip(self.unit_ids.tolist(), found.tolist(), strict=True)) if with_dict else found

    def _amplitudes(self, peak_sign: str, peak_mode: str) -> NDArray[Any]:
        dense = self.get_dense_templates()
        if peak_mode == "peak_to_peak":
            return np.asarray(np.ptp(dense, axis=1))
        if peak_mode == "at_index":
            dense = dense[:, self.nbefore : self.nbefore + 1]
        signed = {"both": np.abs, "neg": np.negative, "pos": np.positive}[peak_sign](dense)
        return np.asarray(signed.max(axis=1))

    def to_dict(self) -> dict[str, Any]:
        """Return everything by name, as SpikeInterface's ``Templates`` do, and the table; arrays stay arrays."""
        names = [one.name for one in fields(Templates) if one.name not in ("probe", "table")]
        probe = None if self.probe is None else self.probe.to_dict(array_as_list=True)
        return {name: getattr(self, name) for name in names} | {"probe": probe, "table": dict(self.table)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` has returned, here or in SpikeInterface."""
        return cls(**cls._given_in(data))

    @staticmethod
    def _given_in(data: Mapping[str, Any]) -> dict[str, Any]:
        from probeinterface import Probe

        given = {one.name: data[one.name] for one in fields(Templates) if one.name in data}
        arrays = ("templates_array", "sparsity_mask", "channel_ids", "unit_ids")
        given |= {name: np.asarray(given[name]) for name in arrays if given.get(name) is not None}
        if given.get("probe") is not None:
            given["probe"] = Probe.from_dict(given["probe"])
        return given

    def to_json(self) -> str:
        """Return everything as JSON text, which SpikeInterface's ``Templates.from_json`` reads too."""
        return json.dumps(self.to_dict(), default=lambda value: value.tolist())

    @classmethod
    def from_json(cls, json_str: str) -> Self:
        """Read what `to_json` has returned, here or in SpikeInterface."""
        return cls.from_dict(json.loads(json_str))

    def to_zarr(self, folder_path: str | Path) -> None:
        """Write SpikeInterface's zarr folder of templates, without the table (extra ``driftscope[spikeinterface]``)."""
        self.to_spikeinterface().to_zarr(folder_path)

    def add_templates_to_zarr_group(self, zarr_group: Any) -> None:
        """Write the same into an open zarr group."""
        self.to_spikeinterface().add_templates_to_zarr_group(zarr_group)

    @classmethod
    def from_zarr(cls, folder_path: str | Path) -> Self:
        """Read a zarr folder that SpikeInterface's ``Templates`` or these have written."""
        from .interop import templates_from_zarr

        return cls.of(templates_from_zarr(folder_path))

    @classmethod
    def from_zarr_group(cls, zarr_group: Any) -> Self:
        """Read the same from an open zarr group."""
        from .interop import templates_from_zarr_group

        return cls.of(templates_from_zarr_group(zarr_group))

    def to_spikeinterface(self) -> spikeinterface.core.Templates:
        """Return SpikeInterface's ``Templates``, sparse when these are (extra ``driftscope[spikeinterface]``)."""
        from .interop import templates_to_spikeinterface

        return templates_to_spikeinterface(self)


def _places(names: NDArray[Any], wanted: Sequence[Any] | NDArray[Any], what: str) -> NDArray[np.intp]:
    places = {name: index for index, name in enumerate(names.tolist())}
    asked = np.asarray(wanted).tolist()
    if unknown := [name for name in asked if name not in places]:
        raise ConfigError([Problem(what, "not found in these templates", name) for name in unknown])
    return np.array([places[name] for name in asked], dtype=np.intp)
