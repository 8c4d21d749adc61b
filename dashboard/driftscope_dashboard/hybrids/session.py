"""The session of a hybrid recording: what cannot be made stays in the form, the last picture stays beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from driftscope import ConfigError, Problem
from driftscope.hybrid import HybridConfig

from ..state import Make, Session

NAME = "hybrid"


class HybridSession(Session):
    """A configuration of a recording that is opened, and what is seen of it.

    A recording often needs several words until it opens: where it is, how many channels, which probe. What was said
    therefore stays, each with its problem, while the last recording that could be made is still seen.

    Parameters
    ----------
    config : HybridConfig
        What to begin with.
    make : callable
        Makes what is seen of a configuration.
    refuse : callable
        Raises a ConfigError for what nobody may open from a page; such a configuration is not even taken up.
    """

    def __init__(self, config: HybridConfig, make: Make, refuse: Callable[[Any], None]) -> None:
        super().__init__(config, self._make_now, make=make, refuse=refuse)

    def _make_now(self, config: Any, done: Callable[[Any], None], failed: Callable[[list[Problem]], None]) -> None:
        """Make what is seen at once; pages do it beside their event loop."""
        try:
            made = self.make(config)
        except ConfigError as error:
            failed(list(error.problems))
        else:
            done(made)

    @property
    def preset(self) -> str | None:
        """Under which name it is taken away."""
        return NAME

    def _refused(self, config: Any, problems: Sequence[Problem]) -> None:
        """Keep the wish, with what stops it from being made."""
        if config == self.config:
            self._set(problems=tuple(problems))
