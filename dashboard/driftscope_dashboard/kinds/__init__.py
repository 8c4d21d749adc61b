"""What differs between the pages of synthetic and of hybrid recordings, as data; all else is the same code."""

from __future__ import annotations

from typing import Any

from .base import Kind
from .hybrid import HYBRID
from .synthetic import SYNTHETIC

KINDS = (SYNTHETIC, HYBRID)
"""The kinds of recordings that have a page."""

__all__ = ["HYBRID", "KINDS", "SYNTHETIC", "Kind", "kind_of"]


def kind_of(config: Any) -> Kind:
    """Return the kind of recording that a configuration describes."""
    return next(kind for kind in KINDS if isinstance(config, kind.config))
