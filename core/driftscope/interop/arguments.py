"""The arguments of a call as values that JSON can hold, and back.

SpikeInterface writes what made an object into JSON. Numbers, words, lists and mappings stand there as they are; what
JSON does not know is a mapping with the key ``encoded_as``. Recordings and sortings among the arguments become a list
of their own, in which SpikeInterface describes each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from probeinterface import Probe
from spikeinterface.core import BaseRecording, BaseSorting, Motion, Templates

_KIND = "encoded_as"
_PLAIN = (bool, int, float, str, type(None))
_SPIKES = ("sample_index", "unit_index", "segment_index")


class NotJSONError(ValueError):
    """Raised for an argument that JSON cannot hold."""


def encoded(value: Any, inputs: list[Any]) -> Any:
    """Return an argument as JSON holds it; recordings and sortings in it are added to ``inputs``.

    Arrays stay arrays, which SpikeInterface's encoder writes as lists.

    Raises
    ------
    NotJSONError
        When there is no such form.
    """
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, Mapping):
        return {str(key): encoded(one, inputs) for key, one in value.items()}
    if isinstance(value, list):
        return [encoded(one, inputs) for one in value]
    for types, encode in _ENCODERS.items():
        if isinstance(value, types):
            return encode(value, inputs)
    return _encoded_object(value, inputs)


def _encoded_object(value: Any, inputs: list[Any]) -> Any:
    if hasattr(value, "get_traces") or hasattr(value, "to_spike_vector"):
        inputs.append(value.to_spikeinterface())
        return {_KIND: "input", "index": len(inputs) - 1}
    if hasattr(value, "templates_array"):
        return {_KIND: "templates", "fields": encoded(_templates_of(value).to_dict(), inputs)}
    if isinstance(value, type) and issubclass(value, np.generic):
        return np.dtype(value).name
    raise NotJSONError(f"JSON cannot hold a {type(value).__name__}")


def _encoded_array(array: Any, inputs: list[Any]) -> dict[str, Any]:
    if array.dtype.names is not None:
        return {_KIND: "spikes", **{name: array[name] for name in _SPIKES}}
    return {_KIND: "array", "dtype": array.dtype.str, "shape": list(array.shape), "values": array}


def _encoded_input(extractor: Any, inputs: list[Any]) -> dict[str, Any]:
    inputs.append(extractor)
    return {_KIND: "input", "index": len(inputs) - 1}


def _encoded_motion(motion: Any, inputs: list[Any]) -> dict[str, Any]:
    fields = {
        "displacement": list(motion.displacement),
        "temporal_bins_s": list(motion.temporal_bins_s),
        "spatial_bins_um": motion.spatial_bins_um,
        "direction": motion.direction,
        "interpolation_method": motion.interpolation_method,
    }
    return {_KIND: "motion", "fields": encoded(fields, inputs)}


def _encoded_probe(probe: Any, inputs: list[Any]) -> dict[str, Any]:
    return {_KIND: "probe", "fields": probe.to_dict(array_as_list=True)}


_ENCODERS: dict[type | tuple[type, ...], Callable[[Any, list[Any]], Any]] = {
    tuple: lambda value, inputs: {_KIND: "tuple", "values": [encoded(one, inputs) for one in value]},
    np.ndarray: _encoded_array,
    np.dtype: lambda value, inputs: value.name,
    Path: lambda value, inputs: str(value),
    (BaseRecording, BaseSorting): _encoded_input,
    Motion: _encoded_motion,
    Probe: _encoded_probe,
    Templates: lambda value, inputs: {
        _KIND: "templates", "fields": encoded(_templates_of(value).to_dict(), inputs)
    },
}  # fmt: skip


def decoded(value: Any, inputs: list[Any]) -> Any:
    """Return an argument that `encoded` has turned into JSON."""
    if isinstance(value, list):
        return [decoded(one, inputs) for one in value]
    if not isinstance(value, Mapping):
        return value
    if (kind := value.get(_KIND)) is not None:
        return _DECODERS[kind](value, inputs)
    return {key: decoded(one, inputs) for key, one in value.items()}


def _decoded_spikes(value: Mapping[str, Any], inputs: list[Any]) -> Any:
    spikes = np.empty(len(value["sample_index"]), dtype=[(name, "int64") for name in _SPIKES])
    for name in _SPIKES:
        spikes[name] = value[name]
    return spikes


def _templates_of(templates: Any) -> Any:
    moves = hasattr(templates, "precompute_displacements")
    kind: Any = import_module("driftscope.generation").DriftingTemplates if moves else _templates_class()
    return kind.of(templates)


def _templates_class() -> Any:
    return import_module("driftscope.template_set").Templates


def _decoded_templates(value: Mapping[str, Any], inputs: list[Any]) -> Any:
    fields = decoded(value["fields"], inputs)
    moves = "displacements" in fields
    kind: Any = import_module("driftscope.generation").DriftingTemplates if moves else _templates_class()
    return kind.from_dict(fields)


_DECODERS: dict[str, Callable[[Mapping[str, Any], list[Any]], Any]] = {
    "tuple": lambda value, inputs: tuple(decoded(one, inputs) for one in value["values"]),
    "array": lambda value, inputs: np.asarray(value["values"], dtype=value["dtype"]).reshape(value["shape"]),
    "spikes": _decoded_spikes,
    "input": lambda value, inputs: inputs[value["index"]],
    "motion": lambda value, inputs: Motion(**decoded(value["fields"], inputs)),
    "probe": lambda value, inputs: Probe.from_dict(value["fields"]),
    "templates": _decoded_templates,
}
