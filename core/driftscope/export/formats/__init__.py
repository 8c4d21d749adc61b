"""File formats of exports, one module each; listing them imports no optional library."""

from .base import Format
from .registry import format_named, formats

__all__ = ["Format", "format_named", "formats"]
