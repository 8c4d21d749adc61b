"""Of which recording a result is: the export in whose folder it lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..base import Config
from ..export.errors import ExportError
from ..export.manifest import MANIFEST, read_manifest
from ..export.source_kinds import config_of
from .problems import ResultError

_MOST_LEVELS = 4


@dataclass(frozen=True, eq=False)
class Origin:
    """The export that a file or folder lies in.

    Attributes
    ----------
    folder : Path
        The export's folder.
    kind : str
        What its configuration is of, ``"simulation"`` or ``"hybrid"``.
    configuration : dict
        The configuration as plain data.
    """

    folder: Path
    kind: str
    configuration: dict[str, Any]

    @property
    def config(self) -> Config:
        """The configuration; raises a ConfigError when it is not valid."""
        return config_of(self.kind, self.configuration)


def origin_of(path: str | Path) -> Origin | None:
    """Return the export folder that contains a result, at most four levels up; None if there is none."""
    place = Path(path).expanduser().absolute()
    for folder in (place, *place.parents)[: _MOST_LEVELS + 1]:
        if (folder / MANIFEST).is_file():
            try:
                manifest = read_manifest(folder)
            except ExportError:
                return None
            return Origin(folder, str(manifest.get("source", "")), manifest.get("configuration", {}))
    return None


def refuse_result_of_another(path: Path, export: Path) -> None:
    """Raise a ResultError if a result is in the folder of another recording."""
    found = origin_of(path)
    if found is None or found.folder == export.expanduser().absolute():
        return
    try:
        own = read_manifest(export.expanduser())
    except ExportError as error:
        raise ResultError(str(error)) from None
    if found.configuration != own.get("configuration"):
        raise ResultError(
            f"{path} is a result of another recording: it is in {found.folder}, which was generated from another "
            f"configuration than {export}. Compare it with {found.folder}, or give the result of this recording"
        )
