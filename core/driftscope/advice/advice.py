"""The class `Advice`: a warning with an optional suggested change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..base import Problem


@dataclass(frozen=True)
class Advice(Problem):
    """A setting that is valid, but not plausible, or that costs something; nothing is stopped by it.

    Attributes
    ----------
    path : str
        Dotted path of the parameter beside which it is shown.
    message : str
        What is not plausible, with the numbers.
    given : object
        The present value, where it says something.
    remedy : str
        What the changes do, in a few words; empty when there are none to propose.
    changes : mapping
        New values by path that mend it.
    """

    remedy: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict, compare=False)
