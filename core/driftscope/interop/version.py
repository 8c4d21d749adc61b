"""Which version of SpikeInterface this project is compared with."""

from __future__ import annotations

import warnings
from importlib.metadata import version

COMPARED_WITH = (0, 105)


def warn_of_newer_version() -> None:
    """Warn when the installed SpikeInterface is newer than the one whose results are compared here."""
    installed = version("spikeinterface")
    if _first_numbers(installed) > COMPARED_WITH:
        compared = ".".join(map(str, COMPARED_WITH))
        warnings.warn(
            f"SpikeInterface {installed} is newer than {compared}, with which driftscope's results are compared: "
            "the same seed may give different draws",
            stacklevel=3,
        )


def _first_numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:2] if part.isdigit())
