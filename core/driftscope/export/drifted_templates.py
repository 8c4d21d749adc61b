"""Templates of displaced units, computed from an export's files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..interpolation import Interpolator
from ..moved_templates import MovedTemplates
from ..templates import SparseTemplate, TemplateMaker, UnitParameters

if TYPE_CHECKING:
    from ..hybrid.placed import PlacedTemplates

Arrays = dict[str, Any]
_SETTINGS = ("sampling_frequency_hz", "num_before", "num_after", "mode", "spatial_profile")


class MakesTemplates(Protocol):
    """Function object that computes the template of a unit at a displacement."""

    @property
    def num_samples(self) -> int:
        """How many samples a template has."""
        ...

    def make(self, units: Sequence[int], displacements_um: NDArray[np.float64], /) -> list[SparseTemplate]:
        """Return one template for every pair of unit and displacement, shape (n, 2) in µm."""
        ...


@dataclass(frozen=True, eq=False)
class DriftedTemplates:
    """Every unit's template at every displacement, made when it is asked for.

    Behaves like an array of shape ``(units, steps, samples, channels)`` in µV of which only the first two axes are
    indexed: ``drifted[3, 10]`` is unit 3 at ``steps_um[10]``, shape (samples, channels), and ``drifted[3]`` are all of
    its templates.

    Attributes
    ----------
    maker : object
        Makes templates.
    steps_um : ndarray, shape (steps, 2)
        The displacements at which templates are made, x and y in µm.
    num_units, num_channels : int
        How many units and channels there are.
    """

    maker: MakesTemplates
    steps_um: NDArray[np.float64]
    num_units: int
    num_channels: int

    dtype = np.dtype(np.float32)

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Units, steps, samples and channels."""
        return self.num_units, len(self.steps_um), self.maker.num_samples, self.num_channels

    def __len__(self) -> int:
        return self.num_units

    def __getitem__(self, key: Any) -> NDArray[np.float32]:
        unit, step = key if isinstance(key, tuple) else (key, slice(None))
        units, steps = np.arange(self.num_units)[unit], np.arange(len(self.steps_um))[step]
        pairs = np.stack(np.meshgrid(units, steps, indexing="ij"), axis=-1).reshape(-1, 2)
        made = self.at(pairs[:, 0], self.steps_um[pairs[:, 1]])
        return made.reshape(*np.shape(units), *np.shape(steps), *made.shape[1:])

    def at(self, units: ArrayLike, displacements_um: ArrayLike) -> NDArray[np.float32]:
        """Return templates at any displacement.

        Parameters
        ----------
        units : array of int, shape (n,)
            Indices of the units.
        displacements_um : array, shape (n, 2)
            How far each is from its place, x and y in µm.

        Returns
        -------
        ndarray, shape (n, samples, channels)
            In µV.
        """
        chosen = np.atleast_1d(np.asarray(units, dtype=np.intp))
        where = np.asarray(displacements_um, dtype=np.float64).reshape(-1, 2)
        dense = np.zeros((chosen.size, self.maker.num_samples, self.num_channels), dtype=np.float32)
        for row, template in enumerate(self.maker.make(chosen.tolist(), where)):
            dense[row][:, template.channels] = template.waveform
        return dense


def write_recipe(maker: Any, path: Path) -> None:
    """Write what a maker of templates is made of; nothing for one of another kind.

    Parameters
    ----------
    maker : TemplateMaker, PlacedTemplates or None
        Where a source's templates come from.
    path : Path
        An ``.npz`` file.
    """
    if isinstance(maker, TemplateMaker):
        np.savez(path, **_drawn(maker))
    elif hasattr(maker, "units"):
        np.savez(path, **_placed(maker))


def read_recipe(path: Path) -> MakesTemplates:
    """Return the maker of templates whose recipe was written."""
    with np.load(path, allow_pickle=False) as file:
        arrays = dict(file)
    if str(arrays["kind"]) == "drawn":
        return _maker_of(arrays)
    return _placed_of(arrays)


def _drawn(maker: TemplateMaker) -> Arrays:
    found = {name: getattr(maker, name) for name in ("locations_um", "contact_positions_um", *_SETTINGS)}
    parameters = {one.name: getattr(maker.parameters, one.name) for one in fields(UnitParameters)}
    return {"kind": "drawn", **found, **parameters}


def _maker_of(arrays: Mapping[str, Any]) -> TemplateMaker:
    parameters = UnitParameters(**{one.name: arrays[one.name] for one in fields(UnitParameters)})
    settings = {name: arrays[name].item() for name in _SETTINGS}
    return TemplateMaker(parameters, arrays["locations_um"], arrays["contact_positions_um"], **settings)


@dataclass(frozen=True, eq=False)
class _MovedUnits:
    """Given templates, each moved onto the recording's contacts and displaced from there."""

    units: tuple[MovedTemplates, ...]
    moves_um: NDArray[np.float64]

    @property
    def num_samples(self) -> int:
        return int(self.units[0].templates.shape[1])

    def make(self, units: Sequence[int], displacements_um: NDArray[np.float64]) -> list[SparseTemplate]:
        where = self.moves_um[list(units)] + displacements_um
        return [self.units[unit].make([0], where[row : row + 1])[0] for row, unit in enumerate(units)]


def _placed(placed: PlacedTemplates) -> Arrays:
    """Return the units' templates and moves, and each interpolator once."""
    made: list[MovedTemplates] = [unit.moved for unit in placed.units]
    kinds = list({id(one.interpolator): one for one in made}.values())
    of = [next(at for at, kind in enumerate(kinds) if kind.interpolator is one.interpolator) for one in made]
    found: Arrays = {"kind": "placed", "interpolator_of": np.array(of, dtype=np.int64)}
    found["moves_um"] = np.array([unit.move_um for unit in placed.units], dtype=np.float64)
    found["scales"] = np.array([one.scale for one in made], dtype=np.float64)
    found |= {f"template_{unit}": one.templates[0] for unit, one in enumerate(made)}
    for number, kind in enumerate(kinds):
        found[f"positions_um_{number}"] = kind.interpolator.positions_um
        found[f"contacts_um_{number}"] = kind.contacts_um
        found[f"method_{number}"] = kind.interpolator.method
    return found


def _placed_of(arrays: Mapping[str, Any]) -> _MovedUnits:
    kinds = [name.removeprefix("method_") for name in arrays if name.startswith("method_")]
    interpolators = {
        int(kind): Interpolator(arrays[f"positions_um_{kind}"], str(arrays[f"method_{kind}"]))  # type: ignore[arg-type]
        for kind in kinds
    }
    units = tuple(
        MovedTemplates(
            arrays[f"template_{unit}"][np.newaxis], interpolators[kind], arrays[f"contacts_um_{kind}"], scale
        )
        for unit, (kind, scale) in enumerate(
            zip(arrays["interpolator_of"].tolist(), arrays["scales"].tolist(), strict=True)
        )
    )
    return _MovedUnits(units, arrays["moves_um"])
