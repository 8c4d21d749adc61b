"""Columns that the table of units has besides its own, as a loaded result adds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..unit_properties import OWN, Column
from .observable import Observable

__all__ = ["OWN", "Column", "UnitColumns"]


class UnitColumns(Observable):
    """Columns that the table of units has besides its own, as long as there is a result, for example.

    Attributes
    ----------
    added : tuple of (Column, sequence)
        The columns, each with a value for every unit; None where there is none.
    """

    def __init__(self) -> None:
        super().__init__()
        self.added: tuple[tuple[Column, Sequence[Any]], ...] = ()

    def show(self, added: Sequence[tuple[Column, Sequence[Any]]]) -> None:
        """Show these further columns, and no others."""
        self._set(added=tuple(added))
