"""Templates that can be had at displacements, as SpikeInterface's: moved by one sparse operator per displacement."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from spikeinterface.generation import DriftingTemplates

_FIELDS = ("templates_array", "sampling_frequency", "nbefore", "is_in_uV", "sparsity_mask", "channel_ids", "unit_ids")


class LazyDriftingTemplates(DriftingTemplates):  # type: ignore[misc]
    """SpikeInterface's ``DriftingTemplates`` whose moved templates are computed when asked for.

    Parameters
    ----------
    templates_array_moved : ndarray, shape (displacements, units, samples, channels), or None
        Templates that were moved elsewhere.
    displacements : ndarray, shape (displacements, 2), or None
        The displacements, in µm.
    **static_kwargs : Any
        The templates at rest, as for ``Templates``; they need a probe.
    """

    def __init__(
        self,
        templates_array_moved: NDArray[Any] | None = None,
        displacements: NDArray[Any] | None = None,
        **static_kwargs: Any,
    ) -> None:
        self._moving: Any = None
        super().__init__(templates_array_moved, displacements, **static_kwargs)

    @classmethod
    def around(cls, templates: Any) -> Self:
        """Return driftscope's drifting templates as these."""
        static = {name: getattr(templates, name) for name in _FIELDS}
        made = cls(probe=templates.probe, **static)
        made._moving = templates
        made.displacements = templates.displacements
        return made

    @property
    def templates_array_moved(self) -> NDArray[Any] | None:
        """All templates at all displacements, shape (displacements, units, samples, channels), or None."""
        moved: NDArray[Any] | None = self._given if self._moving is None else self._moving.templates_array_moved
        return moved

    @templates_array_moved.setter
    def templates_array_moved(self, moved: NDArray[Any] | None) -> None:
        self._given, self._moving = moved, None

    def _own(self) -> Any:
        """Return driftscope's drifting templates, which move these."""
        if self._moving is None:
            kind = import_module("driftscope.drifting_templates").DriftingTemplates
            static = {name: getattr(self, name) for name in _FIELDS}
            self._moving = kind(self._given, self.displacements, probe=self.probe, **static)
        return self._moving

    def move_one_template(self, unit_index: int, displacement: NDArray[Any], **interpolation_kwargs: Any) -> Any:
        """Return one template at one displacement, shape (samples, channels)."""
        return self._own().move_one_template(unit_index, np.asarray(displacement), **interpolation_kwargs)

    def precompute_displacements(self, displacements: NDArray[Any], **interpolation_kwargs: Any) -> None:
        """Say at which displacements templates are wanted, shape (displacements, 2), in µm."""
        self._own().precompute_displacements(displacements, **interpolation_kwargs)
        self.displacements = displacements

    def to_spikeinterface(self) -> Self:
        """Return this object, which is one of SpikeInterface already."""
        return self
