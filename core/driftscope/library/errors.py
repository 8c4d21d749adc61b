"""What can be wrong with a library, in words."""

from __future__ import annotations

from ..base import ConfigError, Problem


class LibraryError(ConfigError):
    """Template library, or part of one, that cannot be read or written."""

    def __str__(self) -> str:
        return "\n".join(f"{problem.path}: {problem.message}" for problem in self.problems)


def error_at(where: object, message: str) -> LibraryError:
    """Return an error about one place."""
    return LibraryError([Problem(str(where), message)])
