"""What a kind of recording is to its page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..form.editor import Editor, FormKind
from ..session.allowed_paths import AllowedPaths
from ..session.selection import Tab
from ..session.session import Session
from ..session.sharing import Shared
from ..session.state import State
from ..views.base import Services, View


@dataclass(frozen=True)
class Kind:
    """What differs between the pages of two kinds of recordings.

    Attributes
    ----------
    name, address : str
        How it is called, and where its page is.
    config : type
        The class of its configurations.
    fallback : callable
        Returns what a page shows when it cannot show what was asked for.
    fallback_link : tuple of two str
        Address and words of a link that leads there.
    first_seen : callable
        Returns what a page shows first, from what is wanted and from what the server begins with.
    make : callable
        Makes what is seen of a configuration.
    name_of : callable
        Returns the name under which a configuration is downloaded, or None.
    form : FormKind
        What its form holds.
    views, actions : sequence
        What makes the views and the actions, in the order of their areas.
    arrive : callable
        Lets a page have what is wanted, from the state, the configuration and the shared link.
    keeps_failures : bool
        Whether a configuration that cannot be made stays in the form; else the last one that could be made returns.
    tab : str
        The tab that is open at first.
    has_presets : bool
        Whether an address can name a preset.
    """

    name: str
    address: str
    config: type
    fallback: Callable[[], Any]
    fallback_link: tuple[str, str]
    first_seen: Callable[[Any, Any], Any]
    make: Callable[[Any], Any]
    name_of: Callable[[Any], str | None]
    form: FormKind
    views: Sequence[type[View]]
    actions: Sequence[Callable[[State, Services], Any]]
    arrive: Callable[[State, Any, Shared | None], None]
    keeps_failures: bool = False
    tab: Tab | None = None
    has_presets: bool = field(default=False)

    def editor(self, state: State, services: Services, allowed: AllowedPaths | None = None) -> Editor:
        """Return the form of a state's configuration, from which pages may open what is allowed."""
        return Editor(state, services, self.form, allowed or AllowedPaths())

    def session(self, config: Any, refuse: Callable[[Any], None] = lambda config: None) -> Session:
        """Return a session that edits a configuration.

        Parameters
        ----------
        config : Config
            What it begins with; a ConfigError when it cannot be made.
        refuse : callable
            Raises a ConfigError for what a page may not ask for.
        """

        def make(wanted: Any) -> Any:
            refuse(wanted)
            return self.make(wanted)

        return Session(config, make=make, refuse=refuse, keeps_failures=self.keeps_failures, name_of=self.name_of)
