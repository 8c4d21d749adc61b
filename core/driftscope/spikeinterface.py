"""SpikeInterface with this project's generators: ``import driftscope.spikeinterface as si``.

Every name of `driftscope.generation`, with the same arguments, returning real objects of SpikeInterface: recordings and
sortings that stay lazy, can be dumped to JSON, and open again. Every other name is that of ``spikeinterface.full``.
What was written for SpikeInterface runs when its import is changed to this one.

Needs the extra ``driftscope[spikeinterface]``.

Examples
--------
>>> import driftscope.spikeinterface as si
>>> recording, sorting = si.generate_ground_truth_recording(durations=[2.0], seed=0)
>>> isinstance(recording, si.BaseRecording), recording.templates.shape
(True, (10, 100, 4))
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, Self

from . import generation
from .interop import DriftscopeRecording, DriftscopeSorting
from .interop.arguments import decoded, encoded

if TYPE_CHECKING:
    from spikeinterface.full import *  # noqa: F403


_CLASSES: dict[str, Any] = {}


class _MadeByItsClass:
    """Base of extractors that are made, and written down, by the arguments of their own class."""

    __signature__: inspect.Signature

    def __init_subclass__(cls) -> None:
        own = getattr(generation, cls.__name__)
        cls.__signature__ = inspect.signature(own)
        cls.__doc__ = own.__doc__
        _CLASSES[cls.__name__] = cls

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        arguments = inspect.signature(type(self)).bind(*args, **kwargs).arguments
        given = {name: decoded(value, []) for name, value in arguments.items()}
        self._take(getattr(generation, type(self).__name__)(**given))

    @classmethod
    def around(cls, made: Any) -> Self:
        """Return what is made already as an extractor of this class."""
        extractor = cls.__new__(cls)
        extractor._take(made)
        return extractor

    def _take(self, made: Any) -> None:
        super().__init__(made)  # type: ignore[call-arg]
        self._kwargs = {name: _written(value) for name, value in made.provenance.arguments.items()}
        self._serializability = {"memory": True, "pickle": True, "json": True}


def _written(value: Any) -> Any:
    """Return an argument as it is written down: an extractor by itself, anything else as JSON holds it."""
    inputs: list[Any] = []
    held = encoded(value, inputs)
    return inputs[0] if inputs else held


class NoiseGeneratorRecording(_MadeByItsClass, DriftscopeRecording):
    """See `driftscope.generation.NoiseGeneratorRecording`."""


class MockRecording(_MadeByItsClass, DriftscopeRecording):
    """See `driftscope.generation.MockRecording`."""


class InjectTemplatesRecording(_MadeByItsClass, DriftscopeRecording):
    """See `driftscope.generation.InjectTemplatesRecording`."""


class InjectDriftingTemplatesRecording(_MadeByItsClass, DriftscopeRecording):
    """See `driftscope.generation.InjectDriftingTemplatesRecording`."""


class SortingGenerator(_MadeByItsClass, DriftscopeSorting):
    """See `driftscope.generation.SortingGenerator`."""


class TransformSorting(_MadeByItsClass, DriftscopeSorting):
    """See `driftscope.generation.TransformSorting`."""

    @staticmethod
    def add_from_sorting(sorting1: Any, sorting2: Any, refractory_period_ms: float | None = None) -> TransformSorting:
        """Add a sorting to another one: units of the same name become one."""
        return TransformSorting.around(
            generation.TransformSorting.add_from_sorting(sorting1, sorting2, refractory_period_ms)
        )

    @staticmethod
    def add_from_unit_dict(
        sorting1: Any, units_dict_list: Any, refractory_period_ms: float | None = None
    ) -> TransformSorting:
        """Add trains by name: a mapping from unit to samples, or one for every segment."""
        added = generation.TransformSorting.add_from_unit_dict(sorting1, units_dict_list, refractory_period_ms)
        return TransformSorting.around(added)

    @staticmethod
    def from_samples_and_labels(
        sorting1: Any,
        times_list: Any,
        labels_list: Any,
        sampling_frequency: float,
        unit_ids: Any = None,
        refractory_period_ms: float | None = None,
    ) -> TransformSorting:
        """Add spikes by sample and label: an array each, or one for every segment."""
        return TransformSorting.around(
            generation.TransformSorting.from_samples_and_labels(
                sorting1, times_list, labels_list, sampling_frequency, unit_ids, refractory_period_ms
            )
        )


def _converting(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function return objects of SpikeInterface."""

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        return _converted(function(*args, **kwargs))

    call.__module__ = __name__
    return call


def _converted(result: Any) -> Any:
    if isinstance(result, tuple):
        return tuple(_converted(one) for one in result)
    if isinstance(result, Mapping):
        return {key: _converted(one) for key, one in result.items()}
    provenance = getattr(result, "provenance", None)
    if provenance is not None and provenance.maker in _CLASSES:
        return _CLASSES[provenance.maker].around(result)
    return result.to_spikeinterface() if hasattr(result, "to_spikeinterface") else result


def __getattr__(name: str) -> Any:
    """Return a function of `driftscope.generation`, or any other name of ``spikeinterface.full``."""
    import spikeinterface.full

    if name == "__all__":
        return [*__dir__()]
    if name in generation.__all__:
        found = getattr(generation, name)
        return globals().setdefault(name, found if isinstance(found, type) else _converting(found))
    if name.startswith("__"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(spikeinterface.full, name)


def __dir__() -> list[str]:
    import spikeinterface.full

    theirs = {name for name in dir(spikeinterface.full) if not name.startswith("_")}
    return sorted(theirs | set(generation.__all__))
