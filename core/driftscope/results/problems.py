"""What can be wrong with a result that is brought back."""

from __future__ import annotations


class ResultError(ValueError):
    """A sorting or a motion estimate that cannot be compared: where, what is wrong, and what to do."""
