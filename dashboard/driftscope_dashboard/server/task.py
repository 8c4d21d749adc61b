"""What a process serves, as one process tells another."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from driftscope import SimulationConfig
from driftscope.hybrid import HybridConfig

from ..lessons import Shelf
from .options import ServerOptions


@dataclass(frozen=True)
class Task:
    """What a process serves.

    Attributes
    ----------
    socket : str
        Where it listens.
    key : str
        With which it signs, in hexadecimal digits.
    options : ServerOptions
        Prefix and limits.
    kind : str
        Of the page that begins with a configuration: synthetic, hybrid, or neither.
    config : dict
        What it begins with, as plain data.
    preset : str or None
        Name of the preset it begins with.
    output : str
        Where recordings are written.
    data : tuple of str
        Folders whose files pages may open.
    lessons : str
        Folder with more lessons; none when empty.
    jobs : str
        Folder in which processes tell each other what they write.
    """

    socket: str
    key: str
    options: ServerOptions
    kind: str = ""
    config: dict[str, Any] = field(default_factory=dict)
    preset: str | None = None
    output: str = ""
    data: tuple[str, ...] = ()
    lessons: str = ""
    jobs: str = ""

    def to_line(self) -> str:
        """Return it as a line of text."""
        return json.dumps(asdict(self)) + "\n"

    @classmethod
    def of_line(cls, line: str) -> Self:
        """Read it from a line of text."""
        data = json.loads(line)
        told: dict[str, Any] = data.pop("options")
        options: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in told.items()}
        return cls(options=ServerOptions(**options), **{**data, "data": tuple(data["data"])})

    @property
    def shelf(self) -> Shelf:
        """The lessons that pages offer."""
        return Shelf(Path(self.lessons) if self.lessons else None)

    @property
    def start(self) -> SimulationConfig | HybridConfig | None:
        """What the page of its kind begins with."""
        if not self.kind:
            return None
        return (HybridConfig if self.kind == "hybrid" else SimulationConfig).from_dict(self.config)
