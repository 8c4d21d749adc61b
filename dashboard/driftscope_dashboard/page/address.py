"""The browser's address: it follows the page, and the page follows when the browser goes back or forward."""

from __future__ import annotations

import json
from typing import Any

from driftscope import ConfigError

from ..session.session import origin_of
from ..session.sharing import LinkError, Look, Shared, config_from, decode, link_of
from ..session.state import State
from ..views.base import Services
from ..workbench import AddressNode

REST_MS = 300


class Address:
    """Writes what the page shows into its address, and brings back what an earlier address held.

    Parameters
    ----------
    state : State
        The page's.
    services : Services
        Turns the errors of callbacks into words, and waits.
    node : AddressNode
        What does it in the browser.
    """

    def __init__(self, state: State, services: Services, node: AddressNode) -> None:
        self.state, self._services, self.node = state, services, node
        self._waiting = False
        self._awaited: Shared | None = None
        self._arrivals = 0
        self.write()
        state.session.subscribe({"config"}, self.write_soon)
        state.selection.subscribe({*Look.model_fields, "playing"}, self.write_soon)
        state.session.subscribe({"simulation", "problems"}, self._arrive)
        node.on_message(services.safe(self._go))

    @property
    def is_too_long(self) -> bool:
        """Whether an address cannot hold this page."""
        return not self.node.shared

    def write_soon(self) -> None:
        """Write the address after a short rest; while it plays, only what changes the configuration is written."""
        if self._waiting or self.state.selection.playing:
            return
        self._waiting = True
        self._services.later(self._write_waiting, REST_MS)

    def _write_waiting(self) -> None:
        self._waiting = False
        self.write()

    def write(self) -> None:
        """Tell the browser the address, and to which gesture it belongs."""
        session = self.state.session
        try:
            shared = link_of(self.state)
        except (LinkError, ConfigError):
            shared = ""
        step = session.history.steps - self._arrivals
        self.node.update(shared=shared, step=step, digest=session.config.digest)

    def _go(self, message: dict[str, Any]) -> None:
        """Show what the browser went back or forward to; that makes no new entry in its history."""
        if message.get("code"):
            shared = decode(str(message["code"]))
        elif message.get("text"):
            shared = Shared(config_from(json.loads(str(message["text"]))), Look.of(self.state.selection))
        else:
            raise LinkError("This browser tab no longer has that page: its configuration was too long for a URL.")
        self.show(shared)

    def show(self, shared: Shared) -> None:
        """Show a configuration with its look, without a new entry in the browser's history."""
        session = self.state.session
        self._awaited = shared
        before = session.history.steps
        if shared.config == session.config:
            session.discard_drafts()
        else:
            session.open(shared.config)
        self._arrivals += session.history.steps - before
        self._arrive()
        self.write_soon()

    def _arrive(self) -> None:
        """Look where an address says, once there is something to be seen there."""
        shared, session = self._awaited, self.state.session
        if shared is None:
            return
        if session.config != shared.config:
            self._awaited = None
        elif origin_of(session.simulation) == shared.config:
            self._awaited = None
            shared.look.show_in(self.state.selection, session.simulation.config)
