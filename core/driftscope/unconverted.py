"""What happens when an object of this project meets SpikeInterface as it is: an error that says how to convert it.

SpikeInterface tests what it is given with ``isinstance``, or just asks it for attributes. Both end here: a question for
the class that comes from SpikeInterface's code, and an attribute that does not exist.
"""

from __future__ import annotations

import inspect
from types import FrameType
from typing import TYPE_CHECKING, Any


class NeedsConversion:
    """Base of objects that have a method ``to_spikeinterface()`` and are no objects of SpikeInterface without it."""

    if not TYPE_CHECKING:  # to a type checker, a missing attribute stays an error

        @property
        def __class__(self) -> Any:
            """The class; a TypeError when SpikeInterface wants to know whether it is one of its own."""
            if _spikeinterface_asks(inspect.currentframe()):
                raise TypeError(_advice(type(self)))
            return type(self)

        def __getattr__(self, name: str) -> Any:
            """Say what is missing, and how to get it."""
            message = f"{type(self).__name__!r} object has no attribute {name!r}"
            raise AttributeError(f"{message}. {_advice(type(self))}", name=name, obj=None)


def _advice(kind: type) -> str:
    return (
        f"SpikeInterface needs its own objects: convert this {kind.__name__} with .to_spikeinterface(), "
        "or create it with driftscope.spikeinterface"
    )


def _spikeinterface_asks(frame: FrameType | None) -> bool:
    caller = None if frame is None else frame.f_back
    while caller is not None and caller.f_globals.get("__name__") == "abc":
        caller = caller.f_back
    return caller is not None and str(caller.f_globals.get("__name__")).partition(".")[0] == "spikeinterface"
