"""Notes about a whole recording or sorting, under SpikeInterface's names."""

from __future__ import annotations

from typing import Any


class HasAnnotations:
    """Base of objects that carry notes; they set ``_annotations`` to a mapping of their own."""

    _annotations: dict[str, Any]

    def annotate(self, **notes: Any) -> None:
        """Note something about the whole object."""
        self._annotations |= notes

    def get_annotation(self, key: str) -> Any:
        """Return what was noted under a name, or None."""
        return self._annotations.get(key)

    def get_annotation_keys(self) -> list[str]:
        """Return the names of what was noted."""
        return list(self._annotations)
