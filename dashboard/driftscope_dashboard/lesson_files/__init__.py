"""Lessons as files that need no server: a page to print, and one that is taught from a file."""

from .handout import handout_html
from .static import static_html

__all__ = ["handout_html", "static_html"]
