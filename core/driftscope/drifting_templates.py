"""Templates that can be evaluated at displacements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .base import Problem
from .cache import once
from .interpolation import Interpolator, applied
from .template_set import Templates

if TYPE_CHECKING:
    import spikeinterface.generation
    from probeinterface import Probe
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class DriftingTemplates(Templates):
    """Templates that can be evaluated at displacements.

    Unlike in the reference nothing is computed by ``precompute_displacements``: a template is interpolated when a spike
    shows it, and the whole array when it is asked for.

    Parameters
    ----------
    templates_array_moved : ndarray, shape (displacements, units, samples, channels), or None
        Templates that were moved elsewhere.
    displacements : ndarray, shape (displacements, 2), or None
        The displacements, in µm.
    **static_kwargs : Any
        The templates at rest, as for `Templates`; they need a probe.

    Raises
    ------
    ValueError
        When there is no probe, or moved templates without displacements.
    """

    def __init__(
        self,
        templates_array_moved: NDArray[Any] | None = None,
        displacements: NDArray[Any] | None = None,
        **static_kwargs: Any,
    ) -> None:
        super().__init__(**static_kwargs)
        if self.probe is None:
            raise ValueError("templates that move need a probe")
        if templates_array_moved is not None and displacements is None:
            raise ValueError("templates_array_moved needs displacements")
        self._set(displacements, given=templates_array_moved)

    def _set(
        self,
        displacements: Any,
        given: Any = None,
        keywords: Mapping[str, Any] = _NOTHING,
        make: Callable[[], NDArray[Any]] | None = None,
    ) -> None:
        """Hold what moves; a template set is frozen otherwise."""
        steps = None if displacements is None else np.asarray(displacements, dtype=np.float64)
        if given is not None and np.shape(given)[:2] != (len(np.asarray(steps)), self.num_units):
            raise ValueError(
                f"templates_array_moved has shape {np.shape(given)}, but must have shape (displacements, units, ...)"
            )
        self.__dict__.pop("templates_array_moved", None)
        held = {"displacements": steps, "given": given, "_keywords": dict(keywords), "_make": make}
        for name, value in held.items():
            object.__setattr__(self, name, value)

    def _peak_problems(self) -> list[Problem]:
        """Take a peak outside the window, as the reference does: templates then stand before or behind their spikes."""
        return []

    displacements: NDArray[np.float64] | None
    given: NDArray[Any] | None
    _keywords: Mapping[str, Any]
    _make: Callable[[], NDArray[Any]] | None

    @classmethod
    def of(cls, templates: Any) -> Self:
        """Read templates of any origin, with what they have at displacements."""
        if isinstance(templates, cls):
            return templates
        read = cls.from_static_templates(templates)
        moved, displacements = (getattr(templates, name, None) for name in ("templates_array_moved", "displacements"))
        read._set(displacements, given=moved)
        return read

    @classmethod
    def from_static_templates(cls, templates: Any) -> Self:
        """Take templates at rest, ours or SpikeInterface's."""
        optional = {one.name: getattr(templates, one.name) for one in fields(Templates) if hasattr(templates, one.name)}
        return cls(**optional)

    @classmethod
    def made_anew(cls, templates: Templates, displacements: ArrayLike, make: Callable[[], NDArray[Any]]) -> Self:
        """Take templates at rest whose moved ones are made by a function, all of them and when asked for."""
        read = cls.from_static_templates(templates)
        read._set(displacements, make=make)
        return read

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` has returned."""
        read = cls(**cls._given_in(data))
        moved, steps = data.get("templates_array_moved"), data.get("displacements")
        read._set(
            None if steps is None else np.asarray(steps),
            given=None if moved is None else np.asarray(moved),
            keywords=data.get("interpolation", {}),
        )
        return read

    def to_dict(self) -> dict[str, Any]:
        """Return everything by name; what can be interpolated again is left out."""
        given = self.given if self._make is None else self.templates_array_moved
        moving = {"displacements": self.displacements, "interpolation": dict(self._keywords)}
        return super().to_dict() | moving | {"templates_array_moved": given}

    @classmethod
    def from_precomputed_templates(
        cls,
        templates_array_moved: ArrayLike,
        displacements: ArrayLike,
        sampling_frequency: float,
        nbefore: int,
        probe: Probe,
    ) -> Self:
        """Take templates that were moved elsewhere, for example made again at every place.

        Parameters
        ----------
        templates_array_moved : array, shape (displacements, units, samples, channels)
            The templates.
        displacements : array, shape (displacements, 2)
            Where they are, in µm.
        sampling_frequency : float
            Rate in Hz.
        nbefore : int
            Sample of the peak.
        probe : probeinterface.Probe
            Positions of the channels.

        Returns
        -------
        DriftingTemplates
            The templates in the middle of the displacements count as those at rest.
        """
        moved = np.asarray(templates_array_moved)
        return cls(
            moved, np.asarray(displacements), templates_array=moved[len(moved) // 2],
            sampling_frequency=sampling_frequency, nbefore=nbefore, probe=probe,
        )  # fmt: skip

    @once
    def templates_array_moved(self) -> NDArray[Any] | None:
        """All templates at all displacements, shape (displacements, units, samples, channels), or None."""
        if self.given is not None or self.displacements is None:
            return self.given
        return self._moved(self.get_dense_templates()) if self._make is None else self._make()

    @property
    def seen_on(self) -> Probe:
        """The probe on which moved templates are seen."""
        found = self._keywords.get("dest_probe") or self.probe
        if found is None:
            raise ValueError("templates that move need a probe")
        return found

    @property
    def interpolator(self) -> Interpolator:
        """What follows templates between contacts."""
        return Interpolator(self.get_channel_locations(), self._keywords.get("interpolation_method", "cubic"))

    def _moved(self, dense: NDArray[Any]) -> NDArray[Any]:
        interpolator, contacts = self.interpolator, self.seen_on.contact_positions
        steps = np.zeros((0, 2)) if self.displacements is None else self.displacements
        return np.stack([applied(interpolator.moving(step, contacts), dense) for step in steps])

    def move_one_template(self, unit_index: int, displacement: NDArray[Any], **interpolation_kwargs: Any) -> Any:
        """Return one template at one displacement, shape (samples, channels).

        Parameters
        ----------
        unit_index : int
            Index of the unit.
        displacement : ndarray, shape (1, 2)
            How far it moves, in µm.
        **interpolation_kwargs : Any
            ``dest_probe`` and ``interpolation_method``, as for `driftscope.generation.move_dense_templates`.
        """
        if np.shape(displacement) != (1, 2):
            raise ValueError(f"displacement must have shape (1, 2), not {np.shape(displacement)}")
        moving = type(self).from_static_templates(self)
        moving.precompute_displacements(displacement, **interpolation_kwargs)
        return moving._moved(self.get_one_template_dense(unit_index)[np.newaxis])[0, 0]

    def precompute_displacements(self, displacements: NDArray[Any], **interpolation_kwargs: Any) -> None:
        """Say at which displacements templates are wanted, shape (displacements, 2), in µm.

        Further keywords are ``dest_probe`` and ``interpolation_method``.
        """
        if unknown := sorted(interpolation_kwargs.keys() - {"dest_probe", "interpolation_method"}):
            raise TypeError(f"Unknown argument {unknown[0]!r}. Available: dest_probe, interpolation_method")
        if np.ndim(displacements) != 2 or np.shape(displacements)[1] != 2:
            raise ValueError(f"displacements must have shape (displacements, 2), not {np.shape(displacements)}")
        self._set(displacements, keywords=interpolation_kwargs)

    def take(self, unit_indices: Any) -> Self:
        """Return some units by index, or by a mask, with their moved templates."""
        chosen = type(self).from_static_templates(self.at_rest().take(unit_indices))
        indices = np.arange(self.num_units)[np.asarray(unit_indices, dtype=None if len(unit_indices) else np.intp)]
        given = self.given if self._make is None else self.templates_array_moved
        chosen._set(self.displacements, None if given is None else given[:, indices], self._keywords)
        return chosen

    def to_spikeinterface(self) -> spikeinterface.generation.DriftingTemplates:
        """Return SpikeInterface's ``DriftingTemplates`` (extra ``driftscope[spikeinterface]``)."""
        from .interop import drifting_templates_to_spikeinterface

        return drifting_templates_to_spikeinterface(self)
