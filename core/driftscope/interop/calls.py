"""The call behind an object: what SpikeInterface is told about it, and the object that follows from it."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from .arguments import NotJSONError, decoded, encoded

_ELSEWHERE = {"Simulation": "driftscope.simulation", "Hybrid": "driftscope.hybrid", "Sorting": "driftscope.sorting"}
_CONFIGURED = {"Simulation": ("driftscope.config", "SimulationConfig"), "Hybrid": ("driftscope.hybrid", "HybridConfig")}


class Carried:
    """An object of unknown origin that is carried along; only pickle can write it down.

    Parameters
    ----------
    held : Recording
        The object. SpikeInterface inspects whatever it is given, and would take it for one of its own gone wrong.
    """

    def __init__(self, held: Any) -> None:
        self.held = held

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpacked, (pickle.dumps(self.held),)

    @staticmethod
    def opened(one: Any) -> Any:
        """Return what is carried, or the object itself."""
        return one.held if isinstance(one, Carried) else one


def _unpacked(content: bytes) -> Carried:
    return Carried(pickle.loads(content))  # noqa: S301 - packed by the line above, within SpikeInterface's own pickle


def call_of(made: Any) -> dict[str, Any]:
    """Return the call that makes an object, as keywords of `DriftscopeRecording` or `DriftscopeSorting`.

    Where no call is known a recording is carried along, and a sorting is written out.
    """
    provenance = made.provenance
    try:
        if provenance is None:
            return _written_out(made)
        inputs: list[Any] = []
        arguments = encoded(provenance.arguments, inputs)
    except NotJSONError:
        return _written_out(made)
    return {"maker": provenance.maker, "arguments": arguments, "output": provenance.output, "inputs": inputs}


def _written_out(made: Any) -> dict[str, Any]:
    if hasattr(made, "get_traces"):
        return {"recording": Carried(made)}
    return {"maker": "Sorting", "arguments": encoded(made.to_dict(), []), "output": None, "inputs": []}


def made_by(maker: str, arguments: Mapping[str, Any], output: int | str | None, inputs: Sequence[Any]) -> Any:
    """Make an object by the call that is written down; only this project's own makers are called.

    Raises
    ------
    ValueError
        When there is no such maker.
    """
    keywords = decoded(arguments, list(inputs))
    if maker in _CONFIGURED:
        module, name = _CONFIGURED[maker]
        configuration = getattr(import_module(module), name).from_dict(keywords["configuration"])
        made = getattr(import_module(_ELSEWHERE[maker]), maker)(configuration)
    elif maker in _ELSEWHERE:
        made = getattr(import_module(_ELSEWHERE[maker]), maker).from_dict(keywords)
    else:
        called = getattr(import_module("driftscope.generation"), maker, None)
        if not import_module("driftscope.generation.calls").is_maker(maker, called):
            raise ValueError(f"Unknown maker {maker!r}: was this file written by a newer driftscope?")
        made = called(**keywords)  # type: ignore[misc]
    if output is None:
        return made
    return getattr(made, output) if isinstance(output, str) else made[output]
