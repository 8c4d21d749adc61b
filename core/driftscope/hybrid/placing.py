"""Placing units: templates of a library brought onto a recording; what one unit needs is made once for it alone."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..base import ConfigError, Problem
from ..cache import once, the_cache
from ..interpolation import Interpolator, Method
from ..moved_templates import MovedTemplates
from .advice import moving_onto_probe
from .placed import FittedTemplate, PlacedTemplates, PlacedUnit
from .reading import ReadTemplate, at_rate, refuse_unfit
from .units import HybridUnit

_OFF = "moves the template completely off the recording's probe: move it less"
_BESIDE = "places the template beside the recording's probe: move it onto the probe"

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Site:
    """What units are placed on.

    Attributes
    ----------
    contacts_um : ndarray, shape (channels, 2)
        The recording's contacts.
    sampling_frequency_hz : float
        The recording's rate.
    method : str
        How templates follow between contacts.
    taper_ms : float
        How long both ends of the templates fade.
    """

    contacts_um: Array
    sampling_frequency_hz: float
    method: Method
    taper_ms: float

    @once
    def key(self) -> Hashable:
        """The same as values."""
        return self.contacts_um.tobytes(), self.sampling_frequency_hz, self.method, self.taper_ms


def place_units(
    units: Sequence[HybridUnit], templates: Sequence[ReadTemplate], site: Site, noise_levels_uv: Callable[[], Array]
) -> PlacedTemplates:
    """Move the templates of all units to where they are wanted, and make them as large as wanted.

    Parameters
    ----------
    units : sequence of HybridUnit
        What is wanted.
    templates : sequence of ReadTemplate
        The template of each.
    site : Site
        What they are placed on.
    noise_levels_uv : callable
        Gives the noise level of every channel; called when a unit has a signal-to-noise ratio.

    Raises
    ------
    ConfigError
        When templates do not fit to the recording, or are zero where they are put.
    """
    refuse_unfit(units, templates)
    templates = [at_rate(one, site.sampling_frequency_hz) for one in templates]
    before = max(one.dataset.nbefore for one in templates)
    window = before, max(one.dataset.nafter for one in templates)
    placed: list[PlacedUnit] = []
    problems: list[Problem] = []
    for index, (unit, template) in enumerate(zip(units, templates, strict=True)):
        if not template.waveform.any():
            words = "is zero in every sample: choose another template"
            problems.append(Problem(f"units.{index}.template_index", words, unit.template_index))
            continue
        made = _placed(unit, _fitted(template, site, window), noise_levels_uv)
        placed.append(made)
        if made.peak_uv == 0:
            problems.append(moving_onto_probe(made, index, _OFF if any(unit.move_um) else _BESIDE))
    if problems:
        raise ConfigError(problems)
    return PlacedTemplates(tuple(placed), site.sampling_frequency_hz, before)


def _fitted(template: ReadTemplate, site: Site, window: tuple[int, int]) -> FittedTemplate:
    def make() -> FittedTemplate:
        positions = template.dataset.get_channel_locations()[:, :2]
        aligned = positions - positions.min(axis=0) + site.contacts_um.min(axis=0)
        fade = round(site.taper_ms * site.sampling_frequency_hz / 1000.0)
        waveform = _in_window(_faded(template.waveform, fade), template.dataset.nbefore, *window)
        waveform.flags.writeable = False
        return FittedTemplate(
            MovedTemplates(waveform[np.newaxis], _interpolator(aligned, site.method), site.contacts_um),
            template.resampled_from_hz,
        )

    return the_cache().share((FittedTemplate, template, site.key, window), make)


def _interpolator(positions_um: Array, method: Method) -> Interpolator:
    """Return the interpolator between contacts, which all datasets of one probe share."""
    key = "interpolator", positions_um.tobytes(), method
    return the_cache().get(key, lambda: Interpolator(positions_um, method), lasting=True)


def _placed(unit: HybridUnit, fitted: FittedTemplate, noise_levels_uv: Callable[[], Array]) -> PlacedUnit:
    """Place a unit, and make its peak on the recording's contacts as high as wanted."""
    cache, place = the_cache(), (PlacedUnit, fitted, unit.move_um)
    plain = cache.share(place, lambda: PlacedUnit(fitted, unit.move_um))
    if plain.peak_uv == 0 or (unit.peak_uv is None and unit.snr is None):
        return plain
    scale = _wanted_uv(unit, plain, noise_levels_uv) / plain.peak_uv
    return cache.share((*place, scale), lambda: PlacedUnit(fitted, unit.move_um, plain, scale))


def _wanted_uv(unit: HybridUnit, plain: PlacedUnit, noise_levels_uv: Callable[[], Array]) -> float:
    if unit.peak_uv is not None:
        return unit.peak_uv
    main = plain.rest.channels[int(np.abs(plain.rest.waveform).max(axis=0).argmax())]
    return float(unit.snr or 0.0) * float(noise_levels_uv()[main])


def _faded(template: NDArray[np.float32], samples: int) -> NDArray[np.float32]:
    """Let both ends of a template go to zero with half a cosine."""
    if samples == 0:
        return template
    faded = template.copy()
    size = min(samples, len(template) // 2)
    rise = (0.5 - 0.5 * np.cos(np.pi * np.arange(size) / size)).astype(np.float32)[:, np.newaxis]
    faded[:size] *= rise
    faded[-size:] *= rise[::-1]
    return faded


def _in_window(template: NDArray[np.float32], own_before: int, before: int, after: int) -> NDArray[np.float32]:
    """Lay a template into a longer window, zeros around it."""
    if len(template) == before + after:
        return template
    window = np.zeros((before + after, template.shape[1]), dtype=np.float32)
    begin = before - own_before
    window[begin : begin + len(template)] = template
    return window
