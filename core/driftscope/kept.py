"""Parts of a recording that keep in the cache what they computed: spikes, templates, noise and its factors."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from .cache import once, the_cache
from .noise import ContactCorrelation, Correlated, Noise
from .noise.correlation import BandedFactor
from .recording import NoiseBackground, TemplateSource
from .spikes import BlockTrains, SpikeTrains
from .templates import SparseTemplate, TemplateMaker

R = TypeVar("R")


@dataclass(frozen=True, eq=False)
class _KeptCorrelation(ContactCorrelation):
    """A correlation whose factors are kept by contacts and decay: they depend neither on levels nor on the rate."""

    @property
    def banded(self) -> BandedFactor:
        """The factor of the fast noise."""
        return the_cache().get(("banded factor", *self._key), lambda: self._computed().banded, lasting=True)

    @property
    def svd(self) -> NDArray[np.float64]:
        """The factor of the reference's noise."""
        return the_cache().get(("svd factor", *self._key), lambda: self._computed().svd, lasting=True)

    @once
    def _key(self) -> tuple[Hashable, ...]:
        return self.positions_um.shape, self.positions_um.tobytes(), self.decay_um

    def _computed(self) -> ContactCorrelation:
        return ContactCorrelation(self.positions_um, self.decay_um)


def correlation_of_contacts(positions_um: NDArray[np.float64], decay_um: float) -> Correlated:
    """Return the correlation between contacts, whose factors are kept by contacts and decay alone."""
    return _KeptCorrelation(positions_um, decay_um)


@dataclass(frozen=True, eq=False)
class _Kept(Generic[R]):
    """What a function returns for every number, kept; a copy in another process keeps in the cache there."""

    function: Callable[[int], R]

    def __call__(self, index: int) -> R:
        return the_cache().get((self, index), lambda: self.function(index))

    def passing(self, index: int) -> R:
        """Return the same, kept if it is, but do not keep it for this."""
        found = the_cache().peek((self, index))
        return self.function(index) if found is None else found[0]


def _kept_by(function: Callable[[int], R]) -> _Kept[R]:
    """Keep what a function returns for every number."""
    return _Kept(function)


def keep_blocks(trains: SpikeTrains) -> SpikeTrains:
    """Return spike trains whose blocks, if they are drawn in blocks, are kept."""
    if not isinstance(trains, BlockTrains):
        return trains
    kept = _kept_by(trains.block)
    return replace(trains, block=kept, passing=kept.passing)


class MakesTemplates(Protocol):
    """Makes the template of any unit at any displacement: from parameters, or out of given ones."""

    def make(self, units: Sequence[int], displacements_um: NDArray[np.float64], /) -> list[SparseTemplate]:
        """Return one template for every pair of unit and displacement, shape (n, 2) in µm."""
        ...


@runtime_checkable
class KnowsUnits(Protocol):
    """A maker whose units are objects, which stay the same ones while others change."""

    def unit(self, index: int, /) -> Hashable:
        """Return what one unit's templates depend on."""
        ...


@dataclass(frozen=True, eq=False)
class _KeptTemplates:
    """Templates by unit and displacement step, kept."""

    maker: MakesTemplates
    displacements_um: NDArray[np.float64]

    def __call__(self, units: Sequence[int], steps: Sequence[int]) -> list[SparseTemplate]:
        """Return one template for every pair; what is missing is made in one go."""
        pairs = list(zip(units, steps, strict=True))
        found: dict[tuple[int, int], SparseTemplate] = {}
        for pair in set(pairs):
            if (kept := the_cache().peek(self._key(pair))) is not None:
                found[pair] = kept[0]
        if missing := sorted(set(pairs) - found.keys()):
            displacements = self.displacements_um[[step for _, step in missing]]
            made = self.maker.make([unit for unit, _ in missing], displacements)
            for pair, template in zip(missing, made, strict=True):
                the_cache().put(self._key(pair), template)
                found[pair] = template
        return [found[pair] for pair in pairs]

    def reaching(
        self, units: NDArray[np.int64], steps: NDArray[np.int64], channels: NDArray[np.intp]
    ) -> NDArray[np.bool_]:
        """Return which templates may have a part on one of some channels; all where that is not known beforehand."""
        if not isinstance(self.maker, TemplateMaker):
            return np.ones(units.size, dtype=np.bool_)
        pairs, of = np.unique(np.stack([units, steps]), axis=1, return_inverse=True)
        reached = self.maker.reaches(pairs[0], self.displacements_um[pairs[1]], channels)
        return reached[of.ravel()]

    def _key(self, pair: tuple[int, int]) -> Hashable:
        """Return a template's address: another motion has other displacements under the same step numbers."""
        unit, step = pair
        return self._made_from(unit), *self._displacements[step]

    @once
    def _made_from(self) -> Callable[[int], Hashable]:
        return self.maker.unit if isinstance(self.maker, KnowsUnits) else partial(_unit_of, self.maker)

    @once
    def _displacements(self) -> list[list[float]]:
        return self.displacements_um.tolist()  # type: ignore[no-any-return]

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what follows from the rest."""
        return {"maker": self.maker, "displacements_um": self.displacements_um}


def _unit_of(maker: MakesTemplates, unit: int) -> tuple[MakesTemplates, int]:
    return maker, unit


def keep_templates(maker: MakesTemplates, displacements_um: NDArray[np.float64]) -> TemplateSource:
    """Return a template source that keeps what it made."""
    return _KeptTemplates(maker, displacements_um)


def kept_background(noise: Noise) -> NoiseBackground:
    """Return noise as a background whose chunks are kept."""
    return NoiseBackground(noise, _kept_by(noise.chunk))
