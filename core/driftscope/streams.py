"""Where random numbers come from: every draw has an address, a name and an index below one seed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

import numpy as np

StreamKind = Literal["independent", "spikeinterface"]


def stream(seed: int, name: str, *index: int) -> np.random.Generator:
    """Return the generator at an address; different addresses are statistically independent.

    Parameters
    ----------
    seed : int
        The recording's seed.
    name : str
        The stage and what it draws, for example ``"spikes.intervals"``.
    *index : int
        Block, component or group number.

    Returns
    -------
    numpy.random.Generator
        An SFC64 generator (Doty-Humphrey, PractRand); of numpy's the fastest for normal and uniform draws.

    Examples
    --------
    >>> from driftscope.streams import stream
    >>> bool(stream(1, "motion", 0).random() == stream(1, "motion", 0).random())
    True
    >>> bool(stream(1, "motion", 0).random() == stream(1, "motion", 1).random())
    False
    """
    return np.random.Generator(np.random.SFC64(_address(seed, name, index)))


def _address(seed: int, name: str, index: tuple[int, ...]) -> np.random.SeedSequence:
    label = int.from_bytes(hashlib.blake2s(name.encode(), digest_size=4).digest(), "little")
    return np.random.SeedSequence(seed, spawn_key=(label, *index))


@dataclass(frozen=True)
class Streams:
    """The one switch between the two kinds of streams.

    Attributes
    ----------
    seed : int
        The recording's seed.
    kind : {"independent", "spikeinterface"}
        ``"independent"`` gives every name and index a stream of its own. ``"spikeinterface"`` starts every
        stage again from the one seed, as ``spikeinterface.generation`` does, so that its draws are reproduced.
    """

    seed: int
    kind: StreamKind = "independent"

    @property
    def is_reference(self) -> bool:
        """Whether the draws are those of ``spikeinterface.generation``."""
        return self.kind == "spikeinterface"

    def generator(self, name: str, *index: int) -> np.random.Generator:
        """Return the generator of one stage: named here, always the same start in the reference."""
        if self.is_reference:
            return np.random.default_rng(self.seed)
        return stream(self.seed, name, *index)
