"""Templates of a library, one by one, so that what another configuration has read is not read again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ..base import ConfigError, Problem
from ..cache import once, the_cache
from ..resampling import SAME_RATE, resample_templates
from ..template_set import Templates
from .units import HybridUnit


@dataclass(frozen=True, eq=False)
class ReadTemplate:
    """A template as it is in its library.

    Attributes
    ----------
    waveform : ndarray, shape (samples, channels), float32
        On all channels of its dataset; read-only.
    dataset : Templates
        What was read together with it: window, rate and probe.
    resampled_from_hz : float or None
        The rate that it had, when it was resampled.
    """

    waveform: NDArray[np.float32]
    dataset: Templates
    resampled_from_hz: float | None = None

    @once
    def is_finite(self) -> bool:
        """Whether all its values are numbers."""
        return bool(np.isfinite(self.waveform).all())


def read_templates(
    units: Sequence[HybridUnit], read: Callable[[str, list[int]], Templates], library: Hashable
) -> list[ReadTemplate]:
    """Return the template of every unit; each dataset is asked once, for those that nobody holds.

    Parameters
    ----------
    units : sequence of HybridUnit
        What is wanted.
    read : callable
        From a dataset's name and template indices to templates.
    library : hashable
        Stands for the library and its state.

    Raises
    ------
    ConfigError
        When templates do not exist or cannot be read.
    """
    cache = the_cache()
    wanted = [(unit.dataset, unit.template_index) for unit in units]
    found = {one: held for one in wanted if (held := cache.held((ReadTemplate, library, *one))) is not None}
    for name in dict.fromkeys(dataset for dataset, _ in wanted):
        missing = sorted(index for dataset, index in set(wanted) - found.keys() if dataset == name)
        for index, template in zip(missing, _read(read, name, missing), strict=True):
            found[name, index] = cache.share((ReadTemplate, library, name, index), partial(_itself, template))
    return [found[one] for one in wanted]


def _itself(template: ReadTemplate) -> ReadTemplate:
    return template


def _read(read: Callable[[str, list[int]], Templates], name: str, indices: list[int]) -> list[ReadTemplate]:
    if not indices:
        return []
    dataset = read(name, indices)
    waveforms = dataset.get_dense_templates().astype(np.float32, copy=False).view()
    waveforms.flags.writeable = False
    return [ReadTemplate(waveform, dataset) for waveform in waveforms]


def at_rate(template: ReadTemplate, fs: float) -> ReadTemplate:
    """Return a template at a recording's rate: itself when it has it, else resampled once for all that ask."""
    own = template.dataset
    if abs(own.sampling_frequency / fs - 1) <= SAME_RATE:
        return template

    def make() -> ReadTemplate:
        waveform, before = resample_templates(template.waveform, own.nbefore, own.sampling_frequency, fs)
        waveform.flags.writeable = False
        window = replace(
            own, templates_array=waveform[np.newaxis], sampling_frequency=fs, nbefore=before, sparsity_mask=None,
            unit_ids=np.zeros(1, dtype=int), table={},
        )  # fmt: skip
        return ReadTemplate(waveform, window, own.sampling_frequency)

    return the_cache().share((at_rate, template, fs), make)


def refuse_unfit(units: Sequence[HybridUnit], templates: Sequence[ReadTemplate]) -> None:
    """Raise a ConfigError when templates do not fit to a recording, one problem of each kind for a dataset."""
    problems: dict[tuple[str, str], Problem] = {}
    for index, (unit, template) in enumerate(zip(units, templates, strict=True)):
        for message in _unfitness(template):
            problems.setdefault((unit.dataset, message), Problem(f"units.{index}.dataset", message))
    if problems:
        raise ConfigError(list(problems.values()))


def _unfitness(template: ReadTemplate) -> list[str]:
    found, dataset = [], template.dataset
    if dataset.probe is None:
        found.append("its templates have no probe: choose a dataset that has one")
    if not dataset.is_in_uV:
        found.append("its templates are not in µV: choose a dataset with templates in µV")
    if not template.is_finite:
        found.append("its templates contain NaN or infinite values: choose others")
    return found
